"""Single accounts as plain values, made only for those that are asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from vitalfew.analysis.assessment import fit, parity, payback, potential
from vitalfew.analysis.assessment.parity import Parity
from vitalfew.analysis.decision.explanation import Row
from vitalfew.analysis.decision.selection import VERDICTS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vitalfew.analysis.decision.selection import Selection
    from vitalfew.analysis.screen.judged import Judged

MEASURES = ("margin", "breadth", "continuity", "centralization", "fit")
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
            name: table.take(chosen).to_pylist()
            for name, table in measured.tables.items()
        }
        if self.products:
            counts = self.judged.products.take(chosen).to_pylist()
            for row, count in zip(tables["breadth"], counts, strict=True):
                row["products"] = count
        ids = measured.account_id.take(chosen).to_pylist()
        names = measured.name.take(chosen).to_pylist()
        for at, place in enumerate(places.tolist()):
            measures = {name: rows[at] for name, rows in tables.items()}
            head = {"account_id": ids[at], "name": names[at]}
            row = self._row(place, measures)
            yield head | row | {"cost_to_serve": self._serving(ids[at], place, row)}

    def _row(self, place: int, measures: dict[str, Row]) -> dict[str, Any]:
        judged, selection = self.judged, self.selection
        curve = measures["curve"]
        found = {name: _plain_values(measures[name]) for name in MEASURES}
        found["fit"] = {"label": "unknown", **_without_null_label(found["fit"])}
        found["centralization"]["label"] = found["centralization"]["label"] or "unknown"
        if found["fit"]["label"] == "unknown" and not found["fit"].get("reason"):
            found["fit"]["reason"] = fit.NO_COMPARISON
        return {
            **found,
            "rank": curve["rank"],
            "orders": int(judged.count[place]),
            "revenue": found["margin"]["revenue"],
            "contribution": _number(judged.worth[place]),
            "worth": _number(judged.worth[place]),
            "share": curve["share"],
            "cumulative_share": curve["cumulative_share"],
            "basis": judged.orders.basis,
            "pseudo": bool(judged.pseudo[place]),
            "ruled_out": bool(judged.ruled_out[place]),
            "clears": bool(selection.clears[place]),
            "verdict": VERDICTS[selection.verdict[place]],
            "stability": float(selection.stability[place]),
            "places": selection.places,
            "value": float(selection.value[place]),
            "cut": selection.cut,
            **self._axes(place),
            "factors": {
                name: _number(scores[place]) for name, scores in judged.factors.items()
            },
            "orders_a_year": self._orders_a_year(found["margin"]),
            "payback": self._payback(place),
            "potential": self._potential(place),
            "parity": self._parity(place),
            "judged": judged.recorded_at(place),
        }

    def _axes(self, place: int) -> dict[str, float | None]:
        found = {}
        for name in ("attractiveness", "strength"):
            axis = getattr(self.selection, name)
            found[name] = _number(axis.score[place])
            found[f"{name}_low"] = _number(axis.low[place])
            found[f"{name}_high"] = _number(axis.high[place])
        return found

    def _orders_a_year(self, margin: Row) -> float | None:
        if margin["first_order"] is None:
            return None
        days: int = (self.judged.orders.as_of - margin["first_order"]).days
        return float(round(margin["orders"] / max(1.0, days / YEAR)))

    def _payback(self, place: int) -> dict[str, Any]:
        columns = self.judged.payback
        label = str(columns["label"][place])
        names = ("months", "single_order", "npv", "roi", "contribution")
        cash = columns["cumulative"][place].tolist()
        months = _number(columns["months"][place])
        found: dict[str, Any] = {
            "label": label,
            **{name: _number(columns[name][place]) for name in names},
            "months": None if months is None else int(months),
            "cumulative": [],
            "reason": None,
        }
        if label == "unknown":
            return found | {"reason": self._payback_reason(place)}
        return found | {"cumulative": cash[:1] if label == "single_order" else cash}

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

    def _potential(self, place: int) -> dict[str, Any]:
        columns = self.judged.potential
        names = ("need", "low", "high", "open", "sales", "recorded")
        found = {name: _number(columns[name][place]) for name in names}
        known = found["need"] is not None
        quiet = found["sales"] is not None and found["sales"] <= 0
        return {
            "label": "estimated" if known else "unknown",
            **found,
            "reason": _potential_reason(known=known, quiet=quiet),
        }

    def _parity(self, place: int) -> dict[str, Any]:
        unknown = Parity("unknown", reason=parity.SIZES_UNKNOWN)
        return asdict(self.judged.parity.get(place, unknown))


def _potential_reason(*, known: bool, quiet: bool) -> str | None:
    if known:
        return None
    return potential.NO_SALES if quiet else potential.UNKNOWN


def _plain_values(row: Mapping[str, Any]) -> dict[str, Any]:
    from vitalfew.analysis.screen.contract import plain

    return {name: plain(value) for name, value in row.items()}


def _without_null_label(row: dict[str, Any]) -> dict[str, Any]:
    return row if row["label"] is not None else row | {"label": "unknown"}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
