from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.accounts.facts import FACTS
from vitalfew.apps.accounts.models import Account, Exclusion

if TYPE_CHECKING:
    AccountForm = forms.ModelForm[Account]
else:
    AccountForm = forms.ModelForm

LONGEST_REASON = 500
USUAL_SORT = "-contribution"
SHOWN = ("all", "key", "candidate", "prospect", "excluded")
SORTS = ("-contribution", "contribution", "name", "-name", "id", "-id")


class ListForm(forms.Form):
    """How the list is narrowed and sorted; what makes no sense is not asked."""

    q = forms.CharField(required=False, max_length=200)
    show = forms.CharField(required=False)
    below = forms.BooleanField(required=False)
    sort = forms.CharField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    @property
    def known(self) -> dict[str, Any]:
        self.is_valid()
        given = self.cleaned_data
        show, sort = given.get("show"), given.get("sort")
        return {
            "q": (given.get("q") or "").strip(),
            "show": show if show in SHOWN else "all",
            "below": bool(given.get("below")),
            "sort": sort if sort in SORTS else USUAL_SORT,
            "page": given.get("page") or 1,
        }


class FactsForm(AccountForm):
    """What is known about a company."""

    ownership = forms.DecimalField(
        label=_("Owned by the parent"),
        required=False,
        min_value=0,
        max_value=1,
        max_digits=5,
        decimal_places=4,
        help_text=_("A share from 0 to 1: 0.51 is 51%."),
    )

    class Meta:
        model = Account
        fields = tuple(FACTS)
        labels = {
            "name": _("Name"),
            "tax_id": _("Tax number"),
            "industry": _("Industry"),
            "country": _("Country"),
            "city": _("City"),
            "website": _("Website"),
            "employees": _("Employees"),
            "yearly_revenue": _("Sales a year"),
        }
        help_texts = {
            "tax_id": _("统一社会信用代码, VAT number or company number."),
            "yearly_revenue": _("Of the company itself, with all its customers."),
        }

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise forms.ValidationError(_("Give the company's name."))
        return name


class ProspectForm(FactsForm):
    account_id = forms.CharField(
        label=_("Account id"),
        required=False,
        max_length=200,
        help_text=_(
            "The number it will have in your order files, if you know it already; "
            "then its first orders find it."
        ),
    )

    field_order = ("name", "account_id", "industry", "country", "city")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the change."),
    )


class PartnerForm(ReasonForm):
    """A change that needs another account; empty where the form allows none."""

    other = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )


class SplitForm(ReasonForm):
    name = forms.CharField(label=_("Name of the new account"), max_length=300)
    units = forms.MultipleChoiceField(
        label=_("Buying units"), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("units", "name", "reason")

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field: Any = self.fields["units"]
        field.choices = units


class ExclusionForm(ReasonForm):
    exclusion = forms.ChoiceField(
        label=_("What it is"), choices=Exclusion.choices, widget=forms.RadioSelect
    )
    field_order = ("exclusion", "reason")


class HeadOfficeForm(forms.Form):
    unit_id = forms.CharField(max_length=200)
    marked = forms.BooleanField(required=False)
