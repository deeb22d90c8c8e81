"""The record of forecasts as text, JSON and one self-contained HTML file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from vitalfew.analysis.reasons import TEMPLATES
from vitalfew.web.charts import interval, reliability
from vitalfew.web.charts.interval import Interval
from vitalfew.web.charts.reliability import Reliability
from vitalfew.web.reports.contract import UNKNOWN
from vitalfew.web.reports.page import POLICY, STYLES
from vitalfew.web.reports.pictures import TOKENS, WIDTH

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import BackTest, Ranking, Record
    from vitalfew.analysis.assessment.warning import Record as WarningRecord

    Warnings = Mapping[str, WarningRecord]

NAMES = {
    "this": "This forecast",
    "last_year": "Last year's ranking",
    "second_half": "Second half of the window",
    "recent_3m": "Halving every 3 months",
    "recent_6m": "Halving every 6 months",
    "recent_12m": "Halving every 12 months",
    "trend": "Trend, damped",
    "purchases": "Purchase and spend models",
    "combination": "Combination",
}
FIFTHS = ("Smallest fifth", "Second", "Third", "Fourth", "Largest fifth")
RANKING = ("Method", "Best 10%", "95% certain", "Best 20%", "95% certain", "Level")
RELIABILITY = ("Told to buy again", "Bought again", "Accounts")
COVERAGE = ("Accounts", "80% interval held", "50% interval held", "Bought nothing")
WARNINGS = (
    "Warning",
    "Happened",
    "Warned before",
    "Recall",
    "Days ahead",
    "Right",
    "False alarms",
    "Precision",
    "Per account-year",
)
RULES = {
    "silence": "Silence",
    "decline_purchases": "Fewer purchase days",
    "decline_revenue": "Less revenue",
    "decline_contribution": "Less contribution",
    "narrowing_category": "Fewer categories",
    "narrowing_unit": "Fewer buying units",
    "centralization": "Purchasing moved",
}
FIGURE = ' class="n"'
Rows = Sequence[Sequence[str]]


def to_json(found: BackTest) -> str:
    """Everything, with stable keys."""
    text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
    return text + "\n"


def to_text(found: BackTest) -> str:
    """The record for a terminal."""
    record = found.record
    if record is None:
        return _why(found) + "\n"
    parts = [
        record.reason.sentence(),
        *_remarks(record),
        "",
        *_columns(RANKING, ranking_rows(record)),
        "",
        *_columns(COVERAGE, coverage_rows(record)),
        "",
        *_columns(RELIABILITY, reliability_rows(record)),
    ]
    if found.warnings:
        parts += ["", *_columns(WARNINGS, warning_rows(found.warnings))]
        parts += why_unknown(found.warnings)
    return "\n".join(parts) + "\n"


def to_html(found: BackTest) -> str:
    """The record as one file that needs nothing else."""
    record = found.record
    title = _why(found) if record is None else record.reason.sentence()
    styles = TOKENS.read_text(encoding="utf-8") + STYLES.read_text(encoding="utf-8")
    body = "" if record is None else _body(record, found.warnings)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<style>{styles}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""


def ranking_rows(record: Record) -> list[list[str]]:
    """A row a method: shares found, between which they lie, and the level."""
    return [
        [
            NAMES[each.method],
            f"{each.top10:.1%}",
            f"{each.top10_low:.0%} to {each.top10_high:.0%}",
            f"{each.top20:.1%}",
            f"{each.top20_low:.0%} to {each.top20_high:.0%}",
            _known(each.level, "{:.2f}".format),
        ]
        for each in record.rankings
    ]


def coverage_rows(record: Record) -> list[list[str]]:
    """A row for all accounts and for each fifth of size."""
    parts = [record.coverage[name] for name in ("80", "50", "idle")]
    rows = [["All", *(f"{part['all']:.0%}" for part in parts)]]
    for place, name in enumerate(FIFTHS):
        shares = [part["fifths"][place] for part in parts]
        rows.append([name, *(_known(share, "{:.0%}".format) for share in shares)])
    return rows


def reliability_rows(record: Record) -> list[list[str]]:
    """A row a tenth of probability."""
    return [
        [f"{each.told:.0%}", f"{each.bought:.0%}", f"{each.accounts:,}"]
        for each in record.reliability
    ]


def warning_rows(warnings: Warnings) -> list[list[str]]:
    """A row a rule: what happened and was warned of, how early, how often wrongly."""
    share = "{:.0%}".format
    return [
        [
            RULES[rule],
            f"{each.happened:,}",
            f"{each.caught:,}",
            _known(each.recall, share),
            _known(each.lead_days, "{:.0f}".format),
            f"{each.right:,}",
            f"{each.false_alarms:,}",
            _known(each.precision, share),
            _known(each.false_alarms_a_year, "{:.3f}".format),
        ]
        for rule, each in warnings.items()
    ]


def why_unknown(warnings: Warnings) -> list[str]:
    """Why some figures of the record are not known."""
    return [
        f"{RULES[rule]}: {TEMPLATES[each.reason].text}"
        for rule, each in warnings.items()
        if each.reason is not None
    ]


def _known(value: float | None, form: Callable[[float], str]) -> str:
    return UNKNOWN if value is None else form(value)


def _body(record: Record, warnings: Warnings) -> str:
    remarks = "".join(
        f'<p class="remark">{escape(each)}</p>' for each in _remarks(record)
    )
    return "\n".join(
        [
            remarks,
            f"<h2>{escape(_ranking_finding(record))}</h2>",
            _ranking_table(record),
            f"<h2>{escape(_coverage_finding(record))}</h2>",
            _table(COVERAGE, coverage_rows(record)),
            f"<h2>{escape(_activity_finding(record))}</h2>",
            f"<figure>{_reliability(record)}</figure>",
            _table(RELIABILITY, reliability_rows(record)),
            *_warnings(warnings),
        ]
    )


def _warnings(warnings: Warnings) -> list[str]:
    if not warnings:
        return []
    silence = warnings["silence"]
    finding = (
        f"Warnings of silence found {silence.caught:,} of {silence.happened:,} lost"
        f" accounts and were wrong {silence.false_alarms:,} times"
    )
    reasons = "".join(
        f'<p class="remark">{escape(text)}</p>' for text in why_unknown(warnings)
    )
    return [
        f"<h2>{escape(finding)}</h2>",
        _table(WARNINGS, warning_rows(warnings)),
        reasons,
    ]


def _why(found: BackTest) -> str:
    return TEMPLATES[found.reason].text if found.reason else ""


def _remarks(record: Record) -> list[str]:
    days = ", ".join(day.isoformat() for day in record.origins)
    accounts = f"{record.accounts:,} of {record.of_accounts:,} accounts"
    levels = ", ".join(f"{level:.2f}" for level in record.levels)
    said = [
        f"Used now: {NAMES[record.method]}.",
        f"Forecast from {days}, {record.tried_months:.0f} months ahead; {accounts}.",
        f"{record.earlier_only} of {len(record.origins)} from what was known by then"
        " alone; the others from the other half of the accounts.",
        f"Forecast ÷ outcome of the whole, by origin: {levels}.",
        _activity_finding(record) + ".",
    ]
    if record.tried_months < record.months - 1:
        said.insert(0, f"Too short a window to try {record.months:.0f} months ahead.")
    return said


def _ranking_finding(record: Record) -> str:
    shares = {each.method: each.top10 for each in record.rankings}
    return (
        f"This names {shares['this']:.0%} of the biggest tenth beforehand, last year's"
        f" ranking {shares['last_year']:.0%}"
    )


def _coverage_finding(record: Record) -> str:
    return f"{record.coverage['80']['all']:.0%} of outcomes lay in their 80% interval"


def _activity_finding(record: Record) -> str:
    return (
        f"Whether an account buys: Brier score {record.brier:.3f}, the best rule of"
        f" silence ({record.hiatus_days:.0f} days) {record.brier_hiatus:.3f}"
    )


def _reliability(record: Record) -> str:
    return reliability.draw(
        Reliability(
            points=[(each.told, each.bought) for each in record.reliability],
            form=lambda share: f"{share:.0%}",
            label=_activity_finding(record),
            told_text="Told to buy again",
            came_text="Bought again",
        ),
        WIDTH,
    )


def _ranking_table(record: Record) -> str:
    shares = [
        share
        for each in record.rankings
        for share in (each.top10_low, each.top10_high, each.top20_low, each.top20_high)
    ]
    span = (min(shares), max(shares))
    rows = [
        "<tr>"
        f"<td>{escape(row[0])}</td><td class='n'>{row[1]}</td>"
        f"<td>{_drawn(each, span, top=10)}</td><td class='n'>{row[3]}</td>"
        f"<td>{_drawn(each, span, top=20)}</td><td class='n'>{row[5]}</td></tr>"
        for row, each in zip(ranking_rows(record), record.rankings, strict=True)
    ]
    return _head(RANKING) + "".join(rows) + "</tbody></table>"


def _drawn(each: Ranking, span: tuple[float, float], *, top: int) -> str:
    low, middle, high = (
        getattr(each, f"top{top}{end}") for end in ("_low", "", "_high")
    )
    label = f"{low:.0%} to {high:.0%}"
    return interval.draw(Interval(low, middle, high, span, label), 140)


def _table(headings: Sequence[str], rows: Rows) -> str:
    lines = [
        "<tr>"
        + "".join(
            f"<td{FIGURE if place else ''}>{escape(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    ]
    return _head(headings) + "".join(lines) + "</tbody></table>"


def _head(headings: Sequence[str]) -> str:
    cells = "".join(
        f"<th{FIGURE if place else ''}>{escape(text)}</th>"
        for place, text in enumerate(headings)
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>"


def _columns(headings: Sequence[str], rows: Rows) -> list[str]:
    """Columns as wide as their widest cell: names to the left, figures to the right."""
    table = [headings, *rows]
    widths = [max(len(row[place]) for row in table) for place in range(len(headings))]
    return [
        "  ".join(
            cell.ljust(widths[place]) if place == 0 else cell.rjust(widths[place])
            for place, cell in enumerate(row)
        ).rstrip()
        for row in table
    ]
