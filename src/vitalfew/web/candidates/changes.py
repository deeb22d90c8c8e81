"""What changed since the assessment before, as the page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.apps.assessments.changes import Change
from vitalfew.apps.assessments.selectors import changes_since_last
from vitalfew.web.candidates.wording import changes_title, said

if TYPE_CHECKING:
    from vitalfew.apps.assessments.selectors import Standings
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

SHOWN = 3
"""So many of those who are new or fell away are told at once."""


@dataclass(frozen=True)
class Told:
    """A change as the page tells it."""

    change: Change
    what: str
    why: list[str]


@dataclass(frozen=True)
class Changes:
    title: str
    told: list[Told]
    more: int
    """How many are told only to whoever asks."""


def changes_read(
    acting: User, formats: Formats, known: Standings, *, whole: bool
) -> Changes | None:
    """None when there is no assessment before; new and fallen first."""
    changes = changes_since_last(acting, known=known)
    if changes is None:
        return None
    first = [each for each in changes.found if each.kind in {"new", "fallen"}]
    moved = [each for each in changes.found if each.kind not in {"new", "fallen"}]
    shown = [*first, *moved] if whole else first[:SHOWN]
    return Changes(
        title=changes_title(changes, formats),
        told=[_told(change, formats) for change in shown],
        more=len(changes.found) - len(shown),
    )


def _told(change: Change, formats: Formats) -> Told:
    return Told(
        change, said(change.what, formats), [said(why, formats) for why in change.why]
    )
