"""Rows of any table whose texts hold one of some words, plainly or as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models.functions import Cast

LAST_DIGITS = 4
"""By which a number is looked for: what stands between the others is not known."""


def text_fields(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        if (is_text and not field.choices) or isinstance(field, models.JSONField):
            yield field


def holding(
    model: type[models.Model], name: str, words: Collection[str]
) -> models.QuerySet[Any]:
    found = models.Q(pk__in=[])
    for word in words:
        for form in _forms(word):
            found |= models.Q(as_text__icontains=form)
    rows = model._default_manager.annotate(as_text=Cast(name, models.TextField()))
    return rows.filter(found).order_by("pk")


def _forms(word: str) -> set[str]:
    """As a database finds it that knows the case of ASCII letters alone."""
    if word.isdecimal():
        return {word[-LAST_DIGITS:]}
    forms = {word}
    if not word.isascii():
        forms |= {word.lower(), word.upper(), word.title()}
    return forms | {json.dumps(form)[1:-1] for form in forms}
