"""A picture at three widths; the style sheet shows the one that fits its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils.safestring import SafeString

WIDTHS = (358, 760, 1160)
NARROW = 560
"""Below this a picture is a phone's: fewer words in it, a list below."""

Data = TypeVar("Data")


def drawn(draw: Callable[[Data, int], SafeString], data: Data) -> SafeString:
    """All widths of one picture in the element that chooses between them."""
    pictures = "".join(draw(data, width) for width in WIDTHS)
    return SafeString(f'<div class="chart-set">{pictures}</div>')


def class_at(width: int) -> str:
    return f"chart at-{width}"
