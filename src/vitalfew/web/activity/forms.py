from __future__ import annotations

from typing import Any

from django import forms

from vitalfew.apps.audit.selectors import EntryFilter

LARGEST = 2**63 - 1


class ActivityForm(forms.Form):
    """What somebody looks for: all in the address; what makes no sense is not asked."""

    actor = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    action = forms.CharField(required=False, max_length=60)
    account = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)

    @property
    def known(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    @property
    def wanted(self) -> EntryFilter:
        known = self.known
        return EntryFilter(
            actor=known.get("actor"),
            action=known.get("action") or "",
            account=known.get("account"),
            first=known.get("first"),
            last=known.get("last"),
        )
