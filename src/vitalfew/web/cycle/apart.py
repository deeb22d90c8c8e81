"""What the orders say of a part that runs its own cycle, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vitalfew.analysis.decision.gates import PART_UNMEASURED, PART_UNNAMED
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.web.cycle.words import said
from vitalfew.web.labels import label_words

if TYPE_CHECKING:
    from vitalfew.apps.program.models import PartFigures
    from vitalfew.web.formats import Formats

Fact = tuple[str, str, str]
"""Its name, its value and the method behind it."""


@dataclass(frozen=True)
class Apart:
    """The figures of a part; without them `title` says why there are none."""

    title: str
    facts: list[Fact] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def apart(figures: PartFigures | None, formats: Formats) -> Apart:
    if figures is None or not figures.named:
        return Apart(said([PART_UNNAMED if figures else PART_UNMEASURED, {}], formats))
    last, before = figures.last_12_months, figures.before_12_months
    return Apart(
        title=_title(figures, formats),
        facts=[
            (_("Last 12 months"), formats.money(last), "margin"),
            (_("The 12 before"), formats.money(before), "margin"),
            (_("Share of the account"), formats.percent(figures.share), "cycle#parts"),
            (
                _("Purchase days"),
                formats.count(figures.purchase_days),
                "continuity",
            ),
            (
                _("Purchasing pattern"),
                label_words(figures.continuity, "continuity"),
                "continuity",
            ),
        ],
        warnings=[_warning(each, formats) for each in figures.warnings],
    )


def _title(figures: PartFigures, formats: Formats) -> str:
    share, before = figures.share, figures.share_before
    if share is None:
        return _("Bought on %(days)s days in the window") % {
            "days": formats.count(figures.purchase_days)
        }
    values = {"share": formats.percent(share), "before": formats.percent(before)}
    if before is None or values["share"] == values["before"]:
        return _("%(share)s of what the account bought in 12 months") % values
    return (
        _("%(share)s of what the account bought in 12 months, after %(before)s")
        % values
    )


def _warning(warned: dict[str, Any], formats: Formats) -> str:
    """Who may not see its money reads what kind of warning it is."""
    since = formats.day(date.fromisoformat(warned["since"]))
    if warned["evidence"] is None:
        text = str(EarlyWarning.Kind(warned["kind"]).label)
    else:
        text = said(warned["evidence"], formats)
    return _("%(warning)s Since %(day)s.") % {"warning": text, "day": since}
