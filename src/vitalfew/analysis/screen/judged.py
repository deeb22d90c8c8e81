"""From measured to judged: payback, potential, parity, factors, knock-outs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment import payback as paying
from vitalfew.analysis.assessment.parity import Parity, parity
from vitalfew.analysis.assessment.potential import potential
from vitalfew.analysis.assessment.pseudo import pseudo
from vitalfew.analysis.decision.scores import EVEN, FEW_MAKE_MOST, percentile_score
from vitalfew.analysis.decision.selection import Field
from vitalfew.analysis.screen.expected import AMOUNTS
from vitalfew.analysis.screen.grains import products_bought

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.judgement import Recorded
    from vitalfew.analysis.criteria import Criteria
    from vitalfew.analysis.orders import Orders
    from vitalfew.analysis.screen.grains import Measured

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

CONTINUITY_SCORES: Mapping[str, float] = {
    "regular": 5.0,
    "continuous": 5.0,
    "intermittent": 3.0,
    "lumpy": 2.0,
    "lapsed": 1.0,
    "one_off": 1.0,
}
"""A *new* account has no score: too young to judge."""

CENTRALIZATION_SCORES: Mapping[str, float] = {
    "central": 5.0,
    "concentrated": 4.0,
    "dispersed": 2.0,
}


@dataclass(frozen=True)
class Judged:
    """Arrays with one entry an account, aligned with `Measured`; NaN is unknown."""

    measured: Measured
    orders: Orders
    criteria: Criteria
    recorded: Recorded = field(default_factory=dict)

    @cached_property
    def count(self) -> Floats:
        """Orders in the window; 0 for a prospect."""
        return np.nan_to_num(self.numbers("margin", "orders"))

    @cached_property
    def worth(self) -> Floats:
        """Contribution in the window; revenue when there is no cost."""
        return self.numbers("margin", self.orders.basis)

    @cached_property
    def worth_a_year(self) -> Floats:
        """Contribution of the last 12 months; of a shorter window, all of it."""
        return self.numbers("margin", f"{self.orders.basis}_12m")

    @cached_property
    def serving_average(self) -> float:
        """What serving cost for one unit of sales, over the accounts it is known of.

        In the last 12 months; NaN when the record does not cover them.
        """
        serving = self.measured.serving
        if serving is None or not serving.covers_year:
            return float("nan")
        cost, sales = self.serving["cost_12m"], self.numbers("margin", "revenue_12m")
        known = ~np.isnan(cost) & ~np.isnan(sales)
        total = sales[known].sum()
        return float(cost[known].sum() / total) if total > 0 else float("nan")

    @cached_property
    def serving(self) -> dict[str, Floats]:
        """`cost` and `cost_12m` of serving each account; NaN when not known."""
        serving, names = self.measured.serving, ("cost", "cost_12m")
        if serving is None:
            return dict.fromkeys(names, np.full(len(self.measured), np.nan))
        table = serving.table
        places = pc.index_in(
            self.measured.account_id, value_set=table["account_id"].combine_chunks()
        )
        events = _floats(table["events"].take(places))
        none = 0.0 if serving.complete else np.nan
        return {
            name: np.where(events > 0, _floats(table[name].take(places)), none)
            for name in names
        }

    @cached_property
    def promise(self) -> Floats:
        """What a prospect would bring a year: recorded, or its need at our margin."""
        need = self._values("potential", "need")
        if self.orders.basis == "revenue":
            return need
        sold = float(np.nansum(self.numbers("margin", "revenue")))
        margin = max(float(np.nansum(self.worth)) / sold, 0.0) if sold else np.nan
        given = self._values("payback", "contribution")
        return np.where(np.isnan(given), need * margin, given)

    @cached_property
    def share(self) -> Floats:
        """Share of the total contribution."""
        return self.numbers("curve", "share")

    @cached_property
    def products(self) -> pa.Array:
        """Products bought; counted only when somebody asks, in a pass of its own."""
        return products_bought(self.orders, self.measured)

    @cached_property
    def pseudo(self) -> Flags:
        """Accounts that are no customers, by id or name."""
        return pseudo(self.measured.account_id, self.measured.name)

    @cached_property
    def single_order(self) -> Flags:
        """Accounts whose payback may count one order only."""
        return self._labeled("continuity", "one_off", "lapsed")

    @cached_property
    def contribution(self) -> Floats:
        """What payback counts: a year's contribution, or that of one order."""
        criteria, orders = self.criteria.payback, self.orders
        rate = 1.0 if orders.basis == "contribution" else criteria.margin_rate
        if rate is None:
            return np.full(len(self.measured), np.nan)
        worth, a_year = self._before_serving
        own = a_year * rate
        if not orders.covers(12):
            own = np.full(len(own), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            once = worth * rate / self.count
        found = np.where(self.single_order, once, own)
        if orders.basis == "contribution":
            given = self._values("payback", "contribution")
            found = np.where(np.isnan(found), given, found)
        return found

    @property
    def _before_serving(self) -> tuple[Floats, Floats]:
        """Contribution in the window and a year, serving not yet taken off.

        Payback has a cost of serving of its own, which a person entered.
        """
        if self.measured.serving is None or not self.measured.serving.counts:
            return self.worth, self.worth_a_year
        return (
            self.numbers("margin", "contribution_before"),
            self.numbers("margin", "contribution_before_12m"),
        )

    @cached_property
    def payback(self) -> dict[str, Any]:
        """Columns of `payback_columns`, with what went in."""
        own = {
            name: self._values("payback", name)
            for name in ("investment", "yearly_cost_to_serve")
        }
        columns = paying.payback_columns(
            self.contribution, self.single_order, criteria=self.criteria.payback, **own
        )
        return columns | own | {"contribution": self.contribution}

    @cached_property
    def potential(self) -> dict[str, Floats]:
        """Columns of `potential`, and `recorded`: the need somebody recorded."""
        sales = self.numbers("margin", "revenue_12m")
        if not self.orders.covers(12):
            sales = np.full(len(sales), np.nan)
        groups = self.numbers("fit", "peer_group")
        columns = potential(
            sales,
            self.numbers("fit", "main_share"),
            np.nan_to_num(groups, nan=0).astype(np.int64),
            criteria=self.criteria.potential,
        )
        need = self._values("potential", "need")
        open_ = np.where(
            np.isnan(need), columns["open"], np.maximum(need - np.nan_to_num(sales), 0)
        )
        return columns | {"recorded": need, "sales": sales, "counted": open_}

    def expected(self, name: str) -> Floats:
        """A column of the forecast; amounts only where the orders have some."""
        known = self.numbers("forecast", name)
        is_money = name in AMOUNTS and not self.orders.has("net_amount")
        return np.full(len(known), np.nan) if is_money else known

    @cached_property
    def parity(self) -> dict[int, Parity]:
        """By place, for the accounts of which something is recorded."""
        return {
            place: parity(criteria=self.criteria.parity, **topics["parity"].values)
            for place, topics in self._recorded_places.items()
            if "parity" in topics
        }

    @cached_property
    def factors(self) -> dict[str, Floats]:
        """Score of each factor of both axes, 1 to 5."""
        own = {
            "contribution": percentile_score(self.worth_a_year, FEW_MAKE_MOST),
            "growth": percentile_score(self.numbers("margin", "growth"), EVEN),
            "potential": percentile_score(self.potential["counted"], FEW_MAKE_MOST),
            "margin": percentile_score(self.numbers("margin", "margin"), EVEN),
            "expected": self._expected_scores(),
            "continuity": self._by_label("continuity", CONTINUITY_SCORES),
            "fit": self.numbers("fit", "score"),
            "centralization": self._by_label("centralization", CENTRALIZATION_SCORES),
            "breadth": percentile_score(self.numbers("breadth", "categories"), EVEN),
            "parity": self._parity_scores(),
        }
        return {name: self._with_judged(name, score) for name, score in own.items()}

    @cached_property
    def ruled_out(self) -> Flags:
        """Where a knock-out applies."""
        label = self.payback["label"]
        with np.errstate(invalid="ignore"):
            losing = self.worth <= 0
            small = self.share < self.criteria.selection.least_share
            order_loses = (label == "single_order") & (self.payback["single_order"] < 0)
        never = np.isin(label, ("late", "never"))
        return np.asarray(
            self.single_order | losing | small | order_loses | never | self.pseudo
        )

    @property
    def speaks_for_all(self) -> bool:
        """Whether a factor known of any account is known of one measured in full.

        A factor that is known of nobody has no weight.
        """
        if self.measured.in_full.all():
            return True
        possible = {
            "continuity": True,
            "centralization": self.orders.has("unit_id"),
            "fit": self.orders.has("category") and self.orders.covers(24),
        }
        return all(
            not np.isnan(self.factors[name]).all()
            for name, may_be_known in possible.items()
            if may_be_known
        )

    @property
    def field(self) -> Field:
        """What `select` chooses from."""
        hours = self._values("payback", "hours")
        default = self.criteria.capacity.hours_per_account
        return Field(
            factors=self.factors,
            ruled_out=self.ruled_out,
            worth=np.where(self.count > 0, self.worth_a_year, self.promise),
            hours=np.where(np.isnan(hours), default, hours),
            accounts=int((self.count > 0).sum()),
            left_out=~self.measured.in_full,
        )

    def numbers(self, table: str, column: str) -> Floats:
        """A column as floats; null is NaN."""
        return _floats(self.measured.tables[table][column])

    def labels(self, table: str) -> pa.ChunkedArray:
        """The label of a measure; *unknown* where it has none, save for continuity."""
        labels = self.measured.tables[table]["label"]
        return labels if table == "continuity" else pc.fill_null(labels, "unknown")

    @cached_property
    def _recorded_places(self) -> dict[int, Mapping[str, Any]]:
        if not self.recorded:
            return {}
        ids = pa.array(sorted(self.recorded), pa.string())
        places = pc.index_in(ids, value_set=self.measured.account_id).to_pylist()
        return {
            place: self.recorded[account]
            for account, place in zip(ids.to_pylist(), places, strict=True)
            if place is not None
        }

    def recorded_at(self, place: int) -> Mapping[str, Any]:
        """The judgements of one account, by topic."""
        return self._recorded_places.get(place, {})

    def _values(self, topic: str, name: str) -> Floats:
        found = np.full(len(self.measured), np.nan)
        for place, topics in self._recorded_places.items():
            if topic in topics and name in topics[topic].values:
                found[place] = topics[topic].values[name]
        return found

    def _expected_scores(self) -> Floats:
        """What is expected, and what it exceeds with three chances in four."""
        scores = [
            percentile_score(self.expected(name), FEW_MAKE_MOST)
            for name in ("expected", "low50")
        ]
        return np.asarray(np.mean(scores, axis=0))

    def _parity_scores(self) -> Floats:
        found = np.full(len(self.measured), np.nan)
        for place, each in self.parity.items():
            found[place] = np.nan if each.score is None else each.score
        return found

    def _with_judged(self, name: str, own: Floats) -> Floats:
        """The mean of what the data say and what a person judged; or either alone."""
        scores = own.copy()
        for place, topics in self._recorded_places.items():
            judged = topics[name].score if name in topics else None
            if judged is not None:
                known = not np.isnan(own[place])
                scores[place] = (own[place] + judged) / 2 if known else judged
        return scores

    def _labeled(self, table: str, *labels: str) -> Flags:
        return np.asarray(self._by_label(table, dict.fromkeys(labels, 1.0)) == 1.0)

    def _by_label(self, table: str, scores: Mapping[str, float]) -> Floats:
        found = self.labels(table).combine_chunks().dictionary_encode()
        own = [scores.get(label, np.nan) for label in found.dictionary.to_pylist()]
        places = np.asarray(found.indices.fill_null(len(own)))
        return np.asarray(np.array([*own, np.nan])[places])


def _floats(values: pa.ChunkedArray) -> Floats:
    return np.asarray(pc.cast(values, pa.float64()).to_numpy())
