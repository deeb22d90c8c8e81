"""Points of the factors whose history is dated, as they were known at past days.

Nothing counts before the day on which somebody wrote it down.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils import timezone

from vitalfew.analysis.assessment.health import Facts, health
from vitalfew.analysis.assessment.health.dated import (
    dated_record,
    quarter_ends,
    years_around,
)
from vitalfew.analysis.assessment.relationship import WINDOW
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.health.facts import people_of
from vitalfew.apps.people.models import Touch
from vitalfew.apps.people.past import relationships_known
from vitalfew.apps.value.ledger import ledger_known
from vitalfew.apps.value.models import Proposition

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.health import Outcome
    from vitalfew.analysis.orders import Orders

Points = dict[tuple[str, dt.date], float]


def outcomes_dated(orders: Orders) -> dict[str, list[Outcome]]:
    """By factor: of people who count, meetings and value proven."""
    ends = quarter_ends(orders)
    points = {
        "people": _people(ends),
        "meetings": _meetings(ends),
        "value": _value(ends),
    }
    accounts = {account for found in points.values() for account, _day in found}
    years = years_around(orders, accounts, ends)
    return {name: dated_record(found, years) for name, found in points.items()}


def _meetings(ends: Collection[dt.date]) -> Points:
    """Contact with an account and all below it, as it was written down by then."""
    known: dict[str, list[tuple[dt.date, dt.date, bool]]] = defaultdict(list)
    rows = Touch.objects.values_list(
        "account__above__ancestor__account_id", "on", "at", "kind"
    )
    for account, on, at, kind in rows.order_by().iterator():
        spoke = kind != Touch.Kind.MESSAGE
        known[account].append((max(on, timezone.localdate(at)), on, spoke))
    found: Points = {}
    for account, touches in known.items():
        touches.sort()
        written = [each[0] for each in touches]
        for day in ends:
            by_then = touches[: bisect_right(written, day)]
            if by_then:
                last = max((on for _w, on, spoke in by_then if spoke), default=None)
                recent = last if last and (day - last).days < WINDOW else None
                facts = Facts(recorded=True, last_met=recent)
                _judge(found, "meetings", account, day, facts)
    return found


def _people(ends: Collection[dt.date]) -> Points:
    """Posts, ratings and contact as they were written down by then."""
    found: Points = {}
    for account, day, known in relationships_known(ends):
        _judge(found, "people", account, day, Facts(**people_of(known)))
    return found


def _value(ends: Collection[dt.date]) -> Points:
    agreed: dict[str, list[Proposition]] = defaultdict(list)
    rows = Proposition.objects.filter(state=Proposition.State.AGREED)
    for each in rows.select_related("account").prefetch_related("gains"):
        agreed[each.account.account_id].append(each)
    currency = firm_settings().currency
    found: Points = {}
    for account, propositions in agreed.items():
        for day in ends:
            ledger = ledger_known(propositions, on=day, currency=currency)
            if ledger.promised:
                facts = Facts(proven=float(ledger.proven / ledger.promised))
                _judge(found, "value", account, day, facts)
    return found


def _judge(found: Points, name: str, account: str, day: dt.date, facts: Facts) -> None:
    """Add the points of a factor on a day, unless they are unknown."""
    factors = {each.name: each.points for each in health(facts, on=day).factors}
    points = factors[name]
    if points is not None:
        found[account, day] = points
