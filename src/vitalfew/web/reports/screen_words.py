"""What a screening says, in words, for terminal, page, workbook and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.files.bidi import isolated
from vitalfew.web.formats import UNKNOWN, said_in
from vitalfew.web.labels import label_words
from vitalfew.web.portfolio import figures
from vitalfew.web.reports.contract import Contract, contract_of

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening
    from vitalfew.web.formats import Formats

MARKS = {"for": "+", "against": "−", "unknown": "?"}
BASES = {
    "contribution": gettext_lazy("Contribution"),
    "revenue": gettext_lazy("Revenue"),
}


def told(result: Screening, formats: Formats, *, top: int | None) -> Contract:
    """The contract, its reasons in the reader's language."""
    return contract_of(result, top=top, say=said_in(formats))


def finding(contract: Contract, formats: Formats) -> str:
    """The one sentence that heads every report."""
    return figures.finding(contract.concentration, contract.basis, formats)


def remark(contract: Contract, formats: Formats) -> str:
    """What the figures rest on."""
    window, rows = contract.window, contract.rows
    days = {"start": formats.day(window["from"]), "end": formats.day(window["to"])}
    lines = {"used": formats.count(rows["used"]), "read": formats.count(rows["read"])}
    said = [
        _("Orders from %(start)s to before %(end)s") % days,
        _currency(contract),
        _("%(used)s of %(read)s lines used") % lines,
    ]
    if contract.basis == "revenue":
        said.append(_("by revenue: not every line has a cost"))
    serving = contract.cost_to_serve
    if serving and serving["included"]:
        said.append(_("contribution is less cost to serve"))
    elif serving:
        reason = {"reason": serving["reason"]}
        said.append(_("before cost to serve: %(reason)s") % reason)
    record = contract.track_record
    return _("%(basis)s. %(record)s") % {
        "basis": _("; ").join(said),
        "record": record.get("sentence") or record["reason"],
    }


def _currency(contract: Contract) -> str:
    if not contract.currency:
        return _("currency unknown")
    return _("amounts in %(currency)s") % {"currency": contract.currency}


def proposals(contract: Contract, formats: Formats) -> str:
    """How many are proposed."""
    number = len(contract.proposed)
    if not number:
        return _("No account is proposed as a key account")
    return ngettext(
        "%(number)s customer is proposed as a key account",
        "%(number)s customers are proposed as key accounts",
        number,
    ) % {"number": formats.count(number)}


def about(row: dict[str, Any], contract: Contract, formats: Formats) -> str:
    """What a proposed account brings and will bring."""
    return _(
        "%(basis)s %(amount)s, %(share)s of all; next year (80%% between): %(expected)s"
    ) % {
        "basis": BASES[contract.basis],
        "amount": formats.number(row["contribution"]),
        "share": formats.percent(row["share"]),
        "expected": expected(row, formats),
    }


def reasons(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Side, mark and sentence of each reason: for it, against it, not known."""
    return [(side, MARKS[side], text) for side in MARKS for text in row[side]]


def listed(contract: Contract, formats: Formats) -> str:
    """The title of the list."""
    shown, whole = len(contract.accounts), contract.concentration["accounts"]
    numbers = {"shown": formats.count(shown), "all": formats.count(whole)}
    if shown < whole:
        return _("The first %(shown)s of %(all)s accounts") % numbers
    return (
        ngettext("%(shown)s account, the only one", "All %(shown)s accounts", shown)
        % numbers
    )


def headings(contract: Contract) -> list[str]:
    """Of the columns of `cells`."""
    return [
        "",
        _("Account"),
        str(BASES[contract.basis]),
        _("Share"),
        _("Together"),
        _("Next year (80% between)"),
        _("Buys"),
        _("Decides"),
        _("Payback"),
        _("Verdict"),
    ]


FIGURES = frozenset({0, 2, 3, 4, 5})
"""Columns of `cells` that stand to the right."""


def cells(row: dict[str, Any], formats: Formats) -> list[str]:
    """One account in the order of `headings`."""
    return [
        formats.count(row["rank"]),
        isolated(row["name"]),
        formats.number(row["contribution"]),
        formats.percent(row["share"]),
        formats.percent(row["cumulative_share"]),
        expected(row, formats),
        *(label_of(row, name) for name in ("continuity", "centralization", "payback")),
        label_words(row["verdict"], "verdict"),
    ]


def label_of(row: dict[str, Any], measure: str) -> str:
    return label_words(row[measure]["label"], measure)


def expected(row: dict[str, Any], formats: Formats) -> str:
    """What an account is expected to bring next year, and how sure that is."""
    found = row["forecast"]
    if found["expected"] is None:
        return UNKNOWN
    names = ("expected", "low80", "high80")
    amounts = {name: formats.number(found[name]) for name in names}
    return _("%(expected)s (%(low80)s to %(high80)s)") % amounts
