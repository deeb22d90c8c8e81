"""The JSON contract of a screening: stable keys, stable order, stable bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vitalfew.analysis.reasons import Reason
from vitalfew.analysis.screen.expected import COLUMNS, why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitalfew.analysis.reasons import Say
    from vitalfew.analysis.screen.result import ScreenedAccount, Screening
    from vitalfew.analysis.screen.serving import Serving

CONCENTRATION = (
    "accounts",
    "total",
    "accounts_for_80pct",
    "share_of_accounts_for_80pct",
    "top_20pct_share",
    "gini",
    "hhi",
    "effective_number",
    "peak",
)
DETAILS = {
    "continuity": (
        "label",
        "purchase_days",
        "usual_gap_days",
        "gap_cv",
        "interval",
        "size_cv2",
        "days_since_last",
        "overdue_ratio",
        "trend",
    ),
    "centralization": (
        "label",
        "index",
        "units",
        "effective_units",
        "central_share",
        "serving_cost_a_year",
    ),
    "payback": (
        "label",
        "months",
        "cumulative",
        "single_order",
        "npv",
        "roi",
    ),
    "fit": (
        "label",
        "score",
        "kept_lines_share",
        "credit_rate",
        "peers_credit_rate",
        "main_channels_share",
        "peers",
    ),
}
SERVING = (
    "label",
    "events",
    "minutes",
    "cost",
    "cost_12m",
    "contribution_before",
    "contribution_after",
    "share_12m",
    "average_12m",
    "unknown_events",
    "activities",
    "years",
)
MONEY = frozenset(
    {
        "cost",
        "cost_12m",
        "contribution_before",
        "contribution_after",
        "unused_cost",
        "contribution",
        "total",
        "expected",
        "low50",
        "high50",
        "low80",
        "high80",
        "serving_cost_a_year",
        "cumulative",
        "single_order",
        "npv",
    }
)
"""Rounded to cents; every other fraction to six decimals."""


def to_json(
    screening: Screening, *, top: int | None, say: Say = Reason.sentence
) -> str:
    """The whole screening; `top` limits the accounts, `say` is another language."""
    head = {
        "as_of": screening.as_of.isoformat(),
        "window": {
            "from": screening.window.start.isoformat(),
            "to": screening.window.end.isoformat(),
        },
        "currency": screening.currency,
        "basis": screening.basis,
        "rows": {
            "read": screening.rows.read,
            "used": screening.rows.used,
            "refused": screening.rows.refused,
            "reasons": dict(sorted(screening.rows.reasons.items())),
        },
        "concentration": {
            name: _rounded(name, getattr(screening.concentration, name))
            for name in CONCENTRATION
        },
        "track_record": screening.forecast.track_record(say),
    }
    accounts = (_account(each, say) for each in screening.records(top, products=False))
    # A line for every part and account: json writes indented text much more slowly.
    parts = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    lines = ",\n".join(_json(account) for account in accounts)
    parts.append(f'"accounts": [\n{lines}\n]')
    if screening.serving is not None:
        parts.append(f'"cost_to_serve": {_json(_serving(screening.serving, say))}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:  # noqa: ANN401 - a measure's value may be anything
    """A decimal as a float; everything else as it is."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


def _serving(serving: Serving, say: Say) -> dict[str, Any]:
    """Whether cost to serve is taken off, and what the record says in all."""
    reason = serving.reason
    departments = [asdict(each) for each in serving.departments]
    return {
        "included": serving.counts,
        "reason": None if reason is None else say(reason),
        "activities": _rounded("", [dict(each) for each in serving.activities]),
        "departments": _rounded("", departments),
    }


def _account(account: ScreenedAccount, say: Say) -> dict[str, Any]:
    said: dict[str, list[str]] = {"for": [], "against": [], "unknown": []}
    for reason in account.reasons:
        said[reason.side].append(say(reason))
    names = ("rank", "orders", "contribution", "share", "cumulative_share")
    serving = {}
    if account.cost_to_serve:
        serving = {"cost_to_serve": _details(account.cost_to_serve, SERVING)}
    return {
        "account_id": account.account_id,
        "name": account.name,
        **{name: _rounded(name, getattr(account, name)) for name in names},
        **{
            measure: _details(getattr(account, measure), columns)
            for measure, columns in DETAILS.items()
        },
        "forecast": {
            **_details(account.forecast, COLUMNS),
            "reason": why(account.forecast, say),
        },
        "verdict": account.verdict,
        **said,
        **serving,
    }


def _details(values: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: _rounded(name, values.get(name)) for name in columns}


def _rounded(name: str, value: Any) -> Any:  # noqa: ANN401 - as `plain`
    if isinstance(value, list):
        return [_rounded(name, each) for each in value]
    if isinstance(value, dict):
        return {own: _rounded(own, each) for own, each in value.items()}
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        # Adding 0 turns -0.0 into 0.0.
        return round(value, 2 if name in MONEY else 6) + 0.0
    return value.isoformat() if isinstance(value, date) else value
