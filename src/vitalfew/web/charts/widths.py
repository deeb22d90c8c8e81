"""A picture at three widths; the style sheet shows the one that fits its place."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any, TypeVar

from django.utils.safestring import SafeString
from django.utils.translation import get_language

WIDTHS = (358, 760, 1160)
NARROW = 560
"""Below this a picture is a phone's: fewer words in it, a list below."""

Data = TypeVar("Data")
Made = TypeVar("Made")


def drawn(draw: Callable[[Data, int], SafeString], data: Data) -> SafeString:
    """The picture of some data; of the same data it is drawn once."""
    return once(_all_widths(draw), data)


def once(make: Callable[[Data], Made], data: Data) -> Made:
    """The same of a picture with what is read off it."""
    made: Made = _made(make, pickle.dumps(data), get_language())
    return made


def at_all_widths(draw: Callable[[Data, int], SafeString], data: Data) -> SafeString:
    """All widths of one picture in the element that chooses between them."""
    pictures = "".join(draw(data, width) for width in WIDTHS)
    return SafeString(f'<div class="chart-set">{pictures}</div>')


@cache
def _all_widths(
    draw: Callable[[Data, int], SafeString],
) -> Callable[[Data], SafeString]:
    return partial(at_all_widths, draw)


@lru_cache(maxsize=512)
def _made(make: Callable[[Any], Any], packed: bytes, _language: str | None) -> Any:  # noqa: ANN401  whatever `make` makes
    return make(pickle.loads(packed))  # noqa: S301  `once` packed it


def class_at(width: int) -> str:
    return f"chart at-{width}"
