"""The map of people arranged by hand: kept for everybody, and given up again."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.people.test_services import post, refused, today
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.models import MapPlace
from vitalfew.apps.people.selectors import map_places
from vitalfew.apps.people.services.arranging import (
    map_arrange,
    map_release,
    map_restore,
)
from vitalfew.apps.people.services.posts import position_end

pytestmark = pytest.mark.django_db


def arrange(cast, places, acting=None):
    return map_arrange(acting=acting or cast.marta, account=cast.norvik, places=places)


def written():
    return list(Entry.objects.filter(action__startswith="map.").order_by("pk"))


def test_everybody_sees_where_people_were_put_and_one_row_says_who_did(cast):
    one, us = f"p{post(cast).pk}", f"u{cast.sam.pk}"
    arrange(cast, {one: (0.25, None), us: (0.75, 0.5)})
    placed = {one: (0.25, None), us: (0.75, 0.5)}

    assert map_places(cast.sam, cast.norvik) == placed
    assert map_places(cast.hana, cast.norvik) == placed
    assert map_places(cast.marta, cast.brenner) == {}
    assert {place.by for place in MapPlace.objects.all()} == {cast.marta}
    (entry,) = written()
    assert (entry.action, entry.actor, entry.details) == (
        "map.arrange",
        cast.marta,
        {"people": 2},
    )


def test_a_row_is_arranged_and_the_column_stays(cast):
    key = f"p{post(cast).pk}"
    arrange(cast, {key: (None, 0.1)})
    arrange(cast, {key: (0.9, None)}, acting=cast.hana)

    assert map_places(cast.sam, cast.norvik) == {key: (0.9, 0.1)}
    assert MapPlace.objects.get().by == cast.hana


def test_who_does_not_keep_the_account_arranges_nothing(cast):
    key = f"p{post(cast).pk}"
    arrange(cast, {key: (0.5, None)})
    for acting in (cast.sam, cast.ana, cast.chen):
        with pytest.raises(PermissionDenied):
            arrange(cast, {key: (0.1, None)}, acting=acting)
        with pytest.raises(PermissionDenied):
            map_release(acting=acting, account=cast.norvik)
        with pytest.raises(PermissionDenied):
            map_restore(acting=acting, account=cast.norvik)

    assert map_places(cast.marta, cast.norvik) == {key: (0.5, None)}
    assert len(written()) == 1


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_place_that_is_not_on_the_map_is_refused(cast, share):
    key = f"p{post(cast).pk}"
    with refused("map_place"):
        arrange(cast, {key: (0.5, share)})

    assert not MapPlace.objects.exists()
    assert written() == []


def test_who_is_not_at_the_account_is_passed_over(cast):
    here = f"p{post(cast).pk}"
    there = post(cast, "Bo", acting=cast.hana, account=cast.brenner)
    arrange(cast, {here: (0.5, None), f"p{there.pk}": (0.5, None)})
    assert set(map_places(cast.marta, cast.norvik)) == {here}
    with refused("map_nobody"):
        arrange(cast, {f"p{there.pk}": (0.5, None), "u999999": (0.5, None)})

    assert MapPlace.objects.count() == 1


def test_the_map_arranges_itself_again_and_that_is_taken_back(cast):
    key = f"p{post(cast).pk}"
    arrange(cast, {key: (0.5, None)})

    assert map_release(acting=cast.marta, account=cast.norvik) == 1
    assert map_places(cast.marta, cast.norvik) == {}
    assert map_restore(acting=cast.marta, account=cast.norvik) == 1
    assert map_places(cast.marta, cast.norvik) == {key: (0.5, None)}
    told = ["map.arrange", "map.release", "map.restore"]
    assert [entry.action for entry in written()] == told


def test_what_was_given_up_does_not_come_back_into_a_new_arrangement(cast):
    one, other = (f"p{post(cast, name).pk}" for name in ("Ann", "Bo"))
    arrange(cast, {one: (0.5, None), other: (0.9, None)})
    map_release(acting=cast.marta, account=cast.norvik)
    arrange(cast, {one: (0.1, None)})

    assert map_restore(acting=cast.marta, account=cast.norvik) == 0
    assert map_places(cast.marta, cast.norvik) == {one: (0.1, None)}
    assert len(written()) == 3


def test_a_place_is_kept_no_longer_than_the_post(cast):
    left, stays = post(cast, "Ann"), post(cast, "Bo")
    arrange(cast, {f"p{left.pk}": (0.5, None), f"p{stays.pk}": (0.9, None)})
    position_end(acting=cast.marta, position=left, on=today(), leaving="left")

    assert MapPlace.objects.get().position == stays
