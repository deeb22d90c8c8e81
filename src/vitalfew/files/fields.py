"""The fields a column of a file can be mapped to, for each kind of file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from vitalfew.files.options import Kind

FieldType = Literal["id", "text", "date", "number", "rate", "flag"]
"""How the values are read. `rate` is a share: 0.1, 10 or 10 %; `flag` is yes or no."""


@dataclass(frozen=True)
class Field:
    """One thing a column can hold."""

    name: str
    type: FieldType
    meaning: str
    required: bool = False


# The contract of `analysis/orders.py`, which a test holds to these; it is not imported,
# because its table library doubles the time of a small import.
CONTRACT: tuple[Field, ...] = (
    Field("account_id", "id", "the customer that bought", required=True),
    Field("ordered_on", "date", "the day of the order", required=True),
    Field("net_amount", "number", "amount without tax; negative is a credit"),
    Field("order_id", "id", "the order; absent: one order an account and day"),
    Field("line_id", "id", "the line within the order"),
    Field("account_name", "text", "the customer's name"),
    Field("parent_id", "id", "the group the customer belongs to"),
    Field("unit_id", "id", "the buying unit: site, branch, subsidiary"),
    Field("unit_name", "text", "the buying unit's name"),
    Field("product_id", "id", "what was bought"),
    Field("product_name", "text", "the product's name"),
    Field("category", "text", "the product category"),
    Field("quantity", "number", "pieces, in the product's own unit"),
    Field("cost", "number", "direct cost of the line"),
    Field("currency", "text", "ISO 4217 code of the amounts"),
    Field("contract_id", "id", "the framework the line was bought under"),
    Field("channel", "text", "how the order reached us"),
)

ORDERS: tuple[Field, ...] = (
    *CONTRACT,
    Field("unit_price", "number", "price of one piece without tax"),
    Field("unit_cost", "number", "direct cost of one piece"),
    Field("gross_amount", "number", "amount with tax"),
    Field("tax_amount", "number", "tax of the line"),
    Field("discount_amount", "number", "taken off quantity times price"),
    Field("discount_rate", "rate", "share taken off quantity times price"),
    Field("delivered_on", "date", "the day of the delivery"),
    Field("invoiced_on", "date", "the day of the invoice"),
    Field("status", "text", "whether the order was cancelled or is a draft"),
    Field("document_type", "text", "whether the line is a return or a credit note"),
    Field("part", "text", "the export the line came with, where a file joins several"),
)

COMPANIES: tuple[Field, ...] = (
    Field("account_id", "id", "the company", required=True),
    Field("account_name", "text", "its name"),
    Field("parent_id", "id", "the company that owns it"),
    Field("ownership_share", "rate", "the owner's share, 0 to 1"),
    Field("tax_id", "id", "统一社会信用代码, VAT number or company number"),
    Field("industry", "text", "its industry"),
    Field("employees", "number", "how many people work there"),
    Field("revenue", "number", "its sales a year"),
    Field("country", "text", "where it is"),
    Field("city", "text", "the town"),
    Field("website", "text", "its address on the web"),
    Field("head_office", "flag", "whether it is the head office of its group"),
)

PRODUCTS: tuple[Field, ...] = (
    Field("product_id", "id", "the product", required=True),
    Field("product_name", "text", "its name"),
    Field("category", "text", "its category"),
)

RECORD: tuple[Field, ...] = (
    Field("account_id", "id", "the customer it was done for", required=True),
    Field("occurred_on", "date", "the day it was done", required=True),
    Field("activity", "text", "what was done: a visit, a return …", required=True),
    Field("event_id", "id", "the number of the event, from its system"),
    Field("order_id", "id", "the order it belongs to"),
    Field("unit_id", "id", "the buying unit it was done for"),
    Field("events", "number", "how many events the line stands for; absent: one"),
    Field("minutes", "number", "what it took, where it was measured"),
    Field("quantity", "number", "what of it there was: pallets, pieces, calls"),
    Field("lines", "number", "order lines that were handled"),
    Field("km", "number", "kilometers that were driven"),
    Field("rush", "flag", "whether it was urgent"),
)
"""The contract of `analysis/events.py`; a test holds it to these."""

ACTIVITIES: tuple[Field, ...] = (
    *RECORD,
    Field("hours", "number", "what it took, in hours"),
    Field("part", "text", "the export the line came with, where a file joins several"),
)

CONTACTS: tuple[Field, ...] = (
    Field("account_id", "id", "the customer: its number, or its name", required=True),
    Field("name", "text", "the person's name", required=True),
    Field("given_name", "text", "their first name, where it has its own column"),
    Field("family_name", "text", "their family name, where it has its own column"),
    Field("email", "text", "their e-mail address"),
    Field("phone", "text", "their telephone number"),
    Field("mobile", "text", "their mobile number"),
    Field("title", "text", "the post they hold"),
    Field("department", "text", "the department of the post"),
    Field("level", "text", "executive, management or technical"),
    Field("reports_to", "text", "the name, e-mail or number of whom they report to"),
    Field("starts_on", "date", "the day since which they hold the post"),
    Field("ends_on", "date", "the day from which they hold it no longer"),
    Field("external_id", "id", "their number in the system the file comes from"),
    Field("source", "text", "the system in which that number counts"),
)

NAME_PARTS = ("given_name", "family_name")
"""Joined, they are the name of a person; one of them alone will do."""

COUNTED: tuple[str, ...] = tuple(f.name for f in RECORD if f.type == "number")
"""Numbers of an event that cannot be below zero."""

FIELDS: dict[Kind, tuple[Field, ...]] = {
    "orders": ORDERS,
    "companies": COMPANIES,
    "products": PRODUCTS,
    "activities": ACTIVITIES,
    "contacts": CONTACTS,
}

DAY: dict[Kind, str] = {"orders": "ordered_on", "activities": "occurred_on"}
"""The day of a line, for the kinds that hold what happened."""

OUTPUT: dict[Kind, tuple[str, ...]] = {
    "orders": tuple(field.name for field in CONTRACT),
    "companies": tuple(field.name for field in COMPANIES),
    "products": tuple(field.name for field in PRODUCTS),
    "activities": tuple(field.name for field in RECORD),
    "contacts": tuple(f.name for f in CONTACTS if f.name not in NAME_PARTS),
}
"""Columns of the conformed file, in its order; the other fields are used up."""


def required_of(kind: Kind, mapped: Collection[str]) -> frozenset[str]:
    """Fields that have to be mapped, where these are; parts of a name stand for it."""
    required = frozenset(field.name for field in FIELDS[kind] if field.required)
    joined = kind == "contacts" and not set(NAME_PARTS).isdisjoint(mapped)
    return required - {"name"} if joined else required


def field_named(kind: Kind, name: str) -> Field:
    """The field of this name.

    Raises
    ------
    KeyError
        There is none.
    """
    return {field.name: field for field in FIELDS[kind]}[name]
