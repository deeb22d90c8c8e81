"""Methods and cases: who writes them, what is refused, what is kept of what was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.library.build import tell, try_out, write
from tests.apps.program.build import Day, dated, key, today
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.restructuring import account_merge
from vitalfew.apps.accounts.tree import ancestry_rebuild
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.library.models import Case, Method
from vitalfew.apps.library.selectors import actions_told, cases_told, records
from vitalfew.apps.library.services import (
    case_correct,
    case_withdraw,
    method_retire,
)
from vitalfew.apps.plans.services import action_set, plan_begin

pytestmark = pytest.mark.django_db


def test_a_method_that_is_changed_keeps_what_it_was(cast):
    method = write(cast)
    write(cast, who="chen", method=method, how="Two days on their line")

    method.refresh_from_db()
    assert (method.how, method.by) == ("Two days on their line", cast.marta)
    entry = Entry.objects.get(action="method.change")
    assert entry.details["was"]["how"] == "A day on their line"


@pytest.mark.parametrize("who", ["sam", "stella", "ana", "fay", "carl", "rhea", "ada"])
def test_only_the_head_and_the_managers_write_methods(cast, who):
    with pytest.raises(PermissionDenied):
        write(cast, who=who)

    assert (Method.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("method_name", {"name": " "}),
        ("method_how", {"how": " "}),
        ("method_purpose", {"stages": [], "gates": []}),
        ("method_named", {"name": "joint  WORKSHOP"}),
    ],
)
def test_a_method_that_says_too_little_is_refused(cast, code, values):
    write(cast)

    with pytest.raises(RefusedError) as refused:
        write(cast, **values)

    assert (refused.value.code, Method.objects.count()) == (code, 1)


def test_a_method_is_retired_and_brought_back_and_its_cases_stay(cast):
    method = write(cast)
    case = try_out(cast, method)
    method_retire(acting=cast.chen, method=method, retired=True)

    with pytest.raises(RefusedError) as refused:
        try_out(cast, method)
    assert refused.value.code == "method_retired"
    assert [each.case for each in cases_told(cast.marta, method=method)] == [case]

    method_retire(acting=cast.hana, method=method, retired=False)
    try_out(cast, method)
    assert Case.objects.count() == 2


@pytest.mark.parametrize("who", ["sam", "chen", "ana", "rhea", "carl"])
def test_only_who_keeps_the_account_records_its_cases(cast, who):
    method = write(cast)

    with pytest.raises(PermissionDenied):
        try_out(cast, method, who=who)

    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("case_begun_future", {"begun_on": Day(1), "ended_on": Day(2)}),
        ("case_end_day", {"ended_on": Day(1)}),
        ("case_end_day", {"ended_on": Day(-10)}),
        ("case_not_ended", {"ended_on": None}),
        ("case_running_ended", {"outcome": "running"}),
        ("case_wanted", {"wanted": " "}),
        ("case_brought", {"brought": " "}),
        ("case_range", {"low": Decimal(5)}),
        ("case_range", {"low": Decimal(5), "amount": Decimal(4)}),
        ("case_range", {"high": Decimal(5), "amount": Decimal(6)}),
    ],
)
def test_a_case_that_makes_no_sense_is_refused_and_nothing_is_kept(cast, code, values):
    method = write(cast)

    with pytest.raises(RefusedError) as refused:
        try_out(cast, method, **dated(values))

    assert (refused.value.code, Case.objects.count()) == (code, 0)


def test_nobody_leads_a_case_at_an_account_they_do_not_see(cast):
    method = write(cast)

    with pytest.raises(RefusedError) as refused:
        try_out(cast, method, led_by=cast.chen)

    assert (refused.value.code, Case.objects.count()) == ("case_leader", 0)


def test_a_corrected_case_counts_in_its_newest_version_and_the_former_is_read(cast):
    method = write(cast)
    first = try_out(cast, method, outcome="worked")
    newest = case_correct(
        acting=cast.marta, case=first, told=tell(cast, outcome="failed")
    )

    told = cases_told(cast.marta, method=method)
    assert [(each.case, each.former) for each in told] == [(newest, [first])]
    assert (newest.version, newest.outcome) == (2, "failed")
    with pytest.raises(RefusedError) as refused:
        case_correct(acting=cast.marta, case=first, told=tell(cast))
    assert (refused.value.code, Case.objects.count()) == ("case_replaced", 2)


def test_who_led_it_corrects_it_without_seeing_or_losing_its_money(cast):
    first = try_out(cast, write(cast), led_by=cast.sam, amount=Decimal(900))
    newest = case_correct(
        acting=cast.sam, case=first, told=tell(cast, led_by=cast.sam, brought="Less")
    )

    newest.refresh_from_db()
    assert (newest.brought, newest.amount, newest.by) == ("Less", 900, cast.sam)


@pytest.mark.parametrize("who", ["stella", "chen", "ana", "rhea"])
def test_nobody_else_corrects_or_withdraws_a_case(cast, who):
    case = try_out(cast, write(cast))
    acting = getattr(cast, who)

    with pytest.raises(PermissionDenied):
        case_correct(acting=acting, case=case, told=tell(cast))
    with pytest.raises(PermissionDenied):
        case_withdraw(acting=acting, case=case, reason="No")

    case.refresh_from_db()
    assert (Case.objects.count(), case.withdrawn) == (1, "")


def test_a_withdrawn_case_says_why_and_is_neither_corrected_nor_withdrawn_again(cast):
    case = try_out(cast, write(cast))
    with pytest.raises(RefusedError) as refused:
        case_withdraw(acting=cast.marta, case=case, reason=" ")
    assert refused.value.code == "case_withdraw"

    case_withdraw(acting=cast.hana, case=case, reason="Another customer")

    case.refresh_from_db()
    assert (case.withdrawn, case.withdrawn_by) == ("Another customer", cast.hana)
    for act, values in (
        (case_correct, {"told": tell(cast)}),
        (case_withdraw, {"reason": "Again"}),
    ):
        with pytest.raises(RefusedError) as refused:
            act(acting=cast.marta, case=case, **values)
        assert refused.value.code == "case_withdrawn"
    assert Case.objects.count() == 1


def test_the_record_of_what_was_done_names_neither_money_nor_their_people(cast):
    case = try_out(
        cast,
        write(cast),
        amount=Decimal(98_765),
        word="Good",
        word_who="Eva Marsh",
    )
    case_withdraw(acting=cast.marta, case=case, reason="Twice")

    entries = Entry.objects.filter(account=cast.norvik).order_by("pk")
    assert [each.action for each in entries] == ["case.record", "case.withdraw"]
    said = str([each.details for each in entries])
    assert "Eva" not in said
    assert "98" not in said


def test_an_action_of_a_plan_has_one_case_and_keeps_it_to_its_account(cast):
    key(cast, cast.norvik)
    method = write(cast)
    plan = plan_begin(
        acting=cast.marta,
        account=cast.norvik,
        starts_on=today(-30),
        ends_on=today(300),
    )
    action = action_set(
        acting=cast.marta, plan=plan, values={"title": "Workshop", "method": method}
    )
    case = try_out(cast, method, action=action)

    for account, code in (
        (cast.norvik, "case_of_action"),
        (cast.brenner, "case_elsewhere"),
    ):
        with pytest.raises(RefusedError) as refused:
            try_out(cast, method, who="hana", account=account, action=action)
        assert refused.value.code == code
    assert actions_told([action.pk]) == {action.pk}

    case_withdraw(acting=cast.marta, case=case, reason="Twice")
    assert actions_told([action.pk]) == set()


def test_the_cases_of_a_merged_account_are_read_at_the_other(cast):
    case = try_out(cast, write(cast), who="chen", account=cast.brenner)
    account_merge(
        duplicate=cast.brenner, survivor=cast.norvik, reason="Same", acting=cast.ana
    )

    told = cases_told(cast.marta, account=cast.norvik)
    assert [each.case for each in told] == [case]


def test_a_chain_of_mergers_is_one_account(cast):
    method = write(cast)
    first = try_out(cast, method, who="chen", account=cast.brenner)
    second = try_out(cast, method, account=cast.norvik)
    for duplicate, survivor in (
        (cast.brenner, cast.norvik),
        (cast.norvik, cast.kelan),
    ):
        account_merge(
            duplicate=duplicate, survivor=survivor, reason="Same", acting=cast.ana
        )

    told = cases_told(cast.hana, account=cast.kelan)

    assert {each.case for each in told} == {first, second}
    assert records(cast.hana, "EUR")[method.pk].accounts == 1


def test_a_company_below_is_another_account_whatever_was_merged_into_it(cast):
    case = try_out(cast, write(cast), who="chen", account=cast.brenner)
    Account.objects.filter(pk=cast.kelan.pk).update(parent=cast.norvik)
    ancestry_rebuild()
    account_merge(
        duplicate=cast.brenner, survivor=cast.kelan, reason="Same", acting=cast.ana
    )

    assert cases_told(cast.hana, account=cast.norvik) == []
    assert [each.case for each in cases_told(cast.hana, account=cast.kelan)] == [case]
