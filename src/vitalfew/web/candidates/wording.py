"""Sentences the candidates page says about the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.assessments.problems import sentence
from vitalfew.files.bidi import isolated

if TYPE_CHECKING:
    from vitalfew.apps.assessments.changes import Said
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.assessments.selectors import Changes
    from vitalfew.web.formats import Formats

ENGLISH = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve",
)  # fmt: skip

MOST_FALLEN = 2
"""So many are called by their names; of more it is said how many they are."""


def number_word(number: int, formats: Formats, *, first: bool = False) -> str:
    """Small numbers as words where the language writes them so."""
    if formats.chinese or number >= len(ENGLISH):
        return formats.count(number)
    word = ENGLISH[number]
    return word.capitalize() if first else word


def finding(proposed: int, fallen: Sequence[str], formats: Formats) -> str:
    """The title of the picture: how many are proposed, and who fell away."""
    first = _proposed(proposed, formats)
    if not fallen:
        return first
    return _("%(proposed)s; %(fallen)s") % {
        "proposed": first,
        "fallen": _fallen(fallen, formats),
    }


def _proposed(number: int, formats: Formats) -> str:
    if number == 0:
        return _("No proposal waits for a decision")
    return ngettext(
        "%(number)s customer is proposed as a key account",
        "%(number)s customers are proposed as key accounts",
        number,
    ) % {"number": number_word(number, formats, first=True)}


def _fallen(names: Sequence[str], formats: Formats) -> str:
    if len(names) == 1:
        return _("%(name)s no longer qualifies") % {"name": isolated(names[0])}
    if len(names) <= MOST_FALLEN:
        both = {"first": isolated(names[0]), "second": isolated(names[1])}
        return _("%(first)s and %(second)s no longer qualify") % both
    number = number_word(len(names), formats)
    return _("%(number)s key accounts no longer qualify") % {"number": number}


def changes_title(changes: Changes, formats: Formats) -> str:
    """What happened since the assessment before, in one sentence."""
    day = formats.day(last_day(changes.since))
    new, fallen = changes.count("new"), changes.count("fallen")
    moved = changes.count("slipped", "risen")
    if not new + fallen + moved:
        return _("Nothing notable changed since the orders to %(day)s") % {"day": day}
    parts = [
        text % {"number": formats.count(number)}
        for number, text in (
            (new, _("%(number)s newly proposed")),
            (fallen, _("%(number)s fell away")),
            (moved, _("%(number)s moved in rank")),
        )
        if number
    ]
    told = _(", ").join(parts)
    return _("Since the orders to %(day)s: %(what)s") % {"day": day, "what": told}


def said(what: Said, formats: Formats) -> str:
    return sentence(what.code, what.values, formats.by_kind)


def last_day(assessment: Assessment) -> dt.date | None:
    """The last day looked at: the as-of day is the first one that was not."""
    return assessment.as_of - dt.timedelta(days=1) if assessment.as_of else None


def period(assessment: Assessment, formats: Formats) -> str:
    """The window, both days included."""
    return _("%(first)s to %(last)s") % {
        "first": formats.day(assessment.window_from),
        "last": formats.day(last_day(assessment)),
    }
