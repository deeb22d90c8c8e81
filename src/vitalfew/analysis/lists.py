"""Many rows of an account sent here as one with lists, and taken apart again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.engines import neighbors

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir
    import numpy.typing as npt

    Places = npt.NDArray[np.int64]

KEY = "account_id"


def listed(rows: ir.Table, **sums: ibis.Deferred) -> ir.Table:
    """One row an account: of every other column the list of its values.

    Parameters
    ----------
    rows
        With `account_id`; no value may be null, for lists leave nulls out.
    sums
        What is wanted of a column instead of its values, by its name.

    Notes
    -----
    The lists of a row are in one order: whichever the engine met the rows in.
    """
    others = [name for name in rows.columns if name != KEY and name not in sums]
    rows = neighbors(rows, KEY)
    lists = {name: rows[name].collect() for name in others}
    return rows.group_by(KEY).agg(**lists, **sums)


@dataclass(frozen=True)
class Unlisted:
    """The rows that a table of `listed` holds.

    Attributes
    ----------
    accounts
        One row an account: the columns that are no lists, in the order they came.
    place
        Of each row that of its account among them.
    rows
        The columns that are lists, account by account.
    """

    accounts: pa.Table
    place: Places
    rows: pa.Table

    @classmethod
    def of(cls, table: pa.Table) -> Unlisted:
        """Take it apart."""
        table = table.combine_chunks()
        lists = [each.name for each in table.schema if pa.types.is_list(each.type)]
        parents = pc.list_parent_indices(table[lists[0]])
        return cls(
            table.drop_columns(lists),
            parents.to_numpy(),
            pa.table({name: pc.list_flatten(table[name]) for name in lists}),
        )

    def in_order(self) -> Unlisted:
        """The accounts in ascending order; the rows stay where they are."""
        order = pc.sort_indices(self.accounts[KEY])
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order.to_numpy()] = np.arange(len(order))
        return Unlisted(self.accounts.take(order), ranks[self.place], self.rows)
