from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.firm.models import CURRENCY_CODE, Firm
from vitalfew.web.me.forms import money_choices, number_choices

if TYPE_CHECKING:
    FirmBase = forms.ModelForm[Firm]
else:
    FirmBase = forms.ModelForm


class FirmForm(FirmBase):
    fiscal_year_start = forms.TypedChoiceField(
        label=_("Fiscal year begins in"), coerce=int
    )
    tax_percent = forms.DecimalField(
        label=_("Tax rate"),
        min_value=0,
        max_value=100,
        max_digits=6,
        decimal_places=2,
        help_text=_("Taken off where amounts in order files are with tax."),
    )
    number_format = forms.ChoiceField(
        label=_("Numbers look like"),
        required=False,
        choices=number_choices(_("As usual in the reader's language")),
    )
    money_format = forms.ChoiceField(
        label=_("Large amounts look like"),
        required=False,
        choices=money_choices(_("As usual in the reader's language")),
    )

    class Meta:
        model = Firm
        fields = (
            "name",
            "currency",
            "fiscal_year_start",
            "amounts_are",
            "date_basis",
            "leave_out_intercompany",
            "fixed_costs_a_year",
            "number_format",
            "money_format",
        )
        help_texts = {
            "currency": _("Three letters, for example EUR. All figures are in it."),
            "date_basis": _(
                "Which day of an order line counts, where a file has several."
            ),
            "fixed_costs_a_year": _(
                "What the company must earn before anything else; the loss of a "
                "customer is set against it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        months: Any = self.fields["fiscal_year_start"]
        months.choices = list(MONTHS.items())
        self.initial["tax_percent"] = Decimal(self.instance.tax_rate * 100).normalize()

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        percent = cleaned.pop("tax_percent", None)
        if percent is not None:
            cleaned["tax_rate"] = percent / Decimal(100)
        return cleaned


class CurrencyField(forms.CharField):
    """Three letters, in whatever case somebody typed them."""

    default_validators = [CURRENCY_CODE]

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).strip().upper()


class RateForm(forms.Form):
    """A second rate of the same day replaces the first."""

    currency = CurrencyField(label=_("Currency"), max_length=3)
    valid_from = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    rate = forms.DecimalField(
        label=_("Worth in our currency"),
        min_value=Decimal("0.00000001"),
        max_digits=18,
        decimal_places=8,
    )
