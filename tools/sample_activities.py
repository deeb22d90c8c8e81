"""Write the sample's service activities: invented, and the same with every run.

    python tools/sample_activities.py

Deliveries follow the real orders of `Sales.csv`; visits, calls, complaints and hours of
engineers are drawn around them, for the resellers that somebody of ours looks after.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np

FOLDER = (
    Path(__file__).resolve().parent.parent / "src/vitalfew/apps/sample/adventureworks"
)
FILE = FOLDER / "activities.csv"
HEADINGS = (
    "Event No",
    "Customer ID",
    "Date",
    "Activity",
    "Hours",
    "Lines",
    "Km",
    "Rush",
)
LEAST_SALES = 150_000.0
"""Whom nobody looks after is not in the record: their cost to serve is not known."""
COSTLY = {"G02": 4.0, "G08": 2.2, "118": 2.5, "75": 2.0}
"""Times the usual complaints, calls and hours of engineers."""
CHEAP = {"697": 0.4, "G04": 0.7}
PER_YEAR = {"visit": 4.0, "call": 9.0, "complaint": 0.7, "engineering": 1.2}
FAIR_SALES, FARTHEST_KM = 400_000.0, 140
LAST = dt.date(2020, 5, 31)
"""The orders end here as well."""

Row = tuple[object, ...]


@dataclass
class Customer:
    """One reseller: what it bought, and who looks after it."""

    account_id: str
    owner: str
    sales: float = 0.0
    orders: dict[str, tuple[dt.date, int]] = field(default_factory=dict)


def customers() -> list[Customer]:
    with (FOLDER / "companies.csv").open(encoding="utf-8", newline="") as lines:
        owners = {row["Account ID"]: row["Parent ID"] for row in csv.DictReader(lines)}
    found: dict[str, Customer] = {}
    with (FOLDER / "Sales.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="|"):
            key = row["ResellerKey"]
            one = found.setdefault(key, Customer(key, owners.get(key) or key))
            one.sales += float(row["Sales"])
            day = dt.datetime.strptime(row["OrderDate"], "%Y/%m/%d").date()  # noqa: DTZ007
            number = row["SalesOrderNumber"]
            one.orders[number] = day, one.orders.get(number, (day, 0))[1] + 1
    owned = [one for one in found.values() if one.owner != one.account_id]
    looked_after = [one for one in found.values() if one.sales >= LEAST_SALES]
    chosen = {one.account_id: one for one in [*owned, *looked_after]}
    return [chosen[key] for key in sorted(chosen, key=int)]


def done_for(one: Customer, chance: np.random.Generator) -> Iterator[Row]:
    """What was done for a reseller: account, day, activity, hours, lines, km, rush."""
    km = 5 + int(chance.random() ** 2 * FARTHEST_KM)
    days = [day for day, _lines in one.orders.values()]
    first, last = min(days), max(days)
    for day, lines in one.orders.values():
        late = day + dt.timedelta(days=1 + int(chance.random() * 4))
        rush = "yes" if chance.random() < (0.3 if one.owner in COSTLY else 0.08) else ""
        yield one.account_id, min(late, LAST), "delivery", "", lines, km, rush
    span = (last - first).days + 60
    weight = min(max(one.sales / FAIR_SALES, 0.5), 2.0) * CHEAP.get(one.owner, 1.0)
    for activity, usual in PER_YEAR.items():
        more = 1.0 if activity == "visit" else COSTLY.get(one.owner, 1.0)
        for _ in range(round(usual * weight * more * span / 365)):
            day = first + dt.timedelta(days=int(chance.random() * span))
            hours = ""
            if activity == "engineering":
                hours = f"{0.5 * round(2 + chance.random() * 10):.1f}"
            far = km if activity in {"visit", "engineering"} else ""
            yield one.account_id, min(day, LAST), activity, hours, "", far, ""


def write(out: TextIO) -> None:
    rows = [
        row
        for one in customers()
        for row in done_for(one, np.random.default_rng([20200531, int(one.account_id)]))
    ]
    rows.sort(key=lambda row: (row[1], str(row[2]), int(str(row[0]))))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows((number, *row) for number, row in enumerate(rows, start=1))


def main() -> None:
    with FILE.open("w", encoding="utf-8", newline="") as out:
        write(out)
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
