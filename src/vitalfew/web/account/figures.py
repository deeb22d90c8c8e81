"""The findings of an account's page: each title is a sentence with the number in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vitalfew.apps.assessments.problems import template
from vitalfew.files.bidi import isolated
from vitalfew.web.formats import Formats, reason_sentence

if TYPE_CHECKING:
    from vitalfew.web.account.drilldown import Category, DrillDown, Unit

Measure = Mapping[str, Any]

TOPIC = re.compile(r"^[^:：]{1,20}[:：]\s*")
LEVEL = 0.005
MONTHS_A_YEAR = 12
"""A change smaller than this is no change to speak of."""


def history_finding(drill: DrillDown, formats: Formats) -> str:
    """What the months add up to, and how that has changed."""
    if drill.money == "none":
        return _orders_finding(drill, formats)
    now, growth = drill.amount_12m, drill.growth
    values = {
        "amount": formats.money(now),
        "change": formats.percent(abs(growth or 0), 0),
        "before": formats.money(drill.amount_prior_12m),
    }
    return _history_sentence(drill, growth) % values


def _history_sentence(drill: DrillDown, growth: float | None) -> str:
    if not drill.orders_12m and drill.amount_prior_12m:
        return _("No orders in the last 12 months, after %(before)s in the 12 before")
    way = "unknown" if growth is None else direction(growth)
    if drill.money == "revenue":
        return {
            "unknown": _("Revenue of the last 12 months is %(amount)s"),
            "level": _("Revenue stayed at %(amount)s"),
            "up": _("Revenue grew %(change)s to %(amount)s"),
            "down": _("Revenue fell %(change)s to %(amount)s"),
        }[way]
    return {
        "unknown": _("Contribution of the last 12 months is %(amount)s"),
        "level": _("Contribution stayed at %(amount)s"),
        "up": _("Contribution grew %(change)s to %(amount)s"),
        "down": _("Contribution fell %(change)s to %(amount)s"),
    }[way]


def direction(growth: float) -> str:
    """`up`, `down` or `level`."""
    if abs(growth) < LEVEL:
        return "level"
    return "up" if growth > 0 else "down"


def _orders_finding(drill: DrillDown, formats: Formats) -> str:
    values = {
        "orders": formats.count(drill.orders_12m),
        "before": formats.count(drill.orders_prior_12m),
    }
    if drill.orders_prior_12m is None:
        return _("Orders in the last 12 months: %(orders)s") % values
    return (
        _("Orders in the last 12 months: %(orders)s, after %(before)s in the 12 before")
        % values
    )


def fiscal_years(
    drill: DrillDown, first_month: int, formats: Formats
) -> list[tuple[str, str]]:
    """What each of the firm's fiscal years brought, newest first; cut years say so."""
    if drill.money == "none":
        return []
    sums: dict[int, tuple[Decimal, int]] = {}
    for month in drill.months:
        begins = month.start.year - (month.start.month < first_month)
        amount, whole = sums.get(begins, (Decimal(0), 0))
        sums[begins] = (amount + (month.amount or 0), whole + month.whole)
    return [
        (
            _fiscal_name(begins, first_month, whole=whole == MONTHS_A_YEAR),
            formats.money(amount),
        )
        for begins, (amount, whole) in sorted(sums.items(), reverse=True)
    ]


def _fiscal_name(begins: int, first_month: int, *, whole: bool) -> str:
    name = str(begins) if first_month == 1 else f"{begins}/{(begins + 1) % 100:02d}"
    return name if whole else _("%(year)s, in part") % {"year": name}


def categories_finding(categories: Sequence[Category], formats: Formats) -> str:
    """Which category carries the account, which came and which went."""
    first = categories[0]
    parts = [_largest(categories, formats)]
    came = [
        isolated(category.name) for category in categories if category.state == "new"
    ]
    went = [
        isolated(category.name)
        for category in categories
        if category.state == "dropped"
    ]
    if came:
        parts.append(_("new: %(names)s") % {"names": listed(came)})
    if went and first.share is not None:
        parts.append(_("no longer bought: %(names)s") % {"names": listed(went)})
    return joined(parts)


def _largest(categories: Sequence[Category], formats: Formats) -> str:
    """The category that brings most; where another loses, a share would mislead."""
    first, last = categories[0], min(categories, key=lambda each: each.amount_12m)
    if first.share is None or first.amount_12m <= 0:
        return _("Nothing was bought in the last 12 months")
    if last.amount_12m < 0:
        return _("%(name)s brings %(amount)s, %(other)s loses %(loss)s") % {
            "name": isolated(first.name),
            "amount": formats.money(first.amount_12m),
            "other": isolated(last.name),
            "loss": formats.money(-last.amount_12m),
        }
    return _("Largest: %(name)s, %(share)s") % {
        "name": isolated(first.name),
        "share": formats.percent(first.share, 0),
    }


def units_finding(
    units: Sequence[Unit], centralization: Measure, formats: Formats
) -> str:
    """How they buy: what the assessment found, or how much the largest unit buys."""
    said = measure_sentence(centralization, formats)
    if said:
        return said
    values = {
        "name": isolated(units[0].name),
        "share": formats.percent(units[0].share, 0),
        "units": formats.count(len(units)),
    }
    if len(units) == 1:
        return _("One buying unit is known: %(name)s") % values
    if units[0].share is None:
        return _("Buying units that order: %(units)s") % values
    return _("%(name)s, one of %(units)s units, buys %(share)s") % values


def rank_finding(ranks: Sequence[int | None], formats: Formats) -> str:
    """From which rank to which; `ranks` are of the assessments, oldest first."""
    known = [rank for rank in ranks if rank is not None]
    if not known:
        return _("No rank yet")
    values = {"now": formats.count(known[-1]), "then": formats.count(known[0])}
    if known[-1] < known[0]:
        return _("Rose from rank %(then)s to %(now)s") % values
    if known[-1] > known[0]:
        return _("Fell from rank %(then)s to %(now)s") % values
    return _("Rank %(now)s") % values


def payback_finding(payback: Measure, formats: Formats) -> str:
    """When the investment is back, and what one order alone would leave."""
    label = payback.get("label", "unknown")
    if label == "unknown":
        return measure_sentence(payback, formats) or _("Payback is not known")
    single = payback.get("single_order")
    values = {
        "month": formats.months(payback.get("months")),
        "years": formats.count(len(payback.get("cumulative") or ())),
        "single": formats.money(abs(single or 0)),
    }
    return joined([_payback_sentence(label) % values, *_single_order(single, values)])


def _payback_sentence(label: str) -> str:
    return {
        "paid_back": _("Paid back in month %(month)s"),
        "late": _("Paid back in month %(month)s, later than allowed"),
        "never": _("Not paid back within %(years)s years"),
        "single_order": _("Only one order can be counted"),
    }[label]


def _single_order(single: float | None, values: Mapping[str, str]) -> list[str]:
    if single is None:
        return []
    if single < 0:
        return [_("one order alone would leave %(single)s uncovered") % values]
    return [_("one order alone would leave %(single)s over") % values]


def measure_sentence(measure: Measure, formats: Formats) -> str:
    """The reason a measure gives for its label, as a title; empty without one."""
    code = measure.get("reason")
    if not code:
        return ""
    values = {name: measure.get(name) for name in template(code).kinds}
    return as_title(reason_sentence(code, values, formats))


def as_title(sentence: str) -> str:
    """A sentence without its full stop: titles have none.

    >>> as_title("Buys regularly."), as_title("定期采购。")
    ('Buys regularly', '定期采购')
    """
    return sentence.rstrip(".。")


def without_topic(sentence: str) -> str:
    """A sentence without the topic it begins with, where the topic stands above it.

    >>> (
    ...     without_topic("Fit: fewer than 24 months of orders"),
    ...     without_topic("Buys daily"),
    ... )
    ('Fewer than 24 months of orders', 'Buys daily')
    """
    found = TOPIC.sub("", sentence)
    return found[:1].upper() + found[1:]


def joined(parts: Sequence[str]) -> str:
    """Clauses of one title, side by side."""
    text = parts[0]
    for part in parts[1:]:
        text = _("%(first)s; %(second)s") % {"first": text, "second": part}
    return text


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names in a row; from the fourth on only how many more.

    >>> listed(["Seals", "Brakes"])
    'Seals, Brakes'
    """
    text = names[0]
    for name in names[1:most]:
        text = _("%(first)s, %(second)s") % {"first": text, "second": name}
    if len(names) > most:
        values = {"names": text, "more": len(names) - most}
        text = _("%(names)s and %(more)s more") % values
    return text
