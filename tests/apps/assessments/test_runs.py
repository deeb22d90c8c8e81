"""From an order file to a decided key account, with nothing replaced."""

import csv
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import person
from vitalfew.analysis.orders import Window
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.services import prospect_create
from vitalfew.apps.assessments.models import Assessment, AssessmentRow
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
    criteria_change,
    decision_record,
    judgement_record,
)
from vitalfew.apps.imports.services import batch_import, batch_withdraw
from vitalfew.apps.users.models import Role

HEADINGS = (
    "account_id", "account_name", "order_id", "ordered_on", "net_amount", "cost",
    "category", "unit_id",
)  # fmt: skip
STEADY = [(f"B{number:02}", f"Buyer {number:02}", 40 - number) for number in range(24)]


def order_lines():
    """Two years of monthly orders of 24 accounts, each smaller; and a one-off."""
    lines = []
    for account_id, name, size in STEADY:
        for month in range(24):
            day = dt.date(2024 + month // 12, month % 12 + 1, 10)
            order = f"{account_id}-{month}"
            category = ("Frames", "Wheels", "Tools")[month % 3]
            lines.append(
                (account_id, name, order, day, size * 100, size * 60, category, "U1")
            )
            if month % 2:
                lines.append(
                    (account_id, name, order, day, size * 5, size * 3, category, "U2")
                )
    lines.append(
        ("ONE", "One Off", "ONE-1", dt.date(2025, 3, 1), 90_000, 10_000, "Tools", "U1")
    )
    return lines


@pytest.fixture
def ana(cast):
    return cast.ana


@pytest.fixture
def imported(ana, tmp_path):
    path = tmp_path / "orders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(order_lines())
    return batch_import(acting=ana, places=[path])


def assess(ana, **values):
    return assessment_run(assessment_request(acting=ana, **values))


def test_a_file_becomes_an_assessment_with_a_row_an_account_on_both_bases(
    ana, imported
):
    run = assess(ana)

    assert (run.state, run.problem) == ("finished", "")
    assert (run.as_of, run.batches) == (dt.date(2025, 12, 11), [imported.pk])
    assert run.rows.filter(basis="contribution").count() == 25
    assert run.rows.filter(basis="revenue").count() == 25
    first = run.rows.get(basis="contribution", rank=1)
    assert first.account.account_id == "ONE"
    assert (first.contribution, first.revenue) == (80_000, 90_000)
    assert (first.verdict, first.continuity) == ("no", "one_off")


def test_rows_by_revenue_hold_no_margin_anywhere(ana, imported):
    run = assess(ana)

    for row in run.rows.filter(basis="revenue"):
        assert row.contribution == row.revenue
        assert "margin" not in row.measures["margin"]
        codes = {code for _side, code, _values in row.reasons}
        assert not codes & {"margin.high", "margin.low", "selection.ranked"}


def test_the_figures_of_the_whole_are_kept_by_basis(ana, imported):
    run = assess(ana)

    whole = run.figures["contribution"]
    assert whole["concentration"]["accounts"] == 25
    assert whole["curve"][-1] == [25, 1.0]
    assert sum(whole["verdicts"].values()) == 25
    assert whole["selection"]["status"] == "OPTIMAL"
    assert whole["selection"]["objective"] == whole["selection"]["bound"]
    sold = sum(run.rows.filter(basis="revenue").values_list("revenue", flat=True))
    assert run.figures["revenue"]["concentration"]["total"] == float(sold)
    assert figures(ana) == whole


def test_from_the_assessment_to_a_recorded_decision(cast, ana, imported):
    assess(ana)
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


def test_a_later_assessment_leaves_the_earlier_one_as_it_was(ana, imported):
    first = assess(ana)
    before = list(first.rows.order_by("pk").values())

    second = assess(ana, as_of=dt.date(2025, 7, 1))

    assert list(first.rows.order_by("pk").values()) == before
    assert second.as_of == dt.date(2025, 7, 1)
    assert latest_assessment() == second


def test_a_window_of_ones_own_is_kept_with_the_run(ana, imported):
    window = Window(dt.date(2025, 1, 1), dt.date(2025, 7, 1))

    run = assess(ana, window=window)

    assert (run.window_from, run.window_to) == (window.start, window.end)
    assert run.rows.get(basis="contribution", account__account_id="B00").orders == 6


def test_judgements_and_prospects_flow_into_the_run(cast, ana, imported):
    prospect = prospect_create(name="Harbor Cycles", acting=ana)
    assess(ana)
    judgement = judgement_record(
        acting=ana,
        account=Account.objects.get(account_id="B05"),
        topic="fit",
        score=5,
        reason="They ask for us by name",
    )

    run = assess(ana)

    assert run.inputs["judgements"] == [judgement.pk]
    assert run.inputs["prospects"] == [prospect.account_id]
    row = run.rows.get(basis="contribution", account=prospect)
    assert (row.rank, row.contribution) == (None, None)
    judged = run.rows.get(basis="contribution", account__account_id="B05")
    assert ["for", "fit.judged", {"score": 5.0, "by": "Ana Lyst"}] in judged.reasons


def test_a_run_keeps_the_criteria_it_used(ana, imported):
    version = criteria_change(acting=ana, values={"capacity": {"accounts": 2}})
    run = assess(ana)
    criteria_change(acting=ana, values={"capacity": {"accounts": 20}})

    run.refresh_from_db()
    assert run.criteria == version
    assert run.rows.filter(basis="contribution", verdict="propose").count() <= 2


def test_excluded_accounts_are_not_in_the_run(ana, imported):
    from vitalfew.apps.accounts.services import account_exclude

    account_exclude(
        account=Account.objects.get(account_id="ONE"),
        exclusion="test",
        reason="Our own trial",
        acting=ana,
    )

    run = assess(ana)

    assert not run.rows.filter(account__account_id="ONE").exists()


def test_a_withdrawal_after_the_start_does_not_change_what_the_run_used(ana, imported):
    run = assess(ana)
    batch_withdraw(batch=imported, reason="Wrong file", acting=ana)

    again = assess(ana)

    assert run.batches == [imported.pk]
    assert again.state == "failed"
    assert sentence(again.problem).startswith("There are no orders to assess yet.")
    assert latest_assessment() == run


def test_without_orders_the_run_says_what_to_do_and_leaves_no_rows(ana):
    run = assess(ana)

    assert (run.state, run.problem) == ("failed", "assessment_no_orders")
    assert not AssessmentRow.objects.exists()


def test_a_day_before_all_orders_is_refused_with_the_reason(ana, imported):
    run = assess(ana, as_of=dt.date(2020, 1, 1))

    assert (run.state, run.problem) == ("failed", "assessment_orders")
    assert run.problem_values["detail"].startswith("No order line lies in the window")


def test_the_newest_request_wins(ana, imported):
    first = assessment_request(acting=ana)
    second = assessment_request(acting=ana)

    assert assessment_run(first).state == "failed"
    assert first.problem == "assessment_superseded"
    assert assessment_run(second).state == "finished"


def test_a_run_notices_when_a_newer_one_is_asked_for(ana, imported, monkeypatch):
    from vitalfew.apps.assessments.services import runs

    asked = []

    def ask_once(*args, **kwargs):
        if not asked:
            asked.append(assessment_request(acting=ana))
        return stored(*args, **kwargs)

    stored = runs.rows_store
    monkeypatch.setattr(runs, "rows_store", ask_once)

    run = assess(ana)

    assert (run.state, run.problem) == ("failed", "assessment_superseded")
    assert not run.rows.exists()
    assert assessment_run(asked[0]).state == "finished"


def test_a_run_that_breaks_leaves_the_last_one_and_says_what_to_do(
    ana, imported, monkeypatch, caplog
):
    from vitalfew.apps.assessments.services import runs

    finished = assess(ana)
    monkeypatch.setattr(runs, "rows_store", lambda *_args, **_kwargs: 1 / 0)

    run = assess(ana)

    assert (run.state, run.problem) == ("failed", "assessment_failed")
    assert "ZeroDivisionError" in caplog.text
    assert not run.rows.exists()
    assert latest_assessment() == finished


def test_a_finished_run_is_not_run_again(ana, imported):
    run = assess(ana)
    before = list(run.rows.values_list("pk", flat=True))

    assessment_run(run)

    assert list(run.rows.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("who", ["ada", "marta", "fay", "rhea"])
def test_only_head_and_analyst_ask_for_an_assessment(cast, who):
    with pytest.raises(PermissionDenied):
        assessment_request(acting=getattr(cast, who))

    assert not Assessment.objects.exists()


def test_who_manages_an_account_sees_its_margins_after_the_run(cast, ana, imported):
    run = assess(ana)
    mia = person("Mia Neu", Role.MANAGER)
    account = Account.objects.get(account_id="B03")
    account.memberships.create(
        user=mia, role="manager", starts_on=run.as_of, added_by=cast.hana
    )

    assert [each.account for each in rows(mia)] == [account]
    assert row_of(mia, account).basis == "contribution"
