from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


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


def export_form() -> ExportForm:
    """As somebody finds it: in their own language."""
    return ExportForm(initial={"language": get_language()}, auto_id="export_%s")


class SlidesForm(forms.Form):
    file = forms.FileField(
        label=_("A PowerPoint file, .pptx"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pptx"}),
    )
