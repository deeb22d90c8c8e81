from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.people.services.merging import LONGEST_REASON, default_taken
from vitalfew.apps.people.services.persons import REACHED
from vitalfew.web.contacts.forms import ReachForm
from vitalfew.web.fields import KEPT

if TYPE_CHECKING:
    from vitalfew.apps.people.models import Contact

GONE, STAYS = "gone", "kept"


def _reason(label: Any) -> forms.CharField:  # noqa: ANN401  lazy words
    return forms.CharField(label=label, max_length=LONGEST_REASON, error_messages=KEPT)


class MergeForm(forms.Form):
    """Which value of two counts, where both entries say something."""

    def __init__(self, data: Any = None, *, gone: Contact, kept: Contact) -> None:  # noqa: ANN401
        super().__init__(data, auto_id="id_merge_%s")
        self.filled = default_taken(gone, kept)
        for name in REACHED:
            theirs, ours = getattr(gone, name), getattr(kept, name)
            if not theirs or not ours or theirs == ours:
                continue
            self.fields[name] = forms.ChoiceField(
                label=ReachForm.base_fields[name].label,
                choices=[(STAYS, ours), (GONE, theirs)],
                initial=GONE if name in self.filled else STAYS,
                widget=forms.RadioSelect,
            )
        self.fields["reason"] = _reason(_("Why they are one person"))

    @property
    def taken(self) -> set[str]:
        """The facts of the entry that goes which are to count."""
        asked = set(self.fields)
        chosen = {name for name in asked if self.cleaned_data.get(name) == GONE}
        return (self.filled - asked) | chosen


class ApartForm(forms.Form):
    """Two entries are two people."""

    def __init__(self, data: Any = None) -> None:  # noqa: ANN401
        super().__init__(data, auto_id="id_apart_%s")
        self.fields["reason"] = _reason(_("Why they are two people"))
