"""What people and files named, so that no name reorders the line it stands in."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from vitalfew.files import bidi

register = template.Library()


@register.filter
def isolated(name: object) -> str:
    """A name for places that hold only text: an attribute, a sentence, a title."""
    return bidi.isolated(str(name))


@register.filter
def bdi(name: object) -> str:
    """A name in the running text of a page.

    >>> bdi("Norvik <Wind>"), bdi("\u202eab")
    ('Norvik <Wind>', '<bdi>\u202eab</bdi>')
    """
    text = str(name)
    if not bidi.turns(text):
        return text
    return format_html("<bdi>{}</bdi>", bidi.balanced(text))
