"""What is known about a company: what imports say, and what people corrected."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

FACTS: dict[str, Any] = {
    # fact and column: its value when nothing is known
    "name": "",
    "tax_id": "",
    "industry": "",
    "country": "",
    "city": "",
    "website": "",
    "employees": None,
    "yearly_revenue": None,
    "ownership": None,
}
"""The facts of `Account.imported` and `Account.edited`, beside `parent_id`, which
holds the parent's account_id ("" for none)."""

AMOUNTS = frozenset({"yearly_revenue", "ownership"})


def stored(value: object) -> object:
    """A fact as JSON holds it: amounts as text, so that they stay exact."""
    return str(value) if isinstance(value, Decimal) else value


def column_value(fact: str, value: object) -> object:
    """A stored fact as the column holds it."""
    if value is None or value == "":
        return FACTS[fact]
    return Decimal(str(value)) if fact in AMOUNTS else value


def column_values(
    imported: Mapping[str, Any], edited: Mapping[str, Any]
) -> dict[str, object]:
    """Every fact's column: as corrected, else as imported, else empty."""
    known = {**imported, **edited}
    return {fact: column_value(fact, known.get(fact)) for fact in FACTS}
