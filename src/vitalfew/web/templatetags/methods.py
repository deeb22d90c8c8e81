"""Where the product says what a figure means: `"concentration#hhi"|method`."""

from __future__ import annotations

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def method(place: str) -> str:
    """The address of a page of methods, or of what is defined on it.

    >>> method("payback"), method("concentration#hhi")
    ('/methods/payback/', '/methods/concentration/#hhi')
    """
    page, mark, name = place.partition("#")
    return f"{reverse('method', args=[page])}{mark}{name}"
