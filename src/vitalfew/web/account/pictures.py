"""What the pictures of an account's page are drawn from, words included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.orders import months_before
from vitalfew.web.account import figures
from vitalfew.web.charts import bars, cash, categories, history, rank
from vitalfew.web.charts.widths import drawn
from vitalfew.web.formats import MONTHS

if TYPE_CHECKING:
    from vitalfew.web.account.drilldown import DrillDown
    from vitalfew.web.account.figures import Measure
    from vitalfew.web.formats import Formats

MOST_MONTHS = 36
MOST_CATEGORIES = 12


@dataclass(frozen=True)
class Picture:
    """A figure: the finding, what is measured, the drawing, the data behind it."""

    title: str
    sub: str = ""
    svg: SafeString | None = None
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())


def history_picture(
    drill: DrillDown, formats: Formats, events: Sequence[history.Event] = ()
) -> Picture:
    """Months as columns with their three-month mean; orders where no money shows."""
    months = drill.months[-MOST_MONTHS:]
    by_orders = drill.money == "none"
    values = [
        float(month.orders) if by_orders else float(month.amount or 0)
        for month in months
    ]
    title = figures.history_finding(drill, formats)
    chart = history.History(
        months=[month.start for month in months],
        values=values,
        form=formats.count if by_orders else formats.money_tick,
        month_form=formats.month,
        label=title,
        events=events,
    )
    amount = _("Revenue") if drill.money == "revenue" else _("Contribution")
    columns = [_("Month"), _("Orders")]
    rows = [[formats.month(m.start), formats.count(m.orders)] for m in months]
    if not by_orders:
        columns.append(amount)
        for row, month in zip(rows, months, strict=True):
            row.append(formats.money_full(month.amount, 0))
    sub = _history_sub(drill, formats, whole=months[-1].whole if months else True)
    return Picture(title, sub, drawn(history.draw, chart), columns, rows)


def _history_sub(drill: DrillDown, formats: Formats, *, whole: bool) -> str:
    sub = {
        "contribution": _(
            "Contribution, %(start)s to %(end)s."
            " Columns are months, the line is a three-month mean."
        ),
        "revenue": _(
            "Revenue, %(start)s to %(end)s."
            " Columns are months, the line is a three-month mean."
        ),
        "none": _(
            "Orders, %(start)s to %(end)s."
            " Columns are months, the line is a three-month mean."
        ),
    }[drill.money] % {
        "start": formats.day(drill.start),
        "end": formats.day(drill.as_of - dt.timedelta(days=1)),
    }
    if whole:
        return sub
    return _("%(sub)s The last month is not over yet.") % {"sub": sub}


def categories_picture(drill: DrillDown, formats: Formats) -> Picture | None:
    """By category and quarter, with the change behind each; None when not known."""
    found = drill.categories
    if not found or not found[0].quarters:
        return None
    quarters = quarter_ends(drill.as_of, len(found[0].quarters))
    title = figures.categories_finding(found, formats)
    chart = categories.Categories(
        periods=[formats.month(day) for day in quarters],
        series=[categories.Series(one.name, one.quarters) for one in found],
        form=formats.money_tick,
        label=title,
        other=_("Other"),
    )
    sub = (
        _("Revenue by category; columns are quarters, named by their last month.")
        if drill.money == "revenue"
        else _(
            "Contribution by category; columns are quarters, named by their last month."
        )
    )
    return Picture(
        title,
        sub,
        drawn(categories.draw, chart),
        [_("Category"), _("Last 12 months"), _("12 months before"), _("Share")],
        [
            [
                one.name,
                formats.money_full(one.amount_12m, 0),
                formats.money_full(one.amount_prior_12m, 0),
                formats.percent(one.share, 0),
            ]
            for one in found
        ],
    )


def quarter_ends(as_of: dt.date, quarters: int) -> list[dt.date]:
    """The last day of each quarter counted back from the as-of day, oldest first.

    >>> quarter_ends(dt.date(2025, 11, 1), 2)
    [datetime.date(2025, 7, 31), datetime.date(2025, 10, 31)]
    """
    ends = [months_before(as_of, 3 * number) for number in reversed(range(quarters))]
    return [end - dt.timedelta(days=1) for end in ends]


def units_picture(
    drill: DrillDown, centralization: Measure, formats: Formats
) -> Picture | None:
    """A bar a buying unit, the head office in cobalt; None when no unit is known."""
    if not drill.units:
        return None
    title = figures.units_finding(drill.units, centralization, formats)
    by_orders = drill.money == "none"
    chart = bars.Bars(
        bars=[
            bars.Bar(
                name=unit.name,
                value=float(unit.orders if by_orders else unit.amount or 0),
                note=_("head office") if unit.is_head_office else "",
                few=unit.is_head_office,
            )
            for unit in drill.units
        ],
        form=formats.count if by_orders else formats.money,
        label=title,
    )
    columns, rows = units_table(drill, formats)
    sub = {
        "contribution": _("Contribution by buying unit, whole window."),
        "revenue": _("Revenue by buying unit, whole window."),
        "none": _("Orders by buying unit, whole window."),
    }[drill.money]
    return Picture(title, sub, drawn(bars.draw, chart), columns, rows)


def units_table(
    drill: DrillDown, formats: Formats
) -> tuple[list[str], list[list[str]]]:
    columns = [_("Buying unit"), _("Orders")]
    rows = [[unit.name, formats.count(unit.orders)] for unit in drill.units]
    if drill.money != "none":
        columns += [_("Amount"), _("Share"), _("Under frameworks")]
        for row, unit in zip(rows, drill.units, strict=True):
            row += [
                formats.money_full(unit.amount, 0),
                formats.percent(unit.share, 0),
                formats.percent(unit.framework_share, 0),
            ]
    return columns, rows


def rank_picture(
    ranks: Sequence[tuple[dt.date, int | None]], few: int | None, formats: Formats
) -> Picture | None:
    """The rank in each assessment; None until there are two of them."""
    if len([rank for _day, rank in ranks if rank is not None]) < 2:
        return None
    title = figures.rank_finding([rank for _day, rank in ranks], formats)
    chart = rank.Rank(
        periods=[formats.month(day - dt.timedelta(days=1)) for day, _rank in ranks],
        ranks=[found for _day, found in ranks],
        form=formats.count,
        label=title,
        few=few,
    )
    rows = [[formats.day(day), formats.count(found)] for day, found in ranks]
    sub = _("Rank in each assessment; the dashed line is how many make 80%.")
    return Picture(
        title, sub, drawn(rank.draw, chart), [_("Assessed as of"), _("Rank")], rows
    )


def payback_picture(
    payback: Measure, investment: float | None, formats: Formats
) -> Picture:
    """Cumulative cash month by month: going on buying against one order alone."""
    title = figures.payback_finding(payback, formats)
    yearly = [float(amount) for amount in payback.get("cumulative") or ()]
    if investment is None or not yearly:
        return Picture(title)
    continued = monthly([-investment, *yearly])
    single = [*monthly([-investment, yearly[0]])]
    if payback.get("single_order") is not None:
        single = monthly([-investment, float(payback["single_order"])])
    single += [single[-1]] * (len(continued) - len(single))
    month = payback.get("months")
    chart = cash.Cash(
        continued=cash.Path(_("goes on buying"), continued),
        single=cash.Path(_("one order"), single),
        form=formats.money_tick,
        month_form=formats.count,
        label=title,
        payback_month=None if month is None else round(month),
        payback_text=_("month %(month)s") % {"month": formats.months(month)},
    )
    columns = [_("Year"), _("Goes on buying"), _("One order")]
    return Picture(
        title,
        _("Cumulative cash by month, after what winning and serving it costs."),
        drawn(cash.draw, chart),
        columns,
        [
            [
                formats.count(year),
                formats.money_full(continued[12 * year], 0),
                formats.money_full(single[12 * year], 0),
            ]
            for year in range(len(yearly) + 1)
        ],
    )


def monthly(yearly: Sequence[float]) -> list[float]:
    """Cash at the start and the end of each month, even within a year.

    >>> monthly([-12.0, 0.0])[:3]
    [-12.0, -11.0, -10.0]
    """
    months = [yearly[0]]
    for start, end in pairwise(yearly):
        months += [start + (end - start) * month / 12 for month in range(1, 13)]
    return months


@dataclass(frozen=True)
class YearOfDays:
    """Purchase days of one year by month; None: not in the window."""

    year: int
    months: tuple[int | None, ...]

    @property
    def total(self) -> int:
        return sum(count or 0 for count in self.months)


def calendar(drill: DrillDown) -> list[YearOfDays]:
    """On how many days of each month the account bought, the newest year first."""
    counts: dict[tuple[int, int], int] = {}
    for day in drill.days:
        counts[day.year, day.month] = counts.get((day.year, day.month), 0) + 1
    inside = {(month.start.year, month.start.month) for month in drill.months}
    years = sorted({year for year, _month in inside}, reverse=True)
    return [
        YearOfDays(
            year,
            tuple(
                counts.get((year, month), 0) if (year, month) in inside else None
                for month in range(1, 13)
            ),
        )
        for year in years
    ]


def month_names(formats: Formats) -> list[str]:
    """The twelve months, short."""
    if formats.chinese:
        return [f"{month} 月" for month in range(1, 13)]
    return list(MONTHS)


def continuity_facts(
    continuity: Mapping[str, Any], formats: Formats
) -> list[tuple[str, str, str]]:
    """The rhythm in figures, each with what it means; what is left out is not known."""
    gap = continuity.get("usual_gap_days")
    since = continuity.get("days_since_last")
    longest = continuity.get("longest_gap_days")
    return [
        (
            _("Days with a purchase"),
            formats.count(continuity.get("purchase_days")),
            "continuity#purchase_days",
        ),
        (_("Usual gap"), _days(gap, formats), "continuity#usual_gap_days"),
        (_("Longest gap"), _days(longest, formats), "continuity#longest_gap_days"),
        (
            _("Since the last purchase"),
            _days(since, formats),
            "continuity#days_since_last",
        ),
        (
            _("Trend of its second half"),
            formats.change(continuity.get("trend")),
            "continuity#trend",
        ),
    ]


def _days(count: float | None, formats: Formats) -> str:
    if count is None:
        return formats.count(None)
    text = ngettext("%(count)s day", "%(count)s days", round(count))
    return text % {"count": formats.count(count)}
