"""What changed between two versions of a plan, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from vitalfew.apps.plans.models import Action, Objective, Risk
from vitalfew.web.plans.words import CHARTER_WORDS, SWOT_WORDS

if TYPE_CHECKING:
    from vitalfew.apps.plans.figures import Figures
    from vitalfew.apps.plans.models import Version

FIELDS: dict[str, Any] = {
    **CHARTER_WORDS,
    **SWOT_WORDS,
    "asks": _("What we ask of the customer"),
    "starts_on": _("From"),
    "ends_on": _("To"),
    "statement": _("Objective"),
    "measure": _("Measured by"),
    "start": _("Starting figure"),
    "target": _("Target figure"),
    "due_on": _("Due"),
    "strategies": _("Strategies"),
    "title": _("Action"),
    "owner": _("Owner"),
    "state": _("State"),
    "note": _("Note"),
    "text": _("Risk"),
    "likelihood": _("Likelihood, 1 to 5"),
    "severity": _("Severity, 1 to 5"),
    "response": _("Response"),
}
CODES: dict[tuple[str, str], dict[str, Any]] = {
    ("objective", "measure"): dict(Objective.Measure.choices),
    ("action", "state"): dict(Action.State.choices),
    ("risk", "state"): dict(Risk.State.choices),
}


@dataclass(frozen=True)
class Change:
    of: str
    field: str
    before: str = ""
    after: str = ""


def changes(old: Version, new: Version, figures: Figures) -> list[Change]:
    """What came, what went, and every field that differs of what stayed.

    Figures its reader may not see are left out.
    """
    before, after = _fields(old), _fields(new)
    were, are = {place for place, _field in before}, {place for place, _field in after}
    found: dict[str | tuple[str, str], Change] = {}
    for key in [*after, *before]:
        place, field = key
        was, name, measure = before.get(key, ("", "", ""))
        now, name, measure = after.get(key, ("", name, measure))
        if place not in were or place not in are:
            said = _("Taken out") if place in were else _("New")
            found[place] = Change(name, str(said))
            continue
        hidden = field in {"start", "target"} and measure and figures.shows(measure)
        if was != now and not hidden:
            said = FIELDS[field]
            found[key] = Change(name, str(said), _said(key, was), _said(key, now))
    return list(found.values())


def _fields(version: Version) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (place, field): (value, name, measure)
        for place, field, name, value, measure in version.content
    }


def _said(key: tuple[str, str], value: str) -> str:
    if key[1] in {"start", "target"} and value:
        return f"{Decimal(value).normalize():f}"
    codes = CODES.get((key[0].partition("-")[0], key[1]), {})
    return str(codes.get(value, value)) or "–"
