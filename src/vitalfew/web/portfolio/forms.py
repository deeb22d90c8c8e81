from __future__ import annotations

from typing import Any

from django import forms

from vitalfew.web.portfolio.table import USUAL_SORT

MOST_TICKED = 200
LONGEST_KEY = 19


class TableForm(forms.Form):
    """How the table of key accounts is narrowed and sorted: all in the address."""

    q = forms.CharField(required=False, max_length=100)
    manager = forms.CharField(required=False, max_length=20)
    sort = forms.CharField(required=False, max_length=30)
    page = forms.IntegerField(required=False, min_value=1)

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked; what makes no sense counts as not asked."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "words": given.get("q", ""),
            "manager": given.get("manager", ""),
            "sort": given.get("sort") or USUAL_SORT,
            "page": given.get("page") or 1,
        }


class Ticked(forms.Field):
    """The accounts ticked, each once; what is no number was not ticked."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> list[int]:
        given = [pk for pk in (value or [])[:MOST_TICKED] if pk.isdecimal()]
        return list(dict.fromkeys(int(pk) for pk in given if len(pk) < LONGEST_KEY))


class LossForm(forms.Form):
    """Which accounts to do without, and which to look for."""

    account = Ticked(required=False)
    q = forms.CharField(required=False, max_length=100)
    page = forms.IntegerField(required=False, min_value=1)

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""

    @property
    def ticked(self) -> list[int]:
        return list(self.cleaned_data.get("account", ())) if self.is_valid() else []

    @property
    def page_number(self) -> int:
        return int(self.cleaned_data.get("page") or 1) if self.is_valid() else 1
