"""What a person may say about a file instead of leaving it to the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["orders", "companies", "products", "activities", "contacts"]
DateOrder = Literal["ymd", "dmy", "mdy"]
Decimals = Literal[".", ","]
Progress = Callable[[str, int, int | None], None]
"""Called with a step ("opening", "reading", "writing"), how far it is, and the whole
(100: percent of the query under way), or None where that is not known."""


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` is worth `rate` of the firm's currency from a day on."""

    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file, and which rules to apply. None: decided by the contents."""

    sheets: tuple[str, ...] | None = None
    """Sheets of a workbook; several count as separate exports. None: the first one
    that holds a table."""
    encoding: str | None = None
    delimiter: str | None = None
    date_order: DateOrder | None = None
    decimal: Decimals | None = None
    today: date | None = None
    """Orders after this day are refused; None: not checked."""
    date_basis: Literal["order", "delivery", "invoice"] = "order"
    """Which mapped date an order line counts on."""
    currency: str | None = None
    """The firm's currency. None: the currency of the file, which then must be one."""
    unnamed_currency: str | None = None
    """What amounts are in whose line names no currency. None: the firm's."""
    rates: tuple[Rate, ...] = ()
    tax: Literal["net", "gross"] = "net"
    """Whether the amounts are without or with tax."""
    tax_rate: Decimal | None = None
    """Share of the net amount: 0.13 for 13 %."""
    exclude_accounts: frozenset[str] = frozenset()
    """Test and pseudo-accounts a person decided to leave out."""
    intercompany: frozenset[str] = frozenset()
    """Accounts that are our own companies."""

    @property
    def foreign(self) -> str | None:
        """What amounts without a currency are in, where it is not the firm's."""
        return self.unnamed_currency if self.unnamed_currency != self.currency else None
