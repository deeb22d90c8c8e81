from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Source(models.TextChoices):
    WEB = "web"
    COMMAND = "command"
    JOB = "job"


class Entry(models.Model):
    """One change: who did what to which thing, when, and how it was before."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=60, db_index=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    subject_name = models.CharField(max_length=300, blank=True)
    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="audit_entries"
    )
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    source = models.CharField(max_length=8, choices=Source, default=Source.WEB)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_name}"
