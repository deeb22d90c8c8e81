"""The labels measures give, in the reader's words: `row.fit|label:"fit"`."""

from __future__ import annotations

from django import template

from vitalfew.web.labels import label_words

register = template.Library()
register.filter("label", label_words)


@register.filter
def as_chip(sentence: str) -> str:
    """A sentence without its full stop: chips and titles have none."""
    return sentence.rstrip(".。")
