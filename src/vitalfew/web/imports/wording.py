"""The words of imports: fields, reasons, problems, steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.apps.imports.models import Kind
from vitalfew.apps.imports.problems import message_of
from vitalfew.files import cleaning

FIELD_WORDS = {
    "account_id": gettext_lazy("Customer number"),
    "ordered_on": gettext_lazy("Order date"),
    "net_amount": gettext_lazy("Amount without tax"),
    "order_id": gettext_lazy("Order number"),
    "line_id": gettext_lazy("Line number"),
    "account_name": gettext_lazy("Customer name"),
    "parent_id": gettext_lazy("Parent company"),
    "unit_id": gettext_lazy("Buying unit"),
    "unit_name": gettext_lazy("Name of the buying unit"),
    "product_id": gettext_lazy("Product number"),
    "product_name": gettext_lazy("Product name"),
    "category": gettext_lazy("Product category"),
    "quantity": gettext_lazy("Quantity"),
    "cost": gettext_lazy("Direct cost of the line"),
    "currency": gettext_lazy("Currency"),
    "contract_id": gettext_lazy("Framework contract"),
    "channel": gettext_lazy("Sales channel"),
    "unit_price": gettext_lazy("Price of one piece"),
    "unit_cost": gettext_lazy("Cost of one piece"),
    "gross_amount": gettext_lazy("Amount with tax"),
    "tax_amount": gettext_lazy("Tax of the line"),
    "discount_amount": gettext_lazy("Discount, amount"),
    "discount_rate": gettext_lazy("Discount, share"),
    "delivered_on": gettext_lazy("Delivery date"),
    "invoiced_on": gettext_lazy("Invoice date"),
    "status": gettext_lazy("Order status"),
    "document_type": gettext_lazy("Kind of document"),
    "part": gettext_lazy("Part of the file"),
    "ownership_share": gettext_lazy("Share owned by the parent"),
    "tax_id": gettext_lazy("Tax or registration number"),
    "industry": gettext_lazy("Industry"),
    "employees": gettext_lazy("Employees"),
    "revenue": gettext_lazy("Sales a year"),
    "country": gettext_lazy("Country"),
    "city": gettext_lazy("City"),
    "website": gettext_lazy("Website"),
    "head_office": gettext_lazy("Is the head office"),
    "occurred_on": gettext_lazy("Day it was done"),
    "activity": gettext_lazy("What was done"),
    "event_id": gettext_lazy("Event number"),
    "events": gettext_lazy("Number of events"),
    "minutes": gettext_lazy("Minutes it took"),
    "hours": gettext_lazy("Hours it took"),
    "lines": gettext_lazy("Order lines handled"),
    "km": gettext_lazy("Kilometers driven"),
    "rush": gettext_lazy("Urgent"),
    "name": gettext_lazy("Person's name"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Family name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "mobile": gettext_lazy("Mobile"),
    "title": gettext_lazy("Post"),
    "department": gettext_lazy("Department"),
    "level": gettext_lazy("Level"),
    "reports_to": gettext_lazy("Reports to"),
    "starts_on": gettext_lazy("In the post since"),
    "ends_on": gettext_lazy("No longer from"),
    "external_id": gettext_lazy("Person's number"),
    "source": gettext_lazy("System of the number"),
}
EXAMPLES: dict[str, tuple[Any, tuple[tuple[Any, ...], ...]]] = {
    "orders": (
        gettext_lazy(
            "Who bought, when, for how much; with the cost of each line also what it "
            "leaves."
        ),
        (
            ("account_id", "ordered_on", "order_id", "net_amount", "cost"),
            ("K-1042", "2024-03-05", "A-7001", "1250.00", "890.00"),
        ),
    ),
    "companies": (
        gettext_lazy("Who belongs to whom, and what is known of each company."),
        (
            ("account_id", "account_name", "parent_id", "industry"),
            ("K-1042", "Norvik Wind", "K-1000", gettext_lazy("Wind power")),
        ),
    ),
    "products": (
        gettext_lazy("What each product number is called, and its category."),
        (
            ("product_id", "product_name", "category"),
            ("P-33", gettext_lazy("Pump, 4 inch"), gettext_lazy("Pumps")),
        ),
    ),
    "activities": (
        gettext_lazy(
            "What was done for whom: orders entered, deliveries, visits, returns, "
            "complaints, calls. With the minutes, or with what they depend on, and "
            "with rates under Criteria and weights, it tells what serving costs."
        ),
        (
            ("account_id", "occurred_on", "activity", "event_id", "minutes"),
            ("K-1042", "2024-03-07", gettext_lazy("visit"), "V-881", "95"),
        ),
    ),
    "contacts": (
        gettext_lazy(
            "Who works at which customer, in which post, and reports to whom: one line "
            "for each person in a post. Instead of the number the customer's exact "
            "name will do."
        ),
        (
            (
                "account_id",
                "name",
                "email",
                "title",
                "level",
                "reports_to",
                "starts_on",
            ),
            (
                "K-1042",
                gettext_lazy("Ingrid Solheim"),
                "ingrid@norvik.example",
                gettext_lazy("Head of purchasing"),
                gettext_lazy("management"),
                "per@norvik.example",
                "2021-03-01",
            ),
        ),
    ),
}
"""What each kind of file holds: a sentence, and the headings with one line below."""


@dataclass(frozen=True)
class Example:
    """One kind of file on the page of imports."""

    kind: str
    label: str
    text: str
    headings: list[str]
    cells: list[str]


def examples() -> list[Example]:
    return [found for kind in EXAMPLES if (found := example(kind))]


def example(kind: str) -> Example | None:
    if kind not in EXAMPLES:
        return None
    text, (headings, cells) = EXAMPLES[kind]
    return Example(
        kind,
        str(Kind(kind).label),
        str(text),
        [field_word(name) for name in headings],
        [str(cell) for cell in cells],
    )


STEPS = {
    "opening": gettext_lazy("Opening the file"),
    "reading": gettext_lazy("Reading the file"),
    "checking": gettext_lazy("Checking every line"),
    "writing": gettext_lazy("Writing down what was read"),
    "sorting": gettext_lazy("Sorting by customer and date"),
    "comparing": gettext_lazy("Comparing with earlier imports"),
    "storing": gettext_lazy("Storing the lines safely"),
}
PSEUDO_WORDS = {
    "one_time": gettext_lazy("Looks like a collective account for one-time customers"),
    "walk_in": gettext_lazy("Looks like walk-in customers"),
    "redacted": gettext_lazy("The name is blacked out"),
    "test": gettext_lazy("Looks like a test account"),
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
