"""How wide a text will be, near enough to place it: measured once, bundled by width."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Widths in em of the interface font in semibold, rounded up to a twentieth.
_WIDTHS = {
    0.25: "' Iijl·",
    0.3: "!,.:;",
    0.35: "|",
    0.4: '"()/[\\]frt{}',
    0.5: "1^`-_–",
    0.55: "*?JLaksxz",
    0.6: "27EFcehnopquvy¥",
    0.65: "0345689#$&+<=>BPRSTZbdg~",
    0.7: "ADKVXY−€£",
    0.75: "CGHNOU",
    0.85: "Qw%…",
    0.95: "Mm→",
    1.0: "@W",
}
_BY_CHARACTER = {
    character: width for width, group in _WIDTHS.items() for character in group
}
_OTHER_LATIN = 0.7
_MARKS = re.compile(r"[\u3400-\u9fff]([·…])")
_REGULAR = 0.965
"""Regular letters are this much narrower than semibold ones."""


@lru_cache(maxsize=4096)
def is_wide(text: str) -> bool:
    """Whether a text holds characters of a square script."""
    return any(_is_wide(character) for character in text)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = 12, *, bold: bool = False) -> float:
    """Width in px, on the safe side.

    >>> text_width("中文", 12), text_width("", 12)
    (24.0, 0.0)
    """
    size = max(size, 12) if is_wide(text) else size
    em = sum(_character(character) for character in text)
    # Between square signs they are as wide as those: 买买提·艾力.
    em += sum(1.0 - _character(mark) for mark in _MARKS.findall(text))
    narrow = 1.0 if bold or is_wide(text) else _REGULAR
    return round(em * size * narrow, 2)


def shortened(text: str, room: float, size: float = 12, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits before an ellipsis.

    >>> shortened("Dongping Port Cranes", 80)
    'Dongping P…'
    """
    if text_width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + "…", size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""


def _character(character: str) -> float:
    known = _BY_CHARACTER.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if _is_wide(character) else _OTHER_LATIN


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
