from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TeamRole(models.TextChoices):
    MANAGER = "manager", _("Account manager")
    SPECIALIST = "specialist", _("Specialist")
    SPONSOR = "sponsor", _("Executive sponsor")


class Membership(models.Model):
    """A person on an account's team, from a day on, until a day when it ended."""

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=TeamRole)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["account", "role", "starts_on"]
        indexes = [models.Index(fields=["user", "ends_on"], name="membership_by_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "user", "role"],
                condition=Q(ends_on__isnull=True),
                name="one_open_membership",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(ends_on__isnull=True, role="manager"),
                name="one_manager_an_account",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.account} · {self.get_role_display()}"


USUAL_CAPACITY = 3


class Capacity(models.Model):
    """How many key accounts an account manager can run at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="capacity"
    )
    key_accounts = models.PositiveSmallIntegerField(default=USUAL_CAPACITY)

    def __str__(self) -> str:
        return f"{self.user}: {self.key_accounts}"
