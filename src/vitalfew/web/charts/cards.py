"""A person as a box: name, post, role in words, and support as a shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from django.utils.safestring import SafeString

from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.svg import Style, clean, tag, words
from vitalfew.web.charts.text import shortened, text_width

Support = Literal["supporter", "neutral", "critic", "unknown"]

PAD, SHAPE = 9.5, 18.0
"""Beside the words; taken at the right by the shape."""
LINE = 15.0
ASIDE = 8.0

NAME = Style(fill="var(--ink)", weight=600)
NOBODY = Style(fill="var(--ink-3)", weight=600)
POST = Style(fill="var(--ink-3)", size=11)
ROLE = Style(fill="var(--ink-2)", size=11, weight=600)
LACK = Style(fill="var(--bad)", size=11, weight=600)


class Shown(Protocol):
    """What a box says of somebody."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def support(self) -> Support: ...
    @property
    def gap(self) -> str: ...
    @property
    def href(self) -> str: ...
    @property
    def placeholder(self) -> bool: ...


@dataclass(frozen=True)
class Look:
    """How boxes of a drawing look; `support` says each support in words."""

    lines: int
    support: dict[Support, str] | None = None
    """None: these people have no support to show, they are ours."""
    fill: str = "var(--sheet)"


def height(lines: int) -> float:
    """Of a box with so many lines of words."""
    return {1: 24.0, 2: 41.0}.get(lines, 57.0)


def draw(person: Shown, box: Box, look: Look, row: int | None = None) -> str:
    """The box; with an address it is a link that says all of it.

    `row` says in which row it may be moved.
    """
    said = spoken(person, look)
    parts = [tag("title", clean(said)), _frame(person, box, look)]
    parts += _words(person, box, look)
    if look.support is not None:
        center = (box.x + box.width - 13.0, box.y + (12.0 if look.lines == 1 else 14.0))
        parts.append(shape(person.support, *center))
    known = {"data_key": person.key, "data_row": None if row is None else str(row)}
    if person.href:
        return tag("a", *parts, href=person.href, aria_label=said, **known)
    return tag("g", *parts, **known)


def spoken(person: Shown, look: Look) -> str:
    """Everything the box shows, its shape and color included, as words."""
    support = look.support[person.support] if look.support else ""
    said = (person.name, person.post, person.role, support, person.gap)
    return " · ".join(each for each in said if each)


def _frame(person: Shown, box: Box, look: Look) -> str:
    fill, stroke, dash = look.fill, "var(--line-2)", None
    if person.gap:
        fill, stroke, dash = "var(--bad-tint)", "var(--bad-mark)", "3 2"
    elif person.placeholder:
        stroke, dash = "var(--control)", "3 2"
    return tag(
        "rect",
        class_="hit",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=6 if look.lines > 1 else 4,
        fill=fill,
        stroke=stroke,
        stroke_dasharray=dash,
    )


def _words(person: Shown, box: Box, look: Look) -> list[str]:
    left, room = box.x + PAD, box.width - 2 * PAD
    first = room - (SHAPE if look.support is not None else 0.0)
    name = NOBODY if person.placeholder else NAME
    role = (person.role or person.gap, LACK if person.gap else ROLE)
    post = (person.post, POST)
    if look.lines == 1:
        return _one_line(person, (left, box.y + 16.0), first, name)
    parts = [_fitted(left, box.y + 17.0, person.name, name, first)]
    below = box.y + 17.0 + LINE
    if look.lines == 2:
        return parts + _side_by_side((role, post), left, below, room)
    rows = [each for each in (post, role) if each[0]]
    for i, (text, style) in enumerate(rows):
        parts.append(_fitted(left, below + LINE * i, text, style, room))
    return parts


def _one_line(
    person: Shown, at: tuple[float, float], room: float, name: Style
) -> list[str]:
    """The name, then the post; the role, or what is missing, at the right."""
    left, y = at
    text, style = person.role or person.gap, LACK if person.gap else ROLE
    text = shortened(text, room * 0.4, style.size, bold=True)
    wide = text_width(text, style.size, bold=True)
    parts = []
    if text:
        parts.append(words(left + room, y, text, style, anchor="end"))
        room -= wide + ASIDE
    named = shortened(person.name, room, bold=True)
    parts.append(words(left, y, named, name))
    used = text_width(named, bold=True) + ASIDE
    return parts + _side_by_side(((person.post, POST),), left + used, y, room - used)


def _side_by_side(
    said: tuple[tuple[str, Style], ...], x: float, y: float, room: float
) -> list[str]:
    """One after the other, as far as there is room for more than a letter or two."""
    parts = []
    for text, style in said:
        fitted = shortened(text, room, style.size, bold=style.weight == 600)
        if not fitted or (fitted != text and len(fitted) < 5):
            continue
        parts.append(words(x, y, fitted, style))
        used = text_width(fitted, style.size, bold=style.weight == 600) + ASIDE
        x, room = x + used, room - used
    return parts


def _fitted(x: float, y: float, text: str, style: Style, room: float) -> str:
    bold = style.weight == 600
    return words(x, y, shortened(text, room, style.size, bold=bold), style)


def shape_alone(support: Support) -> SafeString:
    """The shape as a picture of its own, for a legend in a page."""
    return SafeString(
        tag(
            "svg",
            shape(support, 6.0, 6.0),
            viewBox="0 0 12 12",
            width=12,
            height=12,
            aria_hidden="true",
        )
    )


def shape(support: Support, x: float, y: float) -> str:
    """A disk supports, a triangle is against, a ring neutral, a broken one unknown."""
    if support == "supporter":
        return tag("circle", cx=x, cy=y, r=3.5, fill="var(--good-mark)")
    if support == "critic":
        triangle = f"M{x:.1f} {y - 4:.1f}l4.2 7.4h-8.4z"
        return tag("path", d=triangle, fill="var(--bad-mark)")
    return tag(
        "circle",
        cx=x,
        cy=y,
        r=3,
        fill="none",
        stroke="var(--control)",
        stroke_width=1.5,
        stroke_dasharray="1.5 1.6" if support == "unknown" else None,
    )
