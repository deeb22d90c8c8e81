"""The list of accounts: which, in which order, and what is said of each.

At hundreds of thousands of accounts only what a page shows is read: accounts with
figures come in the order of their rank, through its index, and the others by name
after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from vitalfew.apps.accounts.models import Account, Ancestry, Kind
from vitalfew.apps.accounts.policies import money_of_all, sees_all
from vitalfew.apps.accounts.selectors import accounts_visible, matching
from vitalfew.apps.accounts.staff import managers_of
from vitalfew.apps.assessments.models import AssessmentRow, Designation
from vitalfew.apps.assessments.selectors.rows import (
    among_seen,
    key_accounts,
    rows,
)
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.prepared import prepared

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from vitalfew.apps.accounts.policies import Money
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User

PAGE = 50
FEW = 2_000
"""So many are found first and then sorted; more are read in the order of their rank."""
HEAVY = ("measures", "reasons", "would_change")
FIGURES = ("rank", "contribution", "share", "growth", "orders")


class Shown(NamedTuple):
    """All that a row of the list shows."""

    account: int
    name: str
    account_id: str
    contribution: Decimal | None
    share: float | None
    growth: float | None
    orders: int | None
    manager: str
    group: str
    exclusion: str
    is_key: bool
    is_candidate: bool
    is_prospect: bool


@dataclass(frozen=True)
class Line:
    """One account with what the newest assessment says; None is not known."""

    account: Account
    row: AssessmentRow | None
    manager: User | None
    group: Account | None
    """What it belongs to, where this person may see that."""
    is_key: bool

    @cached_property
    def figures(self) -> dict[str, Any]:
        return {name: getattr(self.row, name, None) for name in FIGURES}

    @property
    def is_candidate(self) -> bool:
        return (
            self.row is not None and self.row.verdict == "propose" and not self.is_key
        )

    @property
    def shown(self) -> Shown:
        account, figures = self.account, self.figures
        return Shown(
            account=account.pk,
            name=account.name,
            account_id=account.account_id,
            contribution=figures["contribution"],
            share=figures["share"],
            growth=figures["growth"],
            orders=figures["orders"],
            manager=self.manager.name if self.manager else "",
            group=self.group.name if self.group else "",
            exclusion=account.get_exclusion_display() if account.exclusion else "",
            is_key=self.is_key,
            is_candidate=self.is_candidate,
            is_prospect=account.kind == Kind.PROSPECT,
        )


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    lines: list[Line]
    total: int
    page: int
    money: Money
    assessment: Assessment | None

    @property
    def has_figures(self) -> bool:
        return self.money != "none"

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def previous(self) -> int:
        return self.page - 1

    @property
    def next(self) -> int:
        return self.page + 1

    @property
    def has_next(self) -> bool:
        return self.last < self.total


class AccountList:
    """The accounts somebody asked for, lazily."""

    def __init__(self, acting: User, asked: dict[str, Any]) -> None:
        self.acting = acting
        self.asked = asked
        self.money = money_of_all(acting)
        self.assessment = latest_assessment()
        self.wanted = self._wanted()

    @cached_property
    def total(self) -> int:
        if self._few is not None:
            return len(self._few)
        if self._is_narrow() or len(self._away) > FEW:
            return self.wanted.count()
        # To count who is listed a database looks at each; to count all of them, not.
        return Account.objects.count() - len(self._away)

    @cached_property
    def _away(self) -> list[int]:
        """Who stands in no list of everybody; of more than `FEW` not all."""
        return _not_listed(below=bool(self.asked["below"]))

    @cached_property
    def _few(self) -> list[int] | None:
        """The accounts in order, where those asked for are few; None for many."""
        if not self._is_narrow() or not self._by_figures():
            return None
        names = self.wanted.order_by().values_list("sort_key", "account_id", "pk")
        found = sorted(names[: FEW + 1])
        if len(found) > FEW:
            return None
        rows_found = self._rows().filter(account__in=[pk for *_name, pk in found])
        # The verdict is in no index with the rank: else SQLite would read one whole.
        ranks = rows_found.order_by().values_list("rank", "account_id", "verdict")
        known = {pk: rank for rank, pk, _verdict in ranks if rank is not None}
        ranked = sorted(known, key=known.__getitem__, reverse=self._smallest_first())
        return ranked + [pk for *_name, pk in found if pk not in known]

    def page(self) -> Listing:
        number = self.asked["page"]
        start = (number - 1) * PAGE
        accounts = list(self.accounts(start, start + PAGE))
        return Listing(
            lines=self.lines(accounts),
            total=self.total,
            page=number,
            money=self.money,
            assessment=self.assessment,
        )

    def accounts(self, start: int, stop: int) -> Iterator[Account]:
        """Those from one place of the order to another."""
        if self._few is not None:
            shown = self._few[start:stop]
            found = Account.objects.in_bulk(shown)
            yield from (found[pk] for pk in shown)
        elif self._by_figures():
            yield from self._by_rank(start, stop)
        else:
            sort = self.asked["sort"]
            column = "account_id" if sort.endswith("id") else "sort_key"
            sign = "-" if sort in {"-name", "-id"} else ""
            order = [f"{sign}{column}", f"{sign}account_id"]
            yield from self.wanted.order_by(*order)[start:stop]

    def lines(self, accounts: Iterable[Account]) -> list[Line]:
        shown = list(accounts)
        found = {row.account_id: row for row in self._figures(shown)}
        managers = managers_of(self.acting, shown)
        keys = set(_keys_among(self.acting, [account.pk for account in shown]))
        parents = {account.parent_id for account in shown if account.parent_id}
        groups = accounts_visible(self.acting).in_bulk(parents) if parents else {}
        return [
            Line(
                account=account,
                row=found.get(account.pk),
                manager=managers.get(account.pk),
                group=groups.get(account.parent_id or 0),
                is_key=account.pk in keys,
            )
            for account in shown
        ]

    def _figures(self, shown: list[Account]) -> list[AssessmentRow]:
        if self.assessment is None:
            return []
        # In no order: by rank the database would read every row to find these few.
        found = self._rows().filter(account__in=shown).order_by()
        light = found.select_related(None).only("account_id", "verdict", *FIGURES)
        return among_seen(self.acting, light, assessment=self.assessment)

    def _by_rank(self, start: int, stop: int) -> Iterator[Account]:
        """By figures where there are any; whoever has none comes last, by name."""
        ranked = self._ranked().order_by("-rank" if self._smallest_first() else "rank")
        ranked = ranked.defer(*HEAVY)
        page = [row.account for row in self._between(ranked, start, stop)]
        yield from page
        if len(page) == stop - start:
            return
        before = start + len(page) if page else self._ranked().count()
        others = self.wanted.filter(~self._in_rows()).order_by("sort_key", "account_id")
        yield from others[max(start - before, 0) : stop - before]

    def _between(
        self, ranked: QuerySet[AssessmentRow], start: int, stop: int
    ) -> list[AssessmentRow]:
        """Those from one place to another: told by their ranks, where that will do.

        Else a database reads everybody before them, on the last pages nearly all.
        """
        last = self._last_rank()
        gone = self._gone() if last and start else None
        if last and gone is not None:
            listed = last - len(gone)
            places = (start, stop - 1)
            if self._smallest_first():
                places = (listed - stop, listed - 1 - start)
            first, end = (rank_at(place, gone) for place in places)
            found = list(ranked.filter(rank__gte=first, rank__lte=end))
            if len(found) == stop - start:
                return found
        return list(ranked[start:stop])

    def _last_rank(self) -> int:
        """Of everybody, where ranks are 1, 2, 3 … without a gap; else 0."""
        if self.assessment is None or self._is_narrow():
            return 0
        return _last_rank(self.assessment.pk, self.assessment.finished_at, self.money)

    def _gone(self) -> list[int] | None:
        """Ranks of accounts that are not listed any more; None where they are many."""
        if len(self._away) > FEW or self.assessment is None:
            return None
        ranks = _ranks_of(self.assessment, self._away, basis=self.money)
        return [rank for rank in ranks if rank is not None]

    def _ranked(self) -> QuerySet[AssessmentRow]:
        found = self._rows().filter(rank__isnull=False)
        if self._is_narrow():
            return found.filter(account__in=self.wanted)
        # The same as `wanted`, said of the rows: read in their order, not sorted.
        found = found.filter(account__merged_into__isnull=True, account__exclusion="")
        if not self.asked["below"]:
            found = found.filter(account__parent__isnull=True)
        return found

    def _in_rows(self) -> Q:
        ranked = self._rows().filter(rank__isnull=False, account=OuterRef("pk"))
        return Q(Exists(ranked.order_by().values("pk")))

    def _rows(self) -> QuerySet[AssessmentRow]:
        return rows(self.acting, assessment=self.assessment).select_related("account")

    def _is_narrow(self) -> bool:
        """Whether this is not the list of everybody."""
        return (
            not sees_all(self.acting)
            or self.asked["show"] != "all"
            or bool(self.asked["q"])
        )

    def _by_figures(self) -> bool:
        known = self.assessment is not None and self.money != "none"
        return known and self.asked["sort"].endswith("contribution")

    def _smallest_first(self) -> bool:
        return bool(self.asked["sort"] == "contribution")

    def _wanted(self) -> QuerySet[Account]:
        found = self._shown(accounts_visible(self.acting))
        if self.asked["q"]:
            return matching(found, self.asked["q"])
        if self.asked["below"] or self.asked["show"] != "all":
            return found
        if sees_all(self.acting):
            return found.filter(parent__isnull=True)
        above = Ancestry.objects.filter(
            descendant=OuterRef("pk"),
            depth__gt=0,
            ancestor__in=accounts_visible(self.acting).values("pk"),
        )
        return found.filter(~Exists(above))

    def _shown(self, found: QuerySet[Account]) -> QuerySet[Account]:
        show = self.asked["show"]
        if show == "excluded":
            return found.filter(exclusion__gt="")
        found = found.filter(exclusion="")
        if show == "key":
            return found.filter(pk__in=key_accounts(self.acting).values("account"))
        if show == "candidate":
            proposed = self._rows().filter(verdict="propose")
            keys = key_accounts(self.acting).values("account")
            return found.filter(pk__in=proposed.order_by().values("account")).exclude(
                pk__in=keys
            )
        if show == "prospect":
            return found.filter(kind=Kind.PROSPECT)
        return found


def rank_at(place: int, gone: Iterable[int]) -> int:
    """The rank of who stands at a place, from 0, when these ranks stand nowhere.

    >>> rank_at(0, [2, 3]), rank_at(1, [2, 3]), rank_at(2, [2, 3, 9])
    (1, 4, 5)
    """
    rank = place + 1
    for each in sorted(gone):
        if each > rank:
            break
        rank += 1
    return rank


@prepared
def _keys_among(acting: User, accounts: list[int]) -> QuerySet[Designation, int]:
    found = key_accounts(acting).filter(account__among=accounts)
    return found.values_list("account_id", flat=True)


@lru_cache(maxsize=4)
def _last_rank(assessment: int, _finished_at: dt.datetime | None, basis: str) -> int:
    ranked = AssessmentRow.objects.filter(
        assessment=assessment, basis=basis, rank__isnull=False
    )
    found = ranked.aggregate(last=Max("rank"), ranks=Count("pk"))
    return found["last"] if found["last"] == found["ranks"] else 0


@prepared
def _not_listed(*, below: bool) -> QuerySet[Account, int]:
    """Accounts that are part of another one, or left out."""
    kinds = [Q(merged_into__isnull=False), Q(exclusion__gt="")]
    if not below:
        kinds.append(Q(parent__isnull=False))
    first, *others = (
        Account.objects.filter(kind).order_by().values_list("pk", flat=True)
        for kind in kinds
    )
    return first.union(*others)[: FEW + 1]


@prepared
def _ranks_of(
    assessment: Assessment, accounts: list[int], *, basis: str
) -> QuerySet[AssessmentRow, int | None]:
    found = AssessmentRow.objects.filter(
        assessment=assessment, basis=basis, account__among=accounts
    )
    ranked = found.filter(rank__isnull=False).order_by()
    # The verdict is in no index with the rank: else SQLite would read one whole.
    return ranked.values_list("rank", flat=True)


def in_batches(found: AccountList, *, size: int = 2_000) -> Iterator[Line]:
    """All lines, read a batch at a time: for files."""
    start = 0
    while True:
        accounts = list(found.accounts(start, start + size))
        yield from found.lines(accounts)
        if len(accounts) < size:
            return
        start += size
