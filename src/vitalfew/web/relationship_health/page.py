"""Everything the tab Health of an account shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.analysis.assessment.health import NAMES, moved, reweighed
from vitalfew.analysis.assessment.health.record import LEAST_SHOWN
from vitalfew.apps.accounts.policies import money_of
from vitalfew.apps.health.selectors import health_now, outcomes_kept, readings_of
from vitalfew.web.charts import meter, sparkline
from vitalfew.web.charts.meter import Meter
from vitalfew.web.charts.sparkline import Sparkline
from vitalfew.web.relationship_health.words import (
    BANDS,
    FACTORS,
    OF_MONEY,
    factor_words,
    finding,
    points_words,
)

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from vitalfew.analysis.assessment.health import Factor, Health, Moved, Outcome
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.health.models import Reading
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

NEWEST = 12
"""So many changes are listed."""


@dataclass(frozen=True)
class FactorLine:
    name: str
    label: str
    weight: str
    points: str
    meter: SafeString
    text: str
    state: str
    """`good`, `bad`, `unknown`, or empty for what lies between."""


@dataclass(frozen=True)
class Change:
    """How the health moved between two days, and by which factors."""

    on: dt.date
    text: str
    parts: list[str]


@dataclass(frozen=True)
class OutcomeLine:
    label: str
    account_years: str
    share: str
    interval: str


@dataclass(frozen=True)
class FactorRecord:
    """What the past says of one factor."""

    label: str
    text: str
    """Why there is nothing to say; empty where there is."""
    outcomes: list[OutcomeLine]


@dataclass(frozen=True)
class Page:
    title: str
    band: str
    state: str
    range: str
    factors: list[FactorLine]
    trend: SafeString | None
    changes: list[Change]
    records: list[FactorRecord]


def page_read(acting: User, account: Account, formats: Formats, *, on: dt.date) -> Page:
    """The health as of today, how it came to be, and what the past says of it."""
    money = money_of(acting, account) != "none"
    found = health_now(acting, account, on=on)
    kept = readings_of(acting, account)
    return Page(
        title=finding(found, formats, money=money),
        band=str(BANDS[found.band]),
        state=found.band,
        range=_range(found, formats),
        factors=[_factor(each, formats, money=money) for each in found.factors],
        trend=_trend(kept, formats),
        changes=_changes(kept, found, on, formats)[:NEWEST],
        records=_records(formats),
    )


def _range(found: Health, formats: Formats) -> str:
    """What it would be with everything unknown at its worst, and at its best."""
    low, high = int(found.low), int(found.high)
    if low == high:
        return ""
    values = {"low": formats.count(low), "high": formats.count(high)}
    return _("Depending on what is not known: %(low)s to %(high)s") % values


def _factor(factor: Factor, formats: Formats, *, money: bool) -> FactorLine:
    hidden = factor.name in OF_MONEY and not money
    points = None if hidden else factor.points
    label = str(FACTORS[factor.name])
    spoken = f"{label}: {points_words(points, formats)}"
    return FactorLine(
        name=factor.name,
        label=label,
        weight=formats.number(factor.weight, 0 if factor.weight % 1 == 0 else 1),
        points=points_words(points, formats),
        meter=meter.draw(Meter(points, 0, 100, spoken)),
        text=factor_words(factor, formats, money=money),
        state="bad" if factor.critical and factor.weight else _state(points),
    )


def _state(points: float | None) -> str:
    if points is None:
        return "unknown"
    return "good" if points >= 70 else ""


def _trend(kept: list[Reading], formats: Formats) -> SafeString | None:
    if len(kept) < 2:
        return None
    first, last = kept[0], kept[-1]
    label = _("Health from %(first)s to %(last)s") % {
        "first": formats.day(first.on),
        "last": formats.day(last.on),
    }
    data = Sparkline([each.points for each in kept], label)
    return sparkline.draw(data, width=320, height=56)


def _changes(
    kept: list[Reading], found: Health, on: dt.date, formats: Formats
) -> list[Change]:
    """The newest first; today's against what was kept last."""
    days = [(each.on, each.points, each.factors) for each in kept]
    days.append((on, found.points, found.factors))
    changes = []
    for (_day, before, then), (day, after, now) in pairwise(days):
        parts = [_part(each, formats) for each in moved(then, now)]
        if reweighed(then, now):
            parts.append(_("Weights of the factors were changed"))
        if parts:
            values = {
                "before": points_words(before, formats),
                "after": points_words(after, formats),
            }
            text = _("%(before)s → %(after)s") % values
            changes.append(Change(day, text, parts))
    return changes[::-1]


def _part(each: Moved, formats: Formats) -> str:
    return _("%(factor)s %(before)s → %(after)s") % {
        "factor": FACTORS[each.name],
        "before": points_words(each.before, formats),
        "after": points_words(each.after, formats),
    }


def _records(formats: Formats) -> list[FactorRecord]:
    kept = outcomes_kept()
    return [_record(name, kept.get(name, []), formats) for name in NAMES]


def _record(name: str, found: list[Outcome], formats: Formats) -> FactorRecord:
    years = sum(each.account_years for each in found)
    if years >= LEAST_SHOWN or (found and name == "purchases"):
        lines = [_outcome(each, formats) for each in found]
        return FactorRecord(str(FACTORS[name]), "", lines)
    if name == "purchases":
        text = _("The orders do not reach three years back.")
    else:
        values = {
            "years": formats.number(years, 1),
            "least": formats.count(LEAST_SHOWN),
        }
        text = _("Too little history: %(years)s account-years of %(least)s.") % values
    return FactorRecord(str(FACTORS[name]), text, [])


def _outcome(each: Outcome, formats: Formats) -> OutcomeLine:
    interval = " – ".join(formats.percent(end, 0) for end in each.interval)
    return OutcomeLine(
        label=str(BANDS[each.band]),  # type: ignore[index]  # its bands
        account_years=formats.count(each.account_years),
        share=formats.percent(each.share, 0),
        interval=interval if each.share is not None else "–",
    )
