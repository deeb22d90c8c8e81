"""Elements of SVG as text: escaped, rounded, free of anything a strict page refuses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape

from django.utils.safestring import SafeString

from vitalfew.files.bidi import isolated
from vitalfew.web.charts.text import is_wide

Point = tuple[float, float]

# Characters XML 1.0 does not allow, even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

HALO: dict[str, str | float | None] = {
    "paint_order": "stroke",
    "stroke": "var(--sheet)",
    "stroke_width": 3.5,
    "stroke_linejoin": "round",
}


def number(value: float) -> str:
    """At most one decimal, and never minus zero."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    # The same few texts stand in a picture many times, and at three widths.
    return escape(isolated(_NOT_XML.sub("", text)), quote=True)


def tag(name: str, *inside: str, **attributes: str | float | None) -> str:
    """One element. `stroke_width` becomes stroke-width, `class_` class; no None."""
    said = "".join(
        f' {_name(key)}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not inside:
        return f"<{name}{said}/>"
    return f"<{name}{said}>{''.join(inside)}</{name}>"


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _attribute(value: str | float) -> str:
    return clean(value) if isinstance(value, str) else number(value)


@dataclass(frozen=True)
class Style:
    """How words look. `halo`: the sheet's color around the letters, over lines."""

    fill: str = "var(--ink-2)"
    size: float = 12
    weight: int | None = None
    halo: bool = False


AXIS = Style(fill="var(--axis)", size=11)
LABEL = Style(halo=True)
STRONG = Style(fill="var(--ink)", weight=600, halo=True)
FEW = Style(fill="var(--cobalt)", weight=600, halo=True)
WARN = Style(fill="var(--warn)", weight=600, halo=True)
BAD = Style(fill="var(--bad)", weight=600, halo=True)


def words(
    x: float, y: float, text: str, style: Style = LABEL, *, anchor: str = "start"
) -> str:
    """A line of text on its baseline. Chinese is never set below 12 px."""
    size = max(style.size, 12) if is_wide(text) else style.size
    return tag(
        "text",
        clean(text),
        x=x,
        y=y,
        text_anchor=None if anchor == "start" else anchor,
        font_size=size,
        font_weight=None if style.weight is None else str(style.weight),
        fill=style.fill,
        **(HALO if style.halo else {}),
    )


def line(start: Point, end: Point, stroke: str, **more: str | float | None) -> str:
    (x1, y1), (x2, y2) = start, end
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)


def polyline(points: Iterable[Point], stroke: str, **more: str | float | None) -> str:
    base: dict[str, str | float | None] = {
        "fill": "none",
        "stroke": stroke,
        "stroke_width": 2,
        "stroke_linejoin": "round",
        "stroke_linecap": "round",
    }
    return tag("polyline", points=_points(points), **base | more)


def polygon(points: Iterable[Point], fill: str, **more: str | float | None) -> str:
    return tag("polygon", points=_points(points), fill=fill, **more)


def dot(at: Point, fill: str, radius: float = 4) -> str:
    return tag(
        "circle",
        cx=at[0],
        cy=at[1],
        r=radius,
        fill=fill,
        stroke="var(--sheet)",
        stroke_width=1.5,
    )


def picture(
    parts: Sequence[str],
    *,
    width: float,
    height: float,
    label: str,
    class_: str,
    links: bool = False,
    **more: str | float | None,
) -> SafeString:
    """The whole picture, with the sentence a screen reader speaks.

    A picture with links in it is a group: an image would hide them.
    """
    return SafeString(
        tag(
            "svg",
            *parts,
            class_=class_,
            viewBox=f"0 0 {number(width)} {number(height)}",
            width=width,
            height=height,
            role="group" if links else "img",
            aria_label=label,
            **more,
        )
    )


def finite(values: Iterable[float | None], what: str) -> None:
    """Refuse what cannot be drawn instead of drawing it somewhere.

    Raises
    ------
    ValueError
        A value is NaN or infinite.
    """
    for value in values:
        if value is not None and not math.isfinite(value):
            message = f"A chart cannot show {value!r} as {what}; unknown is None."
            raise ValueError(message)


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
