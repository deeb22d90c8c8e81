"""Reasons in words: what speaks for an account, against it, and what is not known.

A reason is a code with values. Its English sentence stands here, once, and is also
the key under which a translation is found; whoever shows it formats the values for
the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["count", "percent", "money", "months", "score", "date", "text", "days"]
Side = Literal["for", "against", "unknown"]
Format = Callable[[Kind, object], str]


@dataclass(frozen=True)
class Template:
    """An English sentence with `%(name)s` places, and the kind of value of each."""

    text: str
    kinds: Mapping[str, Kind] = field(default_factory=dict)


TEMPLATES: dict[str, Template] = {}
"""Every sentence, by code. Modules of this package add theirs with `declare`."""


def declare(code: str, text: str, **kinds: Kind) -> str:
    """Register a sentence and return its code; a code is declared once."""
    if code in TEMPLATES:
        message = f"The reason {code!r} is declared twice."
        raise ValueError(message)
    TEMPLATES[code] = Template(text, kinds)
    return code


def said(code: str | None) -> str | None:
    """The sentence of a code that has no values; None stays None."""
    return None if code is None else TEMPLATES[code].text


@dataclass(frozen=True)
class Reason:
    """One reason: its side, its code and the values of its sentence."""

    side: Side
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, form: Format | None = None, text: str | None = None) -> str:
        """The reason in words; `text` is a translation, `form` the reader's formats."""
        template = TEMPLATES[self.code]
        form = form or english
        shown = {
            name: form(template.kinds[name], value)
            for name, value in self.values.items()
        }
        return (text or template.text) % shown


Say = Callable[[Reason], str]
"""A reason in the words of whoever reads it."""


def english(kind: Kind, value: object) -> str:
    """Format a value as the command line and the JSON contract show it.

    >>> english("percent", 0.0712), english("money", 1234567.4), english("months", 22)
    ('7.1%', '1,234,567', '22')
    """
    if value is None:
        return "unknown"
    if kind == "percent":
        return f"{float(value) * 100:.1f}%"  # type: ignore[arg-type]
    if kind == "money":
        return f"{float(value):,.0f}"  # type: ignore[arg-type]
    if kind == "score":
        return f"{float(value):.1f}"  # type: ignore[arg-type]
    if kind in {"count", "months", "days"}:
        return f"{float(value):,.0f}"  # type: ignore[arg-type]
    return str(value)
