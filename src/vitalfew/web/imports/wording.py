"""The words of imports: fields, reasons, problems, steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from vitalfew.apps.imports.problems import message_of
from vitalfew.files import cleaning

FIELD_WORDS = {
    "account_id": _lazy("Customer number"),
    "ordered_on": _lazy("Order date"),
    "net_amount": _lazy("Amount without tax"),
    "order_id": _lazy("Order number"),
    "line_id": _lazy("Line number"),
    "account_name": _lazy("Customer name"),
    "parent_id": _lazy("Parent company"),
    "unit_id": _lazy("Buying unit"),
    "unit_name": _lazy("Name of the buying unit"),
    "product_id": _lazy("Product number"),
    "product_name": _lazy("Product name"),
    "category": _lazy("Product category"),
    "quantity": _lazy("Quantity"),
    "cost": _lazy("Direct cost of the line"),
    "currency": _lazy("Currency"),
    "contract_id": _lazy("Framework contract"),
    "channel": _lazy("Sales channel"),
    "unit_price": _lazy("Price of one piece"),
    "unit_cost": _lazy("Cost of one piece"),
    "gross_amount": _lazy("Amount with tax"),
    "tax_amount": _lazy("Tax of the line"),
    "discount_amount": _lazy("Discount, amount"),
    "discount_rate": _lazy("Discount, share"),
    "delivered_on": _lazy("Delivery date"),
    "invoiced_on": _lazy("Invoice date"),
    "status": _lazy("Order status"),
    "document_type": _lazy("Kind of document"),
    "part": _lazy("Part of the file"),
    "ownership_share": _lazy("Share owned by the parent"),
    "tax_id": _lazy("Tax or registration number"),
    "industry": _lazy("Industry"),
    "employees": _lazy("Employees"),
    "revenue": _lazy("Sales a year"),
    "country": _lazy("Country"),
    "city": _lazy("City"),
    "website": _lazy("Website"),
    "head_office": _lazy("Is the head office"),
}
STEPS = {
    "opening": _lazy("Opening the file"),
    "reading": _lazy("Reading the file"),
    "checking": _lazy("Checking every line"),
    "writing": _lazy("Writing down what was read"),
    "sorting": _lazy("Sorting by customer and date"),
    "comparing": _lazy("Comparing with earlier imports"),
    "storing": _lazy("Storing the lines safely"),
}
PSEUDO_WORDS = {
    "one_time": _lazy("Looks like a collective account for one-time customers"),
    "walk_in": _lazy("Looks like walk-in customers"),
    "redacted": _lazy("The name is blacked out"),
    "test": _lazy("Looks like a test account"),
}


@dataclass(frozen=True)
class Told:
    """A problem in the reader's words."""

    what: str
    safe: str
    to_do: str
    code: str


def field_word(name: str) -> str:
    return str(FIELD_WORDS.get(name, name))


def step_word(step: str) -> str:
    return str(STEPS.get(step, _("Waiting for its turn")))


def told(problem: Mapping[str, Any]) -> Told | None:
    """A stored problem as sentences: what happened, what is safe, what to do."""
    if not problem:
        return None
    message, values = message_of(dict(problem)), problem["values"]
    if problem["code"] in {"ask_date_order", "ask_decimal", "unmapped"}:
        to_do = _("Answer below, then read the file again.")
    else:
        to_do = _(message.to_do) % values
    return Told(
        _(message.text) % values, _(message.safe) % values, to_do, problem["code"]
    )


def counted(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """Reasons with their numbers, the most frequent first."""
    sentences = {**cleaning.REFUSALS, **cleaning.RULES, **cleaning.NOTES}
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return [
        (_(sentences.get(code, code)), number) for code, number in ordered if number
    ]


def reason_word(code: str) -> str:
    sentences = {**cleaning.REFUSALS, **cleaning.RULES}
    return _(sentences[code]) if code in sentences else code
