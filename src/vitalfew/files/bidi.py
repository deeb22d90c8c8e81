"""Names of any script inside a line: the rest of the line keeps its order.

A name written from right to left, or one with signs that turn the direction, would
reorder the words and figures around it. Between the marks of an isolate it cannot.
"""

from __future__ import annotations

import unicodedata

OPENS, CLOSES = "\u2068", "\u2069"
_INITIATORS = "\u2066\u2067\u2068"
_TURNING = frozenset(
    ("R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
)

SIGNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
JOINERS = "\u200c\u200d"


def turns(text: str) -> bool:
    """Whether a text can change the order of what stands around it."""
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in _TURNING for character in text
    )


def has_signs(text: str) -> bool:
    """Whether a text holds signs that turn the direction, which no script needs."""
    return not text.isascii() and any(sign in text for sign in SIGNS)


def shows(text: str) -> bool:
    """Whether each sign shows, or joins others as scripts and pictures need it.

    >>> shows("نرم\u200cافزار"), shows("a\u200bb")
    (True, False)
    """
    return all(sign.isprintable() or sign in JOINERS for sign in text)


def isolated(text: str) -> str:
    """A text that leaves the order around it alone; most are as they were.

    >>> isolated("Norvik Wind"), isolated("诺维克风电")
    ('Norvik Wind', '诺维克风电')
    >>> isolated("\u202egnorw") == "\u2068\u202egnorw\u2069"
    True
    """
    if not turns(text) or _is_isolated(text):
        return text
    return f"{OPENS}{balanced(text)}{CLOSES}"


def _is_isolated(text: str) -> bool:
    inside = text[1:-1]
    return (text[0], text[-1]) == (OPENS, CLOSES) and inside == balanced(inside)


def balanced(text: str) -> str:
    """A text that closes every isolate it opens, and none it did not open.

    >>> balanced("a\u2069b") == "ab", balanced("a\u2067b") == "a\u2067b\u2069"
    (True, True)
    """
    kept, opened = [], 0
    for character in text:
        if character == CLOSES and not opened:
            continue
        opened += (character in _INITIATORS) - (character == CLOSES)
        kept.append(character)
    return "".join(kept) + CLOSES * opened
