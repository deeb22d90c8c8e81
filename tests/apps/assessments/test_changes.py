import pytest

from tests.apps.assessments.build import assessment, both
from tests.cast import account
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.models import Assessment, AssessmentRow
from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.assessments.selectors import changes_since_last
from vitalfew.apps.assessments.selectors.changes import ORDER
from vitalfew.apps.assessments.services import decision_record


def said(change):
    return [sentence(each.code, each.values) for each in change.why]


def told(changes):
    return [
        (
            change.kind,
            Account.objects.get(pk=change.account).name,
            sentence(change.what.code, change.what.values),
        )
        for change in changes.of(*ORDER)
    ]


def first(changes):
    return changes.of(*ORDER, most=1)[0]


@pytest.fixture
def runs(db):
    return assessment(), assessment()


def test_with_one_assessment_there_is_nothing_to_compare(cast):
    both(assessment(), cast.norvik, rank=1, contribution=900)
    assessment(state=Assessment.State.FAILED)

    assert changes_since_last(cast.hana) is None


def test_a_new_proposal_is_told_with_what_moved_it(cast, runs):
    before, now = runs
    both(before, cast.norvik, rank=2, contribution=500, strength=2.5)
    both(now, cast.norvik, rank=2, contribution=700, strength=3.4, verdict="propose")

    changes = changes_since_last(cast.hana)

    assert changes.since == before
    assert told(changes) == [("new", "Norvik Wind", "Newly proposed")]
    assert said(first(changes)) == [
        "Our strength rose from 2.5 to 3.4",
        "Contribution up 40.0% to 700",
    ]


def test_a_proposal_that_fell_away_is_told_with_its_new_pattern(cast, runs):
    before, now = runs
    both(before, cast.norvik, rank=1, contribution=500, verdict="propose")
    both(now, cast.norvik, rank=1, contribution=500, continuity="lapsed")

    changes = changes_since_last(cast.hana)

    assert told(changes) == [("fallen", "Norvik Wind", "No longer proposed")]
    assert said(first(changes)) == ["Has stopped buying"]


def test_without_a_margin_role_the_change_is_told_in_revenue(cast, runs):
    before, now = runs
    both(before, cast.norvik, rank=2, contribution=500)
    both(now, cast.norvik, rank=2, contribution=700, verdict="propose")

    assert said(first(changes_since_last(cast.ada))) == ["Revenue up 40.0% to 7,000"]


def test_an_account_with_no_orders_left_has_fallen(cast, runs):
    before, _now = runs
    both(before, cast.norvik, rank=1, contribution=500, verdict="propose")

    changes = changes_since_last(cast.hana)

    assert said(first(changes)) == ["No orders in this window any more"]


def test_an_account_nobody_saw_before_is_first_seen(cast, runs):
    both(runs[1], cast.norvik, rank=1, contribution=500, verdict="propose")

    assert said(first(changes_since_last(cast.hana))) == [
        "Not in the assessment before"
    ]


def test_moves_of_rank_are_told_from_five_places_on(cast, runs):
    before, now = runs
    for name, old, new in (("Up", 9, 3), ("Down", 4, 9), ("Still", 5, 9)):
        moved = account(name, name)
        both(before, moved, rank=old, contribution=100)
        both(now, moved, rank=new, contribution=100)

    assert told(changes_since_last(cast.hana)) == [
        ("slipped", "Down", "Slipped from rank 4 to 9"),
        ("risen", "Up", "Rose from rank 9 to 3"),
    ]


def test_far_down_only_key_accounts_are_followed(cast, runs):
    before, now = runs
    for each in (cast.kelan, cast.brenner):
        both(before, each, rank=100 + each.pk, contribution=100)
        both(now, each, rank=300 + each.pk, contribution=100)
    decision_record(
        acting=cast.hana,
        account=cast.kelan,
        kind="designate",
        reason="Board's wish",
        manager=cast.marta,
    )

    found = changes_since_last(cast.hana)

    assert [change.account for change in found.of(*ORDER)] == [cast.kelan.pk]


def test_a_move_no_figure_explains_says_so(cast, runs):
    before, now = runs
    both(before, cast.norvik, rank=20, contribution=100)
    both(now, cast.norvik, rank=10, contribution=100)

    assert said(first(changes_since_last(cast.hana))) == [
        "Its own figures hardly moved; others moved past it or made room"
    ]


@pytest.mark.parametrize(
    ("was", "is_now", "expected"),
    [
        (14, 20, "Payback 20 months instead of 14"),
        (14, None, "The investment no longer pays back"),
        (None, 20, "The investment pays back in 20 months"),
    ],
)
def test_a_payback_that_moved_is_told(cast, runs, was, is_now, expected):
    before, now = runs
    both(before, cast.norvik, rank=1, contribution=100, payback_months=was)
    both(
        now,
        cast.norvik,
        rank=1,
        contribution=100,
        payback_months=is_now,
        verdict="propose",
    )

    assert said(first(changes_since_last(cast.hana))) == [expected]


def test_nothing_moved_means_no_changes(cast, runs):
    for run in runs:
        both(run, cast.norvik, rank=1, contribution=100, verdict="propose")

    found = changes_since_last(cast.hana)
    assert (found.count(*ORDER), found.of(*ORDER)) == (0, [])
    assert AssessmentRow.objects.count() == 4
