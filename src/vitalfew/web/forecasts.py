"""The coming year in words and pictures: of one account, and of all together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.web.account.pictures import Picture
from vitalfew.web.charts import ahead, interval, outcomes
from vitalfew.web.charts.widths import drawn
from vitalfew.web.formats import reason_sentence

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from vitalfew.web.account.drilldown import DrillDown, Month
    from vitalfew.web.formats import Formats

YEAR = 12
MOST_SUMS = 24
HALF = 0.5
Values = Mapping[str, Any]


def finding(forecast: Values, formats: Formats) -> str:
    """What an account is expected to bring, or why nobody can tell."""
    if forecast.get("expected") is None:
        reason = said(forecast, formats)
        return reason or _("What it will bring is not known")
    return _("Expect %(low)s to %(high)s in 12 months; %(active)s likely to buy") % {
        "low": formats.money(forecast["low80"]),
        "high": formats.money(forecast["high80"]),
        "active": formats.percent(forecast["p_active"], 0),
    }


def said(forecast: Values, formats: Formats) -> str:
    """The word a forecast needs, such as a contract that ends."""
    if not forecast.get("reason"):
        return ""
    return reason_sentence(forecast["reason"], forecast.get("values") or {}, formats)


def record_said(figures: Values, formats: Formats) -> str:
    """How such forecasts did on the firm's own past."""
    record = figures.get("forecast", {}).get("record")
    if not record:
        return ""
    code, values = record
    return reason_sentence(code, values, formats)


def account_picture(
    drill: DrillDown, forecast: Values, figures: Values, formats: Formats
) -> Picture | None:
    """The sum of 12 months over time, and the range it may be in a year from now."""
    if not forecast or drill.money == "none":
        return None
    title = finding(forecast, formats)
    notes = [said(forecast, formats), record_said(figures, formats)]
    if forecast.get("expected") is None:
        return Picture(title, notes[1])
    sums = sums_of_a_year(drill.months)
    sub = " ".join(
        [_("Sums of 12 months; bands hold 50% and 80%."), *filter(None, notes)]
    )
    columns = [_("Range"), _("From"), _("To")]
    rows = [
        [_("Half of outcomes"), *_ends(forecast, "50", formats)],
        [_("80% of outcomes"), *_ends(forecast, "80", formats)],
    ]
    if len(sums) < 2:
        return Picture(title, sub, None, columns, rows)
    chart = ahead.Ahead(
        months=[month for month, _sum in sums],
        sums=[amount for _month, amount in sums],
        expected=forecast["expected"],
        half=(forecast["low50"], forecast["high50"]),
        most=(forecast["low80"], forecast["high80"]),
        form=formats.money_tick,
        month_form=formats.month,
        today=_("Today"),
        most_text=_("80% of outcomes"),
        label=title,
    )
    return Picture(title, sub, drawn(ahead.draw, chart), columns, rows)


def _ends(forecast: Values, level: str, formats: Formats) -> list[str]:
    return [formats.money_full(forecast[f"{end}{level}"], 0) for end in ("low", "high")]


def sums_of_a_year(months: Sequence[Month]) -> list[tuple[dt.date, float]]:
    """The sum of each 12 months in a row, by their last month, oldest first."""
    amounts = [float(month.amount or 0) for month in months]
    found = [
        (months[end].start, sum(amounts[end - YEAR + 1 : end + 1]))
        for end in range(YEAR - 1, len(months))
    ]
    return found[-MOST_SUMS:]


def range_said(forecast: Values, formats: Formats) -> str:
    """The 80 % range, as it follows a number."""
    if forecast.get("expected") is None:
        return ""
    return _("%(low)s to %(high)s") % {
        "low": formats.money(forecast["low80"]),
        "high": formats.money(forecast["high80"]),
    }


def interval_picture(
    forecast: Values, before: float | None, formats: Formats
) -> SafeString | str:
    """The range as a band, with what the last 12 months brought."""
    if forecast.get("expected") is None:
        return ""
    low, high = forecast["low80"], forecast["high80"]
    shown = [low, high, forecast["expected"], *([] if before is None else [before])]
    room = (max(shown) - min(shown)) * 0.1 or 1.0
    return interval.draw(
        interval.Interval(
            low=low,
            middle=forecast["expected"],
            high=high,
            span=(min(shown) - room, max(shown) + room),
            label=finding(forecast, formats),
            before=before,
        )
    )


def risk_picture(
    figures: Values, names: Mapping[str, str], last_year: float | None, formats: Formats
) -> Picture | None:
    """What next year may bring in all, and the accounts a bad one rests on."""
    risk = figures.get("risk")
    if not risk:
        return None
    title = _risk_finding(risk, formats)
    marks = []
    if last_year is not None:
        marks.append(outcomes.Mark(last_year, _("last 12 months")))
    if risk.get("cover"):
        fixed = risk["expected"] / risk["cover"]
        marks.append(outcomes.Mark(fixed, _("fixed costs")))
    chart = outcomes.Outcomes(
        points=[(probability, amount) for probability, amount in risk["points"]],
        expected=outcomes.Mark(risk["expected"], _("expected")),
        worst=outcomes.Mark(risk["worst"], _("one year in twenty below")),
        marks=marks,
        form=formats.money_tick,
        label=title,
    )
    sub = _("All customers, next 12 months, drawn from each one's own forecast.")
    if risk.get("covered") is not None:
        sub += " " + _("Fixed costs are covered in %(share)s of years.") % {
            "share": formats.percent(risk["covered"], 0)
        }
    rows = [
        [
            names.get(carrier["account_id"], carrier["account_id"]),
            formats.money_full(carrier["at_risk"], 0),
            formats.percent(carrier["share"], 0),
        ]
        for carrier in risk["carriers"]
        if carrier["at_risk"] > 0
    ]
    columns = [_("Account"), _("Missing in a bad year"), _("Share")]
    return Picture(title, sub, drawn(outcomes.draw, chart), columns, rows)


def _risk_finding(risk: Values, formats: Formats) -> str:
    """How bad one year in twenty is, and on how few accounts half of that rests."""
    worst = risk["worst"]
    said = (
        _("One year in twenty loses more than %(amount)s")
        if worst < 0
        else _("One year in twenty brings less than %(amount)s")
    ) % {"amount": formats.money(abs(worst))}
    carried, few = 0.0, 0
    for carrier in risk["carriers"]:
        if carried >= HALF or not carrier["share"]:
            break
        carried += carrier["share"]
        few += 1
    if carried < HALF:
        return said
    text = ngettext(
        "%(said)s; %(few)s account carries half of that risk",
        "%(said)s; %(few)s accounts carry half of that risk",
        few,
    )
    return text % {"said": said, "few": formats.count(few)}
