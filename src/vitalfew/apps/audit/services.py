from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models

from vitalfew.apps.audit.models import Entry, Source

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


def entry_record(
    *,
    acting: User | None,
    action: str,
    subject: models.Model,
    account: Account | None = None,
    details: Mapping[str, Any] | None = None,
    source: Source | None = None,
) -> Entry:
    """Write down one change. Called inside the transaction that makes the change."""
    entry = entry_new(
        acting=acting,
        action=action,
        subject=subject,
        account=account,
        details=details,
        source=source,
    )
    entry.save(force_insert=True)
    return entry


def entry_new(
    *,
    acting: User | None,
    action: str,
    subject: models.Model,
    account: Account | None = None,
    details: Mapping[str, Any] | None = None,
    source: Source | None = None,
) -> Entry:
    """One of many entries that are written together."""
    if source is None:
        source = Source.JOB if acting is None or acting.is_system else Source.WEB
    return Entry(
        actor=acting,
        action=action,
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        subject_name=str(subject)[:300],
        account=account,
        details=dict(details or {}),
        source=source,
    )
