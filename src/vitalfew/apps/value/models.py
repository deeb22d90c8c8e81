from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.value.topics import ProblemKind, Threat, Topic


class Placing(models.TextChoices):
    """Supplier preferencing; and, seen from the other side, what they take us for."""

    CORE = "core", _("Core")
    DEVELOPMENT = "development", _("Development")
    EXPLOITABLE = "exploitable", _("Exploitable")
    NUISANCE = "nuisance", _("Nuisance")


class Purchase(models.TextChoices):
    """What they buy from us, by its effect on their profit and the risk of supply."""

    STRATEGIC = "strategic", _("Strategic")
    LEVERAGE = "leverage", _("Leverage")
    BOTTLENECK = "bottleneck", _("Bottleneck")
    NONCRITICAL = "noncritical", _("Non-critical")


class Statement(models.Model):
    """What somebody knows of a customer's business: dated, with its source.

    It is never changed or deleted; a wrong one is withdrawn with a reason.
    """

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="statements"
    )
    topic = models.CharField(max_length=11, choices=Topic)
    text = models.TextField()
    name = models.CharField(max_length=200, blank=True)
    """Of a competitor: who it is."""
    supplies = models.CharField(max_length=200, blank=True)
    """Of a competitor: what they supply."""
    threat = models.CharField(max_length=6, choices=Threat, blank=True)
    problem = models.CharField(max_length=11, choices=ProblemKind, blank=True)
    """Of a problem or challenge: what it is about."""
    placed = models.CharField(
        max_length=11, choices=[*Placing.choices, *Purchase.choices], blank=True
    )
    """Of their view of us, and of what our goods are to them: the class."""
    source = models.CharField(max_length=300)
    """Who said it, or which document."""
    said_on = models.DateField()
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
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index(fields=["account", "topic"], name="statement_by_topic")]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_topic_display()}"
