"""What forecasts of this firm would have been worth, tried on its own past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from vitalfew.analysis.assessment.forecast.forecast import TOO_FEW, TOO_SHORT, basis_of
from vitalfew.analysis.assessment.forecast.gathered import Gathered
from vitalfew.analysis.assessment.forecast.plan import Plan, plan
from vitalfew.analysis.assessment.forecast.purchases import Fits
from vitalfew.analysis.assessment.forecast.record import plain
from vitalfew.analysis.assessment.forecast.tried import Tried
from vitalfew.analysis.reasons import said

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast.forecast import Basis
    from vitalfew.analysis.assessment.forecast.record import Record
    from vitalfew.analysis.assessment.warning import Record as WarningRecord
    from vitalfew.analysis.assessment.warning.trials.past import Past
    from vitalfew.analysis.criteria import WarningCriteria
    from vitalfew.analysis.orders import Orders


@dataclass(frozen=True)
class BackTest:
    """The back-test of a firm.

    Attributes
    ----------
    basis
        What the amounts are.
    record
        How forecasts did; None when nothing could be tried.
    reason
        The code of the sentence that says why; None when something was tried.
    warnings
        How warnings did, by rule (`warning.trials.RULES`): silence from the same days,
        the others always a year ahead. Empty when nothing was tried.
    """

    basis: Basis
    record: Record | None
    reason: str | None
    warnings: Mapping[str, WarningRecord] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "basis": self.basis,
            "reason": said(self.reason),
            "record": None if self.record is None else self.record.to_dict(),
            "warnings": {
                rule: plain(asdict(each)) | {"reason": said(each.reason)}
                for rule, each in self.warnings.items()
            },
        }


def backtest(
    orders: Orders,
    *,
    months: float = 12,
    criteria: WarningCriteria | None = None,
) -> BackTest:
    """Forecast from earlier days of the window and compare. Runs the queries.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    months
        How far ahead; less is tried where the window is short, and the record says so.
    criteria
        How many false alarms a week are borne, of each rule.

    Notes
    -----
    What is tried and how it is judged: ``docs/methods/forecast.md`` and, of warnings,
    ``docs/methods/warning.md``.
    """
    # Not loaded for the many who only forecast.
    from vitalfew.analysis.assessment.warning import trials

    laid = plan(orders.window.start, orders.as_of, months)
    fits = Fits()
    tried = Tried.of(Gathered.of(orders, laid, fits), laid, fits)
    if not tried.origins:
        reason = TOO_FEW if laid.origins else TOO_SHORT
        return BackTest(basis_of(orders), None, reason)
    record = tried.record(tried.learn(laid), laid, tried.trials(laid))
    seen = trials.pasts(orders, record.origins, laid.tried, criteria)
    after = _year_ahead(orders, laid, seen, criteria)
    warned = {"silence": trials.silences(seen), **trials.changes(after)}
    return BackTest(basis_of(orders), record, None, warned)


def _year_ahead(
    orders: Orders,
    laid: Plan,
    seen: list[Past],
    criteria: WarningCriteria | None,
) -> list[Past]:
    """Days with a year to follow; those of the forecast when it looks a year ahead."""
    from vitalfew.analysis.assessment.warning import trials

    year = plan(orders.window.start, orders.as_of, 12)
    if year.short:
        return []
    if year.tried == laid.tried:
        return seen
    return trials.pasts(orders, year.origins, year.tried, criteria)
