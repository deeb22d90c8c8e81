"""What is written down of a customer's business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

import vitalfew.apps.value.problems  # noqa: F401  declares the sentences
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.value.models import Placing, Purchase, Statement
from vitalfew.apps.value.policies import may_state
from vitalfew.apps.value.topics import Topic

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

OF_TOPIC: Mapping[str, tuple[str, ...]] = {
    Topic.COMPETITOR: ("name", "supplies", "threat"),
    Topic.PROBLEM: ("problem",),
    Topic.CHALLENGE: ("problem",),
    Topic.VIEW: ("placed",),
    Topic.PURCHASE: ("placed",),
}
"""What is asked of a topic beside its text; of others it is left out."""
CLASSES = {Topic.VIEW: Placing.values, Topic.PURCHASE: Purchase.values}


@transaction.atomic
def statement_record(
    *,
    acting: User,
    account: Account,
    topic: str,
    text: str,
    source: str,
    said_on: date,
    more: Mapping[str, str],
) -> Statement:
    """Write down what somebody said or wrote; `more` are the fields of its topic."""
    require(may_state(acting, account), acting, account)
    given = {name: more.get(name, "").strip() for name in OF_TOPIC.get(topic, ())}
    said = Statement(
        account=account,
        topic=topic,
        text=text.strip(),
        source=source.strip(),
        said_on=said_on,
        by=acting,
        **given,
    )
    _check(said)
    said.full_clean()
    said.save()
    details = {"topic": topic, "reason": said.text}
    _audit(acting, "statement.record", said, details)
    return said


@transaction.atomic
def statement_withdraw(*, acting: User, statement: Statement, reason: str) -> None:
    """Say why a statement no longer counts; it stays to be read."""
    require(may_state(acting, statement.account), acting, statement.account)
    said = Statement.objects.select_for_update().get(pk=statement.pk)
    reason = reason.strip()
    if said.withdrawn_at is not None:
        raise RefusedError("statement_withdrawn")
    if not reason:
        raise RefusedError("withdraw_reason_missing", field="reason")
    said.withdrawn = reason
    said.withdrawn_by, said.withdrawn_at = acting, timezone.now()
    said.save(update_fields=["withdrawn", "withdrawn_by", "withdrawn_at"])
    details = {"topic": said.topic, "reason": reason}
    _audit(acting, "statement.withdraw", said, details)


def require(allowed: bool, acting: User, account: Account) -> None:  # noqa: FBT001
    if not allowed:
        message = f"{acting.pk} may not write of the business of {account.pk}."
        raise PermissionDenied(message)


def _check(said: Statement) -> None:
    if said.topic == Topic.COMPETITOR and not said.name:
        raise RefusedError("competitor_name_missing", field="name")
    if said.topic in CLASSES and said.placed not in CLASSES[Topic(said.topic)]:
        raise RefusedError("placing_missing", field="placed")
    if said.topic == Topic.PROBLEM and not said.problem:
        raise RefusedError("problem_kind_missing", field="problem")
    if not said.text:
        raise RefusedError("statement_text_missing", field="text")
    if not said.source:
        raise RefusedError("statement_source_missing", field="source")
    if said.said_on > today():
        raise RefusedError("statement_day_future", field="said_on")


def _audit(
    acting: User, action: str, said: Statement, details: Mapping[str, str]
) -> None:
    entry_record(
        acting=acting,
        action=action,
        subject=said,
        account=said.account,
        details=details,
    )
