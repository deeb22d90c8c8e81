from __future__ import annotations

from decimal import Decimal

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.utils.translation import gettext_lazy as _

CURRENCY_CODE = RegexValidator(
    r"^[A-Z]{3}\Z", _("Three capital letters, for example EUR.")
)


class AmountsAre(models.TextChoices):
    NET = "net", _("Without tax")
    GROSS = "gross", _("With tax")


class DateBasis(models.TextChoices):
    ORDER = "order", _("Order date")
    DELIVERY = "delivery", _("Delivery date")
    INVOICE = "invoice", _("Invoice date")


class Firm(models.Model):
    """Our own company's settings: one row."""

    name = models.CharField(_("Company"), max_length=200, blank=True)
    currency = models.CharField(
        _("Currency"), max_length=3, blank=True, validators=[CURRENCY_CODE]
    )
    fiscal_year_start = models.PositiveSmallIntegerField(
        _("Fiscal year begins in month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    amounts_are = models.CharField(
        _("Amounts in order files are"),
        max_length=5,
        choices=AmountsAre,
        default=AmountsAre.NET,
    )
    tax_rate = models.DecimalField(
        _("Tax rate"),
        max_digits=6,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    date_basis = models.CharField(
        _("Orders count on their"),
        max_length=8,
        choices=DateBasis,
        default=DateBasis.ORDER,
    )
    leave_out_intercompany = models.BooleanField(
        _("Leave out companies of our own group"), default=True
    )
    fixed_costs_a_year = models.DecimalField(
        _("Fixed costs a year"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    number_format = models.CharField(
        _("Numbers look like"), max_length=8, blank=True, default=""
    )
    money_format = models.CharField(
        _("Large amounts look like"), max_length=8, blank=True, default=""
    )
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_firm")
        ]

    def __str__(self) -> str:
        return self.name


class Rate(models.Model):
    """What one unit of a foreign currency is worth in ours, from a day on."""

    currency = models.CharField(_("Currency"), max_length=3, validators=[CURRENCY_CODE])
    valid_from = models.DateField(_("From"))
    rate = models.DecimalField(
        _("Worth in our currency"),
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(Decimal("0.00000001"))],
    )

    class Meta:
        ordering = ["currency", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "valid_from"], name="one_rate_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.valid_from} {self.rate}"
