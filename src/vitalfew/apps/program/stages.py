"""Where an account stood on any day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from vitalfew.apps.prepared import prepared, related
from vitalfew.apps.program.models import Cycle, Move

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account


@dataclass(frozen=True)
class Stages:
    """The times in which one account as a whole was key, read once for many days."""

    cycles: list[Cycle]

    @classmethod
    def of(cls, account: Account) -> Stages:
        cycles = _whole(account)
        moves = moves_made([cycle.pk for cycle in cycles])
        related(cycles, "moves", moves, of="cycle_id")
        return cls(cycles)

    def cycle_on(self, day: dt.date) -> Cycle | None:
        """None where it was not key."""
        begun = (cycle for cycle in self.cycles if cycle.starts_on <= day)
        newest = next(begun, None)
        if newest is None or (newest.ends_on is not None and newest.ends_on <= day):
            return None
        return newest

    def stage_on(self, day: dt.date) -> str:
        """Empty where it was not key."""
        cycle = self.cycle_on(day)
        if cycle is None:
            return ""
        moves = [each for each in cycle.moves.all() if each.target and each.on <= day]
        if not moves:
            return cycle.stage
        return max(moves, key=lambda each: (each.on, each.at, each.pk)).target


@prepared
def moves_made(cycles: list[int]) -> QuerySet[Move]:
    """The moves of these cycles, in the order they happened."""
    return Move.objects.filter(cycle__among=cycles)


@prepared
def _whole(account: Account) -> QuerySet[Cycle]:
    """The newest first."""
    whole = Cycle.objects.filter(account=account, part=Cycle.Part.WHOLE)
    return whole.order_by("-starts_on", "-pk")
