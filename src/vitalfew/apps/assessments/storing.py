"""From what the analysis found to rows of the database, a chunk at a time.

Each chunk is a transaction of its own: on SQLite one long one would keep everybody
else from writing. An unfinished assessment is never shown, so half of it harms nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.fields import json_text, packed, packed_again
from vitalfew.apps.assessments.inserting import NewRow, amount_text, rows_insert
from vitalfew.apps.assessments.models import AssessmentRow, BasisChoice

if TYPE_CHECKING:
    from vitalfew.analysis.reasons import Reason
    from vitalfew.analysis.screen import ScreenedAccount, Screening
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.assessments.outlooks import Outlooks

CHUNK = 4000
CURVE_POINTS = 400
DIGITS = 8
SCALARS = frozenset({str, int, bool, type(None)})
T = TypeVar("T")


@dataclass
class Sums:
    """What is added up over all accounts while they are stored."""

    verdicts: dict[str, int] = field(default_factory=dict)
    quarters: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 8)
    totals: dict[str, Decimal] = field(default_factory=dict)
    curve: list[float | None] = field(default_factory=list)

    def add(self, found: ScreenedAccount, basis: str) -> None:
        self.verdicts[found.verdict] = self.verdicts.get(found.verdict, 0) + 1
        if found.rank is None:
            return
        self.curve.append(found.cumulative_share)
        for name in (f"{basis}_12m", f"{basis}_prior_12m", f"{basis}_before_12m"):
            amount = found.margin.get(name)
            if amount is not None:
                self.totals[name] = self.totals.get(name, Decimal(0)) + Decimal(amount)
        for index, amount in enumerate(found.margin.get(f"quarters_{basis}") or ()):
            if amount is not None:  # the window may be shorter than two years
                self.quarters[index] += Decimal(amount)


def rows_store(
    assessment: Assessment,
    basis: BasisChoice,
    screening: Screening,
    *,
    outlooks: Outlooks,
    progress: Callable[..., None],
) -> dict[str, Any]:
    """Store one row an account; the figures of the whole are returned."""
    keys = account_keys()
    sums = Sums()
    done = 0
    for chunk in chunks(screening.records(), CHUNK):
        rows = [
            row_of_found(
                assessment, basis, found, keys, outlooks.accounts.get(found.account_id)
            )
            for found in chunk
        ]
        for found in chunk:
            sums.add(found, basis)
        with transaction.atomic():
            rows_insert(rows)
        done += len(rows)
        progress(done=done, total=len(keys))
    expected: dict[str, Any] = plain(outlooks.figures)
    return figures_of_all(screening, sums) | expected


def rows_forget(assessment: Assessment) -> None:
    """Delete the rows of a run that did not finish."""
    rows = AssessmentRow.objects.filter(assessment=assessment).order_by("pk")
    while keys := list(rows.values_list("pk", flat=True)[:CHUNK]):
        rows.filter(pk__lte=keys[-1]).delete()


def row_of_found(
    assessment: Assessment,
    basis: BasisChoice,
    found: ScreenedAccount,
    keys: dict[str, int],
    outlook: Mapping[str, Any] | None = None,
) -> NewRow:
    measures = {
        name: compact(getattr(found, name))
        for name in (
            "margin",
            "breadth",
            "continuity",
            "centralization",
            "payback",
            "fit",
            "potential",
            "parity",
        )
    }
    if found.cost_to_serve:
        measures["cost_to_serve"] = compact(found.cost_to_serve)
    if outlook:
        measures["forecast"] = compact(outlook)
    return NewRow(
        assessment_id=assessment.pk,
        basis=basis,
        account_id=keys[found.account_id],
        rank=found.rank,
        orders=found.orders or 0,
        revenue=amount_text(found.revenue),
        contribution=amount_text(found.contribution),
        share=found.share,
        cumulative_share=found.cumulative_share,
        growth=found.margin.get("growth"),
        attractiveness=found.attractiveness,
        strength=found.strength,
        stability=found.stability,
        verdict=found.verdict,
        continuity=found.continuity.get("label") or "",
        centralization=found.centralization.get("label") or "",
        fit=found.fit.get("label") or "",
        payback_months=found.payback.get("months"),
        measures=packed(measures),
        reasons=packed_reasons(found.reasons),
        would_change=packed_reasons(found.would_change),
    )


def figures_of_all(screening: Screening, sums: Sums) -> dict[str, Any]:
    """What pages say about the whole: concentration, curve, totals, solver's proof."""
    whole = asdict(screening.concentration)
    return {
        "basis": screening.basis,
        "concentration": {name: plain(value) for name, value in whole.items()},
        "curve": thinned(sums.curve),
        "verdicts": dict(sorted(sums.verdicts.items())),
        "quarters": [float(amount) for amount in sums.quarters],
        "totals": {name: float(amount) for name, amount in sums.totals.items()},
        "rows": asdict(screening.rows),
        "selection": selection_of(screening),
        **serving_of(screening),
    }


def serving_of(screening: Screening) -> dict[str, Any]:
    """Whether cost to serve is taken off, and what the record says in all."""
    serving = screening.serving
    if serving is None:
        return {}
    found = {
        "included": serving.counts,
        "reason": None if serving.reason is None else plain_reason(serving.reason),
        "activities": [plain(dict(each)) for each in serving.activities],
        "departments": [plain(asdict(each)) for each in serving.departments],
    }
    return {"serving": found}


def selection_of(screening: Screening) -> dict[str, Any]:
    """What the solver chose and proved: `objective` equals `bound` at the optimum."""
    selection = screening.selection
    chosen = selection.chosen
    return {
        "places": selection.places,
        "proposed": len(chosen.places),
        "clears": int(selection.clears.sum()),
        "cut": plain(selection.cut),
        "status": str(chosen.status),
        "objective": plain(chosen.objective),
        "bound": plain(chosen.bound),
        "too_large": bool(selection.too_large),
    }


def thinned(
    curve: list[float | None], *, most: int = CURVE_POINTS
) -> list[list[float]]:
    """[rank, cumulative share]: the steep start whole, the rest of it sampled."""
    count = len(curve)
    ranks = set(range(1, min(count, most // 2) + 1)) | {count}
    step = max(1, count // (most // 2))
    ranks |= set(range(step, count + 1, step))
    highest = max(range(count), key=lambda at: curve[at] or 0.0, default=0) + 1
    ranks.add(highest)
    points = ((rank, curve[rank - 1]) for rank in sorted(ranks) if 0 < rank <= count)
    return [[rank, round(share, DIGITS)] for rank, share in points if share is not None]


def packed_reasons(reasons: Iterable[Reason]) -> bytes:
    return packed_again(json_text([plain_reason(reason) for reason in reasons]))


def plain_reason(reason: Reason) -> list[Any]:
    values = {name: plain(value) for name, value in reason.values.items()}
    return [reason.side, reason.code, values]


def compact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values without the unknown ones: absent is unknown."""
    found = {}
    for name, value in values.items():
        if type(value) is float:
            # Nearly all of them, so they are spared a call each.
            if isfinite(value):
                found[name] = round(value, DIGITS)
        elif value is not None and (known := plain(value)) is not None:
            found[name] = known
    return found


def plain(value: Any) -> Any:  # noqa: ANN401  a measure's value may be anything JSON has
    # Called some fifty times an account: the usual kinds come first.
    kind = type(value)
    if kind is float or kind is Decimal:
        return round(float(value), DIGITS) if isfinite(value) else None
    if kind in SCALARS:
        return value
    if kind is list or kind is tuple:
        return [plain(each) for each in value]
    if kind is dict:
        return {name: plain(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    each = iter(values)
    while chunk := list(islice(each, size)):
        yield chunk


def account_keys() -> dict[str, int]:
    return dict(Account.objects.values_list("account_id", "pk"))
