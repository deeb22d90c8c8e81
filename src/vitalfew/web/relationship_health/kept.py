"""The health kept last, in a word, for places that show many things."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.apps.health.selectors import readings_last
from vitalfew.web.relationship_health.words import points_words

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class Kept:
    on: dt.date
    points: str
    change: str
    """Against the reading before, with its sign; empty where there is none."""


def kept_last(acting: User, account: Account, formats: Formats) -> Kept | None:
    """None where no health was ever kept."""
    last, before = ([*readings_last(acting, account), None, None])[:2]
    if last is None:
        return None
    change = ""
    if before is not None and None not in (last.points, before.points):
        moved = int(last.points or 0) - int(before.points or 0)
        change = formats.signed(moved) if moved else ""
    return Kept(last.on, points_words(last.points, formats), change)
