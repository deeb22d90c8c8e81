"""A deck as PowerPoint slides that can be edited: native tables and native charts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from vitalfew.files.tables_out import printable
from vitalfew.web.charts.text import is_wide, text_width
from vitalfew.web.decks.deck import LONGEST_PLACE, cut, short
from vitalfew.web.decks.look import HEADING, plain, quiet_table

if TYPE_CHECKING:
    from vitalfew.web.decks.deck import Cell, Chart, Column, Deck, Slide, Table

TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
LANGUAGES = {"en": MSO_LANGUAGE_ID.ENGLISH_US}
TITLE, TEXT, SMALL = 24, 12, 10
PADDING, GAP = Pt(8), Inches(0.15)
SIDES = Inches(0.2)
LONGEST = 400
"""Characters of a cell on a slide; the workbook keeps all of them."""
LONGEST_TITLE = 80
"""Of a title that nobody says the place of."""
SPACED, SPACED_WIDE = 1.35, 1.5
"""From line to line, in heights of a letter; Chinese fonts stand further apart."""
LONGEST_PROPERTY = 255
"""Characters of the title among the properties of a file."""
MUTED = RGBColor.from_string(HEADING)
FEW_COLUMNS = 3
"""With no more categories, columns as wide as their places look like walls."""


@dataclass(frozen=True)
class Area:
    left: int
    top: int
    width: int
    height: int


def write_pptx(deck: Deck, template: bytes | None = None) -> bytes:
    """The file; with a template in the company's own look, which was checked before."""
    book: Any = Presentation(io.BytesIO(template)) if template else plain()
    _emptied(book)
    _first(book, deck, own=template is not None)
    for slide in deck.slides:
        for part in _parts(book, slide, own=template is not None):
            _slide(book, part, deck, own=template is not None)
    book.core_properties.title = cut(printable(deck.title), LONGEST_PROPERTY)
    book.core_properties.author = ""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def title_layout(book: Any, *, first: bool = False) -> Any:  # noqa: ANN401
    """The layout with a title and the least beside it; first, one with a subtitle."""
    found = [layout for layout in book.slide_layouts if _title_of(layout) is not None]
    if first:
        return next((each for each in found if _subtitle_of(each) is not None), None)
    return min(found, key=lambda layout: len(_others(layout)), default=None)


def _emptied(book: Any) -> None:  # noqa: ANN401
    """Without the slides a template shows as examples."""
    # The library has no way of its own to take a slide out.
    listed = book.slides._sldIdLst  # noqa: SLF001
    for entry in list(listed):
        book.part.drop_rel(entry.rId)
        listed.remove(entry)


def _title_of(where: Any) -> Any:  # noqa: ANN401
    return next((s for s in where.placeholders if _kind(s) in TITLES), None)


def _subtitle_of(where: Any) -> Any:  # noqa: ANN401
    wanted = PP_PLACEHOLDER.SUBTITLE
    return next((s for s in where.placeholders if _kind(s) == wanted), None)


def _others(where: Any) -> list[Any]:  # noqa: ANN401
    placed = where.placeholders
    return [each for each in placed if _kind(each) not in TITLES | FURNITURE]


def _kind(shape: Any) -> Any:  # noqa: ANN401
    return shape.placeholder_format.type


def _first(book: Any, deck: Deck, *, own: bool) -> None:  # noqa: ANN401
    layout = title_layout(book, first=True) or title_layout(book)
    slide = book.slides.add_slide(layout)
    title, subtitle = _title_of(slide), _subtitle_of(slide)
    if not own:
        margin, width = Inches(0.8), book.slide_width - Inches(1.6)
        _put(title, Area(margin, Inches(1.8), width, Inches(1.9)))
        _put(subtitle, Area(margin, Inches(3.9), width, Inches(2)))
    if subtitle is None:
        area = _below(book, slide)
        subtitle = slide.shapes.add_textbox(
            area.left, area.top, area.width, area.height
        )
    _say(title.text_frame, [_fitting(deck.title, title, 30)], deck, size=30, bold=True)
    _say(subtitle.text_frame, deck.facts, deck, size=16)
    if not own:
        for frame in (title.text_frame, subtitle.text_frame):
            for paragraph in frame.paragraphs:
                paragraph.alignment = PP_ALIGN.LEFT
    _foot(book, slide, deck)


def _slide(book: Any, part: Slide, deck: Deck, *, own: bool) -> None:  # noqa: ANN401
    slide = book.slides.add_slide(title_layout(book))
    for placed in _others(slide):
        placed.element.getparent().remove(placed.element)
    title = _title_of(slide)
    if not own or _is_low(book, slide):
        _put(title, _heading(book))
    said = _fitting(part.title, title, TITLE)
    _say(title.text_frame, [said], deck, size=TITLE, bold=True)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    if not own:
        title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    area = _below(book, slide)
    if part.chart is not None:
        height = area.height // 2 if part.table is not None else area.height
        _chart(slide, part.chart, Area(area.left, area.top, area.width, height))
        area = Area(
            area.left, area.top + height + GAP, area.width, area.height - height - GAP
        )
    if part.table is not None:
        native = _table(slide, part.table, area, deck)
        if not own:
            quiet_table(native)
            _mute(native.rows[0])
    _foot(book, slide, deck, part.note)


def _heading(book: Any) -> Area:  # noqa: ANN401
    return Area(Inches(0.6), Inches(0.35), book.slide_width - Inches(1.2), Inches(1.0))


def _below(book: Any, slide: Any) -> Area:  # noqa: ANN401
    """The room below the title, down to where footers stand."""
    title = _title_of(slide)
    if None in {title.top, title.height, title.left, title.width}:
        # Neither the layout nor what it follows says where its title stands.
        title = _heading(book)
    top = title.top + title.height + GAP
    bottom = book.slide_height - Inches(0.75)
    return Area(title.left, top, title.width, max(bottom - top, Inches(1)))


def _is_low(book: Any, where: Any) -> bool:  # noqa: ANN401
    """Whether its title leaves less than half of the slide, as one of a first slide."""
    return bool(_below(book, where).height < book.slide_height // 2)


def _put(shape: Any, area: Area) -> None:  # noqa: ANN401
    shape.left, shape.top = area.left, area.top
    shape.width, shape.height = area.width, area.height


def _say(
    frame: Any,  # noqa: ANN401
    texts: Sequence[str],
    deck: Deck,
    *,
    size: int,
    bold: bool = False,
) -> None:
    frame.word_wrap = True
    frame.text = printable(texts[0])
    for text in texts[1:]:
        frame.add_paragraph().text = printable(text)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(size)
            if bold:
                run.font.bold = True
            run.font.language_id = LANGUAGES.get(
                deck.language, MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE
            )


def _foot(book: Any, slide: Any, deck: Deck, note: str = "") -> None:  # noqa: ANN401
    texts = [text for text in (note, deck.footer) if text]
    if not texts:
        return
    area = _below(book, slide)
    top = book.slide_height - Inches(0.6)
    box = slide.shapes.add_textbox(area.left, top, area.width, Inches(0.35))
    _say(box.text_frame, [" · ".join(texts)], deck, size=SMALL)
    box.text_frame.paragraphs[0].runs[0].font.color.rgb = MUTED


def _chart(slide: Any, chart: Chart, area: Area) -> None:  # noqa: ANN401
    data = CategoryChartData(number_format=chart.number_format)
    data.categories = [
        short(printable(name), LONGEST_PLACE) for name in chart.categories
    ]
    for series in chart.series:
        values = [None if value is None else float(value) for value in series.values]
        data.add_series(series.name, values)
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED
    place = (Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    drawn = slide.shapes.add_chart(kind, *place, data).chart
    drawn.font.size = Pt(SMALL)
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
    drawn.value_axis.major_gridlines.format.line.color.rgb = RGBColor(230, 227, 220)
    drawn.value_axis.format.line.fill.background()
    drawn.value_axis.tick_labels.number_format = chart.number_format
    drawn.value_axis.tick_labels.number_format_is_linked = False
    # Below the picture, also where columns go below zero.
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    drawn.plots[0].gap_width = 60 if len(chart.categories) > FEW_COLUMNS else 250
    drawn.plots[0].overlap = 0


def _table(slide: Any, table: Table, area: Area, deck: Deck) -> Any:  # noqa: ANN401
    heights = _heights(table, area.width)
    shape = slide.shapes.add_table(
        len(table.rows) + 1,
        len(table.columns),
        Emu(area.left),
        Emu(area.top),
        Emu(area.width),
        Emu(sum(heights)),
    )
    native = shape.table
    for place, width in enumerate(_widths(table.columns, area.width)):
        native.columns[place].width = Emu(width)
    for place, height in enumerate(heights):
        native.rows[place].height = Emu(height)
    texts = [[column.heading for column in table.columns]]
    texts += [[cut(cell.text, LONGEST) for cell in row] for row in table.rows]
    for line, row in enumerate(texts):
        for place, text in enumerate(row):
            cell = native.cell(line, place)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            _say(cell.text_frame, [text], deck, size=TEXT)
            if table.columns[place].figures:
                for paragraph in cell.text_frame.paragraphs:
                    paragraph.alignment = PP_ALIGN.RIGHT
    return native


def _mute(row: Any) -> None:  # noqa: ANN401
    for cell in row.cells:
        for paragraph in cell.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.color.rgb = MUTED


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    whole = sum(column.share for column in columns)
    return [width * column.share // whole for column in columns]


def _heights(table: Table, width: int) -> list[int]:
    """How high each row grows, its heading first."""
    widths = _widths(table.columns, width)
    texts = [[column.heading for column in table.columns]]
    texts += [[cut(cell.text, LONGEST) for cell in row] for row in table.rows]
    return [
        max(
            _lines(text, room) * _line(text, TEXT)
            for text, room in zip(row, widths, strict=True)
        )
        + PADDING
        for row in texts
    ]


def _line(text: str, size: int) -> int:
    """How high one line of it is."""
    return Pt(ceil(size * (SPACED_WIDE if is_wide(text) else SPACED)))


def _lines(text: str, width: int, size: int = TEXT) -> int:
    """How many lines a text takes, on the safe side: words do not break."""
    room = (width - SIDES) / Pt(1)
    return sum(
        max(ceil(text_width(line, size) * 1.08 / room), 1)
        for line in text.splitlines() or [""]
    )


def _fitting(text: str, shape: Any, size: int) -> str:  # noqa: ANN401
    """As much of a title as stands in its place."""
    if not shape.width or not shape.height:
        return cut(text, LONGEST_TITLE)
    return _held(text, shape.width, shape.height + PADDING, size)


def _parts(book: Any, slide: Slide, *, own: bool) -> Iterator[Slide]:  # noqa: ANN401
    """The slide, or as many as its table needs."""
    if slide.table is None or slide.chart is not None:
        yield from slide.pages()
        return
    room = _room(book, own=own)
    heights = _heights(slide.table, room.width)
    held: list[Any] = []
    filled = heights[0]
    most = room.height - heights[0]
    rows = [_fitted(row, slide.table, room.width, most) for row in slide.table.rows]
    heights = _heights(replace(slide.table, rows=rows), room.width)
    for row, height in zip(rows, heights[1:], strict=True):
        if held and filled + height > room.height:
            yield _with(slide, held)
            held, filled = [], heights[0]
        held.append(row)
        filled += height
    yield _with(slide, held)


def _fitted(row: Sequence[Cell], table: Table, width: int, most: int) -> list[Cell]:
    """The row, no higher than a slide: what is longer is cut."""
    lines = zip(row, _widths(table.columns, width), strict=True)
    return [replace(cell, text=_held(cell.text, room, most)) for cell, room in lines]


def _held(text: str, width: int, height: int, size: int = TEXT) -> str:
    """As much of a text as a place of this size holds."""
    most = min(len(text), LONGEST)
    lines = max((height - PADDING) // _line(text, size), 1)
    while most > 1 and _lines(cut(text, most), width, size) > lines:
        most -= 1
    return cut(text, most)


def _room(book: Any, *, own: bool) -> Area:  # noqa: ANN401
    """The room a table has, by the layout its slide will have."""
    layout = title_layout(book)
    if own and not _is_low(book, layout):
        return _below(book, layout)
    title = _heading(book)
    top = title.top + title.height + GAP
    bottom = book.slide_height - Inches(0.75)
    return Area(title.left, top, title.width, bottom - top)


def _with(slide: Slide, rows: list[Any]) -> Slide:
    table = slide.table
    return replace(slide, table=replace(table, rows=rows)) if table else slide
