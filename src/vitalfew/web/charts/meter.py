"""A score on its scale, with the threshold it has to reach or must not pass."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from vitalfew.web.charts.scale import Linear
from vitalfew.web.charts.svg import finite, line, picture, tag


@dataclass(frozen=True)
class Meter:
    """A value from `low` to `high`; None is unknown: an empty, dashed track."""

    value: float | None
    low: float
    high: float
    label: str
    threshold: float | None = None
    is_limit: bool = False
    """More is worse: beyond the threshold the value is marked."""

    @property
    def fill(self) -> str:
        if self.value is None or self.threshold is None or not self.is_limit:
            return "var(--few)"
        return "var(--warn-mark)" if self.value > self.threshold else "var(--few)"


def draw(data: Meter, width: int = 84, height: int = 12) -> SafeString:
    finite((data.value, data.low, data.high, data.threshold), "a score")
    x = Linear(data.low, data.high, 0, width)
    track: dict[str, str | float | None] = {"y": height / 2 - 3, "height": 6, "rx": 3}
    if data.value is None:
        dashed = tag(
            "rect",
            x=0.5,
            width=width - 1,
            fill="none",
            stroke="var(--line-2)",
            stroke_dasharray="3 3",
            **track,
        )
        parts = [dashed]
    else:
        reached = min(max(data.value, data.low), data.high)
        parts = [
            tag("rect", x=0, width=width, fill="var(--sunken)", **track),
            tag("rect", x=0, width=x(reached), fill=data.fill, **track),
        ]
    if data.threshold is not None:
        at = x(data.threshold)
        parts.append(line((at, 0), (at, height), "var(--ink)", stroke_width=1.5))
    return picture(parts, width=width, height=height, label=data.label, class_="meter")
