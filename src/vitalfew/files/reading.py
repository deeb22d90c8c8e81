"""`read_orders`: any file, table or database as `Orders`, without set-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vitalfew.analysis.orders import Orders, Window
from vitalfew.files.options import DateOrder, Decimals, Rate


def read_orders(  # noqa: PLR0913  the names are the public options of the reader
    source: Path | str | Sequence[Path | str] | Any,
    *,
    map: Mapping[str, str] | None = None,  # noqa: A002  the public name
    sheet: str | Sequence[str] | None = None,
    encoding: str | None = None,
    date_order: DateOrder | None = None,
    decimal: Decimals | None = None,
    as_of: date | None = None,
    window: Window | None = None,
    currency: str | None = None,
    rates: Iterable[Rate] = (),
    exclude_accounts: Iterable[str] = (),
    parents: Mapping[str, str] | None = None,
) -> Orders:
    """Read order lines from a file, a table or a database.

    Parameters
    ----------
    source
        A path (CSV, XLSX, XLS, ODS, Parquet, gzip), several paths, the URL of a
        database with ``?table=``, or a table of Ibis, pandas, Polars or PyArrow.
    map
        Field → heading, overruling the guess.
    parents
        Company id → id of the company that owns it; groups count as one account. The
        column `parent_id` of the file does the same.

    Raises
    ------
    FileProblem
        The file cannot be read; the message says what to do.
    OrdersError
        No order line lies in the window, or the owners form a ring.
    """
    raise NotImplementedError
