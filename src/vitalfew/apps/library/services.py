"""Methods, written and retired; cases, recorded, corrected and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

import vitalfew.apps.library.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts.policies import may_see
from vitalfew.apps.accounts.tree import survivor
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.library.models import STANDING, Case, Method
from vitalfew.apps.library.policies import may_correct, may_price, may_teach
from vitalfew.apps.value.policies import may_state

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.plans.models import Action
    from vitalfew.apps.users.models import User
    from vitalfew.apps.value.models import Proposition

RUNNING = Case.Outcome.RUNNING
MONEY = ("amount", "low", "high", "currency", "proposition")
ANEW = frozenset({"id", "version", "replaces", "led_by", "by", "at"})
"""What a newer version of a case does not take from the former."""
PURPOSES = ("stages", "gates", "aims")


@dataclass(frozen=True)
class Taught:
    """A method as somebody writes it."""

    name: str
    how: str
    stages: Sequence[str] = ()
    gates: Sequence[str] = ()
    aims: Sequence[str] = ()


@dataclass(frozen=True)
class Told:
    """A case as somebody tells it."""

    led_by: User
    begun_on: date
    wanted: str
    outcome: str
    ended_on: date | None = None
    brought: str = ""
    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    proposition: Proposition | None = None
    lesson: str = ""
    word: str = ""
    word_who: str = ""


@transaction.atomic
def method_write(*, acting: User, method: Method | None, taught: Taught) -> Method:
    """Write a method, or change it; what it was is kept in the record."""
    _require(may_teach(acting), acting, "the library")
    kept = Method(by=acting)
    if method is not None:
        kept = Method.objects.select_for_update().get(pk=method.pk)
    was = {name: getattr(kept, name) for name in ("name", "how", *PURPOSES)}
    kept.name, kept.how = " ".join(taught.name.split()), taught.how.strip()
    for purpose in PURPOSES:
        setattr(kept, purpose, list(getattr(taught, purpose)))
    _method_check(kept)
    kept.full_clean()
    kept.save()
    more = {} if method is None else {"was": was}
    _method_audit(acting, "create" if method is None else "change", kept, **more)
    return kept


@transaction.atomic
def method_retire(*, acting: User, method: Method, retired: bool) -> Method:
    """Take a method out of use, or bring it back; its cases stay to be read."""
    _require(may_teach(acting), acting, "the library")
    kept = Method.objects.select_for_update().get(pk=method.pk)
    if kept.retired != retired:
        kept.retired = retired
        kept.save(update_fields=["retired"])
        _method_audit(acting, "retire" if retired else "restore", kept)
    return kept


@transaction.atomic
def case_record(
    *,
    acting: User,
    account: Account,
    method: Method,
    told: Told,
    action: Action | None = None,
) -> Case:
    """Write down what was tried with an account, from a plan's action or without."""
    _require(may_state(acting, account), acting, str(account.pk))
    # Whoever else writes down the case of the same action waits here.
    method = Method.objects.select_for_update().get(pk=method.pk)
    if method.retired:
        raise RefusedError("method_retired", field="method")
    if action is not None:
        if survivor(action.plan.account) != account:
            raise RefusedError("case_elsewhere")
        if action.cases.filter(**STANDING).exists():
            raise RefusedError("case_of_action")
    made = Case(account=account, method=method, action=action, by=acting)
    _fill(made, told)
    _case_audit(acting, "record", made)
    return made


@transaction.atomic
def case_correct(*, acting: User, case: Case, told: Told) -> Case:
    """A newer version takes its place; the former stays to be read."""
    _require(may_correct(acting, case), acting, str(case.account_id))
    former = _standing(case)
    made = Case(
        account=former.account,
        method=former.method,
        action=former.action,
        version=former.version + 1,
        replaces=former,
        by=acting,
    )
    _fill(made, told)
    if not may_price(acting, former.account):
        # Who does not see the money neither changes nor loses it.
        for name in MONEY:
            setattr(made, name, getattr(former, name))
        made.save(update_fields=MONEY)
    _case_audit(acting, "correct", made)
    return made


@transaction.atomic
def case_hand_over(*, acting: User, case: Case, leader: User) -> Case:
    """Let somebody else of us lead what still runs; the former version stays."""
    _require(may_state(acting, case.account), acting, str(case.account_id))
    former = _standing(case)
    if former.outcome != RUNNING:
        raise RefusedError("case_over")
    kept = [field for field in Case._meta.concrete_fields if field.name not in ANEW]
    made = Case(
        version=former.version + 1,
        replaces=former,
        led_by=leader,
        by=acting,
        **{field.attname: getattr(former, field.attname) for field in kept},
    )
    _case_check(made)
    made.full_clean()
    made.save()
    _case_audit(acting, "hand_over", made)
    return made


@transaction.atomic
def case_withdraw(*, acting: User, case: Case, reason: str) -> None:
    """Say why it no longer counts; it stays to be read."""
    _require(may_state(acting, case.account), acting, str(case.account_id))
    found = _standing(case)
    if not reason.strip():
        raise RefusedError("case_withdraw", field="reason")
    found.withdrawn, found.withdrawn_by = reason.strip(), acting
    found.save(update_fields=["withdrawn", "withdrawn_by"])
    _case_audit(acting, "withdraw", found, reason=found.withdrawn)


def _standing(case: Case) -> Case:
    found = Case.objects.select_for_update().get(pk=case.pk)
    if Case.objects.filter(replaces=found).exists():
        raise RefusedError("case_replaced")
    if found.withdrawn_by_id is not None:
        raise RefusedError("case_withdrawn")
    return found


def _method_check(kept: Method) -> None:
    if not kept.name:
        raise RefusedError("method_name", field="name")
    if not kept.how:
        raise RefusedError("method_how", field="how")
    if not any(getattr(kept, purpose) for purpose in PURPOSES):
        raise RefusedError("method_purpose", field="stages")
    if Method.objects.filter(name__iexact=kept.name).exclude(pk=kept.pk).exists():
        raise RefusedError("method_named", field="name")


def _fill(made: Case, told: Told) -> None:
    made.led_by, made.outcome = told.led_by, told.outcome
    made.begun_on, made.ended_on = told.begun_on, told.ended_on
    made.amount, made.low, made.high = told.amount, told.low, told.high
    made.proposition = told.proposition
    made.currency = firm_settings().currency if told.amount is not None else ""
    for name in ("wanted", "brought", "lesson", "word", "word_who"):
        setattr(made, name, getattr(told, name).strip())
    _case_check(made)
    made.full_clean()
    made.save()


def _case_check(made: Case) -> None:
    _days_check(made)
    if not made.wanted:
        raise RefusedError("case_wanted", field="wanted")
    if made.outcome != RUNNING and not made.brought:
        raise RefusedError("case_brought", field="brought")
    if not may_see(made.led_by, made.account):
        raise RefusedError("case_leader", field="led_by", name=made.led_by.name)
    ends = [each for each in (made.low, made.amount, made.high) if each is not None]
    if ends and (made.amount is None or ends != sorted(ends)):
        raise RefusedError("case_range", field="amount")
    shown = made.proposition
    if shown is not None and survivor(shown.account) != survivor(made.account):
        raise RefusedError("case_elsewhere", field="proposition")


def _days_check(made: Case) -> None:
    if made.begun_on > today():
        raise RefusedError("case_begun_future", field="begun_on")
    if made.outcome == RUNNING and made.ended_on is not None:
        raise RefusedError("case_running_ended", field="outcome")
    if made.outcome != RUNNING and made.ended_on is None:
        raise RefusedError("case_not_ended", field="ended_on")
    if made.ended_on is not None and not made.begun_on <= made.ended_on <= today():
        raise RefusedError("case_end_day", field="ended_on")


def _require(allowed: bool, acting: User, what: str) -> None:  # noqa: FBT001
    if not allowed:
        message = f"{acting.pk} may not write in {what}."
        raise PermissionDenied(message)


def _method_audit(acting: User, act: str, kept: Method, **more: object) -> None:
    entry_record(
        acting=acting,
        action=f"method.{act}",
        subject=kept,
        details={"name": kept.name, **more},
    )


def _case_audit(acting: User, act: str, made: Case, **more: str) -> None:
    """One row; what it brought stays out of it, and who of them spoke."""
    entry_record(
        acting=acting,
        action=f"case.{act}",
        subject=made,
        account=made.account,
        details={"name": made.method.name, **more},
    )
