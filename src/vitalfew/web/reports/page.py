"""One self-contained HTML file: the finding, the picture, the proposals, the list."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from vitalfew.files.bidi import isolated
from vitalfew.web.charts import concentration
from vitalfew.web.charts.widths import drawn
from vitalfew.web.reports import screen_words as say
from vitalfew.web.reports.document import document
from vitalfew.web.reports.languages import Language, speaking
from vitalfew.web.reports.pictures import cumulative_shares, curve

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening
    from vitalfew.web.formats import Formats
    from vitalfew.web.reports.contract import Contract


def to_html(
    result: Screening, *, top: int | None, language: Language = Language.ENGLISH
) -> str:
    """The report as one file that needs nothing else."""
    shares = cumulative_shares(result)
    with speaking(language) as formats:
        contract = say.told(result, formats, top=top)
        parts = [
            f'<p class="remark">{escape(say.remark(contract, formats))}</p>',
            f"<h2>{escape(say.proposals(contract, formats))}</h2>",
            *(_proposal(row, contract, formats) for row in contract.proposed),
            f"<h2>{escape(say.listed(contract, formats))}</h2>",
            _list(contract, formats),
        ]
        if shares:
            picture = drawn(concentration.draw, curve(contract, shares, formats))
            parts.insert(1, f"<figure>{picture}</figure>")
        return document(say.finding(contract, formats), "\n".join(parts), language)


def _proposal(row: dict[str, Any], contract: Contract, formats: Formats) -> str:
    reasons = "".join(
        f'<li class="{side}"><b>{mark}</b> {escape(text)}</li>'
        for side, mark, text in say.reasons(row)
    )
    return (
        f"<section><h3>{escape(isolated(row['name']))}</h3>"
        f"<p>{escape(say.about(row, contract, formats))}</p>"
        f"<ul>{reasons}</ul></section>"
    )


def _list(contract: Contract, formats: Formats) -> str:
    heads = "".join(
        f"<th{_figure(place)}>{escape(text)}</th>"
        for place, text in enumerate(say.headings(contract))
    )
    body = "".join(_row(row, formats) for row in contract.accounts)
    return (
        f'<div class="scroll"><table class="accounts"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: dict[str, Any], formats: Formats) -> str:
    *cells, verdict = say.cells(row, formats)
    inside = "".join(
        f"<td{_figure(place)}>{escape(text)}</td>" for place, text in enumerate(cells)
    )
    return f'<tr>{inside}<td class="{row["verdict"]}">{escape(verdict)}</td></tr>'


def _figure(place: int) -> str:
    return ' class="n"' if place in say.FIGURES else ""
