"""What a customer was promised and what is proven, year by year. See `value.md`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils import timezone

from vitalfew.apps.accounts.policies import may_see, of_account, of_visible
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.prepared import prepared, related
from vitalfew.apps.users.selectors import with_names
from vitalfew.apps.value.models import Gain, Proposition, Statement

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

AGREED = Proposition.State.AGREED
NOTHING = Decimal(0)


@dataclass(frozen=True)
class YearLine:
    """One year: what was promised, proven, and recorded without their word."""

    year: int
    promised: Decimal
    proven: Decimal
    unconfirmed: Decimal
    gap: Decimal | None
    """Promised less proven; None for a year that has not come."""


@dataclass(frozen=True)
class Ledger:
    years: list[YearLine]
    gains: list[Gain]

    @property
    def promised(self) -> Decimal:
        """Up to this year."""
        due = (line.promised for line in self.years if line.gap is not None)
        return sum(due, NOTHING)

    @property
    def proven(self) -> Decimal:
        return sum((line.proven for line in self.years), NOTHING)


def propositions_of(acting: User, account: Account) -> list[Proposition]:
    """Every version, the newest first, with the problems it answers."""
    found = _versions(acting, account)
    answers = _answers([each.pk for each in found])
    related(found, "answers", answers, of="of")
    return found


@prepared
def _versions(acting: User, account: Account) -> QuerySet[Proposition]:
    found = Proposition.objects.filter(of_account(acting, account))
    return with_names(found, "by", "solution")


@prepared
def _answers(propositions: list[int]) -> QuerySet[Any]:
    """Statements, each with the proposition it is answered by."""
    found = Statement.objects.filter(propositions__among=propositions)
    return found.annotate(of=F("propositions"))


def proposition_visible(acting: User, pk: int) -> Proposition | None:
    found = Proposition.objects.select_related("account").filter(pk=pk).first()
    return found if found and may_see(acting, found.account) else None


def gain_visible(acting: User, pk: int) -> Gain | None:
    found = Gain.objects.select_related("proposition__account").filter(pk=pk).first()
    return found if found and may_see(acting, found.proposition.account) else None


def value_ledger(acting: User, account: Account, *, on: date) -> Ledger:
    """Promised and proven of an account, for who may see it; as of a day."""
    found = value_ledgers(acting, [account.pk], on=on)
    return found.get(account.pk, Ledger([], []))


def value_ledgers(
    acting: User, accounts: Collection[int], *, on: date
) -> dict[int, Ledger]:
    """Of many accounts, by key, in two queries; who agreed to nothing is missing."""
    found = _agreed(acting, list(accounts))
    agreed: dict[int, list[Proposition]] = {}
    for each in found:
        agreed.setdefault(each.account_id, []).append(each)
    if not agreed:
        return {}
    gains: dict[int, list[Gain]] = {}
    for gain in _gains([each.pk for each in found]):
        gains.setdefault(gain.proposition.account_id, []).append(gain)
    currency = firm_settings().currency
    return {
        account: _ledger(each, gains.get(account, []), on=on, currency=currency)
        for account, each in agreed.items()
    }


@prepared
def _agreed(acting: User, accounts: list[int]) -> QuerySet[Proposition]:
    found = Proposition.objects.filter(of_visible(acting), state=AGREED)
    return found.filter(account__among=accounts)


def agreed_by(accounts: Collection[int], on: date) -> dict[int, tuple[str, str, date]]:
    """What each account agreed to last and still runs: its name, who of them, when."""
    rows = _running(list(accounts), on.year)
    return {account: (name, who, on) for account, name, who, on in rows if on}


@prepared
def _running(accounts: list[int], year: int) -> QuerySet[Proposition, Any]:
    found = Proposition.objects.filter(account__among=accounts, state=AGREED)
    runs = found.exclude(from_year__lte=year - F("years"))
    columns = ("account_id", "name", "answered_who", "answered_on")
    return runs.order_by("answered_on", "pk").values_list(*columns)


def ledger_of(agreed: Iterable[Proposition], *, on: date, currency: str) -> Ledger:
    """The ledger of agreed propositions; other currencies are listed, not added."""
    agreed = list(agreed)
    gains = _gains([each.pk for each in agreed])
    return _ledger(agreed, gains, on=on, currency=currency)


def ledger_known(agreed: Iterable[Proposition], *, on: date, currency: str) -> Ledger:
    """As it was known on a past day: what was answered, confirmed and written by then.

    `agreed` hold their gains.
    """
    by_then = [each for each in agreed if each.answered_on and each.answered_on <= on]
    gains = [
        gain
        for each in by_then
        for gain in each.gains.all()
        if gain.confirmed_on is not None
        and gain.confirmed_on <= on
        and timezone.localdate(gain.at) <= on
    ]
    return _ledger(by_then, gains, on=on, currency=currency)


@prepared
def _gains(agreed: list[int]) -> QuerySet[Gain]:
    found = Gain.objects.filter(proposition__among=agreed).select_related("proposition")
    of = ("proposition__account_id", "proposition__currency")
    return with_names(found, "by", more=of).order_by("-year", "-pk")


def _ledger(
    agreed: list[Proposition], gains: list[Gain], *, on: date, currency: str
) -> Ledger:
    promised = _promised(agreed, currency)
    proven: dict[int, Decimal] = {}
    waiting: dict[int, Decimal] = {}
    for gain in gains:
        if gain.proposition.currency == currency:
            column = proven if gain.confirmed_who else waiting
            column[gain.year] = column.get(gain.year, NOTHING) + gain.amount
    lines = [
        YearLine(
            year=year,
            promised=promised.get(year, NOTHING),
            proven=proven.get(year, NOTHING),
            unconfirmed=waiting.get(year, NOTHING),
            gap=promised.get(year, NOTHING) - proven.get(year, NOTHING)
            if year <= on.year
            else None,
        )
        for year in sorted({*promised, *proven, *waiting})
    ]
    return Ledger(lines, gains)


def _promised(agreed: list[Proposition], currency: str) -> dict[int, Decimal]:
    """By year; a newer agreed version takes the place of the old one."""
    by_pk = {each.pk: each for each in agreed}
    ends: dict[int, int] = {}
    for each in agreed:
        old, start = each.replaces_id, each.from_year or 0
        if old in by_pk:
            ends[old] = min(start, ends.get(old, start))
    found: dict[int, Decimal] = {}
    for each in agreed:
        if each.currency != currency or each.likely is None or each.from_year is None:
            continue
        for year in range(each.from_year, each.from_year + (each.years or 0)):
            if year < ends.get(each.pk, year + 1):
                found[year] = found.get(year, NOTHING) + each.likely
    return found
