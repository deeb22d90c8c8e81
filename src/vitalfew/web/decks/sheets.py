"""A deck as a workbook: what each slide shows as values to work with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.files.tables_out import write_xlsx

if TYPE_CHECKING:
    from vitalfew.files.tables_out import Cell as Value
    from vitalfew.files.tables_out import Sheet
    from vitalfew.web.decks.deck import Chart, Deck, Slide


def write_workbook(deck: Deck) -> bytes:
    """The first sheet has the findings, each other one what a slide rests on."""
    findings: list[list[Value]] = [[deck.name, deck.title]]
    findings += [["", fact] for fact in deck.facts]
    findings += [[slide.name, slide.title] for slide in deck.slides]
    findings += [[slide.name, slide.note] for slide in deck.slides if slide.note]
    sheets: dict[str, Sheet] = {_("Findings"): ((_("Slide"), _("Finding")), findings)}
    for slide in deck.slides:
        sheets |= dict(_sheets(slide))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "deck.xlsx"
        write_xlsx(target, sheets)
        return target.read_bytes()


def _sheets(slide: Slide) -> Iterator[tuple[str, Sheet]]:
    if slide.table is not None:
        headings = [column.heading for column in slide.table.columns]
        rows = [[cell.kept for cell in row] for row in slide.table.rows]
        yield slide.name, (headings, rows)
    if slide.chart is not None:
        name = _("%(slide)s, chart") % {"slide": slide.name}
        yield name, _charted(slide.chart)


def _charted(chart: Chart) -> Sheet:
    headings = ["", *(series.name for series in chart.series)]
    rows: list[list[Value]] = [
        [category, *(series.values[place] for series in chart.series)]
        for place, category in enumerate(chart.categories)
    ]
    return headings, rows
