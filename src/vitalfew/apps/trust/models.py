from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Undertaking(models.Model):
    """Something we took on for a customer, how it ended, and what they say of it.

    It is never deleted; one that was entered by mistake is withdrawn with a reason.
    """

    class Kind(models.TextChoices):
        PILOT = "pilot", _("Pilot")
        FIRST_USE = "first_use", _("First use")
        PROMISE = "promise", _("Promise")
        REFERENCE = "reference", _("Reference visit")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of what we took on", "Open")
        KEPT = "kept", pgettext_lazy("of what we took on", "Kept")
        BROKEN = "broken", pgettext_lazy("of what we took on", "Not kept")

    class Word(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        DISSATISFIED = "dissatisfied", _("Not satisfied")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="undertakings"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="undertakings"
    )
    begun_on = models.DateField()
    """The day of the promise, or on which it began."""
    due_on = models.DateField(null=True, blank=True)
    """None: no day was named."""
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    """What came of it."""
    word = models.CharField(max_length=12, choices=Word, blank=True, default="")
    """What they say of it; empty: not known."""
    word_text = models.TextField(blank=True)
    word_who = models.CharField(max_length=200, blank=True)
    """Who of them said it."""
    word_on = models.DateField(null=True, blank=True)
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
        indexes = [
            models.Index(fields=["account", "kind"], name="undertaking_by_account")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_on__isnull=True)
                | ~Q(state="open") & Q(ended_on__isnull=False),
                name="undertaking_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(word="", word_on__isnull=True)
                | ~Q(word="") & Q(word_on__isnull=False),
                name="undertaking_word_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title
