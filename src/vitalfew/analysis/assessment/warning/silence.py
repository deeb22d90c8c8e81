"""Silence: a pause longer than the account's own rhythm explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.datatypes as dt
import numpy as np

from vitalfew.analysis.assessment.warning.clock import Clock, timed
from vitalfew.analysis.assessment.warning.found import ByChance, Found
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.reasons import Reason, declare

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir
    import numpy.typing as npt
    import pyarrow as pa

    from vitalfew.analysis.orders import Orders

    Numbers = npt.NDArray[np.float64]

SILENT: Final = declare(
    "warning.silence",
    "No purchase for %(days)s days; usually one every %(gap)s days. By chance it pauses"
    " this long after %(chance)s of its purchases.",
    days="days",
    gap="days",
    chance="percent",
)
BUYS_AGAIN: Final = declare("warning.silence.clears", "Clears with its next purchase.")

LEVELS: Final = (
    *(0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3),
    *(5e-4, 2e-4, 1e-4, 5e-5, 2e-5, 1e-5, 5e-6, 2e-6, 1e-6),
)
"""Probabilities by chance below which a pause may be called a silence."""

LEAST_GAPS: Final = 3
"""Gaps an account must have had before its rhythm is judged."""

MOST_REGULAR: Final = 8
FIRM_WEIGHT: Final = 10
"""The firm's regularity counts as so many gaps of the account's own."""

YEAR: Final = 365.0


@dataclass(frozen=True)
class Replay:
    """The rule tried at every gap of the past.

    Attributes
    ----------
    regularity
        Erlang shape of the gaps over all accounts (Wheat and Morrison), 1 to 8.
    account_years
        Years in which accounts with a rhythm were watched.
    false_alarms
        By level: pauses that would have been called a silence, and ended.
    """

    regularity: int
    account_years: float
    false_alarms: dict[float, int]

    def a_year(self, level: float) -> float | None:
        """False alarms per account and year; None where nobody could be watched."""
        if self.account_years <= 0:
            return None
        return self.false_alarms[level] / self.account_years

    def level(self, *, accounts: int, a_week: float) -> float:
        """The most sensitive level with at most so many false alarms a week."""
        for level in LEVELS:
            rate = self.a_year(level)
            if rate is not None and rate * accounts / (YEAR / 7) <= a_week:
                return level
        return LEVELS[-1]

    def setting(self, level: float) -> ByChance:
        """The rule at this level."""
        wrong = self.false_alarms[level]
        return ByChance("silence", wrong, self.account_years, level)


def limit_ratio(level: float | Numbers, gaps: Numbers, regularity: Numbers) -> Numbers:
    """How many of its mean gaps a pause lasts that chance exceeds with `level`.

    Exact for gaps with an Erlang distribution: the F quantile with 2k and 2nk degrees
    of freedom, for n gaps of regularity k.

    >>> limit_ratio(0.05, np.array([3.0]), np.array([1.0])).round(3)
    array([5.143])
    """
    from scipy.special import betaincinv

    # The quantile of F by that of beta: scipy.stats takes a second to load.
    odds = betaincinv(gaps * regularity, regularity, level)
    found: Numbers = gaps * (1 / odds - 1)
    return found


def chance(ratio: Numbers, gaps: Numbers, regularity: Numbers) -> Numbers:
    """The probability of a pause at least `ratio` mean gaps long."""
    from scipy.special import betainc

    found: Numbers = betainc(gaps * regularity, regularity, gaps / (gaps + ratio))
    return found


def replay(orders: Orders, found: Clock) -> Replay:
    """Try the rule at every gap between purchases. Runs two queries."""
    gaps = _gaps(timed(orders, found))
    regularity = firm_regularity(gaps)
    rows = _judged(gaps, regularity)
    sums = rows.agg(
        years=rows.gap.sum() / YEAR,
        **{f"level_{place}": (rows.likely < level).sum() for place, level in _levels()},
    )
    row = fetched(sums).to_pylist()[0]
    counts = {level: int(row[f"level_{place}"] or 0) for place, level in _levels()}
    # Engines add fractions in an order of their own: the last digits are theirs.
    return Replay(regularity, round(float(row["years"] or 0.0), 9), counts)


def false_alarms(days: ir.Table, regularity: int, level: float, since: date) -> int:
    """Pauses that ended on this day or later and would have been called a silence.

    `days` is a table as of `clock.timed`. Runs one query.
    """
    rows = _judged(_gaps(days), regularity)
    wrong = rows.filter(rows.ordered_on >= since, rows.likely < level)
    return int(wrong.count().to_pyarrow().as_py())


def _judged(gaps: ir.Table, regularity: int) -> ir.Table:
    """Gaps of accounts that had a rhythm before, with how `likely` each was then."""
    before = gaps.filter(gaps.before >= LEAST_GAPS)
    shape = _shape(before, regularity)
    mean = before.span / before.before
    return before.mutate(likely=_survival(before.gap / mean, before.before, shape))


def _levels() -> list[tuple[int, float]]:
    return list(enumerate(LEVELS))


def silences(
    rows: pa.Table, found: Clock, past: Replay, *, as_of: date, level: float
) -> list[Found]:
    """The accounts of `rhythm` that are silent on the as-of day."""
    setting = past.setting(level)
    gaps = rows["gaps"].to_numpy().astype(np.float64)
    mean = rows["span"].to_numpy() / gaps
    now = float(found.at[-1])
    pause = now - rows["last_at"].to_numpy()
    shape = rows["regularity"].to_numpy().astype(np.float64)
    likely = chance(pause / mean, gaps, shape)
    limit = rows["last_at"].to_numpy() + mean * limit_ratio(level, gaps, shape)
    # What went a year ago is no early warning any more.
    recent = pause <= np.maximum(YEAR, 2 * (limit - rows["last_at"].to_numpy()))
    silent = np.flatnonzero((likely < level) & recent)
    last = rows["last_day"].to_pylist()
    names = rows["account_id"].to_pylist()
    return [
        Found(
            account_id=names[place],
            kind="silence",
            money="none",
            since=found.day(float(limit[place])),
            severity=float(-np.log10(max(likely[place], 1e-12))),
            reason=Reason(
                "against",
                SILENT,
                {
                    "days": (as_of - last[place]).days,
                    "gap": round(float(mean[place]), 1),
                    "chance": float(likely[place]),
                },
            ),
            clears=Reason("against", BUYS_AGAIN),
            set_to=setting.set_to,
            false_alarms_a_year=setting.a_year,
        )
        for place in silent.tolist()
    ]


def rhythm(orders: Orders, found: Clock, regularity: int) -> pa.Table:
    """One row an account with at least `LEAST_GAPS` gaps. Runs one query.

    Columns: `account_id`, `gaps` (count), `span` (first to last purchase, in usual
    days), `last_at`, `last_day`, `regularity` (1 to 8).
    """
    days = timed(orders, found)
    by_time = ibis.window(group_by="account_id", order_by="at")
    days = days.mutate(gap=days["at"] - days["at"].lag().over(by_time))
    rows = days.group_by("account_id").agg(
        before=days.count() - 1,
        span=days["at"].max() - days["at"].min(),
        squares=(days.gap * days.gap).sum(),
        last_at=days["at"].max(),
        last_day=days.ordered_on.max(),
    )
    rows = rows.filter(rows.before >= LEAST_GAPS, rows.span > 0)
    shown = rows.select(
        "account_id",
        "span",
        "last_at",
        "last_day",
        gaps=rows.before,
        regularity=_shape(rows, regularity),
    )
    return fetched(shown).sort_by("account_id")


def firm_regularity(gaps: ir.Table) -> int:
    """Erlang shape of the gaps of all accounts, after Wheat and Morrison (1990)."""
    pairs = gaps.filter(gaps.previous > 0, gaps.gap > 0)
    part = pairs.previous / (pairs.previous + pairs.gap)
    spread = pairs.agg(spread=((part - 0.5) * (part - 0.5)).mean())
    found = fetched(spread).to_pylist()[0]["spread"]
    if not found:
        return 1
    return int(np.clip((1 - 4 * found) / (8 * found), 1, MOST_REGULAR))


def _gaps(days: ir.Table) -> ir.Table:
    """One row a purchase after the first: its gap, and all that was known before it."""
    by_time = ibis.window(group_by="account_id", order_by="at")
    steps = days.mutate(gap=days["at"] - days["at"].lag().over(by_time))
    steps = steps.filter(steps.gap.notnull())
    so_far = ibis.cumulative_window(group_by="account_id", order_by="at")
    return steps.mutate(
        previous=steps.gap.lag().over(by_time),
        before=steps.gap.count().over(so_far) - 1,
        span=steps.gap.sum().over(so_far) - steps.gap,
        squares=(steps.gap * steps.gap).sum().over(so_far) - steps.gap * steps.gap,
    )


def _shape(rows: ir.Table, regularity: int) -> ir.Value:
    """The account's own regularity, drawn towards the firm's: 1 to 8.

    Regularity is one over the squared variation of the gaps.
    """
    count = rows.before.cast(dt.float64)
    spread = count * rows.squares - rows.span * rows.span
    own = (spread > 0).ifelse(rows.span * rows.span / spread, float(MOST_REGULAR))
    own = ibis.least(own, float(MOST_REGULAR))
    drawn = (count * own + FIRM_WEIGHT * regularity) / (count + FIRM_WEIGHT)
    # Cast before: of a whole number and a decimal PostgreSQL makes a decimal.
    return ibis.greatest(drawn.floor().cast(dt.float64), 1.0)


def _survival(ratio: ir.Value, gaps: ir.Value, regularity: ir.Value) -> ir.Value:
    """As `chance`, in arithmetic that every engine has.

    For a whole k the F distribution is a sum: with y = n ÷ (n + ratio), the chance is
    y^(nk) times the sum over j < k of C(nk + j − 1, j) (1 − y)^j.
    """
    count = gaps.cast(dt.float64)
    odds = count / (count + ratio)
    term: ir.Value = ibis.literal(1.0)
    total: ir.Value = ibis.literal(1.0)
    for step in range(1, MOST_REGULAR):
        term = term * (count * regularity + (step - 1)) / float(step) * (1 - odds)
        total = total + (regularity > step).ifelse(term, 0.0)
    return (count * regularity * odds.ln()).exp() * total
