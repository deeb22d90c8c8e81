from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vitalfew.web.decks.quarter import quarter_name, quarters_over


class ExportForm(forms.Form):
    """What is taken along, as which file, in which language."""

    what = forms.ChoiceField(
        label=_("What to take along"),
        choices=[
            ("plan", _("Account plan")),
            ("review", _("Quarterly business review")),
        ],
    )
    form = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("pptx", "PowerPoint"), ("pdf", "PDF"), ("xlsx", "Excel")],
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    quarter = forms.TypedChoiceField(
        label=_("Quarter of the review"),
        required=False,
        coerce=date.fromisoformat,
        empty_value=None,
    )

    def __init__(self, *args: Any, on: date, first_month: int, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        over = quarters_over(on, first_month)
        field: Any = self.fields["quarter"]
        field.choices = [
            ("", _("The newest that is over")),
            *((each.isoformat(), quarter_name(each)) for each in over),
        ]


def export_form(on: date, first_month: int) -> ExportForm:
    """As somebody finds it: in their own language."""
    return ExportForm(
        initial={"language": get_language()},
        auto_id="export_%s",
        on=on,
        first_month=first_month,
    )


class SlidesForm(forms.Form):
    file = forms.FileField(
        label=_("A PowerPoint file or template, .pptx or .potx"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pptx,.potx"}),
    )
