"""What methods are for and how they fared, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.apps.library.models import Aim, Case
from vitalfew.apps.program.models import StageChoice
from vitalfew.web.cycle.words import GATES, LEVELS

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.library import Record, Suits
    from vitalfew.apps.library.models import Method
    from vitalfew.web.formats import Formats

PURPOSES: dict[str, tuple[Any, dict[str, Any]]] = {
    "stages": (
        gettext_lazy("Stages"),
        {stage: StageChoice(stage).label for stage in LEVELS},
    ),
    "gates": (gettext_lazy("Gates"), GATES),
    "aims": (gettext_lazy("Aims"), dict(Aim.choices)),
}
"""What a method may be for, in three kinds: the name of each, and its codes."""
KINDS = {"stage": "stages", "gate": "gates", "aim": "aims"}
CHIPS = {"running": "", "worked": "for", "partly": "", "failed": "con"}
"""The kind of chip of each outcome."""


def purposes_said(method: Method) -> Iterator[str]:
    """What a method is for, one after the other."""
    for kind, (_name, codes) in PURPOSES.items():
        for code in getattr(method, kind):
            if code in codes:
                yield str(codes[code])


def record_said(found: Record, formats: Formats) -> str:
    """How it fared, in one sentence."""
    values = {
        "worked": formats.count(found.worked),
        "ended": formats.count(found.ended),
        "running": formats.count(found.running),
    }
    if found.ended:
        text = ngettext(
            "Worked in %(worked)s of %(ended)s case that ended",
            "Worked in %(worked)s of %(ended)s cases that ended",
            found.ended,
        )
        return text % values
    if found.running:
        text = ngettext(
            "%(running)s case is still running",
            "%(running)s cases are still running",
            found.running,
        )
        return text % values
    return _("Not tried yet")


def fared_said(found: Record, formats: Formats, *, every: bool) -> str:
    """How it fared and over how many accounts, in one sentence."""
    parts = (record_said(found, formats), _where(found, formats, every=every))
    return _(", ").join(filter(None, parts))


def _where(found: Record, formats: Formats, *, every: bool) -> str:
    """Over how many accounts that is, and whether there may be more."""
    values = {"accounts": formats.count(found.accounts)}
    if not found.cases:
        return "" if every else _("at no account that you see")
    if every:
        text = ngettext(
            "at %(accounts)s account", "at %(accounts)s accounts", found.accounts
        )
    else:
        text = ngettext(
            "at %(accounts)s account that you see",
            "at %(accounts)s accounts that you see",
            found.accounts,
        )
    return text % values


def sure_said(found: Record, formats: Formats) -> str:
    """How sure the share is; why there is none where too few ended."""
    if found.share is None:
        return _("Fewer than five ended: no share is told.") if found.ended else ""
    low, high = found.interval
    return _("%(share)s worked; with 95%% certainty between %(low)s and %(high)s.") % {
        "share": formats.percent(found.share),
        "low": formats.percent(low),
        "high": formats.percent(high),
    }


def brought_said(found: Record, formats: Formats) -> str:
    """What it brings a year; empty where its reader may know none of it."""
    if found.middle is None:
        if not found.unknown:
            return ""
        return _("What it brings a year is not known.")
    values = {
        "middle": formats.money(found.middle),
        "low": formats.money(found.amounts[0]),
        "high": formats.money(found.amounts[-1]),
        "known": formats.count(len(found.amounts)),
        "unknown": formats.count(found.unknown),
    }
    if len(found.amounts) == 1:
        said = _("Brings %(middle)s a year, known of one case") % values
    else:
        said = (
            _(
                "Brings %(middle)s a year in the middle, from %(low)s to %(high)s, "
                "known of %(known)s cases"
            )
            % values
        )
    if found.unknown:
        said = _("%(said)s; unknown of %(unknown)s") % (values | {"said": said})
    return _("%(said)s.") % {"said": said}


def why_said(reasons: tuple[Suits, ...]) -> str:
    """Why a method is named while a plan is written."""
    told = [_why(each) for each in reasons if each.why != "text"]
    if said := [each.of for each in reasons if each.why == "text"]:
        told.insert(0, _("has “%(words)s”") % {"words": _("”, “").join(said)})
    return _("; ").join(told)


def _why(reason: Suits) -> str:
    of = {"of": PURPOSES[KINDS[reason.why]][1].get(reason.of, reason.of)}
    if reason.why == "gate":
        return _("for the gate that is not met: %(of)s") % of
    if reason.why == "aim":
        return _("for what the plan aims at: %(of)s") % of
    return _("for the stage it is in: %(of)s") % of


def amount_said(case: Case, formats: Formats) -> str:
    """What one case brings a year, with its range."""
    if case.amount is None:
        return ""
    values = {
        "amount": formats.money(case.amount),
        "low": formats.money(case.low),
        "high": formats.money(case.high),
    }
    if case.low is None and case.high is None:
        return _("brings %(amount)s a year") % values
    return _("brings %(amount)s a year (%(low)s to %(high)s)") % values
