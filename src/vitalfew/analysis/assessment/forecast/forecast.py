"""What each account brings within the coming months, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.forecast.contracts import Ending, ending
from vitalfew.analysis.assessment.forecast.gathered import Gathered
from vitalfew.analysis.assessment.forecast.method import Method
from vitalfew.analysis.assessment.forecast.past import Past
from vitalfew.analysis.assessment.forecast.plan import MONTH, Plan, plan
from vitalfew.analysis.assessment.forecast.purchases import Fits
from vitalfew.analysis.assessment.forecast.record import Record
from vitalfew.analysis.assessment.forecast.tried import Tried
from vitalfew.analysis.measures.rfm import NO_PURCHASE
from vitalfew.analysis.models.fitting import one_thread
from vitalfew.analysis.reasons import Reason, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.seen import Known
    from vitalfew.analysis.assessment.forecast.trial import Trial
    from vitalfew.analysis.orders import Orders
    from vitalfew.analysis.reasons import Say

    Floats = npt.NDArray[np.float64]

Basis = Literal["contribution", "revenue", "purchases"]

YOUNG: Final = 14
"""Days after its first purchase before which an account is too young to judge."""

TOO_SHORT = declare(
    "forecast.too_short",
    "Expected: the orders reach back too short a time to try any forecast.",
)
TOO_FEW = declare(
    "forecast.too_few", "Expected: too few accounts to try any forecast on them."
)
TOO_YOUNG = declare(
    "forecast.too_young",
    "Expected: first bought less than %(days)s days ago, too young to judge.",
    days="days",
)
THIN = declare(
    "forecast.thin",
    "The orders reach back too short a time to try %(months)s months ahead: tried"
    " %(tried)s months, so the level is uncertain.",
    months="months",
    tried="months",
)
CONTRACT_ENDS = declare(
    "forecast.contract_ends",
    "A contract it buys under ends on %(date)s: expected as if not renewed.",
    date="date",
)


@dataclass(frozen=True)
class Forecast:
    """The forecasts of all accounts, and how such forecasts have done before.

    Attributes
    ----------
    accounts
        One row an account, by account_id; see `forecast`.
    basis
        What the amounts are: contribution, revenue, or purchase days where the orders
        have no amounts.
    plan
        What was tried.
    record
        How it did; None where nothing could be tried.
    trials
        What was told and what came, by origin.
    """

    accounts: pa.Table
    basis: Basis
    plan: Plan
    record: Record | None
    trials: Sequence[Trial] = field(default=(), compare=False, repr=False)

    def track_record(self, say: Say = Reason.sentence) -> dict[str, Any]:
        """The record as plain values; or only the `reason` why there is none."""
        if self.record is not None:
            return self.record.to_dict() | {"sentence": say(self.record.reason)}
        code = TOO_FEW if self.plan.origins else TOO_SHORT
        return {"reason": say(Reason("unknown", code))}


def forecast(
    orders: Orders,
    *,
    months: float = 12,
    contract_ends: Mapping[str, date] | None = None,
    fits: Fits | None = None,
) -> Forecast:
    """Forecast what each account brings within the coming months. Runs the queries.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    months
        How far ahead, from the as-of day on.
    contract_ends
        The last day of contracts, by `contract_id`, where known.
    fits
        Purchase models already fitted to these orders, or to be: give the same for the
        same orders on their other basis.

    Returns
    -------
    Forecast
        Its `accounts` have one row an account: `account_id`; `expected` (mean, money
        on the orders' basis; purchase days without amounts); `low50`, `high50`,
        `low80`, `high80` (the intervals); `p_active` (probability of at least one
        purchase); `method` (its name); `reason` (a code where the forecast is unknown
        or needs a word, otherwise null), `reason_values` (the values of its sentence).

    Notes
    -----
    Method, worked table and limits: ``docs/methods/forecast.md``.
    """
    return prepared(
        orders, months=months, contract_ends=contract_ends, fits=fits
    ).forecast()


@dataclass(frozen=True)
class Prepared:
    """All that the engine tells for a forecast: what is left asks nothing of it.

    Attributes
    ----------
    basis
        What the amounts are.
    plan
        What is tried.
    gathered
        The accounts now and earlier.
    ends
        Their contracts that end; None where none is known.
    fits
        Their purchase models, fitted already or to be.
    """

    basis: Basis
    plan: Plan
    gathered: Gathered
    ends: Ending | None
    fits: Fits

    def forecast(self) -> Forecast:
        """As `forecast`; may run beside other queries, in a thread of its own."""
        laid, ids = self.plan, self.gathered.everyone
        back_test = Tried.of(self.gathered, laid, self.fits)
        if not back_test.origins:
            unknown = unreported(ids, self.gathered.past, laid)
            return Forecast(unknown, self.basis, laid, None)
        method = back_test.learn(laid)
        rows = reported(back_test.now, ids, method, laid, self.ends)
        trials = back_test.trials(laid)
        record = back_test.record(method, laid, trials)
        return Forecast(rows, self.basis, laid, record, trials)


def prepared(
    orders: Orders,
    *,
    months: float = 12,
    contract_ends: Mapping[str, date] | None = None,
    fits: Fits | None = None,
) -> Prepared:
    """Run the queries of `forecast`, which says what is given."""
    laid = plan(orders.window.start, orders.as_of, months)
    fits = fits or Fits()
    gathered = Gathered.of(orders, laid, fits)
    ends = ending(
        orders,
        contract_ends or {},
        accounts=gathered.past.account_id,
        horizon=laid.horizon,
    )
    return Prepared(basis_of(orders), laid, gathered, ends, fits)


def basis_of(orders: Orders) -> Basis:
    """What forecasts of these orders are in."""
    return orders.basis if orders.has("net_amount") else "purchases"


@one_thread()
def reported(
    now: Known, ids: pa.StringArray, method: Method, laid: Plan, ends: Ending | None
) -> pa.Table:
    """The rows of `forecast` of accounts with these ids, which `now` knows."""
    rows = _rows(method.tell(now), method, laid, now.past, ends)
    return _everyone(rows, ids)


def unreported(ids: pa.StringArray, before: Past, laid: Plan) -> pa.Table:
    """The rows of `forecast` where nothing could be tried."""
    return _unknown(ids, TOO_FEW if laid.origins else TOO_SHORT, before)


def _rows(
    told: dict[str, Floats],
    method: Method,
    laid: Plan,
    before: Past,
    ends: Ending | None,
) -> pa.Table:
    """The rows of accounts with a purchase."""
    young = before.age < YOUNG
    codes: list[str | None] = [THIN if laid.short else None] * len(before)
    values: list[dict[str, object] | None] = [None] * len(before)
    if laid.short:
        shown = {"months": laid.horizon / MONTH, "tried": laid.tried / MONTH}
        values = [_words(shown)] * len(before)
    if ends is not None:
        told = _with_ends(told, ends)
        for at, day in enumerate(ends.first_end):
            if day is not None:
                codes[at], values[at] = CONTRACT_ENDS, {"date": day.isoformat()}
    for at in np.flatnonzero(young).tolist():
        codes[at], values[at] = TOO_YOUNG, _words({"days": YOUNG})
    columns = {
        name: pa.array(np.where(young, np.nan, column), from_pandas=True)
        for name, column in told.items()
    }
    names = [None if each else method.name for each in young.tolist()]
    return pa.table(
        {
            "account_id": before.account_id,
            **columns,
            "method": pa.array(names, pa.string()),
            "reason": pa.array(codes, pa.string()),
            "reason_values": pa.array(values, VALUES),
        }
    )


VALUES = pa.struct(
    [(name, pa.string()) for name in ("months", "tried", "days", "date")]
)


def _words(values: Mapping[str, float]) -> dict[str, object]:
    return {name: f"{value:.0f}" for name, value in values.items()}


def _with_ends(told: dict[str, Floats], ends: Ending) -> dict[str, Floats]:
    """Expected as if contracts were not renewed; intervals hold both cases."""
    lower = {
        name: np.minimum(told[name], told[name] * ends.kept)
        for name in ("low80", "low50")
    }
    return told | lower | {"expected": told["expected"] * ends.kept}


def _everyone(rows: pa.Table, ids: pa.StringArray) -> pa.Table:
    """All accounts; those without a purchase have no forecast and say why."""
    if len(rows) == len(ids):
        return rows
    places = pc.index_in(ids, value_set=rows["account_id"].combine_chunks())
    table = rows.take(places)
    missing = pc.is_null(places)
    at = table.column_names.index("reason")
    reasons = pc.if_else(missing, NO_PURCHASE, table["reason"])
    return table.set_column(at, "reason", reasons).set_column(0, "account_id", ids)


def _unknown(ids: pa.StringArray, code: str, before: Past) -> pa.Table:
    nothing = pa.nulls(len(ids), pa.float64())
    bought = pc.is_in(ids, value_set=before.account_id)
    names = ("expected", "low50", "high50", "low80", "high80", "p_active")
    return pa.table(
        {
            "account_id": ids,
            **dict.fromkeys(names, nothing),
            "method": pa.nulls(len(ids), pa.string()),
            "reason": pc.if_else(bought, code, NO_PURCHASE),
            "reason_values": pa.nulls(len(ids), VALUES),
        }
    )
