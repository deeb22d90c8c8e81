"""Single accounts as plain values, made only for those that are asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from vitalfew.analysis.assessment import fit, parity, payback, potential
from vitalfew.analysis.assessment.parity import Parity
from vitalfew.analysis.decision.explanation import Row
from vitalfew.analysis.decision.selection import VERDICTS
from vitalfew.analysis.screen.columns import known, plain_rows, rows_of
from vitalfew.analysis.screen.expected import expected

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.decision.selection import Selection
    from vitalfew.analysis.screen.judged import Judged

MEASURES = ("margin", "breadth", "continuity", "centralization", "fit")
TABLES = (*MEASURES, "curve", "forecast")
PAID = ("months", "single_order", "npv", "roi", "contribution")
NEEDS = ("need", "low", "high", "open", "sales", "recorded")
SIZES_UNKNOWN = asdict(Parity("unknown", reason=parity.SIZES_UNKNOWN))
YEAR = 365.25


@dataclass(frozen=True)
class Rows:
    """Makes the rows that `explanation` and `change` reason about."""

    judged: Judged
    selection: Selection
    products: bool = True
    """Whether the products are counted."""

    def at(self, places: npt.NDArray[np.int64]) -> Iterator[dict[str, Any]]:
        """The accounts at these places."""
        measured = self.judged.measured
        chosen = pa.array(places)
        tables = {
            name: plain_rows(measured.tables[name].take(chosen)) for name in TABLES
        }
        if self.products:
            counts = self.judged.products.take(chosen).to_pylist()
            for row, count in zip(tables["breadth"], counts, strict=True):
                row["products"] = count
        ids = measured.account_id.take(chosen).to_pylist()
        names = measured.name.take(chosen).to_pylist()
        tables |= self._judged_at(places)
        for at, place in enumerate(places.tolist()):
            measures = {name: rows[at] for name, rows in tables.items()}
            head = {"account_id": ids[at], "name": names[at]}
            row = self._row(place, measures)
            yield head | row | {"cost_to_serve": self._serving(ids[at], place, row)}

    def _judged_at(
        self, places: npt.NDArray[np.int64]
    ) -> dict[str, list[dict[str, Any]]]:
        """What was judged and chosen, as one row an account."""
        judged, selection = self.judged, self.selection
        worth = known(judged.worth[places])
        axes = {
            f"{name}{end}": known(getattr(getattr(selection, name), field)[places])
            for name in ("attractiveness", "strength")
            for end, field in (("", "score"), ("_low", "low"), ("_high", "high"))
        }
        own = {
            "orders": judged.count[places].astype(np.int64).tolist(),
            "contribution": worth,
            "worth": worth,
            "pseudo": judged.pseudo[places].tolist(),
            "ruled_out": judged.ruled_out[places].tolist(),
            "clears": selection.clears[places].tolist(),
            "verdict": [VERDICTS[code] for code in selection.verdict[places].tolist()],
            "stability": selection.stability[places].tolist(),
            "value": selection.value[places].tolist(),
        }
        columns = judged.payback
        paid = {
            "label": columns["label"][places].tolist(),
            **{name: known(columns[name][places]) for name in PAID},
            "cumulative": columns["cumulative"][places].tolist(),
        }
        factors = {name: known(each[places]) for name, each in judged.factors.items()}
        needs = {name: known(judged.potential[name][places]) for name in NEEDS}
        return {
            "judged": rows_of(own | axes),
            "factors": rows_of(factors),
            "payback": rows_of(paid),
            "potential": rows_of(needs),
        }

    def _row(self, place: int, measures: dict[str, dict[str, Any]]) -> dict[str, Any]:
        judged, selection = self.judged, self.selection
        curve = measures["curve"]
        found: dict[str, Any] = {name: measures[name] for name in MEASURES}
        found["fit"] = {"label": "unknown", **_without_null_label(found["fit"])}
        found["centralization"]["label"] = found["centralization"]["label"] or "unknown"
        if found["fit"]["label"] == "unknown" and not found["fit"].get("reason"):
            found["fit"]["reason"] = fit.NO_COMPARISON
        return {
            **found,
            **measures["judged"],
            "rank": curve["rank"],
            "revenue": found["margin"]["revenue"],
            "share": curve["share"],
            "cumulative_share": curve["cumulative_share"],
            "basis": judged.orders.basis,
            "places": selection.places,
            "cut": selection.cut,
            "factors": measures["factors"],
            "orders_a_year": self._orders_a_year(found["margin"]),
            "payback": self._payback(place, measures["payback"]),
            "potential": _potential(measures["potential"]),
            "parity": self._parity(place),
            "forecast": expected(
                measures["forecast"],
                orders=measures["judged"]["orders"],
                amounts=judged.orders.has("net_amount"),
            ),
            "judged": judged.recorded_at(place),
        }

    def _orders_a_year(self, margin: Row) -> float | None:
        if margin["first_order"] is None:
            return None
        days: int = (self.judged.orders.as_of - margin["first_order"]).days
        return float(round(margin["orders"] / max(1.0, days / YEAR)))

    def _payback(self, place: int, paid: Row) -> dict[str, Any]:
        months, cash = paid["months"], paid["cumulative"]
        found = {
            **paid,
            "months": None if months is None else int(months),
            "cumulative": [],
            "reason": None,
        }
        if paid["label"] == "unknown":
            return found | {"reason": self._payback_reason(place)}
        once = paid["label"] == "single_order"
        return found | {"cumulative": cash[:1] if once else cash}

    def _payback_reason(self, place: int) -> str:
        judged, criteria = self.judged, self.judged.criteria.payback
        for name in ("investment", "yearly_cost_to_serve"):
            own = judged.payback[name][place]
            if getattr(criteria, name) is None and math.isnan(own):
                return payback.NOT_ENTERED
        if not judged.count[place]:
            return payback.NO_ORDERS
        if math.isnan(judged.worth[place]):
            return payback.NO_AMOUNTS
        if judged.orders.basis == "revenue" and criteria.margin_rate is None:
            return payback.NO_CONTRIBUTION
        return payback.SHORT_HISTORY

    def _serving(self, account_id: str, place: int, row: Row) -> dict[str, Any]:
        """What serving it costs; nothing at all where no record was given."""
        serving = self.judged.measured.serving
        if serving is None:
            return {}
        cost = _number(self.judged.serving["cost"][place])
        year = _number(self.judged.serving["cost_12m"][place])
        margin = row["margin"]
        before = after = None
        if self.judged.orders.basis == "contribution":
            before = margin.get("contribution_before", margin["contribution"])
        if serving.covers_window and before is not None and cost is not None:
            after = before - cost
        return {
            **serving.of(account_id),
            "cost": cost,
            "cost_12m": year if serving.covers_year else None,
            "contribution_before": before,
            "contribution_after": after,
            "share_12m": self._serving_share(year, margin.get("revenue_12m")),
            "average_12m": _number(self.judged.serving_average),
        }

    def _serving_share(self, cost: float | None, sales: float | None) -> float | None:
        known = not math.isnan(self.judged.serving_average)
        if not known or cost is None or sales is None or sales <= 0:
            return None
        return cost / sales

    def _parity(self, place: int) -> dict[str, Any]:
        found = self.judged.parity.get(place)
        return dict(SIZES_UNKNOWN) if found is None else asdict(found)


def _potential(needs: Row) -> dict[str, Any]:
    is_known = needs["need"] is not None
    quiet = needs["sales"] is not None and needs["sales"] <= 0
    return {
        "label": "estimated" if is_known else "unknown",
        **needs,
        "reason": _potential_reason(is_known=is_known, quiet=quiet),
    }


def _potential_reason(*, is_known: bool, quiet: bool) -> str | None:
    if is_known:
        return None
    return potential.NO_SALES if quiet else potential.UNKNOWN


def _without_null_label(row: dict[str, Any]) -> dict[str, Any]:
    return row if row["label"] is not None else row | {"label": "unknown"}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
