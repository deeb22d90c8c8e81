"""Whose health would be called otherwise with the weights that were entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.health.selectors import health_preview
from vitalfew.web.relationship_health.words import BANDS, points_words

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.health import Health
    from vitalfew.analysis.criteria import HealthCriteria
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

SHOWN = 20


@dataclass(frozen=True)
class Line:
    account: Account
    text: str


@dataclass(frozen=True)
class Preview:
    title: str
    lines: list[Line]
    more: str
    """How many are not listed; empty where all are."""


def preview_read(acting: User, criteria: HealthCriteria, formats: Formats) -> Preview:
    found, kept = health_preview(acting, criteria)
    more = len(found) - SHOWN
    return Preview(
        title=_title(len(found), kept, formats),
        lines=[
            Line(each.account, _moved(each.before, each.after, formats))
            for each in found[:SHOWN]
        ],
        more=formats.count(more) if more > 0 else "",
    )


def _title(count: int, kept: int, formats: Formats) -> str:
    if not kept:
        return _("No health was kept yet that these weights could change")
    values = {"count": formats.count(count), "all": formats.count(kept)}
    if not count:
        return _("None of %(all)s key accounts would be called otherwise") % values
    text = ngettext(
        "%(count)s of %(all)s key accounts would be called otherwise",
        "%(count)s of %(all)s key accounts would be called otherwise",
        count,
    )
    return text % values


def _moved(before: Health, after: Health, formats: Formats) -> str:
    return _("%(before)s → %(after)s") % {
        "before": _called(before, formats),
        "after": _called(after, formats),
    }


def _called(found: Health, formats: Formats) -> str:
    return f"{BANDS[found.band]} {points_words(found.points, formats)}"
