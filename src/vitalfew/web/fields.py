"""Fields that many forms have: a text that is kept, and a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KEPT = {"required": _("Write it down; it is kept.")}


def text_field(label: Any, *, required: bool = True) -> forms.CharField:  # noqa: ANN401 - lazy words
    """A few sentences."""
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        error_messages=KEPT,
    )


def day_field(label: Any, *, required: bool = True) -> forms.DateField:  # noqa: ANN401
    """A day, picked from a calendar where there is one."""
    return forms.DateField(label=label, required=required, widget=day_input())


def day_input() -> forms.DateInput:
    # Whatever the language, a browser reads the day of a calendar in this form only.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
