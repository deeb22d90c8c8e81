"""Turn any file into one checked Parquet file, with a report and the refused lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from vitalfew.analysis.orders import RowCount
from vitalfew.files.options import Kind, Progress, ReadOptions


@dataclass(frozen=True)
class PseudoAccount:
    """An account that is probably not a customer; proposed for exclusion."""

    account_id: str
    name: str
    lines: int
    amount: Decimal | None
    why: str
    """Code: one_time, test, redacted, walk_in."""


@dataclass(frozen=True)
class Report:
    """What became of the lines of a file. ``read = used + refused + left out``."""

    kind: Kind
    read: int
    used: int
    refused: int
    refused_reasons: Mapping[str, int]
    """Lines that could not be used, by reason code (`cleaning.REFUSALS`)."""
    left_out: int
    left_out_reasons: Mapping[str, int]
    """Lines left out by a rule, by rule code (`cleaning.RULES`)."""
    noted: Mapping[str, int]
    """Lines kept that deserve a look, by code: credits, zero_amount, …"""
    first_day: date | None
    last_day: date | None
    totals: Mapping[str, Decimal]
    """Net amount by currency; the key is "" where the file does not say."""
    accounts: int
    pseudo_accounts: tuple[PseudoAccount, ...]
    sha256: str
    """Of the source file's bytes."""
    heading_hash: str
    mapping: Mapping[str, str]
    """Field → heading, as used."""
    format: str
    encoding: str | None
    date_order: str | None
    decimal: str | None

    @property
    def row_count(self) -> RowCount:
        """The same for `Orders`."""
        reasons = {**self.refused_reasons, **self.left_out_reasons}
        return RowCount(
            read=self.read, used=self.used, refused=self.refused, reasons=reasons
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain values that JSON can hold (amounts and dates as text)."""
        raise NotImplementedError


@dataclass(frozen=True)
class Staged:
    """A file that was read: what it held, ready to be kept or thrown away."""

    kind: Kind
    path: Path
    """The conformed Parquet file: columns of `analysis.orders.COLUMNS` that the file
    has (orders), or of `fields.COMPANIES` / `fields.PRODUCTS`."""
    refused_path: Path
    """CSV: row, column, value, reason (code), explanation. Empty but for its headings
    when nothing was refused."""
    accounts_path: Path
    """Parquet: account_id, account_name, lines, net_amount, first_day, last_day; one
    row an account. For companies and products: their ids and names."""
    report: Report


def stage(
    source: Path | str | Sequence[Path | str],
    *,
    kind: Kind = "orders",
    mapping: Mapping[str, str] | None = None,
    options: ReadOptions | None = None,
    target_dir: Path,
    progress: Progress | None = None,
) -> Staged:
    """Read a file completely into `target_dir`, sorted by account and date.

    Parameters
    ----------
    source
        A path, several paths, or the URL of a database with ``?table=``.
    mapping
        Field → heading; the guess of `inspect` where absent. Fields that are missing
        in it are not guessed.
    target_dir
        An existing folder. On a problem nothing is left in it.

    Raises
    ------
    FileProblem
        The file cannot be read; nothing is left behind.
    """
    raise NotImplementedError
