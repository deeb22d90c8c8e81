"""How many of the accounts that come to bring most are named beforehand."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Session
from benchmarks.report import Table

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
"""Where data lie that may not be in the repository; `VITALFEW_SHARED_DATA` names
another folder."""
SAMPLE = Path(__file__).resolve().parent.parent / "src" / "vitalfew" / "apps" / "sample"

TRIED = """
import datetime as dt
import json
import os
import sys
import duckdb
import numpy as np
import vitalfew as vf
from vitalfew.analysis.assessment.forecast.ranking import Bootstrap, captured

query, split, end, target = sys.argv[1:5]
split, end = dt.date.fromisoformat(split), dt.date.fromisoformat(end)
log = duckdb.sql(query)
days = duckdb.sql(
    "SELECT account_id, ordered_on, sum(net_amount)::DECIMAL(18, 4) AS net_amount"
    " FROM log GROUP BY ALL ORDER BY ALL"
)
known = duckdb.sql("SELECT * FROM days WHERE ordered_on < $1", params=[split])
later = duckdb.sql(
    "SELECT * FROM days WHERE ordered_on >= $1 AND ordered_on < $2", params=[split, end]
)
amounts = duckdb.sql("SELECT count(net_amount) > 0 FROM days").fetchone()[0]
lines = known.to_arrow_table()
lines = lines if amounts else lines.drop_columns("net_amount")
orders = vf.read_orders(lines, as_of=split)
horizon = (end - split).days
found = vf.forecast(orders, months=horizon * 12 / 365.25)
told = found.to_pandas().set_index("account_id")
base = vf.rfm(orders).to_pandas().set_index("account_id").loc[told.index]
past = known.df().set_index("account_id")
half = orders.window.start + (split - orders.window.start) / 2
value = "net_amount" if amounts else "ones"
past["ones"] = 1.0
past["net_amount"] = past["net_amount"].astype(float)
after = later.df().assign(ones=1.0).set_index("account_id")
after["net_amount"] = after["net_amount"].astype(float)


def summed(rows):
    sums = rows[value].groupby(level=0).sum()
    return sums.reindex(told.index).fillna(0.0).to_numpy()


came = summed(after)
count = base["frequency"].to_numpy() + 1.0
history = [base[name].to_numpy() for name in ("frequency", "recency", "T")]
spent = summed(past)
when = past["ordered_on"].to_numpy().astype("datetime64[D]")
late = past[when >= np.datetime64(half)]
scores = {"this": told["expected"].fillna(0.0).to_numpy()}
if amounts:
    scores["past spend"] = spent
scores |= {
    "past frequency": count,
    "second half": summed(late),
    "recency": -(history[2] - history[1]),
}
models = vf.models
worth = {"": 1.0}
if amounts:
    means = {
        " x GG(r)": (history[0], base["monetary_value"].fillna(0.0).to_numpy()),
        " x GG(a)": (count, spent / count),
    }
    worth = {}
    for name, (number, mean) in means.items():
        bought = number > 0
        spend = models.GammaGamma().fit(number[bought], mean[bought])
        worth[name] = np.asarray(spend.expected_spend(number, mean))
for name, kind, extra in (
    ("BG/NBD", models.BGNBD, ()),
    ("MBG/NBD", models.MBGNBD, ()),
    ("Pareto/NBD", models.ParetoNBD, ()),
    ("BG/CNBD-k", models.BGCNBDk, (base["litt"].to_numpy(),)),
    ("MBG/CNBD-k", models.MBGCNBDk, (base["litt"].to_numpy(),)),
):
    fitted = kind().fit(*history, *extra)
    number = np.asarray(fitted.expected_purchases(horizon / 7, *history))
    scores |= {name + by: number * each for by, each in worth.items()}
drawn = Bootstrap(came)
rankings = {
    name: [
        figure
        for share in (0.1, 0.2)
        for figure in (
            captured(score, came, share),
            *np.quantile(drawn.captured(score, share), [0.025, 0.975]),
        )
    ]
    for name, score in scores.items()
}
sure = told["expected"].notna().to_numpy()
low, high = (
    {level: told[f"{end}{level}"].to_numpy() for level in (50, 80)}
    for end in ("low", "high")
)
held = {
    level: ((came >= low[level] - 0.005) & (came <= high[level] + 0.005))[sure]
    for level in (50, 80)
}
size = np.argsort(np.argsort(spent[sure], kind="stable")) * 5 // sure.sum()
bought = (came > 0)[sure]
chance = told["p_active"].to_numpy(dtype=float)[sure]
record = found.record
with open(target, "w") as stream:
    json.dump(
        {
            "accounts": len(told),
            "method": record.method,
            "rankings": rankings,
            "coverage": {
                level: [float(inside.mean())]
                + [float(inside[size == part].mean()) for part in range(5)]
                for level, inside in held.items()
            },
            "record80": record.coverage["80"]["all"],
            "tried_months": record.tried_months,
            "bought": float(bought.mean()),
            "brier": float(((chance - bought) ** 2).mean()),
            "level": float(told["expected"].sum() / came[sure].sum()),
        },
        stream,
    )
"""


@dataclass(frozen=True)
class Split:
    """Orders of a file, known up to the day before `split`, judged until `end`.

    `best` is the best published or measured figure of any method we know of.
    """

    name: str
    query: str
    split: str
    end: str
    best: str


RETAIL = """
SELECT CustomerID::VARCHAR AS account_id, InvoiceDate::DATE AS ordered_on,
  (Quantity * Price)::DECIMAL(18, 4) AS net_amount
FROM '{file}'
WHERE CustomerID IS NOT NULL AND Invoice NOT LIKE 'C%' AND Quantity > 0
  AND Price > 0 AND regexp_matches(StockCode, '^[0-9]{{5}}')
  AND NOT (sheet = 'Year 2010-2011' AND InvoiceDate < '2010-12-10')
"""
CDNOW = r"""
SELECT cell[2] AS account_id, strptime(cell[3], '%Y%m%d')::DATE AS ordered_on,
  cell[5]::DECIMAL(18, 4) AS net_amount
FROM (SELECT regexp_split_to_array(trim(line), '\s+') AS cell
      FROM read_csv('{file}', columns={{'line': 'VARCHAR'}}, delim='|', header=false))
"""
GROCERY = """
SELECT cust::VARCHAR AS account_id, date::DATE AS ordered_on,
  NULL::DECIMAL(18, 4) AS net_amount
FROM '{file}'
"""
RESELLERS = """
SELECT ResellerKey AS account_id, strptime(OrderDate, '%Y/%m/%d')::DATE AS ordered_on,
  Sales::DECIMAL(18, 4) AS net_amount
FROM read_csv('{file}', delim='|', all_varchar=true)
"""
NAMES = {
    "this": "**this forecast**, its method chosen by the back-test",
    "second half": "spend, or purchases, in the second half of the window",
}


def tables(session: Session) -> Iterator[Table]:
    """The ranking beside everything simple and published, then the ranges."""
    chosen = list(splits())
    found = {each.name: _tried(session, each) for each in chosen}
    yield Table(
        "Whom it names beforehand",
        "Share of the truly best 10 % and 20 % of accounts (by spend in the time that"
        " follows; grocery by purchases) that each method puts among its own best 10 %"
        " and 20 %, in percent; below this forecast its 95 % interval (100 bootstraps"
        " over accounts). All rows are computed here from the same orders but the last:"
        " the best figure of any method that was measured or published before, each"
        " column's own. GG(r): spend from repeated purchases, GG(a): from all. Nothing"
        " was tuned on what follows the split.",
        (
            "method",
            *(f"{each.name} (n {found[each.name]['accounts']:,})" for each in chosen),
        ),
        _ranking_rows(chosen, found),
    )
    yield Table(
        "How often its ranges hold",
        "Of the same forecasts: share of outcomes within the 80 % and 50 % ranges, in"
        " all and by fifths of accounts by their spend before, smallest first; what the"
        " back-test had said of the 80 % range, and on how many months it was tried;"
        " Brier score of the probability to buy; forecast ÷ outcome of the whole.",
        (
            "data",
            "method",
            "80 %",
            "by fifths",
            "said",
            "months tried",
            "50 %",
            "Brier",
            "buy",
            "level",
        ),
        [_coverage_row(each, found[each.name]) for each in chosen],
    )


def _tried(session: Session, split: Split) -> dict[str, Any]:
    target = session.folder / f"quality-{split.name.replace(' ', '-')}.json"
    session.python(TRIED, split.query, split.split, split.end, target)
    values: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return values


def _ranking_rows(
    chosen: list[Split], found: dict[str, dict[str, Any]]
) -> list[list[str]]:
    names = dict.fromkeys(
        name for each in chosen for name in found[each.name]["rankings"]
    )
    rows = []
    for name in names:
        told = [found[each.name]["rankings"].get(name) for each in chosen]
        rows.append([NAMES.get(name, name), *map(_shares, told)])
        if name == "this":
            rows.append(["from … to, 95 %", *map(_ranges, told)])
            methods = [str(found[each.name]["method"]) for each in chosen]
            rows.append(["its method", *methods])
    return [*rows, ["best known figures", *(each.best for each in chosen)]]


def _shares(told: list[float] | None) -> str:
    return "–" if told is None else f"{100 * told[0]:.1f} / {100 * told[3]:.1f}"


def _ranges(told: list[float]) -> str:
    ends = [f"{100 * each:.0f}" for each in told]
    return f"{ends[1]}–{ends[2]} / {ends[4]}–{ends[5]}"


def _coverage_row(split: Split, values: dict[str, Any]) -> list[str]:
    wide, narrow = (values["coverage"][level] for level in ("80", "50"))
    return [
        split.name,
        values["method"],
        f"{wide[0]:.1%}",
        " ".join(f"{part:.0%}" for part in wide[1:]),
        f"{values['record80']:.1%}",
        f"{values['tried_months']:.1f}",
        f"{narrow[0]:.1%}",
        f"{values['brier']:.3f}",
        f"{values['bought']:.0%}",
        f"{values['level']:.2f}",
    ]


def splits() -> Iterator[Split]:
    """The data sets, with the splits of the literature."""
    data = Path(os.environ.get("VITALFEW_SHARED_DATA") or DATA)
    retail = SAMPLE / "online_retail_ii" / "online_retail_II.parquet"
    files = {
        "cdnow": data / "cdnow" / "CDNOW_sample.txt",
        "grocery": data / "grocery" / "groceryElog.csv",
    }
    if files["cdnow"].exists():
        query = CDNOW.format(file=files["cdnow"])
        yield Split("CDNOW 39 weeks", query, "1997-10-01", "1998-07-01", "51.3 / 56.5")
    query = RETAIL.format(file=retail)
    yield Split("Online Retail II 53 weeks", query, "2010-12-01", "2011-12-10",
                "65.6 / 69.0")  # fmt: skip
    yield Split("Online Retail II 26 weeks", query, "2011-06-10", "2011-12-10",
                "65.4 / 69.8")  # fmt: skip
    if files["grocery"].exists():
        query = GROCERY.format(file=files["grocery"])
        yield Split("grocery 52 weeks", query, "2007-01-01", "2007-12-31",
                    "65.8 / 74.7")  # fmt: skip
    query = RESELLERS.format(file=SAMPLE / "adventureworks" / "Sales.csv")
    yield Split("Adventure Works 12 months", query, "2019-06-01", "2020-06-01", "–")
