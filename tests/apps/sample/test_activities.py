"""What the sample says was done for its customers."""

from __future__ import annotations

import csv
import json
import runpy
from decimal import Decimal
from io import StringIO
from pathlib import Path

import vitalfew as vf
from vitalfew.analysis.measures.cost_to_serve import rated
from vitalfew.analysis.serving import ServingRates
from vitalfew.apps.sample.load import FOLDER

TOOL = Path(__file__).resolve().parents[3] / "tools" / "sample_activities.py"
SALES, COMPANIES, ACTIVITIES = (
    FOLDER / "adventureworks" / name
    for name in ("Sales.csv", "companies.csv", "activities.csv")
)


def rates() -> ServingRates:
    story = json.loads((FOLDER / "organization.json").read_text(encoding="utf-8"))
    return ServingRates.from_dict(story["criteria"]["values"]["rates"])


def parents() -> dict[str, str]:
    with COMPANIES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["Account ID"]: row["Parent ID"] for row in rows if row["Parent ID"]}


def test_the_tool_writes_the_same_activities_again():
    written = StringIO()

    runpy.run_path(str(TOOL))["write"](written)

    assert written.getvalue() == ACTIVITIES.read_text(encoding="utf-8")


def test_serving_takes_from_one_group_more_than_it_brings():
    groups = parents()
    served = vf.cost_to_serve(
        vf.read_orders(SALES, parents=groups),
        activities=rated(rates()),
        events=vf.read_activities(ACTIVITIES),
    )
    found = {row["account_id"]: row for row in served.to_pyarrow().to_pylist()}

    maple, lone_star = found["G02"], found["G04"]
    assert maple["contribution"] > 0 > maple["contribution_after"]
    assert lone_star["cost_to_serve"] < lone_star["contribution"] / 20
    known = [row for row in found.values() if row["cost_to_serve"] is not None]
    assert (len(known), len(found)) == (151, 610)
    assert Decimal(240_000) < sum(row["cost_to_serve"] for row in known) < 270_000
