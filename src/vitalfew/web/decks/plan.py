"""The slides of an account plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalfew.apps.plans.models import CHARTER, SWOT
from vitalfew.web.decks import parts
from vitalfew.web.decks.deck import (
    LONGEST_NAME,
    Cell,
    Column,
    Deck,
    Slide,
    Table,
    short,
)
from vitalfew.web.plans.words import CHARTER_WORDS, SWOT_WORDS, finding, points

if TYPE_CHECKING:
    from vitalfew.web.decks.material import Material


def plan_deck(material: Material) -> Deck:
    """The plan as it stands on this day."""
    plan, formats = material.plan, material.formats
    overdue = sum(material.overdue(each) for each in material.open_actions)
    said = finding(material.standings, overdue, formats, closed=material.closed)
    period = {"start": formats.day(plan.starts_on), "end": formats.day(plan.ends_on)}
    slides = [
        parts.objectives(material),
        parts.progress(material),
        parts.actions(material, material.open_actions, parts.open_said(material)),
        parts.risks(material),
        _charter(material),
        _swot(material),
        parts.asks(material),
    ]
    return Deck(
        name=_("Account plan"),
        title=_("%(account)s: %(finding)s")
        % {
            "account": short(material.account.name, LONGEST_NAME),
            "finding": said,
        },
        language=get_language() or "en",
        facts=[
            _("Account plan"),
            _("%(start)s to %(end)s") % period + f" · {plan.get_state_display()}",
            *material.facts,
        ],
        slides=[slide for slide in slides if slide is not None],
        footer=_("For our own people"),
    )


def _charter(material: Material) -> Slide:
    answers = [getattr(material.plan, name) for name in CHARTER]
    given = sum(bool(answer.strip()) for answer in answers)
    said = _("%(given)s of %(all)s questions of the charter are answered") % {
        "given": material.formats.count(given),
        "all": material.formats.count(len(answers)),
    }
    columns = [Column(_("Question"), 22), Column(_("Answer"), 78)]
    rows = [
        [Cell(str(CHARTER_WORDS[name])), Cell(answer or "–")]
        for name, answer in zip(CHARTER, answers, strict=True)
    ]
    return Slide(_("Charter"), said, Table(columns, rows))


def _swot(material: Material) -> Slide:
    told = {name: points(getattr(material.plan, name)) for name in SWOT}
    said = _("; ").join(
        _("%(kind)s: %(number)s")
        % {"kind": SWOT_WORDS[name], "number": material.formats.count(len(told[name]))}
        for name in SWOT
    )
    columns = [Column("", 22), Column(_("Point"), 78)]
    rows = [
        [Cell(str(SWOT_WORDS[name])), Cell(point)]
        for name in SWOT
        for point in told[name] or ["–"]
    ]
    return Slide(_("SWOT"), said, Table(columns, rows))
