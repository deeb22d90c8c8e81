"""One self-contained HTML file: the finding, the picture, the proposals, the list."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from vitalfew.files.bidi import isolated
from vitalfew.web.reports.contract import (
    EXPECTED,
    UNKNOWN,
    Contract,
    contract_of,
    expected,
    label,
)
from vitalfew.web.reports.listing import remark
from vitalfew.web.reports.pictures import TOKENS, cumulative_shares, curve

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening

STYLES = TOKENS.parent / "report.css"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The file needs nothing from anywhere: no script, no address."""


def to_html(result: Screening, *, top: int | None) -> str:
    """The report as one file that needs nothing else."""
    contract = contract_of(result, top=top)
    shares = cumulative_shares(result)
    styles = TOKENS.read_text(encoding="utf-8") + STYLES.read_text(encoding="utf-8")
    picture = f"<figure>{curve(contract, shares)}</figure>" if shares else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(contract.finding)}</title>
<style>{styles}</style>
</head>
<body>
<main>
<h1>{escape(contract.finding)}</h1>
<p class="remark">{escape(remark(contract))}</p>
{picture}
{_proposals(contract)}
{_list(contract)}
</main>
</body>
</html>
"""


def _proposals(contract: Contract) -> str:
    rows = contract.proposed
    if not rows:
        return "<h2>No account is proposed as a key account</h2>"
    items = "".join(_proposal(row, contract) for row in rows)
    return f"<h2>{len(rows)} accounts are proposed as key accounts</h2>{items}"


def _proposal(row: dict[str, Any], contract: Contract) -> str:
    reasons = "".join(
        f'<li class="{side}"><b>{mark}</b> {escape(text)}</li>'
        for side, mark in (("for", "+"), ("against", "−"), ("unknown", "?"))
        for text in row[side]
    )
    amount = _money(row["contribution"])
    return (
        f"<section><h3>{escape(isolated(row['name']))}</h3>"
        f"<p>{amount} {escape(contract.basis)}, {_share(row['share'])} of all;"
        f" {EXPECTED.lower()}: {expected(row)}</p>"
        f"<ul>{reasons}</ul></section>"
    )


def _list(contract: Contract) -> str:
    heads = "".join(
        f'<th class="{kind}">{escape(text)}</th>'
        for text, kind in (
            ("", "n"),
            ("Account", ""),
            (contract.basis.capitalize(), "n"),
            ("Share", "n"),
            ("Together", "n"),
            (EXPECTED, "n"),
            ("Buys", ""),
            ("Decides", ""),
            ("Payback", ""),
            ("Verdict", ""),
        )
    )
    body = "".join(_row(row) for row in contract.accounts)
    shown = f"{len(contract.accounts):,} of {contract.concentration['accounts']:,}"
    return (
        f"<h2>The list: {shown} accounts</h2>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: dict[str, Any]) -> str:
    cells = (
        (str(row["rank"] or UNKNOWN), "n"),
        (isolated(row["name"]), ""),
        (_money(row["contribution"]), "n"),
        (_share(row["share"]), "n"),
        (_share(row["cumulative_share"]), "n"),
        (expected(row), "n"),
        (label(row["continuity"]["label"]), ""),
        (label(row["centralization"]["label"]), ""),
        (label(row["payback"]["label"]), ""),
        (row["verdict"], row["verdict"]),
    )
    inside = "".join(f'<td class="{kind}">{escape(text)}</td>' for text, kind in cells)
    return f"<tr>{inside}</tr>"


def _money(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.1%}"
