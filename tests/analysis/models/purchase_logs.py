"""Purchase logs of real customers, as the statistics a purchase model is fitted on."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from vitalfew.apps import sample

RETAIL = Path(sample.__file__).parent / "online_retail_ii" / "online_retail_II.parquet"
DAYS_A_WEEK = 7.0


class Log(NamedTuple):
    """Customers with a purchase by a day, and how often they bought after it; weeks."""

    frequency: np.ndarray
    recency: np.ndarray
    T: np.ndarray
    litt: np.ndarray
    mean_spend: np.ndarray
    later: np.ndarray

    @property
    def histories(self):
        return self.frequency, self.recency, self.T


@functools.cache
def events_of(query):
    """Customer, day and amount of the query's rows, one purchase a day, sorted."""
    columns = duckdb.sql(
        "SELECT customer, day, sum(amount) AS amount"
        f" FROM ({query}) GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    return (
        columns["customer"],
        columns["day"].astype("datetime64[D]"),
        columns["amount"],
    )


def log_of(query, until, end="2100-01-01"):
    """Statistics of the purchases in a query's rows (customer, day, amount)."""
    ids, days, amounts = events_of(query)
    until, end = np.datetime64(until), np.datetime64(end)
    past = days <= until
    who, when, spent = ids[past], days[past], amounts[past]
    customers, first = np.unique(who, return_index=True)
    repeats = np.diff(np.append(first, len(who))) - 1
    again = np.ones(len(who), dtype=bool)
    again[first] = False
    gaps = np.zeros(len(who))
    gaps[1:] = np.diff(when).astype(float) / DAYS_A_WEEK
    afterwards = ids[~past & (days <= end)]
    places = np.searchsorted(customers, afterwards) % len(customers)
    known = customers[places] == afterwards
    return Log(
        repeats.astype(float),
        (when[first + repeats] - when[first]).astype(float) / DAYS_A_WEEK,
        (until - when[first]).astype(float) / DAYS_A_WEEK,
        np.add.reduceat(np.log(np.where(again, gaps, 1.0)), first),
        np.add.reduceat(np.where(again, spent, 0.0), first) / np.maximum(repeats, 1),
        np.bincount(places[known], minlength=len(customers)).astype(float),
    )


def retail_log(until, end="2100-01-01"):
    """Online Retail II: orders for products; the overlap of its sheets counts once."""
    events = f"""
        SELECT CustomerID AS customer, InvoiceDate::DATE AS day,
               Quantity * Price AS amount
        FROM '{RETAIL}'
        WHERE CustomerID IS NOT NULL AND Invoice NOT LIKE 'C%' AND Quantity > 0
          AND Price > 0 AND regexp_matches(StockCode, '^[0-9]{{5}}')
          AND NOT (sheet = 'Year 2010-2011' AND InvoiceDate < '2010-12-10')"""
    return log_of(events, until, end)


def cdnow_log(shared_data, until="1997-09-30", end="1998-06-30"):
    """CDNOW's sample of one customer in ten."""
    file = shared_data / "cdnow" / "CDNOW_sample.txt"
    events = f"""
        SELECT field[1] AS customer, strptime(field[3], '%Y%m%d')::DATE AS day,
               field[5]::DOUBLE AS amount
        FROM (SELECT regexp_split_to_array(trim(column0), ' +') AS field
              FROM read_csv('{file}', header = false, delim = '|',
                            columns = {{'column0': 'VARCHAR'}}))"""
    return log_of(events, until, end)


def grocery_log(shared_data, until="2006-12-31", end="2007-12-30"):
    """A grocer's regular buyers; days only."""
    file = shared_data / "grocery" / "groceryElog.csv"
    events = f"SELECT cust AS customer, date::DATE AS day, 0.0 AS amount FROM '{file}'"
    return log_of(events, until, end)
