"""Who of us knows whom of them: two sides, ties as thick as the contact is close.

Few people stand in two rows. More stand under one another, theirs by level with ours
beside them, so that no tie runs through a box; on the widest picture theirs stand on
both sides of ours. Whoever was put by hand stands there in every form, the others
around them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from vitalfew.web.charts import cards
from vitalfew.web.charts.cards import Look, Support
from vitalfew.web.charts.relationship_columns import in_columns
from vitalfew.web.charts.relationship_layout import Layout
from vitalfew.web.charts.relationship_lines import drawn_lines, drawn_ties
from vitalfew.web.charts.relationship_rows import fits, in_rows
from vitalfew.web.charts.svg import AXIS, finite, line, picture, words
from vitalfew.web.charts.widths import NARROW, class_at


@dataclass(frozen=True)
class Person:
    """Somebody of theirs or of ours.

    `level` is 3 executive, 2 management, 1 technical, 0 unknown. `gap` says what is
    missing ("Decides; nobody has met them") and makes the box dashed and red. `place`
    is where it was put by hand, in shares: how far across (in a row; beside ours, on
    which side) and how far down its column. What is not said is as the other says.
    """

    key: str
    name: str
    post: str = ""
    role: str = ""
    level: int = 0
    support: Support = "unknown"
    gap: str = ""
    href: str = ""
    place: tuple[float | None, float | None] | None = None
    placeholder: bool = False


@dataclass(frozen=True)
class Tie:
    """Contact of one of us with one of them; `wanted` is a tie that is missing."""

    ours: str
    theirs: str
    strength: float
    wanted: bool = False
    words: str = ""


@dataclass(frozen=True)
class Line:
    """What runs between two of theirs.

    "influence" (of one on the other), "conflict", or any other kind: an informal line.
    """

    one: str
    other: str
    kind: str
    words: str = ""


@dataclass(frozen=True)
class Map:
    """Everything the picture says, translated.

    `levels` names the bands; `more` says how many of a level have no box, `more_ours`
    how many of us; `support` says the shapes in words; `empty` that nobody is known.
    `movable` tells a script what it needs to move people.
    """

    theirs: tuple[Person, ...]
    ours: tuple[Person, ...]
    ties: tuple[Tie, ...]
    lines: tuple[Line, ...]
    theirs_name: str
    ours_name: str
    label: str
    support: Mapping[Support, str]
    levels: Mapping[int, str] = field(default_factory=dict)
    more: Callable[[int, int], str] = "+{1}".format
    more_ours: Callable[[int], str] = "+{}".format
    empty: str = ""
    movable: bool = False


def layout_of(data: Map, width: int) -> Layout:
    """Where everybody stands on the picture of this width."""
    wide = width >= NARROW and fits(data, width)
    return in_rows(data, width) if wide else in_columns(data, width)


def draw(data: Map, width: int) -> SafeString:
    finite((tie.strength for tie in data.ties), "the strength of a tie")
    for person in (*data.theirs, *data.ours):
        finite(person.place or (), f"the place of {person.name}")
    layout = layout_of(data, width)
    ties = drawn_ties(data.ties, layout, named=data.movable)
    parts = [*_headings(layout), *ties, *drawn_lines(data.lines, layout)]
    rows = _rows_of(layout) if data.movable else {}
    theirs = Look(layout.lines, dict(data.support))
    ours = Look(layout.our_lines, fill="var(--wash)")
    parts += [_box(person, layout, theirs, rows) for person in data.theirs]
    parts += [_box(person, layout, ours, rows) for person in data.ours]
    everybody = (*data.theirs, *data.ours)
    return picture(
        parts,
        width=width,
        height=layout.height,
        label=data.label,
        class_=class_at(width),
        links=data.movable
        or any(person.href for person in everybody if person.key in layout.boxes),
        **(_for_moving(layout) if data.movable else {}),
    )


def _box(person: Person, layout: Layout, look: Look, rows: Mapping[str, int]) -> str:
    box = layout.boxes.get(person.key)
    if box is None:
        return ""
    return cards.draw(person, box, look, rows.get(person.key))


def _rows_of(layout: Layout) -> dict[str, int]:
    return {key: i for i, row in enumerate(layout.rows) for key in row.keys}


def _for_moving(layout: Layout) -> dict[str, str]:
    """What a script has to know: the rows, and which way they run."""
    rows = [[row.start, row.end, row.band, row.side] for row in layout.rows]
    return {
        "data_rows": json.dumps(rows),
        "data_gap": f"{layout.gap:g}",
        "data_runs": "across" if layout.upright else "down",
    }


def _headings(layout: Layout) -> list[str]:
    parts = [line(start, end, "var(--line)") for start, end in layout.rules]
    return parts + [words(x, y, text, AXIS) for x, y, text in layout.headings]
