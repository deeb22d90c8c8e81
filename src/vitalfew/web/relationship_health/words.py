"""Factors, bands and changes of health, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.web.formats import reason_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitalfew.analysis.assessment.health import Band, Factor, Health
    from vitalfew.web.formats import Formats

FACTORS: dict[str, Any] = {
    "purchases": gettext_lazy("Purchases"),
    "activity": gettext_lazy("Still active"),
    "warnings": gettext_lazy("Early warnings"),
    "people": gettext_lazy("People who count"),
    "meetings": gettext_lazy("Meetings"),
    "value": gettext_lazy("Value proven"),
}
BANDS: dict[Band, Any] = {
    "good": gettext_lazy("Healthy"),
    "watch": gettext_lazy("To be watched"),
    "bad": gettext_lazy("In danger"),
    "unknown": gettext_lazy("Not known"),
}
OF_MONEY = frozenset({"purchases"})
"""Factors that tell how much is bought."""


def points_words(points: float | None, formats: Formats) -> str:
    """Whole points; rounded down, so that no total looks better than it is."""
    return "–" if points is None else formats.count(int(points))


def factor_words(factor: Factor, formats: Formats, *, money: bool) -> str:
    if factor.name in OF_MONEY and not money:
        return _("You see no money of this account.")
    return reason_sentence(factor.reason.code, dict(factor.reason.values), formats)


def finding(found: Health, formats: Formats, *, money: bool) -> str:
    """The total, and what lowers it most."""
    if found.points is None:
        return _("Too little is known to say how healthy it is")
    values = {"points": points_words(found.points, formats)}
    worst = lowering(found.factors)
    if worst is None:
        return _("Health %(points)s: nothing known lowers it") % values
    values["why"] = factor_words(worst, formats, money=money)
    return _("Health %(points)s: %(why)s") % values


def lowering(factors: Sequence[Factor]) -> Factor | None:
    """The critical factor, else the one that costs most points; None if none does."""
    known = [
        each
        for each in factors
        if each.weight and each.points is not None and each.points < 100
    ]
    return max(
        known,
        key=lambda each: (
            each.critical and each.weight > 0,
            each.weight * (100 - (each.points or 0.0)),
        ),
        default=None,
    )
