from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.assessments.selectors.criteria import hourly_rates
from vitalfew.apps.teams.services import MOST_KEY_ACCOUNTS
from vitalfew.apps.users.models import Role, User


class PersonForm(forms.Form):
    """A person's name, address and roles."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("They sign in with it.")
    )
    department = forms.ChoiceField(
        label=_("Department"),
        required=False,
        help_text=_("What their time costs, by the rates of serving."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, now: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        """`now` can be kept even where the rates no longer name it."""
        super().__init__(*args, **kwargs)
        names = dict.fromkeys(name for name in (*hourly_rates(), now) if name)
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            ("", _("Not known")),
            *((name, name) for name in names),
        ]

    @classmethod
    def of(cls, user: User) -> PersonForm:
        return cls(
            now=user.department,
            initial={
                "department": user.department,
                "name": user.name,
                "email": user.email,
                "roles": sorted(user.roles),
            },
        )


class NewPersonForm(PersonForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(
                _("Somebody with this address is there already.")
            )
        return email


class CapacityForm(forms.Form):
    key_accounts = forms.IntegerField(
        label=_("Key accounts at once"), min_value=0, max_value=MOST_KEY_ACCOUNTS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["key_accounts"].widget.attrs["size"] = 2
