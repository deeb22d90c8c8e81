"""Contact that took place, as lists show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vitalfew.apps.people.models import Touch


class TouchLine(NamedTuple):
    what: str
    subject: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    minutes: int | None
    on: dt.date


def touch_lines(found: Iterable[Touch]) -> list[TouchLine]:
    return [
        TouchLine(
            what=each.get_kind_display(),
            subject=each.subject,
            ours=tuple(person.name for person in each.ours.all()),
            theirs=tuple(person.name for person in each.theirs.all()),
            minutes=each.minutes,
            on=each.on,
        )
        for each in found
    ]
