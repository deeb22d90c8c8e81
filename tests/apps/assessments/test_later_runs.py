"""A later assessment, after judgements, prospects, exclusions and other criteria."""

from __future__ import annotations

import pytest

from tests.apps.assessments.firm import HALF_YEAR, build_later
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.selectors import latest_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def later(keep):
    yield from keep(build_later)


def test_a_later_assessment_leaves_the_earlier_one_as_it_was(later):
    assert list(later.first.rows.order_by("pk").values()) == later.first_rows
    assert later.run.as_of == HALF_YEAR.end
    assert latest_assessment() == later.run


def test_a_window_of_ones_own_is_kept_with_the_run(later):
    run = later.run

    assert (run.window_from, run.window_to) == (HALF_YEAR.start, HALF_YEAR.end)
    assert run.rows.get(basis="contribution", account__account_id="B00").orders == 6


def test_judgements_and_prospects_flow_into_the_run(later):
    run, prospect = later.run, later.prospect

    assert run.inputs["judgements"] == [later.judgement.pk]
    assert run.inputs["prospects"] == [prospect.account_id]
    row = run.rows.get(basis="contribution", account=prospect)
    assert (row.rank, row.contribution) == (None, None)
    judged = run.rows.get(basis="contribution", account__account_id="B05")
    assert ["for", "fit.judged", {"score": 5.0, "by": "Ana Lyst"}] in judged.reasons


def test_a_run_keeps_the_criteria_it_used(later):
    run = later.run

    run.refresh_from_db()
    assert run.criteria == later.criteria
    assert 1 <= run.rows.filter(basis="contribution", verdict="propose").count() <= 2


def test_excluded_accounts_are_not_in_the_run(later):
    assert Account.objects.filter(account_id="ONE", exclusion="test").exists()
    assert later.first.rows.filter(account__account_id="ONE").exists()
    assert not later.run.rows.filter(account__account_id="ONE").exists()
