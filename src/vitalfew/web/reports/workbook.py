"""The list for the board as a workbook to work with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.web.labels import LABELS, label_words
from vitalfew.web.reports import screen_words as say
from vitalfew.web.reports.languages import Language, speaking
from vitalfew.web.reports.listing import COLUMNS

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening
    from vitalfew.files.tables_out import Cell
    from vitalfew.web.formats import Formats
    from vitalfew.web.reports.contract import Contract

HEADINGS = {
    "rank": gettext_lazy("Rank"),
    "account_id": gettext_lazy("Account ID"),
    "name": gettext_lazy("Account"),
    "orders": gettext_lazy("Orders"),
    "share": gettext_lazy("Share"),
    "cumulative_share": gettext_lazy("Together"),
    "continuity": gettext_lazy("Buys"),
    "centralization": gettext_lazy("Decides"),
    "payback": gettext_lazy("Payback"),
    "fit": gettext_lazy("Fit"),
    "expected": gettext_lazy("Expected next year"),
    "low80": gettext_lazy("Low end of 80%"),
    "high80": gettext_lazy("High end of 80%"),
    "p_active": gettext_lazy("Buys again"),
    "verdict": gettext_lazy("Verdict"),
    "for": gettext_lazy("For"),
    "against": gettext_lazy("Against"),
    "unknown": gettext_lazy("Not known"),
}
FACTS = {
    "accounts": gettext_lazy("Accounts"),
    "total": gettext_lazy("Total"),
    "accounts_for_80pct": gettext_lazy("Customers that make 80%"),
    "share_of_accounts_for_80pct": gettext_lazy("Their share of all customers"),
    "top_20pct_share": gettext_lazy("What the top 20% bring"),
    "gini": gettext_lazy("Gini coefficient"),
    "hhi": gettext_lazy("Herfindahl index (HHI)"),
    "effective_number": gettext_lazy("Effective number of customers"),
    "peak": gettext_lazy("Peak of the curve"),
}


def write_xlsx(
    result: Screening,
    target: Path,
    *,
    top: int | None,
    language: Language = Language.ENGLISH,
) -> None:
    """One sheet with the list, one with what it rests on."""
    from vitalfew.files.tables_out import write_xlsx as write

    with speaking(language) as formats:
        contract = say.told(result, formats, top=top)
        rows = [_row(row) for row in contract.accounts]
        sheets = {
            _("Accounts"): (_headings(contract), rows),
            _("About this list"): ((_("Item"), _("Value")), _facts(contract, formats)),
        }
    write(target, sheets)


def _headings(contract: Contract) -> list[str]:
    names = HEADINGS | {"contribution": say.BASES[contract.basis]}
    return [str(names[name]) for name in COLUMNS]


def _row(row: dict[str, Any]) -> list[Cell]:
    whole = {**row, **row["forecast"]}
    return [_cell(name, whole[name]) for name in COLUMNS]


def _cell(name: str, value: Any) -> Cell:  # noqa: ANN401 - a column may hold anything
    if isinstance(value, list):
        return _("; ").join(text.rstrip(".。") for text in value)
    if name in LABELS:
        label = value["label"] if isinstance(value, dict) else value
        return label_words(label, name)
    found: Cell = value
    return found


def _facts(contract: Contract, formats: Formats) -> list[list[Cell]]:
    return [
        [_("Finding"), say.finding(contract, formats)],
        [_("Remark"), say.remark(contract, formats)],
        *([str(name), contract.concentration[key]] for key, name in FACTS.items()),
    ]
