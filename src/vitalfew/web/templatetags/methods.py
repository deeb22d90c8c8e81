"""Where the product says what a figure means: `"concentration#hhi"|method`."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse

register = template.Library()


@register.filter
def method(place: str) -> str:
    """The address of a page of methods, or of what is defined on it.

    >>> method("payback"), method("concentration#hhi")
    ('/methods/payback/', '/methods/concentration/#hhi')
    """
    return _address(place, get_script_prefix())


@lru_cache(maxsize=512)
def _address(place: str, _prefix: str) -> str:
    # A page names dozens of figures, and each the same place every time.
    page, mark, name = place.partition("#")
    return f"{reverse('method', args=[page])}{mark}{name}"
