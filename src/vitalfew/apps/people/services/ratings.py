"""What people of ours hold of people of theirs, and what joins them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import CHOICES, Contact, Position, Rating, Tie, Topic
from vitalfew.apps.people.policies import may_keep, require
from vitalfew.apps.people.services.persons import contact_locked

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


@transaction.atomic
def position_rate(
    *,
    acting: User,
    position: Position,
    topic: str,
    values: Iterable[str],
    evidence: str,
    on: date,
) -> Rating:
    """Rate a person in a post; the former rating stays in the history."""
    account = position.account
    require(may_keep(acting, account), acting, f"rate people of account {account.pk}")
    position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    if position.ends_on is not None:
        raise RefusedError("post_ended")
    codes = [code for code in CHOICES[topic].values if code in set(values)]
    several = topic == Topic.ROLE
    if not codes or (len(codes) > 1 and not several):
        raise RefusedError("rating_value", field="values")
    evidence = evidence.strip()
    if not evidence:
        raise RefusedError("rating_evidence", field="evidence")
    if on > timezone.localdate():
        raise RefusedError("rating_future", field="on")
    rating = Rating(
        position=position,
        topic=topic,
        value=" ".join(codes),
        evidence=evidence,
        on=on,
        by=acting,
    )
    rating.full_clean()
    rating.save()
    entry_record(
        acting=acting,
        action="rating.record",
        subject=position,
        account=account,
        details={"topic": topic, "value": rating.value},
    )
    return rating


@transaction.atomic
def tie_record(
    *,
    acting: User,
    account: Account,
    user: User,
    contact: Contact,
    level: str,
    wanted: str,
    evidence: str,
) -> Tie:
    """Say what one of us is to one of them, and what it should become."""
    require(may_keep(acting, account), acting, f"keep ties of account {account.pk}")
    contact_locked(contact)
    if (
        not may_see(user, account)
        or not contact.positions.filter(account__above__ancestor=account).exists()
    ):
        raise RefusedError("touch_stranger", field="contact")
    if not level and not wanted:
        raise RefusedError("tie_nothing", field="level")
    evidence = evidence.strip()
    if level and not evidence:
        raise RefusedError("tie_evidence", field="evidence")
    running = Tie.objects.select_for_update().filter(
        account=account, user=user, contact=contact, ended_on__isnull=True
    )
    tie = running.first() or Tie(account=account, user=user, contact=contact)
    tie.level, tie.wanted, tie.evidence = level, wanted, evidence
    tie.on, tie.by = timezone.localdate(), acting
    tie.full_clean()
    tie.save()
    entry_record(
        acting=acting,
        action="tie.record",
        subject=tie,
        account=account,
        details={"level": level, "wanted": wanted},
    )
    return tie


@transaction.atomic
def tie_end(*, acting: User, tie: Tie) -> Tie:
    """A tie that is no more; what was said of it stays."""
    account = tie.account
    require(may_keep(acting, account), acting, f"keep ties of account {account.pk}")
    tie = Tie.objects.select_for_update().get(pk=tie.pk)
    if tie.ended_on is None:
        tie.ended_on = timezone.localdate()
        tie.save(update_fields=["ended_on"])
        entry_record(
            acting=acting, action="tie.end", subject=tie, account=account, details={}
        )
    return tie
