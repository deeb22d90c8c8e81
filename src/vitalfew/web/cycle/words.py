"""Stages, gates and times of the cycle, in the reader's words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.program.models import StageChoice
from vitalfew.files.bidi import isolated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitalfew.analysis.decision.gates import Gate
    from vitalfew.apps.program.models import Cycle, Event
    from vitalfew.web.formats import Formats

A_MONTH = 30.44
GATES: dict[str, Any] = {
    "experience": gettext_lazy("They have experience with us"),
    "manager": gettext_lazy("An account manager is named"),
    "team": gettext_lazy("The team is named and known to them"),
    "value": gettext_lazy("A value proposition is agreed"),
    "responsibility": gettext_lazy("The responsibility matrix is agreed"),
    "channel": gettext_lazy("They know where to complain"),
    "executives": gettext_lazy("Executives of both sides have met"),
    "continuous": gettext_lazy("They buy continuously"),
    "sustained": gettext_lazy("What they bring is expected to hold"),
    "calm": gettext_lazy("No early warning waits for an answer"),
    "levels": gettext_lazy("Contacts at technical and management level"),
    "no_crisis": gettext_lazy("No crisis is open"),
}
LEVELS = {"establish": 1, "stabilize": 2, "strengthen": 3}
"""How far the ring of a stage is filled."""


def stage_words(stage: str) -> str:
    """The name of a stage; empty where a cycle began or ended.

    >>> stage_words("zero"), stage_words("")
    ('At zero', '')
    """
    return str(StageChoice(stage).label) if stage else ""


def moved(origin: str, target: str) -> str:
    """What became of a cycle when it went from one stage to another.

    >>> moved("stabilize", "zero"), moved("", "establish")
    ('Fell back from Stabilize to At zero', 'Began in Establish')
    """
    values = {"origin": stage_words(origin), "target": stage_words(target)}
    if not origin:
        return _("Began in %(target)s") % values
    if not target:
        return _("Ended in %(origin)s") % values
    if LEVELS.get(target, 0) < LEVELS.get(origin, 0):
        return _("Fell back from %(origin)s to %(target)s") % values
    return _("Moved from %(origin)s to %(target)s") % values


def said(evidence: Sequence[Any], formats: Formats) -> str:
    """[code, values] as a sentence."""
    code, values = evidence
    return sentence(code, values, formats.by_kind)


def reached_said(event: Event) -> str:
    """How many a change in a market reached: none may be a name mistyped."""
    number = event.proposals.count()
    if not number:
        return _(
            "The event was recorded. No key account of the industry %(industry)s has "
            "left the first stage, so nothing is proposed."
        ) % {"industry": isolated(event.industry)}
    text = ngettext(
        "The event was recorded; it is proposed that %(number)s account falls back.",
        "The event was recorded; it is proposed that %(number)s accounts fall back.",
        number,
    )
    return text % {"number": number}


def met(gates: Sequence[Gate]) -> int:
    return sum(gate.state == "met" for gate in gates)


def gates_said(gates: Sequence[Gate], target: str, formats: Formats) -> str:
    """How many gates are met: short, for a line."""
    values = {
        "met": formats.count(met(gates)),
        "all": formats.count(len(gates)),
        "stage": stage_words(target),
    }
    return _("%(met)s of %(all)s gates to %(stage)s") % values


def finding(cycle: Cycle, gates: Sequence[Gate], target: str, formats: Formats) -> str:
    """What the gates say together, as the title above them."""
    values = {
        "stage": stage_words(target or cycle.stage),
        "day": formats.day(cycle.since),
        "met": formats.count(met(gates)),
        "all": formats.count(len(gates)),
    }
    if cycle.stage == StageChoice.ZERO:
        return _("At zero since %(day)s; it may start anew") % values
    if not target:
        return _("In the last stage since %(day)s: keep what holds it there") % values
    if met(gates) == len(gates):
        return _("All %(all)s gates to %(stage)s are met: it can move up") % values
    return _("%(met)s of %(all)s gates to %(stage)s are met") % values


def lasted(since: dt.date, until: dt.date, formats: Formats) -> str:
    """How long, in days below two months, otherwise in months."""
    days = (until - since).days
    if days < 60:
        text = ngettext("%(number)s day", "%(number)s days", days)
        return text % {"number": formats.count(days)}
    months = round(days / A_MONTH)
    text = ngettext("%(number)s month", "%(number)s months", months)
    return text % {"number": formats.count(months)}
