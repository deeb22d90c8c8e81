from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.care.models import EarlyWarning

ANSWERS = (
    (EarlyWarning.State.ACTED, _("Something is done about it")),
    (EarlyWarning.State.DISMISSED, _("It needs nothing")),
    (EarlyWarning.State.SEEN, _("Seen, not yet decided")),
)


class ListForm(forms.Form):
    """Which warnings somebody looks for; what makes no sense is not asked."""

    show = forms.ChoiceField(
        choices=[("open", "open"), ("past", "past")], required=False
    )
    kind = forms.ChoiceField(choices=EarlyWarning.Kind, required=False)

    @property
    def past(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("show") == "past"

    @property
    def kind_asked(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("kind") or ""


class AnswerForm(forms.Form):
    """What somebody says of a warning; the service says whether a note is missing."""

    state = forms.ChoiceField(
        label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What is done, or why nothing is"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        required=False,
    )

    def __init__(self, data: object = None, *, warning: EarlyWarning) -> None:
        super().__init__(data, auto_id=f"id_{warning.pk}_%s")  # type: ignore[arg-type]
        self.warning = warning
