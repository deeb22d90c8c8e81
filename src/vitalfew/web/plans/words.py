"""Objectives, risks and times of a plan, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.analysis.decision.gates import STAGES
from vitalfew.web.cycle.words import stage_words

if TYPE_CHECKING:
    from vitalfew.apps.plans.figures import Standing
    from vitalfew.web.formats import Formats

COURSES: dict[str, tuple[str, Any]] = {
    "reached": ("good", gettext_lazy("Reached")),
    "on_course": ("good", gettext_lazy("On course")),
    "behind": ("warn", gettext_lazy("Behind")),
    "missed": ("bad", gettext_lazy("Missed")),
    "unknown": ("unknown", gettext_lazy("Not known")),
}
"""The kind of chip and the words of each state."""
UNKNOWN: dict[str, Any] = {
    "margin": gettext_lazy("You see revenue of this account, not margins."),
    "money": gettext_lazy("You see no money of this account."),
    "not_measured": gettext_lazy("The newest assessment does not say."),
    "not_entered": gettext_lazy("No figure was entered yet."),
}
LACKS: dict[str, Any] = {
    "charter_blank": gettext_lazy("An answer of the charter is blank"),
    "charter_unsure": gettext_lazy("An answer of the charter is unsure"),
    "no_objective": gettext_lazy("There is no objective"),
    "no_start": gettext_lazy("The objective has no starting figure"),
    "no_target": gettext_lazy("The objective has no target"),
    "no_figure": gettext_lazy("No figure says how the objective stands"),
    "no_action": gettext_lazy("No action serves the objective"),
    "no_owner": gettext_lazy("The action has no active owner"),
    "no_day": gettext_lazy("The action has no day"),
    "no_response": gettext_lazy("The risk has no response"),
    "review_overdue": gettext_lazy("The review is overdue"),
}
CHARTER_WORDS: dict[str, Any] = {
    "field_of_play": gettext_lazy("Field of play"),
    "value_brought": gettext_lazy("Value we bring"),
    "how_they_gain": gettext_lazy("How they gain it"),
    "what_we_gain": gettext_lazy("What we gain"),
}
SWOT_WORDS: dict[str, Any] = {
    "strengths": gettext_lazy("Strengths"),
    "weaknesses": gettext_lazy("Weaknesses"),
    "opportunities": gettext_lazy("Opportunities"),
    "threats": gettext_lazy("Threats"),
}


def figure_said(one: Standing, value: float | None, formats: Formats) -> str:
    """A figure of an objective, in its unit."""
    if value is None:
        return formats.number(None)
    if one.unit == "money":
        return formats.money(value)
    if one.unit == "percent":
        return formats.percent(value / 100, 0)
    if one.unit == "stage":
        place = min(max(round(value), 0), len(STAGES) - 1)
        return stage_words(STAGES[place])
    text = formats.number(value, 0 if value == round(value) else 1)
    unit = one.objective.unit
    return f"{text} {unit}" if one.unit == "own" and unit else text


def way_said(one: Standing, formats: Formats) -> str:
    """Where it stands between start and target."""
    values = {
        "now": figure_said(one, one.now, formats),
        "start": figure_said(one, one.start, formats),
        "target": figure_said(one, one.target, formats),
    }
    return _("%(now)s now; from %(start)s to %(target)s") % values


def finding(
    standings: Sequence[Standing], overdue: int, formats: Formats, *, closed: bool
) -> str:
    """How the plan stands, in one sentence."""
    first = objectives_said(standings, formats, closed=closed)
    if closed:
        return first
    return _("%(first)s; %(second)s") % {
        "first": first,
        "second": overdue_said(overdue, formats),
    }


def objectives_said(
    standings: Sequence[Standing], formats: Formats, *, closed: bool
) -> str:
    """How many objectives are on course."""
    good = sum(one.course.state in {"reached", "on_course"} for one in standings)
    values = {"good": formats.count(good), "all": formats.count(len(standings))}
    if not standings:
        return _("No objective is written yet")
    if closed:
        return _("%(good)s of %(all)s objectives were on course") % values
    text = ngettext(
        "%(good)s of %(all)s objectives is on course",
        "%(good)s of %(all)s objectives are on course",
        good,
    )
    return text % values


def overdue_said(overdue: int, formats: Formats) -> str:
    if not overdue:
        return _("no action is overdue")
    text = ngettext(
        "%(number)s action is overdue", "%(number)s actions are overdue", overdue
    )
    return text % {"number": formats.count(overdue)}


def points(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
