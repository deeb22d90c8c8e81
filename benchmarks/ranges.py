"""How often the 80 % ranges of the back-test held, of all accounts and by fifths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Session
from benchmarks.quality import Split, splits
from benchmarks.report import Table

TRIED = """
import datetime as dt
import json
import sys
import zlib
import duckdb
import numpy as np
import vitalfew as vf
from vitalfew.analysis.assessment.forecast.gathered import Gathered
from vitalfew.analysis.assessment.forecast.intervals import fifths, holds
from vitalfew.analysis.assessment.forecast.method import learn
from vitalfew.analysis.assessment.forecast.plan import plan
from vitalfew.analysis.assessment.forecast.purchases import Fits
from vitalfew.analysis.assessment.forecast.tried import Tried

PARTS = 5
query, split, end, as_of, target = sys.argv[1:6]
as_of, split, end = (dt.date.fromisoformat(day) for day in (as_of, split, end))
log = duckdb.sql(query)
known = duckdb.sql(
    "SELECT account_id, ordered_on, sum(net_amount)::DECIMAL(18, 4) AS net_amount"
    " FROM log WHERE ordered_on < $1 GROUP BY ALL ORDER BY ALL", params=[as_of]
)
amounts = duckdb.sql("SELECT count(net_amount) > 0 FROM log").fetchone()[0]
lines = known.to_arrow_table()
lines = lines if amounts else lines.drop_columns("net_amount")
orders = vf.read_orders(lines, as_of=as_of)
laid = plan(orders.window.start, as_of, (end - split).days * 12 / 365.25)
fits = Fits()
tried = Tried.of(Gathered.of(orders, laid, fits), laid, fits)
record = tried.record(tried.learn(laid), laid, tried.trials(laid))

held, fifth = [], []
accounts = [seen.past.account_id.to_pylist() for seen in tried.origins]
part_of = [
    np.array([zlib.crc32(name.encode()) % PARTS for name in names])
    for names in accounts
]
for part in range(PARTS):
    others = [
        seen.only(np.flatnonzero(of != part))
        for seen, of in zip(tried.origins, part_of)
    ]
    method = learn(others, whole=not laid.short, credited=tried.credited)
    for seen, of in zip(tried.origins, part_of):
        told = method.tell(seen)
        inside = holds(seen.worth, told["low80"], told["high80"])
        held.append(inside[of == part])
        fifth.append(fifths(seen.past)[of == part])
held, fifth = np.concatenate(held), np.concatenate(fifth)
with open(target, "w") as stream:
    json.dump(
        {
            "record": record.coverage["80"],
            "idle": record.coverage["idle"],
            "pooled": [float(held.mean())]
            + [float(held[fifth == at].mean()) for at in range(5)],
        },
        stream,
    )
"""


def tables(session: Session) -> Iterator[Table]:
    """The record of each data set at its split, and at the end of its file."""
    rows = [
        row
        for each in splits()
        for row in (
            _row(each.name, _tried(session, each, each.split)),
            _row(f"{each.name}, whole", _tried(session, each, each.end)),
        )
    ]
    yield Table(
        "How often the back-test's ranges held",
        "Percent of outcomes within their 80 % range, all origins together. *Record*:"
        " what `vitalfew backtest` says, each origin from what had ended by then (or"
        " from other accounts, where nothing had), ± twice its standard error; *told*:"
        " how often the ranges said they would hold. *Pooled*: accounts told from other"
        " accounts of all origins, which is what conformal prediction promises. By"
        " fifths of accounts, smallest first. *whole*: as of the end of the file, else"
        " as of the split of the literature.",
        (
            "data",
            "record",
            "told",
            "pooled",
            "record, by fifths",
            "told, by fifths",
            "pooled, by fifths",
            "bought nothing, by fifths",
        ),
        rows,
    )


def _tried(session: Session, split: Split, as_of: str) -> dict[str, Any]:
    target = session.folder / f"ranges-{split.name.replace(' ', '-')}.json"
    session.python(TRIED, split.query, split.split, split.end, as_of, target)
    values: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return values


def _row(name: str, values: dict[str, Any]) -> list[str]:
    record, pooled = values["record"], values["pooled"]
    error = 2 * record["standard_error"]["all"]
    return [
        name,
        f"{_percent(record['all'])} ± {_percent(error)}",
        _percent(record["told"]["all"]),
        _percent(pooled[0]),
        _percents(record["fifths"]),
        _percents(record["told"]["fifths"]),
        _percents(pooled[1:]),
        _percents(values["idle"]["fifths"]),
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _percents(shares: list[float]) -> str:
    return ", ".join(map(_percent, shares))
