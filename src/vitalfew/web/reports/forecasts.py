"""Forecasts of all accounts and their record, as table, JSON and CSV."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitalfew.analysis.reasons import Reason
from vitalfew.files.bidi import isolated
from vitalfew.files.tables_out import csv_text
from vitalfew.web.reports.contract import UNKNOWN
from vitalfew.web.reports.listing import PAPER_WIDTH, SHOWN_ACCOUNTS

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import Forecast

MONEY = ("expected", "low50", "high50", "low80", "high80")
COLUMNS = ("account_id", *MONEY, "p_active", "method", "reason")


def rows_of(found: Forecast) -> list[dict[str, Any]]:
    """The accounts, most expected first, those without a forecast last."""
    rows = [_plain(row) for row in found.accounts.to_pylist()]
    return sorted(rows, key=_most_first)


def to_json(found: Forecast, *, as_of: date, currency: str | None) -> str:
    """The contract of ``docs/methods/forecast.md``."""
    head = {
        "as_of": as_of.isoformat(),
        "months": round(found.plan.horizon * 12 / 365.25, 1),
        "basis": found.basis,
        "currency": currency,
        "track_record": found.track_record(),
        "accounts": rows_of(found),
    }
    return json.dumps(head, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_csv(found: Forecast) -> str:
    """One line an account."""
    return csv_text(
        COLUMNS, [[row[name] for name in COLUMNS] for row in rows_of(found)]
    )


def to_text(found: Forecast, *, top: int | None = None) -> str:
    """The accounts most is expected of, with the record above them."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Account")
    for heading in ("Expected", "80% between", "Buys again"):
        table.add_column(heading, justify="right")
    table.add_column("Remark")
    rows = rows_of(found)
    for row in rows[: top or SHOWN_ACCOUNTS]:
        table.add_row(
            isolated(row["account_id"]),
            _money(row["expected"]),
            f"{_money(row['low80'])} to {_money(row['high80'])}",
            UNKNOWN if row["p_active"] is None else f"{row['p_active']:.0%}",
            Text(row["reason"] or ""),
        )
    out = io.StringIO()
    Console(file=out, width=PAPER_WIDTH, highlight=False, color_system=None).print(
        table
    )
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    head = [f"Within {round(found.plan.horizon * 12 / 365.25)} months, {found.basis}."]
    if found.record is not None:
        head.append(found.record.reason.sentence())
    return "\n".join([*head, "", *lines]) + "\n"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    values = row["reason_values"] or {}
    said = {name: value for name, value in values.items() if value is not None}
    code = row["reason"]
    return {
        "account_id": row["account_id"],
        **{name: _rounded(row[name], 2) for name in MONEY},
        "p_active": _rounded(row["p_active"], 6),
        "method": row["method"],
        "reason": None if code is None else Reason("unknown", code, said).sentence(),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits) + 0.0


def _most_first(row: dict[str, Any]) -> tuple[bool, float, str]:
    known = row["expected"] is not None
    return not known, -row["expected"] if known else 0.0, row["account_id"]


def _money(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"
