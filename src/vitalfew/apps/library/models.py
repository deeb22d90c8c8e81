from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STANDING = {"replaced_by__isnull": True, "withdrawn_by__isnull": True}
"""Of a case that counts: neither corrected nor withdrawn."""


class Aim(models.TextChoices):
    """What an objective of a plan may be about, and a method may serve."""

    REVENUE = "revenue", _("Sell more")
    MARGIN = "margin", _("Earn more of what they buy")
    RANGE = "range", _("Sell more of our range")
    FRAMEWORK = "framework", _("Let them buy under a framework")


class Method(models.Model):
    """A way of working with a key account. It is retired, never deleted."""

    name = models.CharField(max_length=120, unique=True)
    how = models.TextField()
    """How it is done, in short."""
    stages = models.JSONField(default=list, blank=True)
    """The stages it suits."""
    gates = models.JSONField(default=list, blank=True)
    """The gates it helps to meet."""
    aims = models.JSONField(default=list, blank=True)
    """What objectives it serves, by `Aim`."""
    retired = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One try of a method with one account, and what it brought.

    It never changes: a newer version takes the place of a wrong one, which stays to be
    read; one that should not be there is withdrawn with a reason.
    """

    class Outcome(models.TextChoices):
        RUNNING = "running", pgettext_lazy("of a case", "Still running")
        WORKED = "worked", pgettext_lazy("of a case", "Worked")
        PARTLY = "partly", pgettext_lazy("of a case", "Worked in part")
        FAILED = "failed", pgettext_lazy("of a case", "Did not work")

    method = models.ForeignKey(Method, models.PROTECT, related_name="cases")
    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="cases"
    )
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    wanted = models.TextField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    brought = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    """The contribution it brings a year; for those who see margins of the account."""
    low = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    proposition = models.ForeignKey(
        "value.Proposition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    """What of the value ledger shows it."""
    action = models.ForeignKey(
        "plans.Action", models.PROTECT, null=True, blank=True, related_name="cases"
    )
    """The action of a plan it came from."""
    lesson = models.TextField(blank=True)
    """What we would do otherwise next time."""
    word = models.TextField(blank=True)
    """What they say of it."""
    word_who = models.CharField(max_length=200, blank=True)
    """Who of them said it."""
    version = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn = models.TextField(blank=True)
    """Why it no longer counts."""
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="running", ended_on__isnull=True)
                | ~Q(outcome="running") & Q(ended_on__isnull=False),
                name="case_ends_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.method.name
