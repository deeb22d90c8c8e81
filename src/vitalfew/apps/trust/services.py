"""What we took on for a customer: begun, ended, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

import vitalfew.apps.trust.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import Position
from vitalfew.apps.trust.models import Undertaking, Word
from vitalfew.apps.trust.policies import may_end
from vitalfew.apps.value.policies import may_state

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.models import Contact
    from vitalfew.apps.users.models import User

State = Undertaking.State


@dataclass(frozen=True)
class Taken:
    """What was taken on, and by whom of us."""

    kind: str
    title: str
    owner: User
    begun_on: date
    due_on: date | None = None


@transaction.atomic
def undertaking_begin(*, acting: User, account: Account, taken: Taken) -> Undertaking:
    _require(may_state(acting, account), acting, account)
    made = Undertaking(
        account=account,
        kind=taken.kind,
        title=" ".join(taken.title.split()),
        owner=taken.owner,
        begun_on=taken.begun_on,
        due_on=taken.due_on,
        by=acting,
    )
    _check(made)
    made.full_clean()
    made.save()
    _audit(acting, "begin", made)
    return made


@transaction.atomic
def undertaking_hand_over(
    *, acting: User, undertaking: Undertaking, owner: User
) -> None:
    """Let somebody else of us answer for it."""
    _require(may_state(acting, undertaking.account), acting, undertaking.account)
    found = _standing(undertaking)
    if found.state != State.OPEN:
        raise RefusedError("undertaking_ended")
    found.owner = owner
    _check(found)
    found.save(update_fields=["owner"])
    _audit(acting, "hand_over", found)


@transaction.atomic
def undertaking_end(
    *, acting: User, undertaking: Undertaking, kept: bool, on: date, outcome: str
) -> None:
    """Say whether it was done as it was taken on, and what came of it."""
    _require(may_end(acting, undertaking), acting, undertaking.account)
    found = _standing(undertaking)
    if found.state != State.OPEN:
        raise RefusedError("undertaking_ended")
    if not found.begun_on <= on <= today():
        raise RefusedError("undertaking_end_day", field="on")
    if not outcome.strip():
        raise RefusedError("undertaking_outcome", field="outcome")
    found.state = State.KEPT if kept else State.BROKEN
    found.ended_on, found.outcome = on, outcome.strip()
    found.save(update_fields=["state", "ended_on", "outcome"])
    _audit(acting, found.state, found, reason=found.outcome)


@transaction.atomic
def undertaking_reopen(*, acting: User, undertaking: Undertaking, reason: str) -> None:
    """It was ended by mistake; what was said of its end stays in the record."""
    _require(may_state(acting, undertaking.account), acting, undertaking.account)
    found = _standing(undertaking)
    if found.state == State.OPEN:
        raise RefusedError("undertaking_open")
    if not reason.strip():
        raise RefusedError("undertaking_reopen", field="reason")
    former = found.outcome
    found.state, found.ended_on, found.outcome = State.OPEN, None, ""
    found.save(update_fields=["state", "ended_on", "outcome"])
    _audit(acting, "reopen", found, reason=reason.strip(), before=former, after="")


@dataclass(frozen=True)
class Heard:
    """What they say of it, and who of them: somebody known by a post, or a name."""

    said: str
    on: date
    text: str = ""
    contact: Contact | None = None
    who: str = ""


@transaction.atomic
def undertaking_word(*, acting: User, undertaking: Undertaking, heard: Heard) -> Word:
    """Write down what they say of it; what they said before stays."""
    _require(may_end(acting, undertaking), acting, undertaking.account)
    found = _standing(undertaking)
    contact, who = heard.contact, heard.who.strip()
    if contact is None and not who:
        raise RefusedError("undertaking_word_who", field="who")
    if contact is not None and who:
        raise RefusedError("undertaking_word_two", field="who")
    if contact is not None and not _holds_a_post(contact, found.account_id):
        raise RefusedError(
            "undertaking_word_elsewhere", field="contact", name=contact.name
        )
    if not found.begun_on <= heard.on <= today():
        raise RefusedError("undertaking_word_day", field="on")
    made = Word(
        undertaking=found,
        said=heard.said,
        text=heard.text.strip(),
        contact=contact,
        who=who,
        on=heard.on,
        by=acting,
    )
    made.full_clean()
    made.save()
    # Who of them said it may have to be forgotten: the record is not to keep it.
    _audit(acting, "word", found, word=made.said)
    return made


def _holds_a_post(contact: Contact, account: int) -> bool:
    """Whether they are or were somebody at the account or below it."""
    posts = Position.objects.filter(contact=contact, account__above__ancestor=account)
    return posts.exclude(leaving__in=Position.NEVER_HELD).exists()


@transaction.atomic
def undertaking_withdraw(
    *, acting: User, undertaking: Undertaking, reason: str
) -> None:
    """Say why it no longer counts; it stays to be read."""
    _require(may_state(acting, undertaking.account), acting, undertaking.account)
    found = _standing(undertaking)
    if not reason.strip():
        raise RefusedError("undertaking_withdraw", field="reason")
    found.withdrawn, found.withdrawn_by = reason.strip(), acting
    found.save(update_fields=["withdrawn", "withdrawn_by"])
    _audit(acting, "withdraw", found, reason=found.withdrawn)


def _standing(undertaking: Undertaking) -> Undertaking:
    found = Undertaking.objects.select_for_update().get(pk=undertaking.pk)
    if found.withdrawn_by_id is not None:
        raise RefusedError("undertaking_withdrawn")
    return found


def _check(made: Undertaking) -> None:
    if not made.title:
        raise RefusedError("undertaking_title", field="title")
    if made.begun_on > today():
        raise RefusedError("undertaking_begun_future", field="begun_on")
    if made.due_on is not None and made.due_on < made.begun_on:
        raise RefusedError("undertaking_due_before", field="due_on")
    if not may_see(made.owner, made.account):
        raise RefusedError("undertaking_owner", field="owner", name=made.owner.name)


def _require(allowed: bool, acting: User, account: Account) -> None:  # noqa: FBT001
    if not allowed:
        message = f"{acting.pk} may not write what was taken on for {account.pk}."
        raise PermissionDenied(message)


def _audit(acting: User, act: str, made: Undertaking, **more: str) -> None:
    entry_record(
        acting=acting,
        action=f"undertaking.{act}",
        subject=made,
        account=made.account,
        details={"name": made.title, **more},
    )
