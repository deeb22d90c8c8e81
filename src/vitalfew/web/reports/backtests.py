"""The record of forecasts and warnings as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.web.charts.text import is_wide
from vitalfew.web.reports import record_words as say
from vitalfew.web.reports.languages import Language, speaking

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import BackTest


def to_json(found: BackTest) -> str:
    """Everything, with stable keys, in English."""
    text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
    return text + "\n"


def to_text(found: BackTest, language: Language = Language.ENGLISH) -> str:
    """The record for a terminal."""
    with speaking(language) as formats:
        record = found.record
        if record is None:
            return say.title(found, formats) + "\n"
        activity = say.activity_finding(record, formats)
        parts = [
            say.title(found, formats),
            *say.remarks(record, formats),
            _("%(finding)s.") % {"finding": activity},
            "",
            *columns(say.RANKING, say.ranking_rows(record, formats)),
            "",
            *columns(say.COVERAGE, say.coverage_rows(record, formats)),
            "",
            *columns(say.RELIABILITY, say.reliability_rows(record, formats)),
            "",
            *columns(say.WARNINGS, say.warning_rows(found.warnings, formats)),
            *say.why_unknown(found.warnings),
        ]
        return "\n".join(parts) + "\n"


def columns(headings: Sequence[object], rows: say.Rows) -> list[str]:
    """Columns as wide as their widest cell: names to the left, figures to the right."""
    table = [[str(heading) for heading in headings], *rows]
    widths = [
        max(_width(row[place]) for row in table) for place in range(len(headings))
    ]
    return ["  ".join(_aligned(row, widths)).rstrip() for row in table]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = []
    for place, cell in enumerate(row):
        room = " " * (widths[place] - _width(cell))
        cells.append(cell + room if place == 0 else room + cell)
    return cells


def _width(text: str) -> int:
    """Places of a terminal: a Chinese character takes two."""
    return sum(2 if is_wide(character) else 1 for character in text)
