"""Reasons short enough for a row: the whole sentences stand in the drawer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from vitalfew.analysis.reasons import TEMPLATES, declare
from vitalfew.apps.assessments.fields import json_text
from vitalfew.apps.assessments.problems import sentence

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.web.formats import Formats

MOST = 3
KINDS = {"for": "for", "against": "con", "unknown": "unknown"}

SHORT: Mapping[str, str] = {
    "selection.ranked": declare(
        "chip.share", "%(share)s of contribution", share="percent"
    ),
    "selection.ranked_by_revenue": declare(
        "chip.share_of_revenue", "%(share)s of revenue", share="percent"
    ),
    "continuity.one_off": declare(
        "chip.one_off", "%(purchase_days)s purchase days only", purchase_days="count"
    ),
    "continuity.burst": declare(
        "chip.burst",
        "%(purchase_days)s purchase days, one month",
        purchase_days="count",
    ),
    "continuity.lapsed": declare(
        "chip.lapsed", "Silent for %(days_since_last)s days", days_since_last="days"
    ),
    "continuity.lumpy": declare("chip.lumpy", "Uneven amounts"),
    "continuity.intermittent": declare("chip.intermittent", "Long pauses"),
    "continuity.new": declare("chip.new", "Too new to judge"),
    "continuity.never": declare("chip.never", "No purchase"),
    "centralization.one_unit": declare("chip.one_unit", "One buying unit known"),
    "centralization.no_units": declare("chip.no_units", "Buying units not known"),
    "centralization.unnamed": declare("chip.unnamed", "Buying units mostly unnamed"),
    "centralization.no_purchase": declare(
        "chip.no_purchase", "More credits than sales"
    ),
    "centralization.no_amounts": declare("chip.no_amounts", "No amounts"),
    "payback.not_entered": declare("chip.costs", "Payback: costs not entered"),
    "payback.no_contribution": declare("chip.no_cost", "Payback: no cost of goods"),
    "payback.no_orders": declare("chip.no_orders", "Payback: no orders yet"),
    "potential.unknown": declare("chip.potential", "Potential not known"),
    "parity.unknown": declare("chip.parity", "Sizes not recorded"),
    "fit.no_categories": declare("chip.fit", "Fit: no product categories"),
    "fit.no_comparison": declare("chip.alike", "Fit: too few similar accounts"),
    "selection.no_orders": declare("chip.prospect", "No orders yet"),
    "selection.no_cost": declare("chip.no_costs", "No cost of goods"),
    "growth.unknown": declare("chip.growth", "Growth not known"),
}


@dataclass(frozen=True)
class Chip:
    kind: str
    text: str


def chips_of(row: AssessmentRow, formats: Formats) -> list[Chip]:
    """The reasons that tell most: for a proposal what speaks for it, else against."""
    proposed = row.verdict == "propose"
    first = ("for", "against", "unknown") if proposed else ("against", "unknown", "for")
    sides = [[reason for reason in row.reasons if reason[0] == side] for side in first]
    lead = next((side for side in sides if side), [])
    rest = [reason for side in sides if side is not lead for reason in side]
    chosen = [*lead[: MOST - 1], *rest[:1], *lead[MOST - 1 :]][:MOST]
    return [_chip(side, code, values, formats) for side, code, values in chosen]


def _chip(side: str, code: str, values: dict[str, Any], formats: Formats) -> Chip:
    return _said(side, code, json_text(values), formats, get_language())


@lru_cache(maxsize=4096)
def _said(
    side: str, code: str, packed: str, formats: Formats, _language: str | None
) -> Chip:
    """Of the same reason with the same values once: rows are shown all day."""
    values, short = json.loads(packed), SHORT.get(code)
    if short:
        places = {name: values.get(name) for name in TEMPLATES[short].kinds}
        return Chip(KINDS[side], sentence(short, places, formats.by_kind))
    return Chip(KINDS[side], sentence(code, values, formats.by_kind))
