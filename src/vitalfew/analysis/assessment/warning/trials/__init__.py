"""Every rule of warning as it would have been on earlier days, and what came.

What counts as having happened, as a false alarm and as a lead:
``docs/methods/warning.md``, "The record of warnings".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from vitalfew.analysis.assessment.warning.decline import DECLINES
from vitalfew.analysis.assessment.warning.levels import SHIFTS
from vitalfew.analysis.assessment.warning.looks import YEAR
from vitalfew.analysis.assessment.warning.record import Record, Tally
from vitalfew.analysis.assessment.warning.trials import decline, shift
from vitalfew.analysis.assessment.warning.trials.past import Past
from vitalfew.analysis.assessment.warning.trials.silence import silence
from vitalfew.analysis.criteria import WarningCriteria
from vitalfew.analysis.reasons import declare

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.warning.parts import Column
    from vitalfew.analysis.orders import Orders

SHORT: Final = declare(
    "warning.record.short",
    "The orders are too short: two years before a day and one after it are needed.",
)
NO_COST: Final = declare(
    "warning.record.no_cost",
    "Contribution is not known: lines lack their cost.",
)
NO_AMOUNT: Final = declare(
    "warning.record.no_amount",
    "The orders have no amounts.",
)
NO_CATEGORY: Final = declare(
    "warning.record.no_category",
    "The orders name no categories.",
)
NO_UNIT: Final = declare(
    "warning.record.no_unit",
    "The orders name no buying units.",
)


def pasts(
    orders: Orders,
    origins: Sequence[date],
    days: int,
    criteria: WarningCriteria | None = None,
) -> list[Past]:
    """The days to look from; what came within so many days lies within the window.

    Parameters
    ----------
    orders
        Order lines in their window.
    origins
        The days to look from.
    days
        How many days followed are looked at.
    criteria
        How many false alarms a week are borne.
    """
    a_week = (criteria or WarningCriteria()).false_alarms_per_rule
    return [Past.of(orders, origin, days, a_week) for origin in origins]


def silences(seen: Sequence[Past]) -> Record:
    """The record of silence. Runs eight queries a day looked from."""
    return Record.of([silence(past) for past in seen])


def changes(seen: Sequence[Past]) -> dict[str, Record]:
    """The records of decline, narrowing and moved purchasing, by rule.

    Runs nine queries a day looked from; a year after each is looked at.
    """
    if not seen:
        return {rule: Record.of([], reason=SHORT) for rule in CHANGES}
    return {**_declines(seen), **_shifts(seen)}


def _declines(seen: Sequence[Past]) -> dict[str, Record]:
    tallies: dict[str, list[Tally]] = {rule: [] for rule in DECLINES}
    for past in seen:
        every = decline.months_of(past)
        tallies["decline_purchases"].append(decline.purchases(past, every))
        tallies["decline_revenue"] += decline.amounts(past, every, "revenue")
        tallies["decline_contribution"] += decline.amounts(past, every, "contribution")
    orders = seen[0].whole
    amounts = orders.has("net_amount")
    known = amounts and orders.basis == "contribution"
    reasons = {
        "decline_revenue": None if amounts else NO_AMOUNT,
        "decline_contribution": None if known else NO_COST,
    }
    return {
        rule: Record.of(found, reason=reasons.get(rule))
        for rule, found in tallies.items()
    }


def _shifts(seen: Sequence[Past]) -> dict[str, Record]:
    tallies: dict[str, list[Tally]] = {rule: [] for rule in SHIFTS}
    for past in seen:
        known = {
            column: shift.parts_of(past, column) for column in ("category", "unit_id")
        }
        for name, (column, rule) in SHIFTS.items():
            parts = known[column]
            if parts is not None:
                tallies[name].append(shift.tally(past, parts, rule))
    return {
        rule: Record.of(found, reason=None if found else _why(seen[0], SHIFTS[rule][0]))
        for rule, found in tallies.items()
    }


def _why(past: Past, column: Column) -> str:
    """Why nothing was tried on the latest day looked from."""
    if past.known.covers(2 * YEAR):
        return NO_CATEGORY if column == "category" else NO_UNIT
    return SHORT


CHANGES: Final = (*DECLINES, *SHIFTS)
RULES: Final = ("silence", *CHANGES)
"""The rules with a record, as it names them."""
