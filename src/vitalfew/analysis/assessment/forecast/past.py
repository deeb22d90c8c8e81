"""The past of many accounts before one day, as compact arrays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.forecast.features import Calendar, numbered, periods
from vitalfew.analysis.engines import fetched, kept
from vitalfew.analysis.lists import Unlisted, listed

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]
    What = Literal["sales", "worth", "days"]


@dataclass(frozen=True)
class Accounts:
    """The accounts of some days.

    Attributes
    ----------
    held
        Held by their engine, as `features.numbered` gives them.
    account_id
        Ascending by bytes, whatever language the engine sorts by.
    place
        Where the account of each number stands in `account_id`.
    """

    held: ir.Table
    account_id: pa.StringArray
    place: Places

    def __len__(self) -> int:
        return len(self.account_id)


@contextmanager
def accounts(days: ir.Table) -> Iterator[Accounts]:
    """The accounts of these days, while the block runs. One query."""
    with kept(numbered(days)) as held:
        table = fetched(held)
        ids = table["account_id"].combine_chunks()
        order = pc.sort_indices(ids)
        place = np.empty(len(ids), dtype=np.int64)
        place[table["number"].to_numpy()[np.asarray(order)]] = np.arange(len(ids))
        yield Accounts(held, ids.take(order), place)


@dataclass(frozen=True)
class Past:
    """Accounts with at least one purchase day, by account_id, and what they did.

    Attributes
    ----------
    account_id
        One entry an account, ascending.
    origin
        The first day not looked at.
    span
        Days looked at before it.
    calendar
        What the periods are.
    account, period
        Where an entry of the sums belongs: place in `account_id`, periods back.
    sales, worth, days
        The sums: money sold, money on the orders' basis, purchase days.
    silence, age
        One entry an account: days from the last, and from the first, purchase day to
        the last day looked at.
    """

    account_id: pa.StringArray
    origin: date
    span: int
    calendar: Calendar
    account: npt.NDArray[np.int32]
    period: npt.NDArray[np.int16]
    sales: Floats
    worth: Floats
    days: Floats
    silence: Floats
    age: Floats

    def __len__(self) -> int:
        return len(self.account_id)

    @cached_property
    def purchases(self) -> Floats:
        """Purchase days of each account."""
        return self.weighted("days", np.ones(self.calendar_length))

    @cached_property
    def sold(self) -> Floats:
        """Sales of each account in all."""
        return self.weighted("sales", np.ones(self.calendar_length))

    @property
    def calendar_length(self) -> int:
        """Periods told apart."""
        return int(self.period.max(initial=0)) + 1

    def weighted(self, what: What, weights: Floats) -> Floats:
        """Sum over the periods, each weighted; one value an account."""
        values = getattr(self, what) * weights[self.period]
        sums = np.bincount(self.account, values, minlength=len(self))
        return sums.astype(np.float64)

    def between(self, what: What, newest: float, oldest: float) -> Floats:
        """Sum from `newest` to `oldest` days back; a period cut through in part."""
        ends = np.arange(self.calendar_length + 1) * self.calendar.days
        within = np.clip(ends, newest, oldest)
        return self.weighted(what, np.diff(within) / self.calendar.days)

    def faded(self, what: What, half_life: float) -> Floats:
        """Sum with weights that halve every so many days back."""
        middles = (np.arange(self.calendar_length) + 0.5) * self.calendar.days
        return self.weighted(what, np.power(0.5, middles / half_life))

    def only(self, places: Places) -> Past:
        """The same of some accounts; `places` ascend."""
        number = np.full(len(self), -1)
        number[places] = np.arange(len(places))
        kept = number[self.account] >= 0
        return Past(
            self.account_id.take(pa.array(places)),
            self.origin,
            self.span,
            self.calendar,
            number[self.account[kept]].astype(np.int32),
            self.period[kept],
            self.sales[kept],
            self.worth[kept],
            self.days[kept],
            self.silence[places],
            self.age[places],
        )


def past(
    days: ir.Table,
    accounts: Accounts,
    *,
    start: date,
    origin: date,
    calendar: Calendar,
) -> Past:
    """Read the past before an origin. Runs one query.

    Parameters
    ----------
    days
        As `features.daily` gives them; the same rows whatever the origin.
    accounts
        The accounts of these days.
    start, origin
        The first day of the window and the first day not looked at.
    calendar
        Into which periods to cut.
    """
    days = days.filter(days.ordered_on >= start)
    rows = periods(days, origin, calendar)
    lists = listed(rows, newest=ibis._.newest.min(), oldest=ibis._.oldest.max())
    lists = lists.inner_join(accounts.held, "account_id").drop("account_id")
    table = Unlisted.of(fetched(lists))
    known = accounts.place[table.accounts["number"].to_numpy()]
    account, period = known[table.place], table.rows["period"].to_numpy()
    places = _in_order(account, period, (len(accounts), calendar.oldest + 1))
    columns = {
        name: np.asarray(pc.cast(table.rows[name], pa.float64()).to_numpy())[places]
        for name in ("sales", "worth", "days")
    }
    silence, age = np.full(len(accounts), np.inf), np.full(len(accounts), -np.inf)
    silence[known] = _or(table.accounts["newest"], np.inf)
    age[known] = _or(table.accounts["oldest"], -np.inf)
    found = Past(
        account_id=accounts.account_id,
        origin=origin,
        span=(origin - start).days,
        calendar=calendar,
        account=account[places].astype(np.int32),
        period=period[places].astype(np.int16),
        sales=columns["sales"],
        worth=columns["worth"],
        days=columns["days"],
        silence=silence,
        age=age,
    )
    some = np.flatnonzero(age >= 0)
    return found if len(some) == len(accounts) else found.only(some)


def _or(column: pa.ChunkedArray, absent: float) -> Floats:
    """The numbers of a column, and what stands for none."""
    return np.asarray(pc.fill_null(pc.cast(column, pa.float64()), absent).to_numpy())


def _in_order(
    account: Places, period: npt.NDArray[np.int32], shape: tuple[int, int]
) -> Places:
    """Rows by account and period, each pair once.

    Engines give rows in any order; sums of fractions need a fixed one.
    """
    grid = np.full(shape, -1, dtype=np.int32)
    grid[account, period] = np.arange(len(account))
    return np.asarray(grid[grid >= 0], dtype=np.int64)
