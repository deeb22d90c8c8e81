from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EarlyWarning(models.Model):
    """One cause for worry about an account, from the day it was raised until it went.

    There is never a second one of the same cause: while it lasts its evidence is kept
    up to date, and what a person said of it stands.
    """

    class Kind(models.TextChoices):
        SILENCE = "silence", _("Silence")
        DECLINE = "decline", _("Falling purchases")
        NARROWING = "narrowing", _("Narrowing")
        CENTRALIZATION = "centralization", _("Purchasing moved")

    class State(models.TextChoices):
        RAISED = "raised", _("Not answered")
        SEEN = "seen", _("Seen")
        ACTED = "acted", _("Acted on")
        DISMISSED = "dismissed", _("Dismissed")

    class Money(models.TextChoices):
        """What somebody must be allowed to see of the account to read it."""

        NONE = "none", _("No amounts")
        REVENUE = "revenue", _("Revenue")
        CONTRIBUTION = "contribution", _("Contribution")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="warnings"
    )
    kind = models.CharField(max_length=14, choices=Kind)
    money = models.CharField(max_length=12, choices=Money, default=Money.NONE)
    state = models.CharField(max_length=9, choices=State, default=State.RAISED)
    since = models.DateField()
    """The first day of what is wrong."""
    raised_on = models.DateField()
    """The as-of day of the assessment that found it first."""
    cleared_on = models.DateField(null=True, blank=True)
    """The as-of day of the assessment that found it gone; None while it lasts."""
    severity = models.FloatField()
    false_alarms_a_year = models.FloatField(null=True, blank=True)
    """False alarms of this rule per account and year, measured on our own past."""
    evidence = models.JSONField()
    """[code, values] of a declared sentence."""
    clears = models.JSONField(null=True, blank=True)
    """[code, values]: what it would take to clear."""
    set_to = models.JSONField(null=True, blank=True)
    """[code, values]: how sensitive the rule was set."""
    assessment = models.ForeignKey(
        "assessments.Assessment", models.PROTECT, related_name="warnings"
    )
    """The newest assessment that found it."""

    class Meta:
        ordering = ["-severity", "account", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "money"],
                condition=Q(cleared_on__isnull=True),
                name="one_lasting_warning_a_cause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_kind_display()}"


class WarningEvent(models.Model):
    """What became of a warning: by whom, when and why; never changed."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("Raised")
        SEEN = "seen", _("Seen")
        ACTED = "acted", _("Acted on")
        DISMISSED = "dismissed", _("Dismissed")
        CLEARED = "cleared", _("Cleared")

    warning = models.ForeignKey(EarlyWarning, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.warning}: {self.get_kind_display()}"
