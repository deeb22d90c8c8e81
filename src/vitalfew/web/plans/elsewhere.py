"""What worked elsewhere: methods of the library that suit a plan being written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.assessment.library import Wanted
from vitalfew.apps.accounts.policies import sees_all
from vitalfew.apps.library.models import Aim
from vitalfew.apps.library.selectors import suggested, text_words
from vitalfew.apps.plans.models import Objective
from vitalfew.web.library.words import (
    brought_said,
    fared_said,
    why_said,
)

if TYPE_CHECKING:
    from vitalfew.apps.library.models import Method
    from vitalfew.apps.library.selectors import Suggested
    from vitalfew.apps.users.models import User
    from vitalfew.web.account.tab import AccountTab
    from vitalfew.web.formats import Formats

MOST = 5
LONGEST = 300
M = Objective.Measure
AIMS: dict[str, Aim] = {
    M.REVENUE: Aim.REVENUE,
    M.REVENUE_SO_FAR: Aim.REVENUE,
    M.EXPECTED: Aim.REVENUE,
    M.CONTRIBUTION: Aim.MARGIN,
    M.CONTRIBUTION_SO_FAR: Aim.MARGIN,
    M.CATEGORIES: Aim.RANGE,
    M.FRAMEWORK: Aim.FRAMEWORK,
}
"""What an objective is about, by its measure."""


@dataclass(frozen=True)
class ElsewhereLine:
    """A method that suits, how it fared and why it is named."""

    method: Method
    said: str
    brought: str
    why: str


@dataclass(frozen=True)
class Elsewhere:
    title: str
    text: str
    lines: list[ElsewhereLine]
    more: int
    """So many suit that are not shown."""


def elsewhere_read(
    acting: User, tab: AccountTab, measures: Iterable[str], text: str
) -> Elsewhere:
    """For the stage, the gates not met and the objectives; or for what is written."""
    text = text.strip()[:LONGEST]
    track = tab.head.track
    wanted = Wanted(
        stage=track.stage if track else "",
        gates=track.unmet if track else (),
        aims=sorted({AIMS[each] for each in measures if each in AIMS}),
        words=text_words(text),
    )
    found = suggested(acting, wanted, tab.formats.currency)
    every = sees_all(acting)
    return Elsewhere(
        title=_title(found, tab.formats, text),
        text=text,
        lines=[_line(each, tab.formats, every=every) for each in found[:MOST]],
        more=max(len(found) - MOST, 0),
    )


def _line(one: Suggested, formats: Formats, *, every: bool) -> ElsewhereLine:
    return ElsewhereLine(
        method=one.method,
        said=fared_said(one.record, formats, every=every),
        brought=brought_said(one.record, formats),
        why=why_said(one.reasons),
    )


def _title(found: list[Suggested], formats: Formats, text: str) -> str:
    worked = sum(bool(each.record.worked) for each in found)
    values = {"number": formats.count(len(found)), "worked": formats.count(worked)}
    if not found and text:
        return _("No method of the library has a word of this")
    if not found:
        return _("No method of the library suits this plan yet")
    said = ngettext(
        "%(number)s method suits this plan, %(worked)s worked already",
        "%(number)s methods suit this plan, %(worked)s worked already",
        len(found),
    )
    return said % values
