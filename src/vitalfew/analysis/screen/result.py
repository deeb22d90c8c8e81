"""What a screening found: the whole, a table, single accounts, and the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vitalfew.analysis.decision.change import would_change
from vitalfew.analysis.decision.explanation import reasons
from vitalfew.analysis.decision.selection import VERDICTS, Selection, Verdict
from vitalfew.analysis.screen import contract
from vitalfew.analysis.screen.expected import AMOUNTS
from vitalfew.analysis.screen.rows import Rows
from vitalfew.analysis.screen.tables import Table

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast import Forecast
    from vitalfew.analysis.criteria import Criteria
    from vitalfew.analysis.orders import Basis, RowCount, Window
    from vitalfew.analysis.reasons import Reason
    from vitalfew.analysis.screen.judged import Judged
    from vitalfew.analysis.screen.serving import Serving

EXPECTED = (*AMOUNTS, "p_active")
CHUNK = 5_000
"""Accounts turned into objects at a time."""


@dataclass(frozen=True)
class Concentration:
    """The row of the measure `concentration`; see there for the meaning of each."""

    accounts: int
    total: float | None
    accounts_for_80pct: int | None
    share_of_accounts_for_80pct: float | None
    top_20pct_share: float | None
    gini: float | None
    hhi: float | None
    effective_number: float | None
    peak: float | None
    peak_at: int | None
    tail_loss: float | None
    losing_accounts: int | None
    accounts_over_10pct: int | None
    reason: str | None = None


@dataclass(frozen=True)
class ScreenedAccount:
    """One account with everything found about it.

    The measures and assessments are mappings of their columns; what is unknown is
    None. `rank` and `contribution` are None for a prospect, and without amounts.
    `cost_to_serve` is empty where no record of activities was given.
    """

    account_id: str
    name: str
    rank: int | None
    orders: int
    revenue: float | None
    contribution: float | None
    share: float | None
    cumulative_share: float | None
    attractiveness: float | None
    strength: float | None
    verdict: Verdict
    stability: float
    margin: Mapping[str, Any]
    breadth: Mapping[str, Any]
    continuity: Mapping[str, Any]
    centralization: Mapping[str, Any]
    payback: Mapping[str, Any]
    fit: Mapping[str, Any]
    potential: Mapping[str, Any]
    parity: Mapping[str, Any]
    forecast: Mapping[str, Any]
    cost_to_serve: Mapping[str, Any]
    reasons: tuple[Reason, ...]
    would_change: tuple[Reason, ...]


@dataclass(frozen=True)
class Screening:
    """All accounts of a firm, ranked, with a verdict each.

    Attributes
    ----------
    judged
        The measured and judged columns.
    selection
        What was chosen, with its proof.
    top
        How many accounts were asked for; None: all.
    """

    judged: Judged
    selection: Selection
    top: int | None = None

    @property
    def as_of(self) -> date:
        """The day it is made for: the first day not looked at."""
        return self.judged.orders.as_of

    @property
    def window(self) -> Window:
        """The days looked at."""
        return self.judged.orders.window

    @property
    def currency(self) -> str | None:
        """ISO code of all amounts; None when unknown."""
        return self.judged.orders.currency

    @property
    def basis(self) -> Basis:
        """What accounts are ranked by."""
        return self.judged.orders.basis

    @property
    def serving(self) -> Serving | None:
        """What serving the accounts costs; None without a record of activities."""
        return self.judged.measured.serving

    @property
    def forecast(self) -> Forecast:
        """What is expected of the coming year, with its record."""
        return self.judged.measured.forecast

    @property
    def rows(self) -> RowCount:
        """What became of the rows of the file."""
        return self.judged.orders.rows

    @property
    def criteria(self) -> Criteria:
        """The criteria used."""
        return self.judged.criteria

    @cached_property
    def concentration(self) -> Concentration:
        """On how few accounts the firm rests."""
        row = self.judged.measured.concentration
        return Concentration(
            **{
                each.name: contract.plain(row.get(each.name))
                for each in fields(Concentration)
            }
        )

    @cached_property
    def order(self) -> npt.NDArray[np.int64]:
        """Places of the accounts by contribution; then those without, by account_id."""
        rank = self.judged.numbers("curve", "rank")
        order = np.argsort(np.where(np.isnan(rank), np.inf, rank), kind="stable")
        return order[: self.top]

    @cached_property
    def accounts(self) -> Table:
        """One row an account in order of contribution."""
        judged, selection = self.judged, self.selection
        measured = judged.measured
        numbers = {
            "orders": judged.count.astype(np.int64),
            "revenue": judged.numbers("margin", "revenue"),
            "contribution": judged.worth,
            "share": judged.share,
            "cumulative_share": judged.numbers("curve", "cumulative_share"),
            "margin": judged.numbers("margin", "margin"),
            "growth": judged.numbers("margin", "growth"),
            "attractiveness": selection.attractiveness.score,
            "strength": selection.strength.score,
            "stability": selection.stability,
            "payback_months": judged.payback["months"],
            "fit_score": judged.numbers("fit", "score"),
            "potential": judged.potential["need"],
            **{name: judged.expected(name) for name in EXPECTED},
        }
        labels = {
            "continuity": judged.labels("continuity"),
            "centralization": judged.labels("centralization"),
            "payback": pa.array(judged.payback["label"]),
            "fit": judged.labels("fit"),
            "verdict": pa.array(np.array(VERDICTS)[selection.verdict]),
        }
        columns = {
            "account_id": measured.account_id,
            "name": measured.name,
            "rank": measured.tables["curve"]["rank"],
            **{
                name: pa.array(each, from_pandas=True) for name, each in numbers.items()
            },
            **labels,
        }
        return Table(pa.table(columns).take(pa.array(self.order)))

    def records(
        self, top: int | None = None, *, products: bool = True
    ) -> Iterator[ScreenedAccount]:
        """The accounts in order of contribution, each with its reasons.

        Without `products` their number is not counted: it takes as long as the rest.
        """
        rows = Rows(self.judged, self.selection, products)
        order = self.order[:top]
        for start in range(0, len(order), CHUNK):
            for row in rows.at(order[start : start + CHUNK]):
                yield self._account(row)

    def to_json(self, top: int | None = None) -> str:
        """The stable contract of ``docs/methods/screen.md``; `top` limits accounts."""
        return contract.to_json(self, top=top)

    def _account(self, row: Mapping[str, Any]) -> ScreenedAccount:
        return ScreenedAccount(
            **{name: row[name] for name in _OWN},
            reasons=reasons(row, self.criteria),
            would_change=would_change(row, self.criteria),
        )


_OWN = tuple(
    each.name
    for each in fields(ScreenedAccount)
    if each.name not in {"reasons", "would_change"}
)
