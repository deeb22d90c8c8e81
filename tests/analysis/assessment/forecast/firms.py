"""Firms made up by a seeded generator whose future is known."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pyarrow as pa

from vitalfew.analysis.orders import Window, orders_from_table

START = dt.date(2021, 1, 1)
AS_OF = dt.date(2024, 1, 1)


def order_days(accounts=400, *, seed=1, years=4, yearly=6.0):
    """Account, day and amount of each order: rates and sizes differ, some stop.

    Accounts come in over the first two and a half years.
    """
    chance = np.random.default_rng(seed)
    end = round(years * 365.25)
    rate = chance.gamma(1.2, yearly / 1.2, accounts)
    size = np.exp(chance.normal(6, 1.1, accounts))
    first = chance.integers(0, 900, accounts)
    stays = chance.exponential(1500, accounts)
    rows = []
    for account in range(accounts):
        day = float(first[account])
        last = min(end, first[account] + stays[account])
        while day < last:
            amount = size[account] * np.exp(chance.normal(0, 0.5))
            rows.append((f"a{account:04d}", int(day), round(float(amount), 2)))
            day += 1 + chance.exponential(365.25 / rate[account])
    return rows


def orders_of_days(rows, *, as_of=AS_OF, start=START, cost=None, extra=None):
    """These order days up to the as-of day as orders; `cost` is a share of the amount.

    `extra` gives more columns, one value a row.
    """
    kept = [row for row in rows if START + dt.timedelta(row[1]) < as_of]
    amounts = pa.array([row[2] for row in kept], pa.float64())
    columns = {
        "account_id": [row[0] for row in kept],
        "ordered_on": [START + dt.timedelta(row[1]) for row in kept],
        "net_amount": amounts,
    }
    if cost is not None:
        columns["cost"] = pa.array([row[2] * cost for row in kept], pa.float64())
    for name, value in (extra or {}).items():
        columns[name] = [value(row) for row in kept]
    table = ibis.memtable(pa.table(columns))
    return orders_from_table(table, window=Window(start, as_of))


def came(rows, *, as_of=AS_OF, days=365):
    """What each account brought within so many days from the as-of day on."""
    found = {}
    for account, day, amount in rows:
        ahead = (START + dt.timedelta(day) - as_of).days
        if 0 <= ahead < days:
            found[account] = found.get(account, 0.0) + amount
    return found
