"""Many rows of an account sent here as one with lists, and taken apart again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    Places = npt.NDArray[np.int64]


def listed(rows: ir.Table, key: str = "account_id") -> ir.Table:
    """One row for each value of `key`; of every other column the list of its values.

    The lists of a row are in one order, whichever the engine met. No value may be null:
    lists leave nulls out.
    """
    others = [name for name in rows.columns if name != key]
    return rows.group_by(key).agg(**{name: rows[name].collect() for name in others})


@dataclass(frozen=True)
class Unlisted:
    """The rows that a table of `listed` holds.

    Attributes
    ----------
    keys
        The values of the key, in ascending order.
    place
        Of each row that of its key among them.
    rows
        The other columns.
    """

    keys: pa.Array
    place: Places
    rows: pa.Table

    @classmethod
    def of(cls, table: pa.Table, key: str = "account_id") -> Unlisted:
        """Take it apart, key by key."""
        table = table.combine_chunks()
        order = pc.sort_indices(table[key])
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order.to_numpy()] = np.arange(len(order))
        others = [name for name in table.column_names if name != key]
        flat = {name: pc.list_flatten(table[name]) for name in others}
        parents = pc.list_parent_indices(table[others[0]]).to_numpy()
        keys = table[key].combine_chunks().take(order)
        return cls(keys, ranks[parents], pa.table(flat))
