from __future__ import annotations

from django.conf import settings
from django.db import models


class LetBe(models.Model):
    """A loose end that somebody decided to leave as it is, and why."""

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="ends_let_be"
    )
    key = models.CharField(max_length=80)
    reason = models.TextField(max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="let_be_once")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.key}"
