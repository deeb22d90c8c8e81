"""The rows of an assessment somebody may see, with the money they may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.policies import (
    money_of,
    money_of_all,
    of_account,
    of_visible,
    sees_all,
)
from vitalfew.apps.accounts.selectors import matching
from vitalfew.apps.assessments.models import (
    Assessment,
    AssessmentRow,
    BasisChoice,
    Designation,
)
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.prepared import prepared

if TYPE_CHECKING:
    from datetime import date

    from vitalfew.apps.assessments.selectors.outcomes import Outcome
    from vitalfew.apps.users.models import User

Rows = QuerySet[AssessmentRow]
Sort = Literal[
    "rank",
    "name",
    "orders",
    "contribution",
    "revenue",
    "share",
    "growth",
    "payback",
    "attractiveness",
    "strength",
    "stability",
]

SORTS: dict[str, str] = {
    "rank": "rank",
    "name": "account__sort_key",
    "orders": "orders",
    "contribution": "contribution",
    "revenue": "revenue",
    "share": "share",
    "growth": "growth",
    "payback": "payback_months",
    "attractiveness": "attractiveness",
    "strength": "strength",
    "stability": "stability",
}
LIGHT = ("measures", "would_change")
"""Columns lists do not read: they hold most of a row's bytes."""


@dataclass(frozen=True)
class RowFilter:
    """What a person narrowed a list down to; empty means everything."""

    words: str = ""
    verdict: str = ""
    continuity: str = ""
    centralization: str = ""
    fit: str = ""
    key: bool | None = None

    def __bool__(self) -> bool:
        return self != RowFilter()


class Placed(NamedTuple):
    """What tells where in a list a row stands."""

    account_id: int
    pk: int
    verdict: str


@dataclass(frozen=True)
class Order:
    """By what a list is sorted, and from which end."""

    by: Sort = "rank"
    descending: bool = False
    ties: str = field(default="account_id", repr=False)

    @property
    def column(self) -> str:
        return SORTS[self.by]

    def placed(self, found: Rows) -> list[Placed]:
        """Rows read in no order, in the one `expressions` would give."""
        columns = found.values_list(self.column, self.ties, "pk", "verdict").order_by()
        return self._placed(columns)

    def placed_of(self, found: Iterable[Outcome]) -> list[Placed]:
        """The same of what is kept of rows; it does not know their names."""
        value = attrgetter(self.column)
        return self._placed(
            (value(one), one.account, one.pk, one.verdict) for one in found
        )

    def _placed(self, columns: Iterable[tuple[Any, ...]]) -> list[Placed]:
        by_account = sorted(columns, key=itemgetter(1))
        known = [row for row in by_account if row[0] is not None]
        unknown = [row for row in by_account if row[0] is None]
        known.sort(key=itemgetter(0), reverse=self.descending)
        return [Placed(*row[1:]) for row in known + unknown]

    def expressions(self) -> list[Any]:
        """What is unknown comes last from either end; ties by account."""
        column = F(self.column)
        first = (
            column.desc(nulls_last=True)
            if self.descending
            else column.asc(nulls_last=True)
        )
        return [first, self.ties]


def rows(
    acting: User,
    *,
    assessment: Assessment | None = None,
    only: RowFilter | None = None,
    order: Order | None = None,
) -> Rows:
    """Rows of the accounts this person sees, on the basis they may see lists in."""
    assessment = assessment or latest_assessment()
    basis = money_of_all(acting)
    if assessment is None or basis == "none":
        return AssessmentRow.objects.none()
    return rows_of(
        acting,
        assessment,
        basis=basis,
        only=only or RowFilter(),
        order=order or Order(),
    )


def rows_of(
    acting: User, assessment: Assessment, *, basis: str, only: RowFilter, order: Order
) -> Rows:
    """The same, of an assessment and on a basis that are known."""
    found = AssessmentRow.objects.filter(
        of_visible(acting), assessment=assessment, basis=basis
    )
    found = narrowed(found, only)
    return found.select_related("account").order_by(*order.expressions())


def rows_at(
    acting: User, accounts: Collection[int], *, assessment: Assessment | None = None
) -> Rows:
    """The rows of these accounts, without the accounts.

    In no order: by rank the database would read every row to find these few.
    """
    found = rows(acting, assessment=assessment).filter(account__in=accounts)
    return found.order_by().select_related(None)


def measured_at(
    acting: User, accounts: Collection[int], *, assessment: Assessment | None
) -> list[AssessmentRow]:
    """The same with what was measured, without the reasons."""
    basis = money_of_all(acting)
    if assessment is None or basis == "none":
        return []
    return _measured_at(acting, assessment, list(accounts), basis=basis)


@prepared
def _measured_at(
    acting: User, assessment: Assessment, accounts: list[int], *, basis: str
) -> Rows:
    shape: Any = {"basis": basis, "only": RowFilter(), "order": Order()}
    found = rows_of(acting, assessment, **shape).filter(account__among=accounts)
    return found.order_by().select_related(None).defer("reasons", "would_change")


def any_of(found: Rows, *conditions: Q) -> Rows:
    """The rows that fulfil one of these, each found by its own index, in no order."""
    first, *others = (found.filter(each).order_by().values("pk") for each in conditions)
    # Asked once more for the assessment, SQLite would look at all of its rows.
    chosen = AssessmentRow.objects.filter(pk__in=first.union(*others))
    return chosen.select_related("account").order_by()


def narrowed(found: Rows, only: RowFilter) -> Rows:
    for name in ("verdict", "continuity", "centralization", "fit"):
        if value := getattr(only, name):
            found = found.filter(**{name: value})
    if only.words.strip():
        found = found.filter(account__in=matching(Account.objects.all(), only.words))
    if only.key is not None:
        found = found.filter(is_key() if only.key else ~is_key())
    return found


def is_key() -> Q:
    """Whether the account of a row is a key account today."""
    return Q(
        Exists(
            Designation.objects.filter(
                account=OuterRef("account"), ends_on__isnull=True
            )
        )
    )


def both_rows(assessment: Assessment | None, account: Account) -> Rows:
    """Of an account on both bases, margins and all: to keep or count, not to show."""
    return AssessmentRow.objects.filter(
        assessment=assessment,
        basis__in=BasisChoice.values,  # else no index finds them
        account=account,
    ).order_by()


def row_of(
    acting: User, account: Account, *, assessment: Assessment | None = None
) -> AssessmentRow | None:
    """The account's row, with margins only for those who may see its margins."""
    assessment = assessment or latest_assessment()
    basis = money_of(acting, account)
    if assessment is None or basis == "none":
        return None
    row = _of_one.first(acting, account, assessment, basis=basis)
    if row is None:
        return None
    row.account, row.assessment = account, assessment
    if not sees_all(acting):
        row.rank, row.share = None, None
        row.reasons = without_whole(row.reasons)
    return row


@prepared
def _of_one(
    acting: User, account: Account, assessment: Assessment, *, basis: str
) -> QuerySet[AssessmentRow]:
    mine = of_account(acting, account)
    return AssessmentRow.objects.filter(mine, assessment=assessment, basis=basis)


def among_seen(
    acting: User, found: Iterable[AssessmentRow], *, assessment: Assessment
) -> list[AssessmentRow]:
    """Rows with rank and share among the accounts this person sees.

    An amount and its share of the whole would tell the whole: what all the accounts
    bring that this person does not see.
    """
    if sees_all(acting):
        return list(found)
    whole = rows(acting, assessment=assessment).values_list("rank", "contribution")
    places, total = {}, 0.0
    for place, (rank, amount) in enumerate(whole, 1):
        places[rank] = place
        total += float(amount or 0)
    shown = list(found)
    for row in shown:
        amount = row.contribution
        known = amount is not None and total > 0
        row.share = float(amount or 0) / total if known else None
        row.rank = None if row.rank is None else places.get(row.rank)
        if "reasons" not in row.get_deferred_fields():
            row.reasons = without_whole(row.reasons)
    return shown


OF_THE_WHOLE = frozenset(
    f"selection.{reason}"
    for reason in ("ranked", "ranked_by_revenue", "rank_only", "small")
)
"""Reasons that say what an account is among all accounts of the firm."""


def without_whole(reasons: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """The reasons somebody may read who does not see all accounts."""
    return [reason for reason in reasons if reason[1] not in OF_THE_WHOLE]


def key_accounts(acting: User) -> QuerySet[Designation]:
    """The designations that hold today, of accounts this person sees, in no order."""
    return Designation.objects.filter(
        of_visible(acting), ends_on__isnull=True
    ).order_by()


class Named(NamedTuple):
    """What lists say of an account."""

    pk: int
    account_id: str
    name: str
    sort_key: str
    search_text: str


class Key(NamedTuple):
    """A key account, and since when it is one."""

    account: Named
    starts_on: date


def key_accounts_by_name(acting: User) -> list[Key]:
    """The same with their accounts, sorted here: a database might walk all accounts."""
    return _by_name(_keys_named(acting))


def keys_named(acting: User, accounts: Collection[int]) -> list[Key]:
    """The same of some of them."""
    return _by_name(_keys_named_of(acting, list(accounts)))


@prepared
def key_account_ids(acting: User) -> QuerySet[Designation, int]:
    """The keys of all of them, and nothing else."""
    return key_accounts(acting).values_list("account_id", flat=True)


def _by_name(found: Iterable[tuple[Any, ...]]) -> list[Key]:
    keys = [Key(Named(*account), since) for *account, since in found]
    return sorted(keys, key=lambda key: (key.account.sort_key, key.account.pk))


@prepared
def _keys_named(acting: User) -> QuerySet[Designation, Any]:
    columns = (*(f"account__{name}" for name in Named._fields), "starts_on")
    return key_accounts(acting).values_list(*columns)


@prepared
def _keys_named_of(acting: User, accounts: list[int]) -> QuerySet[Designation, Any]:
    return _keys_named.query(acting).filter(account__among=accounts)


@prepared
def designations(acting: User, account: Account) -> QuerySet[Designation]:
    """All times this account was key, the first one first."""
    found = Designation.objects.filter(of_account(acting, account))
    # The figures of the decision are much, and whoever asks reads who and when.
    return found.select_related("started_by__by").only(
        "account", "starts_on", "ends_on", "started_by__by__name"
    )


def rows_over_time(
    acting: User, account: Account, *, most: int = 12
) -> list[AssessmentRow]:
    """The account's rows of the newest assessments, oldest first, for their ranks.

    None for who does not see all accounts: a rank among all would count the others.
    """
    if not sees_all(acting):
        return []
    basis = money_of(acting, account)
    return _newest_rows(acting, account, basis=basis, most=most)[::-1]


@prepared
def _newest_rows(
    acting: User, account: Account, *, basis: str, most: int
) -> QuerySet[AssessmentRow]:
    found = AssessmentRow.objects.filter(
        of_account(acting, account),
        assessment__state=Assessment.State.FINISHED,
        basis=basis,
    )
    found = found.select_related("assessment").only("rank", "assessment__as_of")
    return found.order_by("-assessment_id")[:most]
