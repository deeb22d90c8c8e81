"""What logged contact took of our time, stage by stage, and counted once.

Hours entered by hand say what all of a department's work on some days took; contact of
its people on these days is in them. Contact with a company below the account counts
there where that company was a key account itself.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from vitalfew.apps.accounts.models import Ancestry
from vitalfew.apps.people.models import Touch, TouchTime
from vitalfew.apps.prepared import prepared
from vitalfew.apps.program.models import Cycle, Effort
from vitalfew.apps.program.stages import Stages

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account

NOTHING = Decimal(0)
TIMED = (Touch.Kind.MEETING, Touch.Kind.VISIT, Touch.Kind.CALL)
"""Of these it is missed when nobody said how long they took."""
Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Logged:
    """What one contact took of one of us."""

    stage: str
    department: str
    hours: Decimal
    amount: Decimal | None


@dataclass(frozen=True)
class ContactHours:
    times: list[Logged]
    covered: Decimal
    """Hours that stand in hours entered by hand, and are not counted again."""
    untimed: list[int]
    """Contact of which nobody said how long it took, the newest first."""


def contact_hours(account: Account, efforts: Iterable[Effort]) -> ContactHours:
    """Of the days on which the account was key; `efforts` are those that count."""
    stages = Stages.of(account)
    apart = _apart(account)
    by_hand = _by_hand(efforts)
    times, covered = [], NOTHING
    for place, on, minutes, department, amount in _logged(account):
        stage = stages.stage_on(on)
        if not stage or _lies(on, apart.get(place, ())):
            continue
        hours = Decimal(minutes or 0) / 60
        if _lies(on, by_hand.get(department, ())):
            covered += hours
        else:
            times.append(Logged(stage, department, hours, amount))
    untimed = [
        pk
        for pk, place, on in _silent(account)
        if stages.cycle_on(on) and not _lies(on, apart.get(place, ()))
    ]
    return ContactHours(times, covered, untimed)


@prepared
def _logged(account: Account) -> QuerySet[TouchTime, Any]:
    found = TouchTime.objects.filter(touch__account__above__ancestor=account)
    touch = ("touch__account_id", "touch__on", "touch__minutes")
    return found.values_list(*touch, "department", "amount")


@prepared
def _silent(account: Account) -> QuerySet[Touch, Any]:
    silent = Touch.objects.filter(
        account__above__ancestor=account, kind__in=TIMED, minutes=None
    )
    return silent.values_list("pk", "account_id", "on")


def _apart(account: Account) -> dict[int, list[Days]]:
    """When companies below the account counted as key accounts of their own."""
    days: dict[int, list[Days]] = defaultdict(list)
    for key, starts, ends in _keys_below(account):
        last = ends - dt.timedelta(days=1) if ends else dt.date.max
        days[key].append((starts, last))
    found: dict[int, list[Days]] = defaultdict(list)
    for key, place in _inside(list(days)):
        found[place] += days[key]
    return found


@prepared
def _keys_below(account: Account) -> QuerySet[Cycle, Any]:
    below = Ancestry.objects.filter(ancestor=account, depth__gt=0)
    cycles = Cycle.objects.filter(
        account__in=below.values("descendant"), part=Cycle.Part.WHOLE
    )
    return cycles.values_list("account_id", "starts_on", "ends_on")


@prepared
def _inside(accounts: list[int]) -> QuerySet[Ancestry, Any]:
    inside = Ancestry.objects.filter(ancestor__among=accounts)
    return inside.values_list("ancestor_id", "descendant_id")


def _by_hand(efforts: Iterable[Effort]) -> dict[str, list[Days]]:
    found: dict[str, list[Days]] = defaultdict(list)
    for each in efforts:
        if each.hours is not None:
            found[each.department].append((each.since or each.on, each.on))
    return found


def _lies(day: dt.date, spans: Collection[Days]) -> bool:
    return any(first <= day <= last for first, last in spans)
