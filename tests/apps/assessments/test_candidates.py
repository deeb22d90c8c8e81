import datetime as dt

import pytest
from django.utils import timezone

from tests.apps.assessments.build import assessment, both, row
from tests.cast import account
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.models import Decision
from vitalfew.apps.assessments.selectors import (
    RowFilter,
    candidates,
    candidates_open,
    changes_since_last,
    matrix,
    standings,
)
from vitalfew.apps.assessments.services import decision_record


@pytest.fixture
def run(cast):
    made = assessment()
    both(made, cast.norvik, rank=1, contribution=900, verdict="propose")
    both(made, cast.brenner, rank=2, contribution=500, verdict="watch")
    both(made, cast.kelan, rank=3, contribution=100, verdict="no")
    return made


def decide(cast, account, kind, **values):
    return decision_record(
        acting=cast.hana, account=account, kind=kind, reason="So decided", **values
    )


def drawn(acting):
    return matrix(standings(acting))


def groups(acting, **values):
    found = candidates(acting, **values)
    return [
        [each.row.account.name for each in group]
        for group in (found.proposed, found.fallen, found.looked_at, found.prospects)
    ]


def test_proposals_come_apart_from_what_was_looked_at(cast, run):
    assert groups(cast.hana) == [
        ["Norvik Wind"],
        [],
        ["Brenner Hydraulics", "Kelan Medical"],
        [],
    ]
    assert candidates_open(cast.hana) == 1


def test_a_key_account_that_is_not_proposed_any_more_has_fallen(cast, run):
    decide(cast, cast.brenner, "designate", manager=cast.chen)

    found = candidates(cast.hana)

    assert groups(cast.hana)[1:3] == [["Brenner Hydraulics"], ["Kelan Medical"]]
    assert found.fallen[0].key
    assert not found.looked_at[0].key


def test_a_key_account_that_still_qualifies_waits_for_nothing(cast, run):
    decide(cast, cast.norvik, "designate", manager=cast.marta)

    assert groups(cast.hana)[:2] == [[], []]
    assert candidates_open(cast.hana) == 0


@pytest.mark.parametrize("kind", ["decline", "not_now"])
def test_an_answered_proposal_is_not_open(cast, run, kind):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    decide(cast, cast.norvik, kind, ask_again_on=tomorrow)

    assert groups(cast.hana)[0] == []


def test_a_proposal_put_off_comes_back_on_its_day(cast, run):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    decide(cast, cast.norvik, "not_now", ask_again_on=tomorrow)
    Decision.objects.update(ask_again_on=timezone.localdate())

    found = candidates(cast.hana).proposed

    assert [each.row.account for each in found] == [cast.norvik]
    assert found[0].asked_again


def test_only_the_newest_decision_answers_a_proposal(cast, run):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    decide(cast, cast.norvik, "decline")
    decide(cast, cast.norvik, "not_now", ask_again_on=tomorrow)
    Decision.objects.filter(kind="not_now").update(ask_again_on=timezone.localdate())

    assert groups(cast.hana)[0] == ["Norvik Wind"]


def test_prospects_are_listed_although_they_never_ordered(cast, run):
    prospect = account("P1", "Prospect One")
    Account.objects.filter(pk=prospect.pk).update(kind="prospect", has_orders=False)
    row(run, prospect, rank=None, contribution=None, verdict="watch")

    assert groups(cast.hana)[2:] == [
        ["Brenner Hydraulics", "Kelan Medical"],
        ["Prospect One"],
    ]


def test_a_filter_looks_beyond_the_largest(cast, run):
    small = account("S1", "Small One")
    both(run, small, rank=5000, contribution=1, continuity="one_off")

    assert "Small One" not in groups(cast.hana)[2]
    assert groups(cast.hana, only=RowFilter(continuity="one_off"))[2] == ["Small One"]


def test_what_was_looked_at_comes_in_pages(cast, run):
    for number in range(30):
        both(
            run,
            account(f"X{number:02}", f"X {number}"),
            rank=10 + number,
            contribution=9,
        )

    first, second = candidates(cast.hana), candidates(cast.hana, page=2)

    assert (first.looked_at_count, first.pages) == (32, 2)
    assert (len(first.looked_at), len(second.looked_at)) == (25, 7)
    assert candidates(cast.hana, page=99).page == 2


def test_the_matrix_shows_everybody_once_with_their_standing(cast, run):
    decide(cast, cast.brenner, "designate", manager=cast.chen)

    found = drawn(cast.hana)

    shown = [(point.account, point.standing, point.amount) for point in found.points]
    assert shown == [
        (cast.norvik.pk, "proposed", 900),
        (cast.brenner.pk, "fallen", 500),
        (cast.kelan.pk, "other", 100),
    ]
    assert (found.waiting, found.fallen) == (1, (cast.brenner.pk,))


def test_the_matrix_leaves_out_who_has_no_score(cast, run):
    unscored = account("U1", "Unscored")
    both(run, unscored, rank=4, contribution=5, attractiveness=None)

    assert unscored.pk not in [point.account for point in drawn(cast.hana).points]


def test_a_small_key_account_is_on_the_matrix_and_a_small_other_is_not(cast, run):
    small, other = account("S1", "Small Key"), account("S2", "Small Other")
    both(run, small, rank=5000, contribution=1)
    both(run, other, rank=5001, contribution=1)
    decide(cast, small, "designate", manager=cast.chen)

    found = drawn(cast.hana)

    shown = [point.account for point in found.points]
    assert (small.pk in shown, other.pk in shown) == (True, False)
    assert found.fallen == (small.pk,)


def test_an_administrator_gets_the_matrix_on_revenue(cast, run):
    assert [point.amount for point in drawn(cast.ada).points] == [9000, 5000, 1000]


def test_the_number_of_queries_does_not_grow_with_the_accounts(
    cast, run, django_assert_num_queries
):
    for number in range(30):
        both(
            run,
            account(f"X{number:02}", f"X {number}"),
            rank=10 + number,
            contribution=9,
        )

    matrix(standings(cast.hana))  # reads what is kept from then on
    cast.hana.__dict__.pop("roles")
    with django_assert_num_queries(4):
        known = standings(cast.hana)
    with django_assert_num_queries(5):
        candidates(cast.hana, known=known)
    with django_assert_num_queries(0):
        matrix(known)
    with django_assert_num_queries(1):
        assert changes_since_last(cast.hana, known=known) is None
