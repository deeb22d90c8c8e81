"""What forecasts of this firm would have been worth, tried on its own past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitalfew.analysis.assessment.forecast.forecast import TOO_FEW, TOO_SHORT, basis_of
from vitalfew.analysis.assessment.forecast.plan import plan
from vitalfew.analysis.assessment.forecast.tried import Tried
from vitalfew.analysis.reasons import TEMPLATES

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast.forecast import Basis
    from vitalfew.analysis.assessment.forecast.record import Record
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
    """

    basis: Basis
    record: Record | None
    reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "basis": self.basis,
            "reason": None if self.reason is None else TEMPLATES[self.reason].text,
            "record": None if self.record is None else self.record.to_dict(),
        }


def backtest(orders: Orders, *, months: float = 12) -> BackTest:
    """Forecast from earlier days of the window and compare. Runs the queries.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up.
    months
        How far ahead; less is tried where the window is short, and the record says so.

    Notes
    -----
    What is tried and how it is judged: ``docs/methods/forecast.md``.
    """
    laid = plan(orders.window.start, orders.as_of, months)
    tried = Tried.of(orders, laid)
    if not tried.origins:
        reason = TOO_FEW if laid.origins else TOO_SHORT
        return BackTest(basis_of(orders), None, reason)
    method = tried.learn(laid)
    return BackTest(basis_of(orders), tried.record(method, laid), None)
