from __future__ import annotations

from typing import Any

from django import forms

from vitalfew.web.portfolio.table import USUAL_SORT


class TableForm(forms.Form):
    """How the table of key accounts is narrowed and sorted: all in the address."""

    q = forms.CharField(required=False, max_length=100)
    manager = forms.CharField(required=False, max_length=20)
    sort = forms.CharField(required=False, max_length=30)

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked; what makes no sense counts as not asked."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "words": given.get("q", ""),
            "manager": given.get("manager", ""),
            "sort": given.get("sort") or USUAL_SORT,
        }
