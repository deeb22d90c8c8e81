"""What the firm's settings and a person's answers mean for reading a file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from vitalfew.apps.firm.models import Rate as FirmRate
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.imports.models import Batch, Kind
from vitalfew.files.cleaning import Rules
from vitalfew.files.options import Rate, ReadOptions

ANSWERS = ("sheets", "encoding", "delimiter", "date_order", "decimal", "currency")


def rules_now() -> dict[str, Any]:
    """The firm's settings that decide how a file is read, as plain values."""
    firm = firm_settings()
    rates = FirmRate.objects.values_list("currency", "valid_from", "rate")
    return {
        "currency": firm.currency,
        "tax": firm.amounts_are,
        "tax_rate": str(Decimal(firm.tax_rate).normalize()),
        "date_basis": firm.date_basis,
        "rates": [[code, day.isoformat(), str(rate)] for code, day, rate in rates],
    }


def answers_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a person said about a file, as it is kept; `sheet` may name one of them."""
    sheets = given.get("sheets") or given.get("sheet")
    if isinstance(sheets, str):
        sheets = [sheets]
    answers = {name: given.get(name) for name in ANSWERS} | {"sheets": sheets}
    return {name: value for name, value in answers.items() if value}


def read_options(batch: Batch) -> ReadOptions:
    """The options of the reader: this file's answers and the firm's settings."""
    answers = {name: batch.options.get(name) for name in ANSWERS}
    if answers["sheets"]:
        answers["sheets"] = tuple(answers["sheets"])
    firm = firm_settings()
    named = answers["currency"]
    answers |= {"currency": firm.currency or named, "unnamed_currency": named}
    return ReadOptions(
        **answers,
        today=timezone.localdate(),
        date_basis=firm.date_basis,  # type: ignore[arg-type]  # the model's choices
        rates=tuple(
            Rate(row.currency, row.valid_from, row.rate)
            for row in FirmRate.objects.all()
        ),
        tax=firm.amounts_are,  # type: ignore[arg-type]
        tax_rate=firm.tax_rate or None,
    )


def names_no_currency(batch: Batch) -> bool:
    """Whether the file has amounts, but no column that says in what currency."""
    mapping = batch.mapping or batch.inspection.get("mapping") or {}
    rules = Rules(mapping, ReadOptions())
    is_orders = batch.kind == Kind.ORDERS
    return is_orders and rules.has_amount and not rules.has("currency")


def still_valid(batch: Batch) -> bool:
    """Whether the file would be read the same way today."""
    now, then = rules_now(), dict(batch.rules)
    currency, before = now.pop("currency"), then.pop("currency", "")
    if now != then:
        return False
    # A currency that was set since then is no change for a file that is in it.
    found = before or batch.report.get("currency") or ""
    return not currency or not found or currency == found
