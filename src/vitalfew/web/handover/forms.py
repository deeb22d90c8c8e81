from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.web.fields import text_field


class TakeForm(forms.Form):
    """Do what is proposed for one loose end."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class LetBeForm(TakeForm):
    """Leave one loose end as it is."""

    reason = text_field(_("Why it may stay as it is"))

    def __init__(self, data: Any = None, *, key: str = "") -> None:  # noqa: ANN401
        auto_id = f"id_{key.replace(':', '_')}_%s"
        super().__init__(data, auto_id=auto_id, initial={"key": key})
