"""Order lines that hold whatever engines are known to see differently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pyarrow as pa

from vitalfew.analysis.orders import COLUMNS

START = dt.date(2022, 1, 1)
AS_OF = dt.date(2025, 1, 1)
DAYS = (AS_OF - START).days

ODD_NAMES = (
    "a",
    "B",
    "ab",
    "a-b",
    "a b",
    "Z",
    "_",
    "~",
    "ä",
    "é",
    "中",
    "大",
    "😀",
    "O'N",
)
"""Sorted by bytes, by a language and by UTF-16 these come in different orders."""


def made_up_lines(
    *, categories: int = 70, accounts: int = 40, lines: int = 3000
) -> pa.Table:
    """The contract's columns, filled; the same for the same arguments."""
    chance = np.random.default_rng([categories, accounts, lines])
    rows = [
        {"currency": "EUR"} | row
        for row in (
            *_drawn(chance, categories, accounts, lines),
            *_ties(),
            *_steady(categories),
            *_extremes(),
        )
    ]
    return pa.table(
        {
            column.name: pa.array(
                [row.get(column.name) for row in rows], column.type.to_pyarrow()
            )
            for column in COLUMNS
        }
    )


def _drawn(
    chance: np.random.Generator, categories: int, accounts: int, lines: int
) -> Iterator[dict[str, object]]:
    names = [*ODD_NAMES, *(f"a{number}" for number in range(accounts))]

    def below(limit: int) -> int:
        return int(chance.integers(limit))

    def one_of(*values: str | None) -> str | None:
        return values[below(len(values))]

    for number in range(lines):
        # A few buy often, some once; an account has its own lines of products.
        who = int(len(names) * chance.random() ** 2)
        kind = (who * 7 + below(12)) % (categories + 1)
        cents = below(220_000_0) - 200_000
        yield {
            "account_id": names[who],
            "ordered_on": START + dt.timedelta(below(DAYS)),
            "net_amount": Decimal(cents) / 10_000 if below(30) else Decimal(0),
            "order_id": one_of("1", "2", None, *[str(number // 2)] * 5),
            "line_id": str(number),
            "account_name": one_of(names[who], f"{names[who]} Ltd", None),
            "unit_id": one_of("u", "v", "w", "Ü", None),
            "product_id": one_of(*"pqrstuv", None),
            "category": f"kind {kind}" if kind < categories else None,
            "quantity": Decimal(below(90) + 1),
            "cost": Decimal(below(900_000)) / 10_000,
            "contract_id": one_of(None, None, "frame"),
            "channel": one_of("web", "Web", "agent", "shop", None),
        }


def _ties() -> Iterator[dict[str, object]]:
    """Accounts that bring exactly the same, and days with the same amount."""
    for name in ("tie b", "tie-a", "tieC", "Tie d"):
        for month in (1, 1, 4, 7):
            yield {
                "account_id": name,
                "account_name": "Tied",
                "ordered_on": dt.date(2024, month, 15),
                "order_id": f"{name} {month}",
                "net_amount": Decimal("33.3333"),
                "cost": Decimal("11.1111"),
                "unit_id": name,
            }


def _steady(categories: int) -> Iterator[dict[str, object]]:
    """Accounts alike enough to be compared: the same lines, month by month."""
    for number in range(30):
        for month in range(36):
            yield {
                "account_id": f"steady {number:02}",
                "ordered_on": dt.date(
                    2022 + month // 12, month % 12 + 1, 1 + number % 28
                ),
                "order_id": f"s{number} {month}",
                "net_amount": Decimal(100 + number % 3),
                "cost": Decimal(60),
                "category": f"kind {(month % 4) % categories}",
                "channel": "web" if number % 4 else "agent",
                "unit_id": f"site {month % (1 + number % 3)}",
            }


def _extremes() -> Iterator[dict[str, object]]:
    one = {"ordered_on": dt.date(2023, 2, 28), "category": "kind 0", "cost": Decimal(1)}
    yield {"account_id": "once", "net_amount": Decimal(200_000_000), **one}
    yield {"account_id": "huge", "net_amount": Decimal("9999999999999.9999"), **one}
    yield {"account_id": "least", "net_amount": Decimal("0.0001"), **one}
    yield {"account_id": "credited", "net_amount": Decimal("-5.5"), **one}
    yield {"account_id": "free", "net_amount": Decimal(0), **one}
    for cents in ("0.01", "-0.01"):
        yield {"account_id": "nothing left", "net_amount": Decimal(cents), **one}
