"""Slides that a plan and a review have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.plans.models import Action, Risk
from vitalfew.web.decks.deck import (
    LONGEST_NAME,
    Cell,
    Chart,
    Column,
    Series,
    Slide,
    Table,
    short,
)
from vitalfew.web.plans.words import (
    COURSES,
    UNKNOWN,
    figure_said,
    objectives_said,
    overdue_said,
    points,
)

if TYPE_CHECKING:
    from datetime import date

    from vitalfew.apps.plans.figures import Standing
    from vitalfew.web.decks.material import Material
    from vitalfew.web.formats import Formats

HEAVIEST = 25


def day_cell(day: date | None, formats: Formats) -> Cell:
    return Cell(formats.day(day), day)


def objectives(material: Material) -> Slide:
    """Each objective against its figure of today."""
    columns = [
        Column(_("Objective"), 30),
        Column(_("Measured by"), 22),
        Column(_("Starting figure"), 13, figures=True),
        Column(_("Target figure"), 13, figures=True),
        Column(_("Now"), 13, figures=True),
        Column(_("State"), 11),
        Column(_("Due"), 20),
    ]
    rows = [_objective(one, material) for one in material.standings]
    said = objectives_said(material.standings, material.formats, closed=material.closed)
    return Slide(_("Objectives"), said, Table(columns, rows))


def _objective(one: Standing, material: Material) -> list[Cell]:
    formats, objective = material.formats, one.objective
    hidden = str(UNKNOWN[one.unknown]) if one.unknown else ""
    now = Cell(hidden) if hidden else Cell(figure_said(one, one.now, formats), one.now)
    return [
        Cell(objective.statement),
        Cell(objective.get_measure_display()),
        Cell(figure_said(one, one.start, formats), one.start),
        Cell(figure_said(one, one.target, formats), one.target),
        now,
        Cell(str(COURSES[one.course.state][1])),
        day_cell(objective.due_on or material.plan.ends_on, formats),
    ]


def progress(material: Material) -> Slide | None:
    """How much of the way is done, beside the time that has passed."""
    known = [one for one in material.standings if one.course.share is not None]
    if not known:
        return None
    worst = min(known, key=_lead)
    values = {
        "objective": short(worst.objective.statement, LONGEST_NAME),
        "done": material.formats.percent(worst.course.share, 0),
        "elapsed": material.formats.percent(worst.course.elapsed, 0),
    }
    text = _("Slowest: %(objective)s, %(done)s of the way in %(elapsed)s of the time")
    chart = Chart(
        categories=[one.objective.statement for one in known],
        series=[
            Series(_("Of the way"), [one.course.share for one in known]),
            Series(_("Of the time"), [one.course.elapsed for one in known]),
        ],
        number_format="0%",
    )
    return Slide(_("Progress"), text % values, chart=chart)


def _lead(one: Standing) -> float:
    return (one.course.share or 0.0) - one.course.elapsed


def actions(material: Material, shown: Iterable[Action], said: str) -> Slide:
    columns = [
        Column(_("Action"), 42),
        Column(_("Owner"), 16),
        Column(_("Due"), 20),
        Column(_("State"), 12),
        Column(_("For the objective"), 30),
    ]
    rows = [_action(each, material) for each in shown]
    return Slide(_("Actions"), said, Table(columns, rows) if rows else None)


def _action(action: Action, material: Material) -> list[Cell]:
    state = _("Overdue") if material.overdue(action) else action.get_state_display()
    return [
        Cell(action.title),
        Cell(action.owner.name if action.owner else _("No owner")),
        day_cell(action.due_on, material.formats),
        Cell(state),
        Cell(action.objective.statement if action.objective else ""),
    ]


def open_said(material: Material) -> str:
    """How many actions are open, and how many of them overdue."""
    waiting = material.open_actions
    text = ngettext(
        "%(number)s action is open", "%(number)s actions are open", len(waiting)
    )
    first = text % {"number": material.formats.count(len(waiting))}
    return _("%(first)s; %(second)s") % {
        "first": first,
        "second": overdue(material),
    }


def overdue(material: Material) -> str:
    number = sum(material.overdue(each) for each in material.open_actions)
    return overdue_said(number, material.formats)


def risks(material: Material) -> Slide:
    """What may go wrong, the heaviest first."""
    open_risks = [each for each in material.risks if each.state == Risk.State.OPEN]
    if not open_risks:
        return Slide(_("Risks"), _("No risk is open"))
    first = open_risks[0]
    values = {
        "risk": short(first.text, LONGEST_NAME),
        "weight": first.weight,
        "most": HEAVIEST,
    }
    columns = [
        Column(_("Weight"), 11, figures=True),
        Column(_("Risk"), 40),
        Column(_("Owner"), 16),
        Column(_("Response"), 45),
    ]
    rows = [
        [
            Cell(str(each.weight), each.weight),
            Cell(each.text),
            Cell(each.owner.name if each.owner else _("No owner")),
            Cell(each.response or _("No response yet")),
        ]
        for each in open_risks
    ]
    said = _("The heaviest risk weighs %(weight)s of %(most)s: %(risk)s") % values
    return Slide(
        _("Risks"),
        said,
        Table(columns, rows),
        note=_("The weight is likelihood times severity, each from 1 to 5."),
    )


def asks(material: Material) -> Slide:
    """What the customer is asked to do."""
    asked = points(material.plan.asks)
    account = short(material.account.name, LONGEST_NAME)
    if not asked:
        said = _("Nothing is asked of %(account)s yet") % {"account": account}
        return Slide(_("Asks"), said)
    text = ngettext(
        "We ask %(account)s for %(number)s thing",
        "We ask %(account)s for %(number)s things",
        len(asked),
    )
    values = {"account": account, "number": material.formats.count(len(asked))}
    return Slide(_("Asks"), text % values, listed(_("What we ask"), asked))


def listed(heading: str, texts: Sequence[str]) -> Table:
    columns = [Column("", 4, figures=True), Column(heading, 96)]
    rows = [
        [Cell(str(place), place), Cell(text)] for place, text in enumerate(texts, 1)
    ]
    return Table(columns, rows)
