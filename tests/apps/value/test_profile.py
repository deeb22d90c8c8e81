"""What is known of a customer's business, and what has grown stale."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tests.analysis.method_pages import worked_table
from tests.apps.assessments.build import assessment, both
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.value.models import Statement
from vitalfew.apps.value.placing import placed
from vitalfew.apps.value.profile import is_stale, profile_of
from vitalfew.apps.value.services import statement_record, statement_withdraw
from vitalfew.apps.value.topics import SEVERAL, STALE_AFTER, Topic

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 7, 31)


def state(cast, topic, text="So it is", who="marta", on=TODAY, **values):
    given = {"account": cast.norvik, "source": "Their buyer", "more": {}} | values
    return statement_record(
        acting=getattr(cast, who), topic=topic, text=text, said_on=on, **given
    )


def known(cast, topic, who="marta", on=TODAY):
    found = profile_of(getattr(cast, who), cast.norvik, on=on).of(Topic(topic))
    return found.state, [each.statement.text for each in found.said]


def test_the_topics_and_their_months_are_those_of_the_page():
    rows = worked_table("business", "Topics")

    assert {r["topic"]: int(r["stale after months"]) for r in rows} == STALE_AFTER
    assert {r["topic"] for r in rows if r["several"] == "yes"} == SEVERAL


@pytest.mark.parametrize("row", worked_table("business", "What is stale"))
def test_a_statement_grows_stale_as_on_the_page(row):
    said_on = dt.date.fromisoformat(row["said on"])

    assert is_stale("problem", said_on, TODAY) == (row["state"] == "stale")


def test_the_newest_counts_of_some_topics_and_all_of_others(cast):
    state(cast, "strategy", "Ten shops", on=dt.date(2026, 1, 5))
    state(cast, "strategy", "A workshop in each")
    state(cast, "fiscal_year", "From February")
    state(cast, "fiscal_year", "From January", on=dt.date(2026, 1, 5))

    assert known(cast, "strategy") == ("known", ["A workshop in each", "Ten shops"])
    assert known(cast, "fiscal_year") == ("known", ["From February"])
    assert known(cast, "trend") == ("unknown", [])


def test_a_topic_is_stale_when_everything_that_counts_is(cast):
    old = dt.date(2025, 7, 31)
    state(cast, "trend", "Repair", on=old)
    assert known(cast, "trend")[0] == "stale"

    state(cast, "trend", "Electric")
    assert known(cast, "trend")[0] == "known"


def test_a_withdrawn_statement_counts_no_longer_and_is_still_read(cast):
    said = state(cast, "trend", "Repair")

    statement_withdraw(acting=cast.hana, statement=said, reason="He was joking")

    assert known(cast, "trend") == ("unknown", [])
    [earlier] = profile_of(cast.marta, cast.norvik, on=TODAY).of(Topic.TREND).earlier
    assert (earlier.withdrawn, earlier.withdrawn_by) == ("He was joking", cast.hana)
    actions = Entry.objects.filter(account=cast.norvik).order_by("pk")
    assert [each.action for each in actions] == [
        "statement.record", "statement.withdraw",
    ]  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        statement_withdraw(acting=cast.marta, statement=said, reason="Again")
    assert refused.value.code == "statement_withdrawn"


@pytest.mark.parametrize(
    ("topic", "values", "code"),
    [
        ("trend", {"text": " "}, "statement_text_missing"),
        ("trend", {"source": ""}, "statement_source_missing"),
        ("trend", {"on": dt.date(2999, 1, 1)}, "statement_day_future"),
        ("competitor", {"more": {"supplies": "Pumps"}}, "competitor_name_missing"),
        ("problem", {}, "problem_kind_missing"),
        ("view", {"more": {"placed": "leverage"}}, "placing_missing"),
        ("purchase", {"more": {"placed": "core"}}, "placing_missing"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_kept(cast, topic, values, code):
    with pytest.raises(RefusedError) as refused:
        state(cast, topic, **values)

    assert refused.value.code == code
    assert not Statement.objects.exists()


@pytest.mark.parametrize("who", ["chen", "sam", "stella", "ana", "rhea"])
def test_only_who_runs_the_account_says_what_is_known(cast, who):
    with pytest.raises(PermissionDenied):
        state(cast, "trend", who=who)

    assert not Statement.objects.exists()


def test_who_may_not_see_the_account_reads_nothing_of_it(cast):
    state(cast, "trend")

    assert known(cast, "trend", "sam")[0] == "known"
    assert known(cast, "trend", "chen") == ("unknown", [])


@pytest.mark.parametrize(
    ("who", "ours", "meets"),
    [
        ("marta", "core", "courting"),
        ("sam", "core", "courting"),
        ("carl", None, "unknown"),
    ],
)
def test_both_classes_are_set_beside_each_other(cast, who, ours, meets):
    run = assessment()
    values = {"attractiveness": 4.0, "share": 0.6, "cumulative_share": 0.6}
    both(run, cast.norvik, rank=1, contribution=900, **values)
    state(cast, "view", more={"placed": "nuisance"})
    state(cast, "purchase", more={"placed": "leverage"})
    acting = getattr(cast, who)

    found = placed(acting, cast.norvik, profile_of(acting, cast.norvik, on=TODAY), run)

    assert (found.ours, found.meeting) == (ours, meets)
    assert found.played == (ours == "core")
