"""From columns to Python values and rows, a whole column at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy.typing as npt

EXACT = 2**53
"""Up to here every integer is a float."""


def rows_of(columns: Mapping[str, Iterable[Any]]) -> list[dict[str, Any]]:
    """Columns of the same length as one dictionary a row."""
    names = tuple(columns)
    return [
        dict(zip(names, values, strict=True))
        for values in zip(*columns.values(), strict=True)
    ]


def plain_rows(table: pa.Table) -> list[dict[str, Any]]:
    """A table as one dictionary a row; decimals are floats, null is None."""
    names = table.column_names
    return rows_of({name: plain_values(table[name]) for name in names})


def plain_values(column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """A column as Python values, as `to_pylist` gives them, decimals as floats."""
    array = column
    if isinstance(column, pa.ChunkedArray):
        array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([])
    kind = array.type
    if pa.types.is_decimal128(kind):
        return _with_none(_floats(array), np.asarray(array.is_null()))
    if pa.types.is_floating(kind):
        return _with_none(np.asarray(array.fill_null(0)), np.asarray(array.is_null()))
    if pa.types.is_date(kind) or pa.types.is_string(kind):
        return _repeated(array)
    if pa.types.is_list(kind):
        return _lists(array)
    return list(array.to_pylist())


def known(values: npt.NDArray[np.float64]) -> list[float | None]:
    """Floats, NaN as None."""
    return _with_none(values, np.isnan(values))


def _with_none(
    values: npt.NDArray[np.float64], missing: npt.NDArray[np.bool_]
) -> list[float | None]:
    found = values
    if missing.any():
        found = values.astype(object)
        found[missing] = None
    return list(found.tolist())


def _floats(array: pa.Array) -> npt.NDArray[np.float64]:
    """Decimals as the nearest floats; null is 0."""
    array = array.fill_null(Decimal(0))
    words = np.frombuffer(array.buffers()[1], "<i8").reshape(-1, 2)
    words = words[array.offset : array.offset + len(array)]
    low, high = words[:, 0], words[:, 1]
    # Both exact, so that the quotient is the nearest float.
    found = low / np.float64(10**array.type.scale)
    small = (high == low >> 63) & (np.abs(low) <= EXACT)
    for place in np.flatnonzero(~small).tolist():
        found[place] = float(array[place].as_py())
    return found


def _repeated(array: pa.Array) -> list[Any]:
    """Few values many times: each is made once."""
    coded = array.dictionary_encode()
    values: list[str | date | None] = [*coded.dictionary.to_pylist(), None]
    places = pc.fill_null(coded.indices, len(values) - 1)
    return [values[place] for place in np.asarray(places).tolist()]


def _lists(array: pa.Array) -> list[Any]:
    """Each list is cut out of one long column."""
    flat = plain_values(array.flatten())
    lengths = np.asarray(pc.list_value_length(array).fill_null(0))
    ends = np.cumsum(lengths).tolist()
    found: list[Any] = [
        flat[end - length : end]
        for end, length in zip(ends, lengths.tolist(), strict=True)
    ]
    for place in np.flatnonzero(np.asarray(array.is_null())).tolist():
        found[place] = None
    return found
