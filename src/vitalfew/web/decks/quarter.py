"""What an account bought in each quarter of the company's year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from vitalfew.analysis.orders import months_before
from vitalfew.apps.accounts.policies import Money, money_of
from vitalfew.apps.imports.problems import engine_told
from vitalfew.files.problems import FileProblem
from vitalfew.web.account.page import drill_read

if TYPE_CHECKING:
    from vitalfew.web.account.drilldown import DrillDown, Month
    from vitalfew.web.decks.material import Material

SHOWN = 8
"""Two years: each quarter stands beside the one a year before."""
MONTHS = 3


@dataclass(frozen=True)
class Quarter:
    """Three months; None is not known, as where the orders do not reach so far."""

    start: date
    revenue: Decimal | None
    contribution: Decimal | None
    orders: int | None

    @property
    def name(self) -> str:
        """Its first and its last month.

        >>> Quarter(date(2019, 12, 1), None, None, None).name
        '2019-12 – 2020-02'
        """
        return quarter_name(self.start)


@dataclass(frozen=True)
class Quarters:
    """The quarter that is looked at, and those before it, oldest first."""

    money: Money
    quarters: tuple[Quarter, ...]

    @property
    def now(self) -> Quarter:
        return self.quarters[-1]

    @property
    def before(self) -> Quarter:
        return self.quarters[-2]

    @property
    def year_before(self) -> Quarter:
        return self.quarters[-5]

    @property
    def ends_on(self) -> date:
        """The first day that belongs to it no more."""
        return months_before(self.now.start, -MONTHS)


def quarter_over(day: date, first_month: int) -> date:
    """The first day of the last quarter that is over before a day.

    >>> quarter_over(date(2020, 6, 1), 7), quarter_over(date(2020, 1, 1), 2)
    (datetime.date(2020, 1, 1), datetime.date(2019, 8, 1))
    """
    into = (day.month - first_month) % MONTHS
    return months_before(day.replace(day=1), into + MONTHS)


def quarter_name(start: date) -> str:
    return f"{start:%Y-%m} – {months_before(start, -2):%Y-%m}"


def quarters_over(day: date, first_month: int) -> list[date]:
    """The first days of the last quarters that are over, the newest first."""
    newest = quarter_over(day, first_month)
    return [months_before(newest, MONTHS * back) for back in range(SHOWN)]


def quarters_read(material: Material) -> Quarters:
    """As far as orders are known and their reader may see them."""
    money = money_of(material.acting, material.account)
    bought = _drill(material, "none" if money == "none" else "revenue")
    earned = _drill(material, "contribution") if money == "contribution" else None
    until = min(material.on, bought.as_of) if bought else material.on
    newest = material.quarter or quarter_over(until, material.firm.fiscal_year_start)
    starts = [months_before(newest, MONTHS * back) for back in range(SHOWN - 1, -1, -1)]
    of_bought = {month.start: month for month in bought.months} if bought else {}
    if earned is not None and earned.money != "contribution":
        earned = None
    of_earned = {month.start: month for month in earned.months} if earned else {}
    return Quarters(money, tuple(_quarter(day, of_bought, of_earned) for day in starts))


def _drill(material: Material, money: Money) -> DrillDown | None:
    try:
        with engine_told():
            return drill_read(
                material.acting, material.account, material.assessment, money
            )
    except FileProblem:
        return None


def _quarter(
    start: date, bought: Mapping[date, Month], earned: Mapping[date, Month]
) -> Quarter:
    months = _months(start, bought)
    return Quarter(
        start=start,
        revenue=_amount(months),
        contribution=_amount(_months(start, earned)),
        orders=sum(month.orders for month in months) if months else None,
    )


def _months(start: date, held: Mapping[date, Month]) -> list[Month]:
    """The three months of a quarter; none when one is not there as a whole."""
    found = [held.get(months_before(start, -number)) for number in range(MONTHS)]
    whole = [month for month in found if month is not None and month.whole]
    return whole if len(whole) == MONTHS else []


def _amount(months: list[Month]) -> Decimal | None:
    amounts = [month.amount for month in months if month.amount is not None]
    return sum(amounts, Decimal(0)) if len(amounts) == MONTHS else None
