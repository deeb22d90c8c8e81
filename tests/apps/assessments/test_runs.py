"""From an order file to a decided key account, with nothing replaced."""

import datetime as dt

import pytest

from tests.apps.assessments.firm import HEADINGS, assess, build, written
from tests.cast import person
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.assessments.selectors import (
    candidates,
    decisions_of,
    figures,
    latest_assessment,
    row_of,
    rows,
)
from vitalfew.apps.assessments.services import (
    assessment_request,
    assessment_run,
    decision_record,
)
from vitalfew.apps.imports.services import batch_import, batch_withdraw
from vitalfew.apps.users.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def firm(keep):
    yield from keep(build)


@pytest.fixture
def ana(firm):
    return firm.cast.ana


@pytest.fixture
def run(firm):
    firm.run.refresh_from_db()
    return firm.run


def test_a_file_becomes_an_assessment_with_a_row_an_account_on_both_bases(firm, run):
    assert (run.state, run.problem) == ("finished", "")
    assert (run.as_of, run.batches) == (dt.date(2025, 12, 11), [firm.imported.pk])
    assert run.rows.filter(basis="contribution").count() == 25
    assert run.rows.filter(basis="revenue").count() == 25
    first = run.rows.get(basis="contribution", rank=1)
    assert first.account.account_id == "ONE"
    assert (first.contribution, first.revenue) == (80_000, 90_000)
    assert (first.verdict, first.continuity) == ("no", "one_off")


def test_rows_by_revenue_hold_no_margin_anywhere(run):
    for row in run.rows.filter(basis="revenue"):
        assert row.contribution == row.revenue
        assert "margin" not in row.measures["margin"]
        codes = {code for _side, code, _values in row.reasons}
        assert not codes & {"margin.high", "margin.low", "selection.ranked"}


def test_the_figures_of_the_whole_are_kept_by_basis(ana, run):
    whole = run.figures["contribution"]
    assert whole["concentration"]["accounts"] == 25
    assert whole["curve"][-1] == [25, 1.0]
    assert sum(whole["verdicts"].values()) == 25
    assert whole["selection"]["status"] == "OPTIMAL"
    assert whole["selection"]["objective"] == whole["selection"]["bound"]
    sold = sum(run.rows.filter(basis="revenue").values_list("revenue", flat=True))
    assert run.figures["revenue"]["concentration"]["total"] == float(sold)
    assert figures(ana) == whole


def test_from_the_assessment_to_a_recorded_decision(firm):
    cast = firm.cast
    proposed = candidates(cast.hana).proposed
    best = proposed[0].row.account
    assert best.account_id == "B00"

    decision_record(
        acting=cast.hana,
        account=best,
        kind="designate",
        reason="The largest steady buyer",
        manager=cast.marta,
    )

    kept = decisions_of(cast.hana, best)[0].figures
    assert (kept["rank"], kept["verdict"]) == (2, "propose")
    assert kept["contribution"] == float(row_of(cast.hana, best).contribution)
    left = [each.row.account for each in candidates(cast.hana).proposed]
    assert best not in left
    assert len(left) == len(proposed) - 1


def test_a_withdrawal_after_the_start_does_not_change_what_the_run_used(ana, firm, run):
    batch_withdraw(batch=firm.imported, reason="Wrong file", acting=ana)

    again = assess(ana)

    run.refresh_from_db()
    assert run.batches == [firm.imported.pk]
    assert again.state == "failed"
    assert sentence(again.problem).startswith("There are no orders to assess yet.")
    assert latest_assessment() == run


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets something happen while a run that has measured everything keeps its rows."""
    from vitalfew.apps.assessments.services import runs

    def happens(action):
        waiting, keep = [action], runs.rows_store

        def act_once(*args, **kwargs):
            while waiting:
                waiting.pop()()
            return keep(*args, **kwargs)

        monkeypatch.setattr(runs, "rows_store", act_once)

    return happens


def test_a_withdrawal_during_a_run_leaves_it_whole_and_counts_from_the_next_one_on(
    ana, firm, run, meanwhile
):
    meanwhile(
        lambda: batch_withdraw(batch=firm.imported, reason="Wrong file", acting=ana)
    )

    during = assess(ana)

    assert (during.state, during.batches) == ("finished", [firm.imported.pk])
    assert during.figures == run.figures
    after = assess(ana)
    assert sentence(after.problem).startswith("There are no orders to assess yet.")


def test_an_import_during_a_run_asks_for_a_newer_one_with_all_orders(
    ana, firm, run, meanwhile, tmp_path
):
    line = ("NEW", "Newcomer", "N-1", dt.date(2025, 6, 2), 7_000, 4_000, "Tools", "U1")
    more = written(tmp_path / "more.csv", HEADINGS, [line])
    brought = []
    meanwhile(lambda: brought.append(batch_import(acting=ana, places=[more])))

    during = assess(ana)

    assert (during.state, during.problem) == ("failed", "assessment_superseded")
    assert not during.rows.exists()
    assert latest_assessment() == run
    after = assess(ana)
    assert after.batches == [firm.imported.pk, brought[0].pk]
    assert after.rows.filter(account__account_id="NEW", basis="revenue").exists()


def test_a_day_before_all_orders_is_refused_with_the_reason(ana):
    run = assess(ana, as_of=dt.date(2020, 1, 1))

    assert (run.state, run.problem) == ("failed", "assessment_orders")
    assert run.problem_values["detail"].startswith("No order line lies in the window")


def test_the_newest_request_wins(ana):
    first = assessment_request(acting=ana)
    second = assessment_request(acting=ana, as_of=dt.date(2025, 7, 1))

    assert assessment_run(first).state == "failed"
    assert first.problem == "assessment_superseded"
    assert assessment_run(second).state == "finished"
    assert second.as_of == dt.date(2025, 7, 1)
    assert latest_assessment() == second


def test_a_run_notices_when_a_newer_one_is_asked_for(ana, meanwhile):
    asked = []
    meanwhile(lambda: asked.append(assessment_request(acting=ana)))

    run = assess(ana)

    assert (run.state, run.problem) == ("failed", "assessment_superseded")
    assert not run.rows.exists()
    assert assessment_run(asked[0]).state == "finished"


def test_a_run_that_breaks_leaves_the_last_one_and_says_what_to_do(
    ana, run, monkeypatch, caplog
):
    from vitalfew.apps.assessments.services import runs

    monkeypatch.setattr(runs, "rows_store", lambda *_args, **_kwargs: 1 / 0)

    broken = assess(ana)

    assert (broken.state, broken.problem) == ("failed", "assessment_failed")
    assert "ZeroDivisionError" in caplog.text
    assert not broken.rows.exists()
    assert latest_assessment() == run


def test_a_finished_run_is_not_run_again(run):
    before = list(run.rows.values_list("pk", flat=True))

    assessment_run(run)

    assert list(run.rows.values_list("pk", flat=True)) == before


def test_who_manages_an_account_sees_its_margins_after_the_run(firm, run):
    mia = person("Mia Neu", Role.MANAGER)
    account = Account.objects.get(account_id="B03")
    account.memberships.create(
        user=mia, role="manager", starts_on=run.as_of, added_by=firm.cast.hana
    )

    assert [each.account for each in rows(mia)] == [account]
    assert row_of(mia, account).basis == "contribution"
