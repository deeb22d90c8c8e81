"""Rows that go past Django's preparation lie in the database as its own would."""

from __future__ import annotations

import pytest

from tests.apps.assessments.build import assessment
from vitalfew.apps.assessments.fields import packed
from vitalfew.apps.assessments.inserting import NewRow, amount_text, rows_insert
from vitalfew.apps.assessments.models import AssessmentRow

AMOUNTS = [None, 0.0, -2.5, 0.1, 1234.56785, 98_765_432_109.8765]
PACKED = ("measures", "reasons", "would_change")


def values(run, account, amount):
    return {
        "assessment_id": run.pk,
        "basis": "contribution",
        "account_id": account.pk,
        "rank": None if amount is None else 3,
        "orders": 12,
        "revenue": amount,
        "contribution": amount,
        "share": 0.1,
        "cumulative_share": None,
        "growth": -0.25,
        "attractiveness": 3.4,
        "strength": None,
        "stability": 1.0,
        "verdict": "watch",
        "continuity": "",
        "centralization": "central",
        "fit": "good",
        "payback_months": 22,
        "measures": {"margin": {"revenue": amount, "label": "利润"}},
        "reasons": [["for", "fit.good", {"score": 4.25}]],
        "would_change": [],
    }


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_inserted_row_is_the_row_django_would_have_created(cast, amount):
    run = assessment()
    made = values(run, cast.norvik, amount)
    created = AssessmentRow.objects.create(**made)
    before = AssessmentRow.objects.filter(pk=created.pk).values().get()
    created.delete()

    amounts = {name: amount_text(amount) for name in ("revenue", "contribution")}
    json = {name: packed(made[name]) for name in PACKED}
    rows_insert([NewRow(**(made | amounts | json))])

    after = run.rows.values().get()
    assert after | {"id": before["id"]} == before


def test_every_column_is_inserted():
    columns = {field.attname for field in AssessmentRow._meta.concrete_fields}
    assert set(NewRow._fields) == columns - {"id"}
