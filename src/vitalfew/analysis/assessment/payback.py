"""Whether winning and serving an account pays for itself, and when.

`docs/methods/payback.md` states the rules; `payback` judges one account from plain
values, `payback_columns` does the same for many at once, as arrays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from vitalfew.analysis.reasons import declare

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vitalfew.analysis.criteria import PaybackCriteria

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

Label = Literal["paid_back", "late", "never", "single_order", "unknown"]

NOT_ENTERED = declare(
    "payback.not_entered",
    "Payback: enter what winning and serving a key account costs",
)
NO_CONTRIBUTION = declare(
    "payback.no_contribution",
    "Payback: the orders have no cost, so enter a margin or import costs",
)
NO_AMOUNTS = declare("payback.no_amounts", "Payback: the orders have no amounts")
NO_ORDERS = declare(
    "payback.no_orders", "Payback: no orders yet, so enter the expected contribution"
)
SHORT_HISTORY = declare(
    "payback.short_history", "Payback: fewer than 12 months of orders"
)


@dataclass(frozen=True)
class Payback:
    """What an investment in an account brings back.

    Attributes
    ----------
    label
        *paid_back* within the limit; *late*, after the limit but within the horizon;
        *never* within the horizon; *single_order* when only one order can be counted;
        *unknown*.
    months
        The month in which the investment is back; None when it is not.
    cumulative
        Cash after each year, from the first; the investment is in all of them.
    single_order
        Cash after one year's purchase and nothing more.
    npv
        Net present value of the counted years, flows at the year's end.
    roi
        (Contribution less all costs) ÷ all costs, over the counted years.
    reason
        Why it is *unknown*: a code of `reasons`.
    """

    label: Label
    months: int | None = None
    cumulative: tuple[float, ...] = ()
    single_order: float | None = None
    npv: float | None = None
    roi: float | None = None
    reason: str | None = None


def months_to_recover(
    outlay: float, a_month: float, *, discount_rate: float = 0.0
) -> float | None:
    """Months until an even monthly inflow has brought the outlay back.

    Linear within a month; discounted month by month at the yearly rate. None when it
    never does. Source: `docs/methods/payback.md`.

    >>> months_to_recover(120_000, 20_000)
    6.0
    >>> round(months_to_recover(120_000, 20_000, discount_rate=0.10), 3)
    6.173
    """
    left = outlay
    growth: float = (1 + discount_rate) ** (1 / 12)
    # A discounted inflow for ever is worth a_month / (growth - 1): no more than that.
    if a_month <= 0 or (growth > 1 and outlay * (growth - 1) >= a_month):
        return 0.0 if outlay <= 0 else None
    for month in range(12 * 200):
        inflow = a_month / growth ** (month + 1)
        if left <= inflow:
            return month + max(left, 0.0) / inflow
        left -= inflow
    return None


def payback(
    contribution: float | None,
    *,
    criteria: PaybackCriteria,
    single_order: bool = False,
) -> Payback:
    """Judge the investment in one account.

    Parameters
    ----------
    contribution
        What the account brings in a year, before the cost of serving it; for a single
        order what that order brings. None when not known.
    criteria
        Investment, yearly cost to serve, horizon, rate and limit.
    single_order
        Count one order only: for accounts that do not go on buying.

    Examples
    --------
    Sales of 10 M a year at a margin of 30 %, 5 M to win, 0.5 M a year from year 2:

    >>> from vitalfew.analysis.criteria import PaybackCriteria
    >>> case = PaybackCriteria(investment=5.0, yearly_cost_to_serve=0.5)
    >>> payback(10 * 0.3, criteria=case).cumulative
    (-2.0, 0.5, 3.0)
    >>> payback(10 * 0.3, criteria=case).months
    22
    """
    if criteria.investment is None or criteria.yearly_cost_to_serve is None:
        return Payback("unknown", reason=NOT_ENTERED)
    if contribution is None:
        return Payback("unknown", reason=NO_CONTRIBUTION)
    flows = _flows(contribution, criteria, single_order=single_order)
    cumulative = _running(-criteria.investment, flows)
    months = recovery_month(criteria.investment, flows)
    rate = 1 + criteria.discount_rate
    present = sum(flow / rate ** (year + 1) for year, flow in enumerate(flows))
    cost = criteria.investment + contribution * len(flows) - sum(flows)
    return Payback(
        label=_label(months, criteria, single_order=single_order),
        months=months,
        cumulative=cumulative,
        single_order=contribution - criteria.investment - _serving(criteria, 1),
        npv=present - criteria.investment,
        roi=(sum(flows) - criteria.investment) / cost if cost > 0 else None,
    )


def recovery_month(investment: float, flows: tuple[float, ...]) -> int | None:
    """The month in which yearly flows, spread evenly over their year, are enough.

    The cash crosses zero inside a month; that month counts as the answer (21.6 is
    month 22). None when it does not within the years given.
    """
    left = investment
    for year, flow in enumerate(flows):
        if left <= 0:
            return 12 * year
        if flow >= left:
            return _month(12 * (year + left / flow))
        left -= flow
    return None


def needed_contribution(months: float, *, criteria: PaybackCriteria) -> float | None:
    """What an account must bring a year so that it is paid back within `months`."""
    if criteria.investment is None or criteria.yearly_cost_to_serve is None:
        return None
    years = min(months / 12, criteria.horizon_years)
    if years <= 0:
        return None
    full = math.floor(years)
    serving = sum(_serving(criteria, year + 1) for year in range(full))
    serving += (years - full) * _serving(criteria, full + 1)
    return (criteria.investment + serving) / years


def payback_columns(
    contribution: Floats,
    single_order: Flags,
    *,
    criteria: PaybackCriteria,
    investment: Floats | None = None,
    yearly_cost_to_serve: Floats | None = None,
) -> dict[str, Any]:
    """`payback` for many accounts: one array entry an account.

    Parameters
    ----------
    contribution
        A year, or of the single order; NaN when not known.
    single_order
        True where only one order may be counted.
    criteria
        As for `payback`.
    investment, yearly_cost_to_serve
        Recorded for single accounts; NaN takes the value of the criteria.

    Returns
    -------
    dict
        Arrays `label` (str), `months`, `npv`, `roi`, `single_order` (float, NaN when
        unknown) and `cumulative` (accounts × horizon years).
    """
    import numpy as np

    count = len(contribution)
    outlay = _filled(investment, criteria.investment, count)
    serve = _filled(yearly_cost_to_serve, criteria.yearly_cost_to_serve, count)
    years = np.arange(1, criteria.horizon_years + 1)
    serving = serve[:, None] * (years >= criteria.serve_from_year)
    flows = contribution[:, None] - serving
    flows[single_order, 1:] = 0.0
    cumulative = np.cumsum(flows, axis=1) - outlay[:, None]
    months = _recovery_months(outlay, flows)
    present = (flows / (1 + criteria.discount_rate) ** years).sum(axis=1) - outlay
    counted = np.where(single_order, 1, criteria.horizon_years)
    cost = outlay + contribution * counted - flows.sum(axis=1)
    known = ~np.isnan(cumulative[:, -1])
    label = np.select(
        [~known, single_order, np.isnan(months), months > criteria.limit_months],
        ["unknown", "single_order", "never", "late"],
        default="paid_back",
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        roi = np.where(cost > 0, (flows.sum(axis=1) - outlay) / cost, np.nan)
    return {
        "label": label,
        "months": months,
        "npv": present,
        "roi": roi,
        "single_order": cumulative[:, 0],
        "cumulative": cumulative,
    }


def _flows(
    contribution: float, criteria: PaybackCriteria, *, single_order: bool
) -> tuple[float, ...]:
    years = 1 if single_order else criteria.horizon_years
    return tuple(contribution - _serving(criteria, year + 1) for year in range(years))


def _serving(criteria: PaybackCriteria, year: int) -> float:
    serves = year >= criteria.serve_from_year
    return (criteria.yearly_cost_to_serve or 0.0) if serves else 0.0


def _running(start: float, flows: tuple[float, ...]) -> tuple[float, ...]:
    cash = start
    totals = []
    for flow in flows:
        cash += flow
        totals.append(cash)
    return tuple(totals)


def _month(exact: float) -> int:
    # 12 × 1.5 must not become month 19 because 1.5 was stored as 1.5000000000000002.
    return math.ceil(round(exact, 9))


def _label(
    months: int | None, criteria: PaybackCriteria, *, single_order: bool
) -> Label:
    if single_order:
        return "single_order"
    if months is None:
        return "never"
    return "late" if months > criteria.limit_months else "paid_back"


def _filled(given: Floats | None, default: float | None, count: int) -> Floats:
    import numpy as np

    fallback = np.nan if default is None else default
    if given is None:
        return np.full(count, fallback)
    return np.where(np.isnan(given), fallback, given)


def _recovery_months(outlay: Floats, flows: Floats) -> Floats:
    import numpy as np

    months = np.full(len(outlay), np.nan)
    left = outlay.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        for year in range(flows.shape[1]):
            flow = flows[:, year]
            back = np.isnan(months) & (left <= 0)
            months[back] = 12.0 * year
            now = np.isnan(months) & (flow >= left) & (left > 0)
            exact = 12 * (year + left / flow)
            months[now] = np.ceil(np.round(exact[now], 9))
            left = left - flow
    months[np.isnan(left)] = np.nan
    return months
