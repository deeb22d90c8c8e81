"""The record of forecasts and warnings as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.web.charts import reliability, shares
from vitalfew.web.charts.reliability import Reliability
from vitalfew.web.charts.shares import Mark, Row, Shares
from vitalfew.web.charts.widths import drawn
from vitalfew.web.formats import UNKNOWN
from vitalfew.web.reports import record_words as say
from vitalfew.web.reports.document import document
from vitalfew.web.reports.languages import Language, speaking

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import BackTest, Record
    from vitalfew.web.formats import Formats


def to_html(found: BackTest, language: Language = Language.ENGLISH) -> str:
    """The record as one file that needs nothing else."""
    with speaking(language) as formats:
        title = say.title(found, formats)
        body = "" if found.record is None else _body(found, found.record, formats)
    return document(title, body, language)


def _body(found: BackTest, record: Record, formats: Formats) -> str:
    return "\n".join(
        [
            _paragraphs(say.remarks(record, formats)),
            _heading(say.ranking_finding(record, formats)),
            _ranking(record, formats),
            _table(say.RANKING, say.ranking_rows(record, formats)),
            _heading(say.coverage_finding(record, formats)),
            _coverage(record, formats),
            _table(say.COVERAGE, say.coverage_rows(record, formats)),
            _heading(say.activity_finding(record, formats)),
            _reliability(record, formats),
            _table(say.RELIABILITY, say.reliability_rows(record, formats)),
            _heading(say.warnings_finding(found.warnings, formats)),
            _warnings(found.warnings, formats),
            _table(say.WARNINGS, say.warning_rows(found.warnings, formats)),
            _paragraphs(say.why_unknown(found.warnings)),
        ]
    )


def _ranking(record: Record, formats: Formats) -> str:
    rows = [
        Row(
            str(say.NAMES[each.method]),
            (
                Mark(each.top10, each.top10_low, each.top10_high),
                Mark(each.top20, each.top20_low, each.top20_high),
            ),
            strong=each.method == "this",
        )
        for each in record.rankings
    ]
    kinds = _("Of the best 10% named beforehand"), _("Of the best 20%")
    return _picture(rows, kinds, say.ranking_finding(record, formats), formats)


def _coverage(record: Record, formats: Formats) -> str:
    rows = [
        Row(
            name,
            tuple(Mark(each.share, *(each.ends or ())) for each in held),
            strong=not place,
        )
        for place, (name, held, _idle) in enumerate(say.coverage(record))
    ]
    return _picture(
        rows,
        (_("Held by the 80% interval"), _("Held by the 50% interval")),
        say.coverage_finding(record, formats),
        formats,
        ticks=(0.0, 0.5, 0.8, 1.0),
        targets=(0.8, 0.5),
    )


def _reliability(record: Record, formats: Formats) -> str:
    data = Reliability(
        points=[(each.told, each.bought) for each in record.reliability],
        form=formats.percent_whole,
        label=say.activity_finding(record, formats),
        told_text=str(say.RELIABILITY[0]),
        came_text=str(say.RELIABILITY[1]),
    )
    return f"<figure>{drawn(reliability.draw, data)}</figure>"


def _warnings(warnings: say.Warnings, formats: Formats) -> str:
    rows = [
        Row(str(say.RULES[rule]), (Mark(each.recall), Mark(each.precision)))
        for rule, each in warnings.items()
    ]
    kinds = _("Happened and was warned of (recall)"), _("Warnings right (precision)")
    return _picture(rows, kinds, say.warnings_finding(warnings, formats), formats)


def _picture(
    rows: Sequence[Row],
    kinds: Sequence[str],
    label: str,
    formats: Formats,
    *,
    ticks: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0),
    targets: Sequence[float | None] = (None, None),
) -> str:
    data = Shares(
        rows=rows,
        kinds=kinds,
        form=formats.percent_whole,
        label=label,
        unknown=UNKNOWN,
        ticks=ticks,
        targets=targets,
    )
    return f"<figure>{drawn(shares.draw, data)}</figure>"


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f'<p class="remark">{escape(text)}</p>' for text in texts)


def _table(headings: Sequence[object], rows: say.Rows) -> str:
    cells = "".join(
        f"<th{_figure(place)}>{escape(str(text))}</th>"
        for place, text in enumerate(headings)
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td{_figure(place)}>{escape(cell)}</td>" for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table><thead><tr>{cells}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _figure(place: int) -> str:
    return ' class="n"' if place else ""
