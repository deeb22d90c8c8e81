"""Parts of a page that are drawn once for the same values."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from vitalfew.web.formats import Formats

register = template.Library()

MOST = 4096
"""So many parts a process keeps: some megabytes."""


@register.simple_tag(takes_context=True)
def kept(context: Context, name: str, **values: Hashable) -> SafeString:
    """A template that sees nothing but these values and how its reader sees figures.

    Values are compared by what they are: numbers, texts and tuples of them, never a
    record of the database, which stays equal to itself when it changes.
    """
    return _drawn(name, context["formats"], get_language(), tuple(values.items()))


@lru_cache(maxsize=MOST)
def _drawn(
    name: str,
    formats: Formats,
    _language: str | None,
    values: tuple[tuple[str, Hashable], ...],
) -> SafeString:
    return SafeString(get_template(name).render({"formats": formats, **dict(values)}))
