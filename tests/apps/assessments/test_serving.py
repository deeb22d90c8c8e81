"""Cost to serve in an assessment: taken off for margin roles, unknown to all others."""

from __future__ import annotations

import pytest

from tests.apps.assessments import firm
from tests.apps.assessments.firm import HEADINGS, order_lines, written
from vitalfew.apps.assessments.services import criteria_change
from vitalfew.apps.imports.services import batch_import, batch_withdraw

pytestmark = pytest.mark.django_db

RATES = {
    "departments": [
        {"name": "Desk", "cost": 97_920, "people": 1, "hours_a_day": 8, "days": 240}
    ],
    "activities": [{"name": "order entry", "department": "Desk", "minutes": 10}],
}


@pytest.fixture
def ana(cast, tmp_path):
    path = written(tmp_path / "orders.csv", HEADINGS, order_lines())
    batch_import(acting=cast.ana, places=[path])
    return cast.ana


def record(ana, tmp_path, *, but=()):
    """One entered order of ten minutes for every line."""
    account, day = HEADINGS.index("account_id"), HEADINGS.index("ordered_on")
    rows = [
        (line[account], line[day], "Order entry", number)
        for number, line in enumerate(order_lines())
        if line[account] not in but
    ]
    headings = ("account_id", "occurred_on", "activity", "event_id")
    path = written(tmp_path / "activities.csv", headings, rows)
    return batch_import(acting=ana, places=[path], kind="activities")


def assess(ana):
    run = firm.assess(ana)
    assert run.state == "finished", run.problem
    return run


def told(run, basis):
    names = ("account_id", "rank", "contribution", "verdict", "measures", "reasons")
    return list(run.rows.filter(basis=basis).order_by("account_id").values(*names))


def test_serving_comes_off_for_margin_roles_and_withdrawing_returns_every_figure(
    ana, tmp_path
):
    criteria_change(acting=ana, values={"rates": RATES})
    before = assess(ana)
    batch = record(ana, tmp_path)
    run = assess(ana)

    row = run.rows.get(basis="contribution", account__account_id="ONE")
    serving = row.measures["cost_to_serve"]
    assert serving["contribution_before"] == 80_000
    assert serving["cost"] == 10.0 * serving["events"]
    assert float(row.contribution) == 80_000 - serving["cost"]
    assert run.figures["contribution"]["serving"]["included"] is True
    # Nothing of it is on the other basis, not even a different order.
    assert told(run, "revenue") == told(before, "revenue")
    assert run.figures["revenue"] == before.figures["revenue"]

    batch_withdraw(batch=batch, acting=ana, reason="a trial")
    after = assess(ana)
    assert told(after, "contribution") == told(before, "contribution")
    assert after.figures == before.figures


def test_an_account_without_an_event_keeps_serving_from_coming_off(ana, tmp_path):
    criteria_change(acting=ana, values={"rates": RATES})
    record(ana, tmp_path, but=("ONE",))
    run = assess(ana)

    serving = run.figures["contribution"]["serving"]
    assert serving["included"] is False
    assert serving["reason"][1] == "serving.some_accounts"
    assert run.rows.get(basis="contribution", rank=1).contribution == 80_000

    criteria_change(acting=ana, values={"rates": RATES | {"complete": True}})
    assert assess(ana).figures["contribution"]["serving"]["included"] is True


def test_a_change_of_rates_is_a_version_with_every_figure(ana):
    from vitalfew.apps.audit.models import Entry

    criteria_change(acting=ana, values={"rates": RATES})
    dearer = [RATES["departments"][0] | {"cost": 100_000}]
    criteria_change(acting=ana, values={"rates": RATES | {"departments": dearer}})

    changes = Entry.objects.filter(action="criteria.change").order_by("-pk")[0]
    assert changes.details["changes"] == {"rates.Desk.cost": [97_920, 100_000]}
