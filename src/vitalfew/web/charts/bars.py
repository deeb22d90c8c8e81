"""Parts of one customer, such as its buying units: a bar each, largest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts import scale
from vitalfew.web.charts.axis import Form
from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import (
    LABEL,
    STRONG,
    Style,
    clean,
    finite,
    line,
    picture,
    tag,
    words,
)
from vitalfew.web.charts.text import shortened, text_width
from vitalfew.web.charts.widths import class_at

ROW = 26.0
MOST = 12
LONGEST = {358: 120.0, 760: 200.0, 1160: 280.0}
NOTE = Style(fill="var(--ink-3)")


@dataclass(frozen=True)
class Bar:
    """One part; `few` draws it in cobalt, `note` stands behind its figure."""

    name: str
    value: float
    note: str = ""
    few: bool = False


@dataclass(frozen=True)
class Bars:
    """Parts in the order given; more than twelve are in the table below only."""

    bars: Sequence[Bar]
    form: Form
    label: str


def draw(data: Bars, width: int) -> SafeString:
    finite((bar.value for bar in data.bars), "a bar")
    shown = data.bars[:MOST]
    names = min(max((text_width(b.name) for b in shown), default=0.0), LONGEST[width])
    figures = max((_figure_width(data, b) for b in shown), default=0.0)
    low, high = scale.with_zero([b.value for b in shown])
    # A bar below zero has its figure on the left.
    before = max(
        (_figure_width(data, b) + 8 for b in shown if b.value < 0), default=0.0
    )
    left = names + 12 + before
    x = Linear(low, high if high > low else low + 1, left, width - figures - 8)
    parts = []
    for i, bar in enumerate(shown):
        middle = ROW * i + ROW / 2
        parts.append(words(0, middle + 4, shortened(bar.name, names), LABEL))
        parts.append(_bar(bar, x, middle))
        parts += _figure(data, bar, x, middle)
    height = ROW * len(shown) + 2
    if low < 0:
        parts.append(line((x(0), 0), (x(0), height), "var(--line-2)"))
    return picture(
        parts, width=width, height=height, label=data.label, class_=class_at(width)
    )


def _bar(bar: Bar, x: Linear, middle: float) -> str:
    start, end = sorted((x(0), x(bar.value)))
    fill = "few" if bar.few else "bad-mark" if bar.value < 0 else "many"
    return tag(
        "rect",
        tag("title", clean(bar.name)),
        x=start,
        y=middle - 6,
        width=max(1.0, end - start),
        height=12,
        rx=2,
        fill=f"var(--{fill})",
    )


def _figure(data: Bars, bar: Bar, x: Linear, middle: float) -> list[str]:
    text = data.form(bar.value)
    if bar.value < 0:
        start = x(bar.value) - 8 - _figure_width(data, bar)
    else:
        start = x(bar.value) + 8
    parts = [words(start, middle + 4, text, STRONG)]
    if bar.note:
        after = start + text_width(text, bold=True) + 6
        parts.append(words(after, middle + 4, bar.note, NOTE))
    return parts


def _figure_width(data: Bars, bar: Bar) -> float:
    note = text_width(bar.note) + 6 if bar.note else 0.0
    return text_width(data.form(bar.value), bold=True) + note
