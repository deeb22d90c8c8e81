from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.users.models import User
from vitalfew.web.formats import NUMBER_FORMATS

if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm

MOST_COLUMNS = 40
MONEY_FORMATS = (
    ("k", _("Thousands and millions: 1.23M")),
    ("wan", _("万 and 亿: 123 万")),
    ("full", _("In full: 1,234,567")),
)


def number_choices(default: Promise) -> list[tuple[str, str | Promise]]:
    return [("", default), *((key, key) for key in NUMBER_FORMATS)]


def money_choices(default: Promise) -> list[tuple[str, str | Promise]]:
    return [("", default), *MONEY_FORMATS]


class OwnSettingsForm(UserForm):
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser asks")), *settings.LANGUAGES],
    )
    number_format = forms.ChoiceField(
        label=_("Numbers look like"),
        required=False,
        choices=number_choices(_("As the company has set")),
    )
    money_format = forms.ChoiceField(
        label=_("Large amounts look like"),
        required=False,
        choices=money_choices(_("As the company has set")),
    )

    class Meta:
        model = User
        fields = (
            "language",
            "theme",
            "density",
            "number_format",
            "money_format",
            "single_keys",
        )
        labels = {
            "theme": _("Theme"),
            "density": _("Rows"),
            "single_keys": _("Single keys (/, ?, G, J, K, X) do something"),
        }


class AppearanceForm(UserForm):
    """What the menus of the rail send: theme or density, one at a time."""

    class Meta:
        model = User
        fields = ("theme", "density")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in self.data:
                del self.fields[name]


class KeysField(forms.Field):
    """Several short keys, as tick boxes send them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:  # noqa: ANN401
        keys = list(value or [])
        slug = forms.SlugField(max_length=40)
        if len(keys) > MOST_COLUMNS:
            raise forms.ValidationError(_("No table has so many columns."))
        return [slug.clean(key) for key in keys]


class ColumnsForm(forms.Form):
    table = forms.SlugField(max_length=40)
    shown = KeysField(required=False)
