"""What changed since the assessment before, as the page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.apps.accounts.selectors import names_by_key
from vitalfew.apps.assessments.changes import Change, Kind
from vitalfew.apps.assessments.selectors import changes_since_last
from vitalfew.apps.assessments.selectors.changes import ORDER
from vitalfew.web.candidates.wording import changes_title, said

if TYPE_CHECKING:
    from vitalfew.apps.assessments.selectors import Standings
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

FIRST: tuple[Kind, ...] = ("fallen", "new")
SHOWN = 3
"""So many of those who are new or fell away are told at once."""


@dataclass(frozen=True)
class Told:
    """A change as the page tells it."""

    change: Change
    name: str
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
    shown = changes.of(*ORDER) if whole else changes.of(*FIRST, most=SHOWN)
    names = names_by_key(acting, [change.account for change in shown])
    return Changes(
        title=changes_title(changes, formats),
        told=[_told(change, names[change.account], formats) for change in shown],
        more=changes.count(*ORDER) - len(shown),
    )


def _told(change: Change, name: str, formats: Formats) -> Told:
    why = [said(each, formats) for each in change.why]
    return Told(change, name, said(change.what, formats), why)
