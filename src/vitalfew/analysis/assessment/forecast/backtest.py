"""What forecasts of this firm would have been worth, tried on its own past."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from vitalfew.analysis.assessment.forecast.forecast import TOO_FEW, TOO_SHORT, basis_of
from vitalfew.analysis.assessment.forecast.gathered import Gathered
from vitalfew.analysis.assessment.forecast.plan import plan
from vitalfew.analysis.assessment.forecast.purchases import Fits
from vitalfew.analysis.assessment.forecast.record import plain
from vitalfew.analysis.assessment.forecast.tried import Tried
from vitalfew.analysis.assessment.warning import trial
from vitalfew.analysis.reasons import TEMPLATES

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast.forecast import Basis
    from vitalfew.analysis.assessment.forecast.record import Record
    from vitalfew.analysis.assessment.warning import Record as SilenceRecord
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
    silence
        How warnings of silence did from the same days; None when nothing was tried.
    """

    basis: Basis
    record: Record | None
    reason: str | None
    silence: SilenceRecord | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "basis": self.basis,
            "reason": None if self.reason is None else TEMPLATES[self.reason].text,
            "record": None if self.record is None else self.record.to_dict(),
            "silence": None if self.silence is None else plain(asdict(self.silence)),
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
        How many false alarms of silence a week are borne.

    Notes
    -----
    What is tried and how it is judged: ``docs/methods/forecast.md`` and, of silence,
    ``docs/methods/warning.md``.
    """
    laid = plan(orders.window.start, orders.as_of, months)
    tried = Tried.of(Gathered.of(orders, laid), laid, Fits())
    if not tried.origins:
        reason = TOO_FEW if laid.origins else TOO_SHORT
        return BackTest(basis_of(orders), None, reason)
    record = tried.record(tried.learn(laid), laid)
    silence = trial.tried(orders, record.origins, laid.tried, criteria=criteria)
    return BackTest(basis_of(orders), record, None, silence)
