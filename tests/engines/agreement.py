"""Whether two tables say the same: exactly, but for fractions."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa

RELATIVE = 1e-9
NOTHING = 1e-12
"""Below this a fraction is zero: what is left of two that are nearly equal."""


def differences(found: pa.Table, expected: pa.Table, *keys: str) -> list[str]:
    """What differs, row by row in the order of the keys; types count as well."""
    if found.schema != expected.schema:
        return [f"{found.schema} is not {expected.schema}"]
    if found.num_rows != expected.num_rows:
        return [f"{found.num_rows} rows, not {expected.num_rows}"]
    pairs = zip(_sorted(found, keys), _sorted(expected, keys), strict=True)
    return [
        f"{[row[key] for key in keys]} {name}: {row[name]!r} is not {other[name]!r}"
        for row, other in pairs
        for name in row
        if not same(row[name], other[name])
    ]


def same(one: Any, other: Any) -> bool:
    """Equal, or fractions that are equal to nine digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=NOTHING)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def _sorted(table: pa.Table, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return sorted(
        table.to_pylist(), key=lambda row: [(row[k] is not None, row[k]) for k in keys]
    )
