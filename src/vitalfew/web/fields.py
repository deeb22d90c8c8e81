"""Fields that many forms have: a text that is kept, and a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""What lies outside was mistyped; calendars and sums of days would end there."""
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


class DayField(forms.DateField):
    """A day that can be meant."""

    def validate(self, value: Any) -> None:  # noqa: ANN401
        super().validate(value)
        if value is not None and not FIRST <= value <= LAST:
            raise ValidationError(_("Choose a day between 1900 and 2199."), code="far")


def day_field(label: Any, *, required: bool = True) -> DayField:  # noqa: ANN401
    """A day, picked from a calendar where there is one."""
    return DayField(label=label, required=required, widget=day_input())


def day_input() -> forms.DateInput:
    # Whatever the language, a browser reads the day of a calendar in this form only.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
