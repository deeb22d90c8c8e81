"""Two who correct posts at the same moment make no ring of them."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from tests.apps.people.test_merging_at_once import at_once
from tests.cast import make_cast
from vitalfew.apps.people.models import Position
from vitalfew.apps.people.services.posts import Held, position_add, position_edit

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_who_put_each_post_below_the_other_one_is_told():
    if connection.vendor != "postgresql":
        pytest.skip("This database is not PostgreSQL.")
    cast = make_cast()
    posts = {
        title: position_add(
            acting=cast.hana, account=cast.norvik, held=Held(title=title)
        )
        for title in ("COO", "CFO")
    }

    def below(title, above):
        held = Held(title=title, reports_to=posts[above])
        position_edit(acting=cast.hana, position=posts[title], held=held)

    for _again in range(5):
        Position.objects.update(reports_to=None)
        said = at_once(partial(below, "COO", "CFO"), partial(below, "CFO", "COO"))
        assert sorted(said) == ["done", "post_ring"]
        assert Position.objects.filter(reports_to__isnull=False).count() == 1
