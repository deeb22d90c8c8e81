"""How accounts and we knew each other on past days, as it was written down by then.

For the firm as a whole: what comes of it is counted, and shown of no account.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from vitalfew.analysis.assessment.relationship import Contacted
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.imports.models import State
from vitalfew.apps.people.models import (
    Brought,
    ContactMerge,
    Position,
    Rating,
    Touch,
)
from vitalfew.apps.people.selectors import of_each
from vitalfew.apps.people.standing import Relationship, posts_tied

TOGETHER = 100
"""So many accounts are read at once."""

Dated = tuple[dt.date, Any]
"""Something, and the day from which on it was known."""


def relationships_known(
    days: Collection[dt.date],
) -> Iterator[tuple[str, dt.date, Relationship]]:
    """By name of the account in the orders: wherever people were known on these days.

    Not on days of which it cannot be told what was known: entries of people were
    merged or parted later, or nobody kept when the end of a post was written down.
    """
    if not days:
        return
    whole = Position.objects.filter(created_at__date__lte=max(days)).values_list(
        "account__above__ancestor_id", "account__above__ancestor__account_id"
    )
    names = iter(whole.order_by("account__above__ancestor_id").distinct())
    changes = _Changes.read()
    while together := dict(islice(names, TOGETHER)):
        for account, known in _known(list(together), changes).items():
            for day in days:
                found = known.on(day)
                if found is not None:
                    yield together[account], day, found


@dataclass(frozen=True)
class _Changes:
    """When it was written down what became of posts and entries."""

    filled: dict[int, dt.date]
    ended: dict[int, dt.date]
    corrected: dict[int, dt.date]
    """By person: when entries of theirs were last merged or parted."""

    @classmethod
    def read(cls) -> _Changes:
        said = Entry.objects.filter(action__in=("position.fill", "position.end"))
        said = said.filter(subject_type=Position._meta.model_name).order_by("at")
        days: dict[str, dict[int, dt.date]] = defaultdict(dict)
        for action, pk, at in said.values_list("action", "subject_id", "at"):
            days[action].setdefault(int(pk), timezone.localdate(at))
        corrected: dict[int, dt.date] = {}
        for merge in ContactMerge.objects.order_by():
            day = timezone.localdate(merge.parted_at or merge.at)
            for entry in (merge.kept_id, merge.gone_id):
                corrected[entry] = max(day, corrected.get(entry, day))
        return cls(days["position.fill"], _told(days["position.end"]), corrected)


def _told(ended: dict[int, dt.date]) -> dict[int, dt.date]:
    """With the ends that files and merges told, each from the first day on."""
    found = dict(ended)
    rows = Brought.objects.filter(
        Q(batch__state=State.COMMITTED)
        | Q(merge__isnull=False, merge__parted_at__isnull=True),
        position__ends_on__isnull=False,
    )
    told = rows.order_by().values_list(
        "position", "said", Coalesce("batch__committed_at", "merge__at")
    )
    for pk, said, at in told:
        if said.get("ends_on") and at is not None:
            day = timezone.localdate(at)
            found[pk] = min(day, found.get(pk, day))
    return found


@dataclass(frozen=True)
class _Known:
    """All that was ever written down of the people of one account."""

    positions: Sequence[Dated]
    ratings: dict[int, list[Dated]]
    """By post, in the order in which they count."""
    met: Sequence[Dated]
    """By the day from which on they were known; None for whom nobody named."""
    changes: _Changes

    def on(self, day: dt.date) -> Relationship | None:
        written = [each for known, each in self.positions if known <= day]
        if not written or any(self._cannot_tell(each, day) for each in written):
            return None
        held = [self._then(each, day) for each in written if self._is_held(each, day)]
        by_then = self.met[: bisect_right(self.met, day, key=itemgetter(0))]
        ratings = {each.pk: self._rated(each.pk, day) for each in held}
        met = [each for _day, each in by_then if each is not None]
        tied, posts = posts_tied(held, ratings, met, day)
        return Relationship(
            on=day, posts=posts, ours={}, bonds=tied, recorded=bool(by_then)
        )

    def _cannot_tell(self, position: Position, day: dt.date) -> bool:
        if self.changes.corrected.get(position.contact_id or 0, day) > day:
            return True
        ended = position.ends_on is not None and position.ends_on <= day
        return ended and position.pk not in self.changes.ended

    def _is_held(self, position: Position, day: dt.date) -> bool:
        return position.ends_on is None or (
            max(position.ends_on, self.changes.ended.get(position.pk, day)) > day
        )

    def _then(self, position: Position, day: dt.date) -> Position:
        """Without a name before it was filled."""
        if self.changes.filled.get(position.pk, day) <= day:
            return position
        found = copy(position)
        found.contact = None
        return found

    def _rated(self, position: int, day: dt.date) -> dict[str, str]:
        rated = self.ratings.get(position, ())
        return {rating.topic: rating.value for known, rating in rated if known <= day}


def _known(accounts: Collection[int], changes: _Changes) -> dict[int, _Known]:
    positions: dict[int, list[Dated]] = defaultdict(list)
    held = Position.objects.select_related("contact").order_by("pk")
    for position in of_each(held, accounts):
        known = timezone.localdate(position.created_at)
        positions[position.whole].append((known, position))
    ratings: dict[int, list[Dated]] = defaultdict(list)
    keys = {each.pk for there in positions.values() for _day, each in there}
    for rating in Rating.objects.filter(position__in=keys):
        ratings[rating.position_id].append((_since(rating.on, rating.at), rating))
    met = _met(accounts)
    return {
        account: _Known(there, ratings, met.get(account, ()), changes)
        for account, there in positions.items()
    }


def _met(accounts: Collection[int]) -> dict[int, list[Dated]]:
    rows = of_each(Touch.objects.order_by(), accounts).values_list(
        "whole", "ours", "theirs", "kind", "on", "at"
    )
    found: dict[int, list[Dated]] = defaultdict(list)
    for whole, ours, theirs, kind, on, at in rows:
        both = ours is not None and theirs is not None
        touch = Contacted(f"u{ours}", str(theirs), kind, on) if both else None
        found[whole].append((_since(on, at), touch))
    for there in found.values():
        there.sort(key=itemgetter(0))
    return found


def _since(on: dt.date, at: dt.datetime) -> dt.date:
    """What took place on a day was known once it was written down."""
    return max(on, timezone.localdate(at))
