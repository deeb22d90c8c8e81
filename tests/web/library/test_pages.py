"""The library: what is read of it, how it is written, and while a plan is written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import account, member
from vitalfew.apps.library.models import Case, Method
from vitalfew.apps.library.services import (
    Taught,
    Told,
    case_record,
    method_retire,
    method_write,
)
from vitalfew.apps.plans.models import Action

pytestmark = pytest.mark.django_db
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
DAY = dt.date(2026, 3, 2)
HTMX = {"HX-Request": "true", "HX-Target": "elsewhere-found"}


def opened(house, name, *args, who="marta", query="", headers=None, **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    answer = client.get(reverse(name, args=args) + query, headers=headers)
    return " ".join(answer.content.decode().split())


def send(house, page, *args, who="marta", query="", **data):
    client = Client()
    client.force_login(getattr(house.cast, who))
    answer = client.post(reverse(page, args=args) + query, data)
    return answer.status_code, " ".join(answer.content.decode().split())


def plan(house, query="", **settings):
    return opened(house, "account-plan", house.cast.norvik.pk, query=query, **settings)


def case_of(house, **values):
    given = {
        "led_by": house.cast.marta.pk,
        "begun_on": "2026-03-02",
        "ended_on": "2026-04-02",
        "wanted": "Fewer returns",
        "outcome": "worked",
        "brought": "Half as many",
    }
    return given | values


def test_the_library_says_what_worked_at_the_accounts_its_reader_sees(house):
    of_all = opened(house, "library", who="hana")
    of_marta = opened(house, "library")

    assert "Worked in 1 of 2 cases that ended, at 2 accounts" in of_all
    assert "Worked in 1 of 1 case that ended, at 1 account that you see" in of_marta
    assert "in the middle, from €40.3k to €40.3k, known of 2 cases" in of_all
    assert "Brings €40.3k a year, known of one case" in of_marta
    assert "40.3k" not in opened(house, "library", who="sam")


def test_the_library_is_narrowed_by_words_purpose_and_outcome(house):
    def found(query, **settings):
        return "Joint workshop" in opened(house, "library", query=query, **settings)

    assert found("?q=work+their")
    assert not found("?q=telephone")
    assert found("?purpose=gates:levels")
    assert not found("?purpose=gates:value")
    assert found("?outcome=failed", who="chen")
    assert not found("?outcome=failed")
    assert not found("?outcome=untried")
    assert found("?purpose=no:such&outcome=thing")


def test_search_finds_the_library_in_both_languages(house):
    link = f'href="{reverse("library")}"'

    assert link in opened(house, "search", who="sam", query="?q=libr")
    assert link in opened(house, "search", who="sam", query="?q=案例", **CHINESE)


def test_the_page_of_a_method_names_only_accounts_its_reader_sees(house):
    html = opened(house, "library-method", house.method.pk)

    assert "of C001 &lt;script&gt;" in html
    assert "brings €40.3k a year" in html
    assert "C002" not in html
    assert "Brenner" not in html
    assert "Fewer than five ended: no share is told." in html


def test_with_five_that_ended_the_share_stands_with_its_interval(house):
    for outcome in ("worked", "worked", "partly"):
        told = Told(house.cast.marta, DAY, "More", outcome, DAY, "Some")
        case_record(
            acting=house.cast.hana,
            account=house.cast.norvik,
            method=house.method,
            told=told,
        )

    html = opened(house, "library-method", house.method.pk, who="hana")
    assert "60.0% worked; with 95% certainty between 23.1% and 88.2%." in html
    assert 'class="interval"' in opened(house, "library", who="hana")
    html = opened(house, "library-method", house.method.pk, who="hana", **CHINESE)
    assert "有效率 60.0%，95% 的把握在 23.1% 与 88.2% 之间。" in html
    assert "已结束的 5 个案例中 3 个有效，涉及 2 个客户" in html


def test_a_method_is_written_changed_and_retired_on_its_pages(house):
    taught = {"name": "Sponsor lunch", "how": "An hour", "gates": ["executives"]}
    status, _html = send(house, "library-new", who="chen", **taught)
    made = Method.objects.get(name="Sponsor lunch")
    assert status == 302

    assert "An hour" in opened(house, "library-edit", made.pk)
    send(house, "library-edit", made.pk, **(taught | {"how": "Two hours"}))
    send(house, "library-act", made.pk, "retire")

    made.refresh_from_db()
    assert (made.how, made.retired) == ("Two hours", True)
    assert "Retired" in opened(house, "library-method", made.pk, who="sam")
    assert "Sponsor lunch" not in opened(house, "library", who="sam")


def test_a_refused_method_keeps_what_was_written(house):
    status, html = send(house, "library-new", name="Lunch", how="An hour")

    assert status == 422
    assert "Tick at least one stage, gate or aim it is for." in html
    assert "An hour" in html
    assert Method.objects.count() == 1


def test_a_case_is_recorded_on_the_tab_business_and_told_in_the_history(house):
    norvik = house.cast.norvik.pk
    assert "1 of 1 case that ended here worked" in opened(
        house, "account-business", norvik
    )
    status, _html = send(
        house,
        "case-new",
        norvik,
        **case_of(house, method=house.method.pk, outcome="failed"),
    )

    assert status == 302
    assert "1 of 2 cases that ended here worked" in opened(
        house, "account-business", norvik
    )
    history = opened(house, "account-history", norvik)
    assert history.count("Case recorded: Joint workshop") == 2


def test_a_case_that_makes_no_sense_keeps_what_was_written(house):
    sent = case_of(house, method=house.method.pk, ended_on="2026-02-01")
    status, html = send(house, "case-new", house.cast.norvik.pk, **sent)

    assert status == 422
    assert "A case ends between the day it began and today." in html
    assert "Half as many" in html
    assert Case.objects.count() == 2


def test_a_corrected_case_shows_its_former_version_and_a_withdrawn_one_why(house):
    send(house, "case-correct", house.case.pk, who="sam", **case_of(house))
    newest = Case.objects.get(replaces=house.case)
    html = opened(house, "account-business", house.cast.norvik.pk)

    assert "1 former version" in html
    assert html.count("brings €40.3k a year") == 2
    assert (newest.brought, newest.amount) == ("Half as many", house.case.amount)

    send(house, "case-withdraw", newest.pk, reason="Another customer")
    html = opened(house, "account-business", house.cast.norvik.pk)
    assert "No case from here is in the library yet" in html
    assert "1 that was withdrawn" in html
    assert "Withdrawn by Marta Olsen: Another customer" in html


def test_who_led_a_case_without_margins_is_not_asked_for_money(house):
    for who, asked in (("marta", True), ("sam", False)):
        html = opened(house, "case-correct", house.case.pk, who=who)
        assert ("id_case_amount" in html) == asked
        assert ("40321" in html) == asked


def test_the_plan_names_methods_that_suit_and_why(house):
    html = plan(house)

    assert "1 method suits this plan, 1 worked already" in html
    assert (
        "for the gate that is not met: Contacts at technical and management level; "
        "for what the plan aims at: Earn more of what they buy; "
        "for the stage it is in: Stabilize" in html
    )
    assert "What worked elsewhere" not in plan(house, who="sam")


@pytest.mark.parametrize("name", ["q", "title", "statement"])
def test_the_library_is_asked_while_somebody_writes_with_and_without_scripts(
    house, name
):
    for headers in (None, HTMX):
        found = plan(house, f"?{name}=a+joint+visit", headers=headers)
        assert "has “joint”" in found
        none = plan(house, f"?{name}=telephone", headers=headers)
        assert "No method of the library has a word of this" in none
    assert "<html" not in plan(house, f"?{name}=joint", headers=HTMX)


def test_a_method_is_taken_into_the_plan_and_its_case_told_once_it_is_done(house):
    method, norvik = house.method, house.cast.norvik.pk
    form = plan(house, f"?edit=action&method={method.pk}")
    assert 'value="Joint workshop &lt;script&gt;' in form
    assert "Walk their line together &lt;script&gt;" in form

    send(
        house,
        "plan-action",
        house.plan.pk,
        title="Workshop in May",
        owner=house.cast.sam.pk,
        method=method.pk,
    )
    action = Action.objects.get(title="Workshop in May")
    assert action.method == method
    assert "From the library" in plan(house)

    send(house, "action-finish", action.pk, "done", who="sam")
    told = reverse("case-new", args=[norvik]) + f"?action={action.pk}"
    assert told in plan(house)
    offered = opened(house, "case-new", norvik, query=f"?action={action.pk}")
    assert f'<option value="{house.cast.sam.pk}" selected>' in offered
    assert "Workshop in May" in offered

    sent = case_of(house, method=method.pk)
    send(house, "case-new", norvik, query=f"?action={action.pk}", **sent)
    assert Case.objects.get(action=action).brought == "Half as many"
    assert told not in plan(house)
    assert "from the plan: Workshop in May" in opened(
        house, "library-method", method.pk
    )


def test_an_action_keeps_a_method_that_is_retired_since(house):
    Action.objects.filter(pk=house.action.pk).update(method=house.method)
    method_retire(acting=house.cast.hana, method=house.method, retired=True)

    send(
        house,
        "action-change",
        house.action.pk,
        title="Visit",
        method=house.method.pk,
    )

    house.action.refresh_from_db()
    assert (house.action.title, house.action.method) == ("Visit", house.method)


def test_an_action_of_another_account_begins_no_case(house):
    client = Client()
    client.force_login(house.cast.hana)
    address = reverse("case-new", args=[house.cast.brenner.pk])

    assert client.get(f"{address}?action={house.action.pk}").status_code == 404


LIBRARY, METHOD = 6, 8


def test_the_pages_ask_as_many_queries_with_much_in_the_library_as_with_little(
    house, django_assert_num_queries
):
    for number in range(9):
        taught = Taught(f"M{number}", "How", stages=["stabilize"])
        made = method_write(acting=house.cast.hana, method=None, taught=taught)
        other = account(f"L{number}", f"Other {number}")
        member(other, house.cast.marta, "manager", house.cast.hana)
        for method in (house.method, made):
            told = Told(house.cast.marta, DAY, "More", "worked", DAY, "Some")
            case_record(
                acting=house.cast.marta, account=other, method=method, told=told
            )
    client = Client()
    client.force_login(house.cast.marta)
    client.get(reverse("library"))

    with django_assert_num_queries(LIBRARY):
        client.get(reverse("library"))
    with django_assert_num_queries(METHOD):
        client.get(reverse("library-method", args=[house.method.pk]))
