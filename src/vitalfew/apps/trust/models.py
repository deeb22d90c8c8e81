from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
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
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def word(self) -> Word | None:
        """What they said of it last; None: nobody has said anything."""
        return next(iter(self.words.all()), None)

    @property
    def former_words(self) -> list[Word]:
        """What they said of it before, the newest first."""
        return list(self.words.all())[1:]

    def is_late(self, on: date) -> bool:
        """Whether it is still open, and its day has passed."""
        if self.state != self.State.OPEN or self.withdrawn_by_id is not None:
            return False
        return self.due_on is not None and self.due_on < on


class Word(models.Model):
    """What the customer said of something we took on. Nothing is changed afterwards."""

    class Said(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        DISSATISFIED = "dissatisfied", _("Not satisfied")

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="words")
    said = models.CharField(max_length=12, choices=Said)
    text = models.TextField(blank=True)
    contact = models.ForeignKey(
        "people.Contact", models.PROTECT, null=True, blank=True, related_name="sayings"
    )
    who = models.CharField(max_length=200, blank=True)
    """Who of them said it, where it is nobody known by a post."""
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True) ^ Q(who=""),
                name="word_is_of_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.undertaking}: {self.get_said_display()}"

    @property
    def speaker(self) -> str:
        return self.contact.name if self.contact else self.who
