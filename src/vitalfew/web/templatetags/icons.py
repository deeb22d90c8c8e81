"""The icons of the pages: each drawn once a process, a page shows hundreds of them."""

from __future__ import annotations

from functools import cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags import lucide as icons

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int = 24, **attributes: str) -> SafeString:
    """`{% lucide "plus" size=16 class="i" aria_hidden="true" %}`: an icon as SVG."""
    return _drawn(name, size, tuple(attributes.items()))


@cache
def _drawn(name: str, size: int, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    return SafeString(icons.lucide(name, size=size, **dict(attributes)))
