"""The plan of the house, with everything that slides can say."""

from __future__ import annotations

import pytest

from vitalfew.apps.plans.models import Plan


@pytest.fixture(autouse=True)
def asks(house):
    Plan.objects.filter(pk=house.plan.pk).update(
        asks="Name a buyer\nTell us in May", field_of_play="Gears of all parks"
    )
