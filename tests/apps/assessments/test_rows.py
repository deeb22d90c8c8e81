import itertools
from typing import get_args

import pytest

from tests.apps.assessments.build import assessment, both, row
from tests.cast import account, member
from vitalfew.apps.assessments.models import Assessment, AssessmentRow
from vitalfew.apps.assessments.problems import templates
from vitalfew.apps.assessments.selectors import (
    Order,
    RowFilter,
    latest_assessment,
    previous_assessment,
    row_of,
    rows,
)
from vitalfew.apps.assessments.selectors.rows import (
    OF_THE_WHOLE,
    Sort,
    among_seen,
    rows_over_time,
)
from vitalfew.apps.assessments.services import decision_record


def assessed(cast):
    run = assessment()
    both(run, cast.norvik, rank=1, contribution=900, growth=0.1, verdict="propose")
    both(run, cast.brenner, rank=2, contribution=500, growth=None)
    both(run, cast.kelan, rank=3, contribution=100, growth=0.5, continuity="lapsed")
    return run


def names(found):
    return [each.account.name for each in found]


def test_an_unfinished_assessment_is_never_shown(cast):
    finished = assessed(cast)
    running = assessment(state=Assessment.State.RUNNING)
    both(running, cast.kelan, rank=1, contribution=5)

    assert latest_assessment() == finished
    assert names(rows(cast.hana)) == [
        "Norvik Wind",
        "Brenner Hydraulics",
        "Kelan Medical",
    ]


def test_the_assessment_before_skips_failed_ones(cast):
    first = assessment()
    assessment(state=Assessment.State.FAILED)
    second = assessment()

    assert latest_assessment() == second
    assert previous_assessment() == first
    assert previous_assessment(first) is None


def test_head_and_analyst_and_finance_see_contribution(cast):
    assessed(cast)

    for person in (cast.hana, cast.ana, cast.fay):
        assert [each.contribution for each in rows(person)] == [900, 500, 100]


def test_an_administrator_sees_every_account_by_revenue(cast):
    assessed(cast)

    assert [each.contribution for each in rows(cast.ada)] == [9000, 5000, 1000]
    assert {each.basis for each in rows(cast.ada)} == {"revenue"}


def test_a_manager_sees_own_accounts_with_their_margins(cast):
    assessed(cast)

    assert [(each.account, each.contribution) for each in rows(cast.marta)] == [
        (cast.norvik, 900)
    ]


def test_a_specialist_sees_own_accounts_by_revenue(cast):
    assessed(cast)

    assert [(each.account, each.contribution) for each in rows(cast.sam)] == [
        (cast.norvik, 9000)
    ]


def test_one_foreign_account_puts_the_whole_list_on_revenue(cast):
    assessed(cast)
    member(cast.kelan, cast.marta, "specialist", cast.hana)

    assert [each.contribution for each in rows(cast.marta)] == [9000, 1000]
    assert row_of(cast.marta, cast.norvik).contribution == 900
    assert row_of(cast.marta, cast.kelan).contribution == 1000


def test_care_officers_see_no_figures(cast):
    assessed(cast)

    assert not rows(cast.carl).exists()
    assert row_of(cast.carl, cast.norvik) is None


def test_the_row_of_a_foreign_account_is_absent(cast):
    assessed(cast)

    assert row_of(cast.marta, cast.brenner) is None
    assert row_of(cast.marta, cast.norvik).basis == "contribution"
    assert row_of(cast.sam, cast.norvik).basis == "revenue"


def test_what_is_unknown_sorts_last_from_both_ends(cast):
    assessed(cast)

    up = names(rows(cast.hana, order=Order("growth")))
    down = names(rows(cast.hana, order=Order("growth", descending=True)))

    assert up == ["Norvik Wind", "Kelan Medical", "Brenner Hydraulics"]
    assert down == ["Kelan Medical", "Norvik Wind", "Brenner Hydraulics"]


def test_equal_values_keep_the_order_of_the_accounts(cast):
    run = assessment()
    for number in (3, 1, 2):
        row(run, account(f"T{number}", f"Twin {number}"), rank=1, contribution=5)

    found = [each.account_id for each in rows(cast.hana, order=Order("share"))]

    assert found == sorted(found)


def test_filters_narrow_the_list(cast):
    assessed(cast)
    decision_record(
        acting=cast.hana,
        account=cast.norvik,
        kind="designate",
        reason="Large",
        manager=cast.marta,
    )

    def narrowed(**values):
        return names(rows(cast.hana, only=RowFilter(**values)))

    assert narrowed(verdict="propose") == ["Norvik Wind"]
    assert narrowed(continuity="lapsed") == ["Kelan Medical"]
    assert narrowed(key=True) == ["Norvik Wind"]
    assert narrowed(key=False) == ["Brenner Hydraulics", "Kelan Medical"]
    assert narrowed(centralization="dispersed") == []


def test_words_are_looked_for_as_the_search_does(cast):
    assessed(cast)
    from vitalfew.apps.accounts.tree import words_write

    words_write([cast.norvik, cast.brenner, cast.kelan])

    assert names(rows(cast.hana, only=RowFilter(words="wind nor"))) == ["Norvik Wind"]


def test_nobody_assessed_means_no_rows(cast):
    assert latest_assessment() is None
    assert not rows(cast.hana).exists()
    assert row_of(cast.hana, cast.norvik) is None


RANKED = ["for", "selection.ranked", {"rank": 2, "share": 0.1}]
GREW = ["for", "growth.grew", {"rate": 0.1}]


def test_who_sees_a_part_reads_rank_and_share_among_that_part(cast):
    run = assessed(cast)
    for each in AssessmentRow.objects.filter(account=cast.brenner):
        each.reasons = [RANKED, GREW]
        each.save()

    found = among_seen(cast.chen, rows(cast.chen), assessment=run)

    assert names(found) == ["Brenner Hydraulics"]
    assert (found[0].rank, found[0].share) == (1, 1.0)
    assert found[0].reasons == [GREW]


def test_who_sees_all_reads_the_whole(cast):
    run = assessed(cast)

    found = among_seen(cast.hana, rows(cast.hana), assessment=run)

    assert [(each.rank, each.share) for each in found] == [(1, 0.1), (2, 0.1), (3, 0.1)]


def test_one_account_tells_nobody_what_the_others_bring(cast):
    run = assessed(cast)
    AssessmentRow.objects.filter(account=cast.brenner).update(reasons=[RANKED, GREW])

    for person in (cast.chen, cast.rhea):
        one = row_of(person, cast.brenner, assessment=run)
        assert (one.rank, one.share, one.reasons) == (None, None, [GREW])
        assert rows_over_time(person, cast.brenner) == []
    whole = row_of(cast.hana, cast.brenner, assessment=run)
    assert (whole.rank, whole.share, whole.reasons) == (2, 0.1, [RANKED, GREW])


def test_every_reason_that_names_a_rank_or_a_share_of_the_total_is_known():
    told = {
        code
        for code, sentence in templates().items()
        if "rank" in sentence.kinds or "of the total" in sentence.text
    }

    assert told <= OF_THE_WHOLE


@pytest.mark.parametrize(
    ("by", "descending"), [*itertools.product(get_args(Sort), (False, True))]
)
def test_rows_read_in_no_order_are_sorted_as_the_database_sorts(cast, by, descending):
    run = assessed(cast)
    for number in range(6):  # pairs of equals, the last without figures
        value = None if number > 3 else number // 2
        both(
            run,
            account(f"T{number}", f"Tied {number // 2}"),
            rank=4 + number // 2,
            contribution=50,
            growth=value,
            share=value,
            payback_months=value,
        )
    order = Order(by, descending)

    found = rows(cast.hana, order=order)

    placed = [(row.account_id, row.pk, row.verdict) for row in found]
    assert order.placed(found) == placed
