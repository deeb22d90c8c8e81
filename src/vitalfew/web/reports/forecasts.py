"""Forecasts of all accounts and their record, as table, JSON and CSV."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitalfew.analysis.reasons import Reason
from vitalfew.files.bidi import isolated
from vitalfew.files.tables_out import csv_text
from vitalfew.web.formats import UNKNOWN, said_in
from vitalfew.web.reports.languages import Language, speaking
from vitalfew.web.reports.listing import PAPER_WIDTH, SHOWN_ACCOUNTS

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import Forecast
    from vitalfew.analysis.reasons import Say
    from vitalfew.web.formats import Formats

MONEY = ("expected", "low50", "high50", "low80", "high80")
COLUMNS = ("account_id", *MONEY, "p_active", "method", "reason")


def rows_of(found: Forecast, say: Say = Reason.sentence) -> list[dict[str, Any]]:
    """The accounts, most expected first, those without a forecast last."""
    rows = [_plain(row, say) for row in found.accounts.to_pylist()]
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


def to_text(
    found: Forecast, *, top: int | None = None, language: Language = Language.ENGLISH
) -> str:
    """The accounts most is expected of, with the record above them."""
    out = io.StringIO()
    console = Console(file=out, width=PAPER_WIDTH, highlight=False, color_system=None)
    with speaking(language) as formats:
        say = said_in(formats)
        rows = rows_of(found, say)[: top or SHOWN_ACCOUNTS]
        console.print(_table(rows, formats))
        head = [_within(found, formats)]
        if found.record is not None:
            head.append(say(found.record.reason))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join([*head, "", *lines]) + "\n"


def _within(found: Forecast, formats: Formats) -> str:
    months = {"months": formats.months(round(found.plan.horizon * 12 / 365.25))}
    if found.basis == "purchases":
        return _("Within %(months)s months, purchases.") % months
    if found.basis == "revenue":
        return _("Within %(months)s months, revenue.") % months
    return _("Within %(months)s months, contribution.") % months


def _table(rows: list[dict[str, Any]], formats: Formats) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Account"))
    for heading in (_("Expected"), _("80% between"), _("Buys again")):
        table.add_column(heading, justify="right")
    table.add_column(_("Remark"))
    for row in rows:
        ends = {
            "low": formats.number(row["low80"]),
            "high": formats.number(row["high80"]),
        }
        table.add_row(
            isolated(row["account_id"]),
            formats.number(row["expected"]),
            _("%(low)s to %(high)s") % ends if row["expected"] is not None else UNKNOWN,
            formats.percent(row["p_active"], 0),
            Text(row["reason"] or ""),
        )
    return table


def _plain(row: dict[str, Any], say: Say) -> dict[str, Any]:
    values = row["reason_values"] or {}
    said = {name: value for name, value in values.items() if value is not None}
    code = row["reason"]
    return {
        "account_id": row["account_id"],
        **{name: _rounded(row[name], 2) for name in MONEY},
        "p_active": _rounded(row["p_active"], 6),
        "method": row["method"],
        "reason": None if code is None else say(Reason("unknown", code, said)),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits) + 0.0


def _most_first(row: dict[str, Any]) -> tuple[bool, float, str]:
    known = row["expected"] is not None
    return not known, -row["expected"] if known else 0.0, row["account_id"]
