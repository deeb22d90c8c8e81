"""What the record of forecasts and warnings says, in words, for terminal and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.analysis.reasons import TEMPLATES
from vitalfew.web.formats import UNKNOWN, reason_sentence

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import BackTest, Record
    from vitalfew.analysis.assessment.warning import Record as WarningRecord
    from vitalfew.web.formats import Formats

    Warnings = Mapping[str, WarningRecord]

Rows = Sequence[Sequence[str]]

NAMES = {
    "this": gettext_lazy("This forecast"),
    "last_year": gettext_lazy("Last year's ranking"),
    "second_half": gettext_lazy("Second half of the window"),
    "recent_3m": gettext_lazy("Halving every 3 months"),
    "recent_6m": gettext_lazy("Halving every 6 months"),
    "recent_12m": gettext_lazy("Halving every 12 months"),
    "trend": gettext_lazy("Trend, damped"),
    "purchases": gettext_lazy("Purchase and spend models"),
    "combination": gettext_lazy("Combination"),
}
FIFTHS = (
    gettext_lazy("Smallest fifth"),
    gettext_lazy("Second fifth"),
    gettext_lazy("Third fifth"),
    gettext_lazy("Fourth fifth"),
    gettext_lazy("Largest fifth"),
)
RULES = {
    "silence": gettext_lazy("Silence"),
    "decline_purchases": gettext_lazy("Fewer purchase days"),
    "decline_revenue": gettext_lazy("Less revenue"),
    "decline_contribution": gettext_lazy("Less contribution"),
    "narrowing_category": gettext_lazy("Fewer categories"),
    "narrowing_unit": gettext_lazy("Fewer buying units"),
    "centralization": gettext_lazy("Purchasing moved"),
}
RANKING = (
    gettext_lazy("Method"),
    gettext_lazy("Best 10%"),
    gettext_lazy("95% certain"),
    gettext_lazy("Best 20%"),
    gettext_lazy("95% certain"),
    gettext_lazy("Forecast ÷ outcome"),
)
COVERAGE = (
    gettext_lazy("Accounts"),
    gettext_lazy("80% interval held"),
    gettext_lazy("95% certain"),
    gettext_lazy("Told"),
    gettext_lazy("50% interval held"),
    gettext_lazy("95% certain"),
    gettext_lazy("Told"),
    gettext_lazy("Bought nothing"),
)
RELIABILITY = (
    gettext_lazy("Told to buy again"),
    gettext_lazy("Bought again"),
    gettext_lazy("Accounts"),
)
WARNINGS = (
    gettext_lazy("Warning"),
    gettext_lazy("Happened"),
    gettext_lazy("Warned before"),
    gettext_lazy("Recall"),
    gettext_lazy("Days ahead"),
    gettext_lazy("Right"),
    gettext_lazy("False alarms"),
    gettext_lazy("Precision"),
    gettext_lazy("Account-years"),
    gettext_lazy("Per account-year"),
)


def title(found: BackTest, formats: Formats) -> str:
    """The record in one sentence, or why there is none."""
    if found.record is not None:
        reason = found.record.reason
        return reason_sentence(reason.code, dict(reason.values), formats)
    return _(TEMPLATES[found.reason].text) if found.reason else ""


def ranking_rows(record: Record, formats: Formats) -> list[list[str]]:
    """A row a method: shares found, between which they lie, and the level."""
    return [
        [
            str(NAMES[each.method]),
            formats.percent(each.top10),
            between(each.top10_low, each.top10_high, formats),
            formats.percent(each.top20),
            between(each.top20_low, each.top20_high, formats),
            formats.number(each.level, 2),
        ]
        for each in record.rankings
    ]


def between(low: float, high: float, formats: Formats) -> str:
    """Where a share lies."""
    ends = {"low": formats.percent(low, 0), "high": formats.percent(high, 0)}
    return _("%(low)s to %(high)s") % ends


def coverage_rows(record: Record, formats: Formats) -> list[list[str]]:
    """A row for all accounts and for each fifth of size."""
    return [
        [
            name,
            *(cell for each in held for cell in _held_cells(each, formats)),
            formats.percent(idle, 0),
        ]
        for name, held, idle in coverage(record)
    ]


class Held(NamedTuple):
    """How often intervals held, where that lies with 95 % certainty, what was told."""

    share: float | None
    ends: tuple[float, float] | None
    told: float | None


def coverage(record: Record) -> list[tuple[str, tuple[Held, Held], float | None]]:
    """Of all and by fifths: both intervals, and the share that bought nothing."""
    return [
        (
            name,
            (_held(record.coverage["80"], place), _held(record.coverage["50"], place)),
            _at(record.coverage["idle"], place),
        )
        for place, name in enumerate((_("All"), *map(str, FIFTHS)))
    ]


def _held(part: Mapping[str, Any], place: int) -> Held:
    share, told = _at(part, place), _at(part["told"], place)
    error = _at(part["standard_error"], place)
    if share is None or error is None:
        return Held(share, None, told)
    low, high = share - 1.96 * error, share + 1.96 * error
    return Held(share, (max(0.0, low), min(1.0, high)), told)


def _at(part: Mapping[str, Any], place: int) -> float | None:
    """The figure of all accounts, or of a fifth."""
    found: float | None = part["fifths"][place - 1] if place else part["all"]
    return found


def _held_cells(held: Held, formats: Formats) -> list[str]:
    return [
        formats.percent(held.share, 0),
        between(*held.ends, formats) if held.ends else UNKNOWN,
        formats.percent(held.told, 0),
    ]


def reliability_rows(record: Record, formats: Formats) -> list[list[str]]:
    """A row a tenth of probability."""
    return [
        [
            formats.percent(each.told, 0),
            formats.percent(each.bought, 0),
            formats.count(each.accounts),
        ]
        for each in record.reliability
    ]


def warning_rows(warnings: Warnings, formats: Formats) -> list[list[str]]:
    """A row a rule: what happened and was warned of, how early, how often wrongly."""
    return [
        [
            str(RULES[rule]),
            formats.count(each.happened),
            formats.count(each.caught),
            formats.percent(each.recall, 0),
            formats.number(each.lead_days),
            formats.count(each.right),
            formats.count(each.false_alarms),
            formats.percent(each.precision, 0),
            formats.number(each.account_years),
            formats.number(each.false_alarms_a_year, 3),
        ]
        for rule, each in warnings.items()
    ]


def why_unknown(warnings: Warnings) -> list[str]:
    """Why some figures of the record are not known: the rules of a reason together."""
    rules: dict[str, list[str]] = {}
    for rule, each in warnings.items():
        if each.reason is not None:
            rules.setdefault(each.reason, []).append(str(RULES[rule]))
    return [
        _("%(names)s: %(reason)s")
        % {"names": _(", ").join(named), "reason": _(TEMPLATES[reason].text)}
        for reason, named in rules.items()
    ]


def remarks(record: Record, formats: Formats) -> list[str]:
    """What was tried, from when, and how it was learned."""
    days = _(", ").join(formats.day(day) for day in record.origins)
    levels = _(", ").join(formats.number(level, 2) for level in record.levels)
    said = [
        _("Used now: %(method)s.") % {"method": NAMES[record.method]},
        _(
            "Forecast from %(days)s, %(months)s months ahead; %(some)s of %(all)s"
            " accounts."
        )
        % {
            "days": days,
            "months": formats.months(record.tried_months),
            "some": formats.count(record.accounts),
            "all": formats.count(record.of_accounts),
        },
        _(
            "%(some)s of %(all)s from what was known by then alone; the others from"
            " other accounts."
        )
        % {"some": record.earlier_only, "all": len(record.origins)},
        _("Forecast ÷ outcome of the whole, by origin: %(levels)s.")
        % {"levels": levels},
    ]
    if record.tried_months < record.months - 1:
        short = _("Too short a window to try %(months)s months ahead.")
        said.insert(0, short % {"months": formats.months(record.months)})
    return said


def ranking_finding(record: Record, formats: Formats) -> str:
    shares = {each.method: each.top10 for each in record.rankings}
    return _(
        "This names %(this)s of the biggest tenth beforehand, last year's ranking"
        " %(last_year)s"
    ) % {name: formats.percent(shares[name], 0) for name in ("this", "last_year")}


def coverage_finding(record: Record, formats: Formats) -> str:
    share = formats.percent(record.coverage["80"]["all"], 0)
    return _("%(share)s of outcomes lay in their 80%% interval") % {"share": share}


def activity_finding(record: Record, formats: Formats) -> str:
    return _(
        "Whether an account buys: Brier score %(score)s, the best rule of silence"
        " (%(days)s days) %(rule)s"
    ) % {
        "score": formats.number(record.brier, 3),
        "days": formats.number(record.hiatus_days),
        "rule": formats.number(record.brier_hiatus, 3),
    }


def warnings_finding(warnings: Warnings, formats: Formats) -> str:
    silence = warnings["silence"]
    if silence.happened is None:
        return _("How often warnings were right is not known yet")
    return _(
        "Warnings of silence found %(caught)s of %(lost)s lost accounts and were wrong"
        " %(times)s times"
    ) % {
        "caught": formats.count(silence.caught),
        "lost": formats.count(silence.happened),
        "times": formats.count(silence.false_alarms),
    }
