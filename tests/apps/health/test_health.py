"""The health of key accounts from what is recorded, kept and seen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.assessments.build import assessment, both
from tests.apps.people.test_services import meet, post, rate, today
from tests.apps.program.build import key
from vitalfew.analysis.assessment.health import totaled
from vitalfew.analysis.criteria import Criteria, HealthCriteria
from vitalfew.apps.assessments.models import CriteriaVersion
from vitalfew.apps.assessments.services import criteria_change
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.health.facts import facts_of
from vitalfew.apps.health.keeping import readings_keep
from vitalfew.apps.health.models import Reading
from vitalfew.apps.health.selectors import (
    health_now,
    health_preview,
    newest_points,
    readings_of,
)

pytestmark = pytest.mark.django_db
MEASURES = {"forecast": {"p_active": 0.97}}


@pytest.fixture
def run(cast):
    found = assessment()
    both(found, cast.norvik, rank=1, contribution=900, growth=0.1, measures=MEASURES)
    return found


def warn(cast, run, kind="decline", **values):
    return EarlyWarning.objects.create(
        account=cast.norvik, kind=kind, since=today(-9), raised_on=today(-2),
        severity=1.0, evidence=["continuity.new", {}], assessment=run, **values,
    )  # fmt: skip


def points(cast, who="hana"):
    found = health_now(getattr(cast, who), cast.norvik, on=today())
    return {each.name: each.points for each in found.factors}


def test_figures_warnings_people_and_meetings_make_the_health(cast, run):
    warn(cast, run)
    warn(cast, run, "narrowing", state="dismissed")
    warn(cast, run, "silence", cleared_on=today(-1))
    ingrid = post(cast)
    rate(cast, ingrid, "influence", ["decisive"])
    rate(cast, ingrid, "support", ["supporter"])
    meet(cast, ingrid, days=-90)
    meet(cast, ingrid, days=-1, kind="message", ours=[cast.sam])

    found = points(cast)

    assert found == {
        "purchases": 90.0, "activity": 97.0, "warnings": 50.0, "people": 50.0,
        "meetings": 50.0, "value": None,
    }  # fmt: skip


def test_an_account_that_was_never_assessed_is_unknown(cast):
    found = health_now(cast.hana, cast.norvik, on=today())

    assert (found.points, found.band) == (None, "unknown")


def test_key_accounts_are_kept_once_a_day_as_they_stand(cast, run):
    key(cast, cast.norvik)
    readings_keep()
    rate(cast, post(cast))

    readings_keep()

    [kept] = Reading.objects.all()
    assert (kept.account, kept.on) == (cast.norvik, today())
    assert kept.factors == health_now(cast.hana, cast.norvik, on=today()).factors
    people = next(each for each in kept.factors if each.name == "people")
    assert people.points is None


def weigh(cast, **weights):
    values = Criteria().to_dict()
    values["health"] |= weights
    criteria_change(acting=cast.hana, values=values, note="Weigh")


def test_other_weights_count_from_the_next_assessment_and_not_before(cast, run):
    key(cast, cast.norvik)
    readings_keep()
    before = Reading.objects.get()

    weigh(cast, purchases=0)
    assert health_now(cast.hana, cast.norvik, on=today()).factors == before.factors
    both(
        assessment(criteria=CriteriaVersion.objects.first()),
        cast.norvik,
        rank=1,
        contribution=900,
        growth=0.1,
        measures=MEASURES,
    )

    now = health_now(cast.hana, cast.norvik, on=today())
    assert {each.name: each.weight for each in now.factors}["purchases"] == 0
    before.refresh_from_db()
    assert {each.name: each.weight for each in before.factors}["purchases"] == 3


def test_a_reading_from_before_weights_were_kept_had_the_defaults(cast, run):
    key(cast, cast.norvik)
    readings_keep()
    kept = Reading.objects.get()
    for each in kept.stored:
        del each["weight"]
    kept.save()

    assert totaled(Reading.objects.get().factors).points == kept.points


def test_a_preview_names_whose_band_would_change(cast, run):
    key(cast, cast.norvik)
    warn(cast, run)
    readings_keep()
    # Purchases 90, still active 97, warnings 50: 564 of 700.
    assert health_preview(cast.hana, HealthCriteria()) == ([], 1)

    [found], kept = health_preview(
        cast.hana, HealthCriteria(purchases=9, activity=0, warnings=0, people=0,
                                  meetings=0, value=0)
    )  # fmt: skip

    assert (found.account, kept) == (cast.norvik, 1)
    assert (found.before.band, found.after.band) == ("watch", "good")
    assert (found.before.points, found.after.points) == (564 / 7, 90)
    assert health_preview(cast.chen, HealthCriteria()) == ([], 0)


def test_who_does_not_see_the_account_does_not_see_its_health(cast, run):
    key(cast, cast.norvik)
    readings_keep()

    assert readings_of(cast.chen, cast.norvik) == []
    assert newest_points(cast.chen, [cast.norvik.pk]) == {}
    assert newest_points(cast.marta, [cast.norvik.pk])[cast.norvik.pk]


def test_the_last_of_several_days_is_the_newest(cast, run):
    key(cast, cast.norvik)
    readings_keep()
    Reading.objects.update(on=today() - dt.timedelta(days=30))
    readings_keep()

    kept = readings_of(cast.hana, cast.norvik)
    assert [each.on for each in kept] == [today(-30), today()]
    assert newest_points(cast.hana, [cast.norvik.pk]) == {
        cast.norvik.pk: kept[-1].points
    }


def test_the_health_of_many_accounts_asks_no_more_than_that_of_one(cast, run):
    def asked(*accounts):
        with CaptureQueriesContext(connection) as queries:
            facts_of(cast.hana, accounts, today())
        return len(queries)

    asked(cast.norvik)  # Roles are read once a request.
    assert asked(cast.norvik, cast.brenner, cast.kelan) == asked(cast.norvik)
