"""What remains of this year without an account, and what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    AXIS,
    BAD,
    LABEL,
    STRONG,
    finite,
    line,
    picture,
    tag,
    words,
)
from vitalfew.web.charts.text import shortened, text_width
from vitalfew.web.charts.widths import class_at

BELOW = replace(AXIS, halo=True)
ROW = 58.0
LABEL_LINE = 14.0
"""What a second line of labels below a bar takes: zero, then the mark."""


@dataclass(frozen=True)
class Before:
    """One figure with everybody, and without the accounts in question.

    `mark` is a line it should not fall below, such as fixed costs.
    """

    name: str
    everybody: float
    without: float
    mark: float | None = None
    mark_text: str = ""


@dataclass(frozen=True)
class Loss:
    """Figures below each other, each on the scale of its own largest amount."""

    figures: Sequence[Before]
    form: Form
    label: str


def draw(data: Loss, width: int) -> SafeString:
    for figure in data.figures:
        values = (figure.everybody, figure.without, figure.mark)
        finite(values, f"a value of {figure.name}")
    parts: list[str] = []
    top = 0.0
    for figure in data.figures:
        parts += _figure(data, figure, top, width)
        top += ROW + (LABEL_LINE if _low(figure) < 0 and figure.mark_text else 0)
    return picture(
        parts, width=width, height=top, label=data.label, class_=class_at(width)
    )


def _low(figure: Before) -> float:
    return _span(figure)[0]


def _span(figure: Before) -> tuple[float, float]:
    marks = [] if figure.mark is None else [figure.mark]
    return scale.with_zero([figure.everybody, figure.without, *marks])


def _figure(data: Loss, figure: Before, top: float, width: int) -> list[str]:
    low, high = _span(figure)
    x = Linear(low, high if high > low else low + 1, 0, width - 2.0)
    lost = figure.everybody - figure.without
    text = data.form(-lost) if lost else ""
    remains = data.form(figure.without)
    figures = text_width(remains, bold=True) + text_width(text, bold=True)
    name = shortened(figure.name, width - figures - 30)
    parts = [
        words(0, top + 13, name, LABEL),
        words(text_width(name) + 10, top + 13, remains, STRONG),
        words(width - 2, top + 13, text, BAD, anchor="end") if text else "",
        _bar(x, 0, figure.without, top + 20, "var(--many)"),
        _gone(x, figure.without, figure.everybody, top + 20),
    ]
    below = top + 50
    if low < 0:
        zero = data.form(0)
        # A mark lies to the right of zero: its line must not run through the words.
        anchor = "end" if text_width(zero, 11) < x(0) else "start"
        parts += _line_at(x(0), top, below, zero, anchor, "var(--axis)")
        below += LABEL_LINE
    if figure.mark is not None:
        at, text = x(figure.mark), figure.mark_text
        anchor = "end" if at + text_width(text, 11) > width else "start"
        parts += _line_at(at, top, below, text, anchor, "var(--ink)")
    return parts


def _line_at(
    at: float, top: float, below: float, text: str, anchor: str, stroke: str
) -> list[str]:
    """A line across the bar with its words below it."""
    ends = (at, top + 17), (at, below - 11)
    return [
        line(*ends, stroke, stroke_width=1.5),
        words(at, below, text, BELOW, anchor=anchor),
    ]


def _bar(x: Linear, start: float, end: float, y: float, fill: str) -> str:
    one, two = sorted((x(start), x(end)))
    box = {"x": one, "y": y, "width": two - one, "height": 16.0, "rx": 2.0}
    return tag("rect", **box, fill=fill)


def _gone(x: Linear, without: float, everybody: float, y: float) -> str:
    """The part that goes: tinted, with a dashed edge, so that it is not color alone."""
    one, two = sorted((x(without), x(everybody)))
    if two == one:
        return ""
    return tag(
        "rect",
        x=one + 0.5,
        y=y + 0.5,
        width=max(0.0, two - one - 1),
        height=15,
        rx=2,
        fill="var(--bad-tint)",
        stroke="var(--bad-mark)",
        stroke_dasharray="3 2",
    )
