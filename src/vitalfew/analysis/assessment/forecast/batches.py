"""Forecasts of more accounts than fit in memory: so many at a time.

The method is learned once, from a sample. Accounts are dealt into batches by a hash of
their id, so that every batch is like the whole firm, and the same on every engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import ibis
import pyarrow as pa

from vitalfew.analysis.assessment.forecast.contracts import Ending, ending
from vitalfew.analysis.assessment.forecast.features import daily
from vitalfew.analysis.assessment.forecast.forecast import (
    Forecast,
    basis_of,
    reported,
    unreported,
)
from vitalfew.analysis.assessment.forecast.gathered import TRIED_ACCOUNTS, Gathered
from vitalfew.analysis.assessment.forecast.past import accounts, past
from vitalfew.analysis.assessment.forecast.plan import Plan, plan
from vitalfew.analysis.assessment.forecast.purchases import Fits
from vitalfew.analysis.assessment.forecast.seen import known
from vitalfew.analysis.assessment.forecast.tried import Tried
from vitalfew.analysis.engines import fetched, kept

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.analysis.assessment.forecast.method import Method
    from vitalfew.analysis.orders import Orders

AT_A_TIME: Final = 200_000
"""Accounts of a batch: their past takes about 0.2 GB."""
DIGITS: Final = 6
"""Of the hash, hexadecimal: as many places to cut at."""


def in_batches(
    orders: Orders,
    *,
    months: float = 12,
    contract_ends: Mapping[str, date] | None = None,
    accounts: int = AT_A_TIME,
) -> Iterator[Forecast]:
    """Forecast as `forecast` does, about so many accounts at a time. Runs the queries.

    Parameters
    ----------
    orders, months, contract_ends
        As in `forecast`.
    accounts
        About how many are held in memory at once.

    Yields
    ------
    Forecast
        Of each batch, with the same `plan` and `record`. An account's forecast leans
        on the totals of its batch, and so differs a little from that of `forecast`,
        but for a single batch of no more accounts than a back-test takes.
    """
    laid = plan(orders.window.start, orders.as_of, months)
    days = daily(orders)
    with kept(days.mutate(place=_place(days.account_id))) as held:
        counted = fetched(held.aggregate(accounts=held.account_id.nunique()))
        everyone = int(counted["accounts"][0].as_py())
        sample = _cut(held, 0, TRIED_ACCOUNTS / max(everyone, 1))
        fits = Fits()
        gathered = Gathered.of_days(sample, orders.window, laid, fits)
        tried = Tried.of(gathered, laid, fits)
        method = tried.learn(laid) if tried.origins else None
        record = None
        if method is not None:
            found = tried.trials(laid)
            record = tried.record(method, laid, found, of_accounts=everyone)
        batches = math.ceil(everyone / accounts)
        for number in range(batches):
            days = _cut(held, number / batches, (number + 1) / batches)
            found = _told(days, orders, laid, tried, method, contract_ends or {})
            if len(found):
                yield Forecast(found, basis_of(orders), laid, record)


def _told(
    days: ir.Table,
    orders: Orders,
    laid: Plan,
    tried: Tried,
    method: Method | None,
    contract_ends: Mapping[str, date],
) -> pa.Table:
    """The forecasts of one batch."""
    with accounts(days) as those:
        ids = those.account_id
        before = past(
            days,
            those,
            start=orders.window.start,
            origin=orders.as_of,
            calendar=tried.now.past.calendar,
        )
    if method is None:
        return unreported(ids, before, laid)
    now = known(before, laid.horizon, tried.buying)
    ends: Ending | None = None
    if contract_ends:
        these = ibis.memtable(pa.table({"account_id": ids}))
        own = replace(orders, lines=orders.lines.semi_join(these, "account_id"))
        ends = ending(
            own, contract_ends, accounts=before.account_id, horizon=laid.horizon
        )
    return reported(now, ids, method, laid, ends)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def md5(text: str) -> str:  # type: ignore[empty-body]
    """The engine's own: 32 hexadecimal digits."""


def _place(account_id: ir.StringColumn) -> ir.StringValue:
    """Where an account is dealt to, as digits that sort alike in every language."""
    found: ir.StringValue = md5(account_id).substr(0, DIGITS)
    return found


def _cut(days: ir.Table, start: float, end: float) -> ir.Table:
    """The days of the accounts dealt between two parts of the whole."""
    low, high = (round(min(part, 1.0) * 16**DIGITS) for part in (start, end))
    cut = days.filter(days.place >= f"{low:0{DIGITS}x}") if low else days
    if high < 16**DIGITS:
        cut = cut.filter(cut.place < f"{high:0{DIGITS}x}")
    return cut.drop("place")
