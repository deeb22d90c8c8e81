"""Who reports to whom at a customer: a tree of boxes, of any depth and width.

Few people stand as a tree from the top down. More, and any number on a narrow page,
stand one under another, each a step further in than who is above, in as many columns as
there is room for. Who reports to nobody known stands apart, under words that say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts import cards
from vitalfew.web.charts.cards import Look, Support
from vitalfew.web.charts.organigram_down import down
from vitalfew.web.charts.organigram_steps import in_steps
from vitalfew.web.charts.organigram_tree import forest
from vitalfew.web.charts.relationship import Person
from vitalfew.web.charts.svg import AXIS, clean, picture, tag, words
from vitalfew.web.charts.widths import NARROW, class_at

MOST, MOST_NARROW = 150, 60
"""How many have a box."""


@dataclass(frozen=True)
class Tree:
    """Everything the picture says, translated.

    `above` gives the key of whom somebody reports to; `alone` heads those of whom it is
    not known and who have nobody below them; `under` heads a column that goes on with
    people of the one named; `reports` says a line in words, who is below first.
    """

    people: tuple[Person, ...]
    above: Mapping[str, str]
    label: str
    support: Mapping[Support, str]
    alone: str
    under: Callable[[str], str]
    reports: Callable[[str, str], str]
    more: Callable[[int], str] = "+{}".format
    empty: str = ""


def draw(data: Tree, width: int) -> SafeString:
    woods = forest(data, MOST if width >= NARROW else MOST_NARROW)
    layout = down(data, woods, width) or in_steps(data, woods, width)
    names = {person.key: person.name for person in data.people}
    parts = [words(x, y, text, AXIS) for x, y, text in layout.headings]
    for key, path in layout.lines.items():
        said = data.reports(names[key], names[woods.above[key]])
        title = tag("title", clean(said))
        parts.append(tag("path", title, d=path, fill="none", stroke="var(--control)"))
    look = Look(layout.rows, dict(data.support))
    shown = {p.key: p for p in data.people if p.key in layout.boxes}
    parts += [cards.draw(shown[key], box, look) for key, box in layout.boxes.items()]
    return picture(
        parts,
        width=width,
        height=layout.height,
        label=data.label,
        class_=class_at(width),
        links=any(person.href for person in shown.values()),
    )
