"""What was taken on for accounts, for who may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from vitalfew.analysis.assessment.trust import Promised, Trust, trust
from vitalfew.apps.accounts.policies import may_see, of_account, of_visible
from vitalfew.apps.prepared import prepared, related
from vitalfew.apps.trust.models import Undertaking, Word
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

Tried = tuple[str, bool, str, date]
"""What was tried, whether they were satisfied, who of them said so, and when."""
Kind, State = Undertaking.Kind, Undertaking.State
TRIED = (Kind.PILOT, Kind.FIRST_USE)


def undertakings_of(acting: User, account: Account) -> list[Undertaking]:
    """All of an account that count, the newest first, with what was said of them."""
    found = _counting(acting, account)
    for each in found:
        each.account = account
    words = _words([each.pk for each in found])
    related(found, "words", words, of="undertaking_id")
    return found


@prepared
def _counting(acting: User, account: Account) -> QuerySet[Undertaking]:
    found = Undertaking.objects.filter(of_account(acting, account))
    return with_names(found.filter(withdrawn_by__isnull=True), "owner")


@prepared
def _words(undertakings: list[int]) -> QuerySet[Word]:
    found = Word.objects.filter(undertaking__among=undertakings)
    return with_names(found, "contact", "by")


@prepared
def undertakings_open(acting: User) -> QuerySet[Undertaking]:
    """What this person answers for and has not ended, what is due first on top."""
    found = Undertaking.objects.filter(
        of_visible(acting),
        owner=acting,
        state=Undertaking.State.OPEN,
        withdrawn_by__isnull=True,
    )
    return found.select_related("account").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def undertaking_visible(acting: User, pk: int) -> Undertaking | None:
    found = Undertaking.objects.select_related("account", "owner").filter(pk=pk).first()
    return found if found and may_see(acting, found.account) else None


def trust_of(undertakings: Iterable[Undertaking], on: date) -> Trust:
    """How the promises of an account stand, and whose word on what is missing."""
    return trust([_promised(each) for each in undertakings], on)


def tried_by(accounts: Collection[int]) -> dict[int, Tried]:
    """By account, their newest word on a pilot or a first use that has ended."""
    newest = {word.undertaking_id: word for word in _ended(list(accounts))}
    return {
        word.undertaking.account_id: _tried(word)
        for word in sorted(newest.values(), key=lambda word: (word.on, word.pk))
        if word.said == Word.Said.DISSATISFIED or word.undertaking.state == State.KEPT
    }


@prepared
def _ended(accounts: list[int]) -> QuerySet[Word]:
    """The newest word comes last."""
    found = Word.objects.filter(
        undertaking__account__among=accounts,
        undertaking__kind__in=TRIED,
        undertaking__withdrawn_by__isnull=True,
    ).exclude(undertaking__state=State.OPEN)
    of = ("undertaking__account_id", "undertaking__title", "undertaking__state")
    found = found.select_related("undertaking", "contact")
    return found.only("said", "who", "on", "contact__name", *of).order_by("on", "pk")


def _tried(word: Word) -> Tried:
    satisfied = word.said == Word.Said.SATISFIED
    return word.undertaking.title, satisfied, word.speaker, word.on


def _in_time(each: Undertaking) -> bool:
    ended, due = each.ended_on, each.due_on
    late = ended is not None and due is not None and ended > due
    return each.state == Undertaking.State.KEPT and not late


def _promised(each: Undertaking) -> Promised:
    return Promised(
        is_promise=each.kind == Kind.PROMISE,
        due_on=each.due_on,
        kept=None if each.state == Undertaking.State.OPEN else _in_time(each),
        heard=each.word is not None,
    )
