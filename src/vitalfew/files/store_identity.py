"""What makes two lines the same, for each kind of import that holds what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vitalfew.analysis import events, orders
from vitalfew.files.options import Kind


@dataclass(frozen=True)
class Identity:
    """How lines of one kind are recognized in several files.

    Attributes
    ----------
    columns
        The contract: all columns that are kept.
    number
        Lines in which every one of these is filled are the same when all are equal.
    facts
        Other lines are the same when every one of these is equal, each taken from the
        first of its columns that is filled. `day` is when it happened.
    """

    columns: tuple[orders.Column, ...]
    number: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]

    @property
    def day(self) -> str:
        """The column that says when it happened."""
        return self.facts["day"][0]


ORDERS = Identity(
    columns=orders.COLUMNS,
    number=("account_id", "order_id", "line_id"),
    # Names and parents are left out: a customer that changed its name did not order
    # twice. So is cost, which is corrected later more often than anything else; the
    # later export's cost counts.
    facts={
        "account_id": ("account_id",),
        "day": ("ordered_on",),
        "order_id": ("order_id",),
        "line_id": ("line_id",),
        "unit": ("unit_id", "unit_name"),
        "product": ("product_id", "product_name", "category"),
        "quantity": ("quantity",),
        "net_amount": ("net_amount",),
        "currency": ("currency",),
        "contract_id": ("contract_id",),
        "channel": ("channel",),
    },
)

ACTIVITIES = Identity(
    columns=events.COLUMNS,
    # Two systems may number their visits and their returns alike.
    number=("account_id", "activity", "event_id"),
    facts={
        "day" if column.name == "occurred_on" else column.name: (column.name,)
        for column in events.COLUMNS
    },
)

IDENTITIES: dict[Kind, Identity] = {"orders": ORDERS, "activities": ACTIVITIES}
"""The kinds whose lines count once, however often they are imported."""
