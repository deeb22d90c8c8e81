"""Methods for everybody; cases for who may see the accounts they were tried at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet, Value

from vitalfew.analysis.assessment.library import (
    Purposes,
    Record,
    Suits,
    Tried,
    Wanted,
    record,
    suits,
    weight,
)
from vitalfew.apps.accounts.naming import is_hanzi, tokens
from vitalfew.apps.accounts.policies import (
    SEE_MARGINS,
    margins,
    may_see,
    of_visible,
)
from vitalfew.apps.accounts.selectors import counted_as, counts_as
from vitalfew.apps.library.models import STANDING, Case, Method
from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.selectors import with_names

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

SHORTEST = 3
"""Shorter Latin words say nothing of what is meant."""
TELLS_NOTHING = frozenset((
    "about", "after", "all", "and", "are", "before", "but", "can", "each", "every",
    "for", "from", "had", "has", "have", "her", "his", "how", "into", "its", "more",
    "most", "new", "not", "our", "out", "over", "than", "that", "the", "their",
    "them", "then", "there", "they", "this", "until", "was", "were", "what", "when",
    "where", "which", "who", "will", "with", "you", "your",
))  # fmt: skip
"""Words that stand in any sentence."""
FEW = 4
"""From so many methods on, a word that most of them have tells none apart."""
NAMED = ("method", "led_by", "by", "withdrawn_by", "account__merged_into")
PEOPLE = ("led_by", "by", "withdrawn_by")
OF_A_CASE = (
    "method__name",
    "account__name",
    "account__merged_into__name",
    "account__merged_into__merged_into",
    "proposition__name",
    "action__title",
)
"""What is shown of what a case names."""


@dataclass(frozen=True)
class CaseTold:
    """A case as it counts now, with its former versions, the newest first."""

    case: Case
    former: list[Case]
    told: bool
    """Whether its reader may know what it brings a year."""


@dataclass(frozen=True)
class Suggested:
    """A method that suits, how it fared, and why it is named."""

    method: Method
    record: Record
    reasons: tuple[Suits, ...]


@prepared
def _methods() -> QuerySet[Method]:
    return Method.objects.filter(retired=False).defer("at", "by")


def methods(*, retired: bool = False) -> QuerySet[Method]:
    """Everybody in the program may read them."""
    found = Method.objects.select_related("by")
    return found if retired else found.filter(retired=False)


def case_visible(acting: User, pk: int) -> Case | None:
    found = Case.objects.select_related(*NAMED).filter(pk=pk).first()
    return found if found and may_see(acting, found.account) else None


def records(acting: User, currency: str) -> dict[int, Record]:
    """How each method fared at the accounts this person sees, in one query.

    Amounts in another currency are not known in this one.
    """
    tried: dict[int, list[Tried]] = {}
    for method, account, outcome, amount, of, told in _standing(acting):
        known = None
        if amount is not None and told and of == currency:
            known = float(amount)
        one = Tried(account, outcome, known, told)
        tried.setdefault(method, []).append(one)
    return {method: record(cases) for method, cases in tried.items()}


@prepared
def _standing(acting: User) -> QuerySet[Case, Any]:
    found = _seen(acting).filter(**STANDING).order_by()
    columns = ("method_id", "at_account", "outcome", "amount", "currency", "told")
    return found.annotate(at_account=counts_as()).values_list(*columns)


def cases_told(
    acting: User, *, method: Method | None = None, account: Account | None = None
) -> list[CaseTold]:
    """The cases of a method, or of an account, that this person sees.

    What was withdrawn is among them: its reader is told that it no longer counts.
    """
    rows: list[Any] = []
    if method is not None:
        rows = _of_method(acting, method)
    elif account is not None:
        rows = _at(acting, account)
    by_key = {each.pk: each for each in rows}
    replaced = {each.replaces_id for each in rows}
    return [
        CaseTold(each, _former(each, by_key), told=each.told)
        for each in rows
        if each.pk not in replaced
    ]


@prepared
def _of_method(acting: User, method: Method) -> QuerySet[Case]:
    return _named(_seen(acting).filter(method=method))


@prepared
def _at(acting: User, account: Account) -> QuerySet[Case]:
    # Also what was tried before the other was merged into it.
    return _named(_seen(acting).filter(account__in=counted_as(account)))


def _named(found: QuerySet[Case]) -> QuerySet[Case]:
    found = found.select_related(*NAMED, "proposition", "action")
    return with_names(found, *PEOPLE, more=OF_A_CASE)


def actions_told(actions: Collection[int]) -> set[int]:
    """Those of these actions of plans of which a case is written down."""
    return set(_tried_by(list(actions)))


@prepared
def _tried_by(actions: list[int]) -> QuerySet[Case, Any]:
    found = Case.objects.filter(action__among=actions, **STANDING)
    return found.order_by().values_list("action_id", flat=True)


def suggested(acting: User, wanted: Wanted, currency: str) -> list[Suggested]:
    """The methods that suit, what speaks most for them first, then what worked."""
    every = _methods()
    found = records(acting, currency)
    words = {each.pk: method_words(each) for each in every}
    wanted = _telling(wanted, words)
    lines = []
    for each in every:
        purposes = Purposes(each.stages, each.gates, each.aims, words[each.pk])
        if reasons := suits(purposes, wanted):
            lines.append(Suggested(each, found.get(each.pk, NEVER), reasons))
    return sorted(
        lines, key=lambda one: (-weight(one.reasons), one.record.order, one.method.name)
    )


NEVER = record([])
"""Of a method nobody has tried, as far as its reader may know."""


def text_words(text: str) -> list[str]:
    """The words of a text that may tell what it is about.

    Chinese has no blanks between words: each two neighbors stand for one.

    >>> text_words("A workshop with the owner"), text_words("联合改善")
    (['workshop', 'owner'], ['联合', '合改', '改善'])
    """
    found: list[str] = []
    for token in tokens(text):
        if is_hanzi(token[0]):
            found += [token[at : at + 2] for at in range(max(len(token) - 1, 1))]
        elif len(token) >= SHORTEST and token not in TELLS_NOTHING:
            found.append(token)
    return list(dict.fromkeys(found))


def method_words(method: Method) -> frozenset[str]:
    return frozenset(text_words(f"{method.name} {method.how}"))


def _telling(wanted: Wanted, words: dict[int, frozenset[str]]) -> Wanted:
    """Without the words that most methods have: the, with, customer."""
    if len(words) < FEW:
        return wanted
    counts = Counter(word for found in words.values() for word in found)
    kept = [word for word in wanted.words if 2 * counts[word] <= len(words)]
    return Wanted(wanted.stage, wanted.gates, wanted.aims, kept)


def _seen(acting: User) -> QuerySet[Case]:
    """Every version of the cases at accounts this person sees."""
    found = Case.objects.filter(of_visible(acting))
    if acting.has_role(*SEE_MARGINS):
        return found.annotate(told=Value(True))  # noqa: FBT003
    priced = margins(acting).filter(pk=OuterRef("account"))
    return found.annotate(told=Exists(priced))


def _former(case: Case, by_key: dict[int, Case]) -> list[Case]:
    found: list[Case] = []
    at = by_key.get(case.replaces_id or 0)
    while at is not None:
        found.append(at)
        at = by_key.get(at.replaces_id or 0)
    return found
