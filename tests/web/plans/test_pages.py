"""The tab Plan of an account, and My work."""

from __future__ import annotations

import datetime as dt
from functools import partial
from html import escape

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.apps.accounts.restructuring import account_merge
from vitalfew.apps.library.models import Method
from vitalfew.apps.plans.figures import figures_read
from vitalfew.apps.plans.models import Action, Objective, Plan, PlanTemplate, Risk
from vitalfew.apps.plans.selectors import actions_next, plans_of
from vitalfew.apps.plans.services import plan_begin
from vitalfew.apps.plans.templates import template_copy, template_keep

pytestmark = pytest.mark.django_db
OWN = {"statement": "Sites", "measure": "own", "start": "2", "target": "6"}


def page(house, who="hana", name="account-plan", query="", **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    args = [house.cast.norvik.pk] if name.startswith("account") else []
    html = client.get(reverse(name, args=args) + query).content.decode()
    return " ".join(html.split())


def send(house, name, /, *args, who="hana", query="", **data):
    client = Client()
    client.force_login(getattr(house.cast, who))
    answer = client.post(reverse(name, args=args) + query, data, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_the_title_says_how_the_plan_stands(house):
    html = page(house)

    assert "0 of 1 objectives are on course" in html
    assert "1 action is overdue" in html
    assert "likelihood 3 × severity 5" in html


def test_margins_of_an_objective_stay_with_those_who_may_see_them(house):
    assert "445k" in page(house, "marta")
    for who in ("sam", "rhea", "ada"):
        html = page(house, who)
        assert "You see revenue of this account, not margins." in html
        assert "445k" not in html
        assert "222k" not in html
    assert "You see no money of this account." in page(house, "carl")


@pytest.mark.parametrize(("who", "writes"), [("marta", True), ("sam", False)])
def test_only_who_writes_is_offered_forms(house, who, writes):
    asked = page(house, who, query="?edit=charter")

    assert ('name="field_of_play"' in asked) is writes
    assert ("Add an action" in asked) is writes
    assert "Finish: visit" in asked


@pytest.mark.parametrize("query", ["?plan=" + "9" * 5000, "?edit=risk-" + "9" * 5000])
def test_what_is_not_there_shows_the_plan_that_runs(house, query):
    html = page(house, "marta", query=query)

    assert "Add an action" in html
    assert 'id="form"' not in html


def test_an_action_begins_empty_where_there_is_no_such_method(house):
    html = page(house, "marta", query="?edit=action&method=" + "9" * 5000)

    assert 'name="title" maxlength="300"' in html


def test_every_part_is_written_on_the_page(house):
    plan = house.plan

    send(house, "plan-change", plan.pk, "charter", field_of_play="All of wind")
    send(house, "plan-change", plan.pk, "swot", threats="A rival\nA merger")
    send(house, "plan-objective", plan.pk, figure="4", figure_on="2026-05-01", **OWN)
    send(house, "plan-action", plan.pk, title="Call", owner=house.cast.sam.pk)
    status, html = send(
        house, "plan-risk", plan.pk, text="Fire", likelihood=5, severity=5, state="open"
    )

    assert status == 200
    assert "All of wind" in html
    assert "<li>A merger</li>" in html
    assert "4 now; from 2 to 6" in html
    assert html.index("Fire") < html.index("likelihood 3 × severity 5")
    assert Action.objects.filter(title="Call", owner=house.cast.sam).exists()


def test_what_is_refused_keeps_what_was_sent_and_changes_nothing(house):
    before = Objective.objects.count()

    status, html = send(house, "plan-objective", house.plan.pk, figure="4", **OWN)

    assert status == 422
    assert "Say on which day the figure was so." in html
    assert 'value="Sites"' in html
    assert Objective.objects.count() == before


def test_somebody_without_sight_cannot_be_chosen_as_owner(house):
    status, _html = send(
        house,
        "risk-change",
        house.risk.pk,
        text="x",
        likelihood=1,
        severity=1,
        state="open",
        owner=house.cast.chen.pk,
    )

    assert status == 422
    assert Risk.objects.get(pk=house.risk.pk).severity == 5


def test_an_owner_ticks_their_work_and_can_undo_it(house):
    html = page(house, "sam", "work")
    assert "1 action is overdue" in html

    _status, html = send(
        house, "action-finish", house.action.pk, "done", who="sam", query="?from=work"
    )

    assert "1 thing you took on is late</h2>" in html
    undo = reverse("action-finish", args=[house.action.pk, "open"]) + "?from=work"
    assert f'action="{undo}"' in html
    assert Action.objects.get(pk=house.action.pk).state == "done"


def test_work_of_many_actions_is_read_page_by_page_with_few_queries(
    house, django_assert_num_queries
):
    Action.objects.bulk_create(
        Action(plan=house.plan, title=f"Do {n}", owner=house.cast.sam, due_on=day)
        for n in range(2000)
        for day in [dt.date(2030, 1, 1)]
    )
    client = Client()
    client.force_login(house.cast.sam)
    client.get(reverse("work"))

    with django_assert_num_queries(WORK):
        html = client.get(reverse("work") + "?page=2").content.decode()

    assert html.count('class="tick"') == 50
    assert "2001" in html or "2,001" in html


WORK = 11
PLAN = 28


def test_the_plan_asks_as_many_queries_with_much_in_it_as_with_little(
    house, django_assert_num_queries
):
    client = Client()
    client.force_login(house.cast.hana)
    address = reverse("account-plan", args=[house.cast.norvik.pk])
    client.get(address)
    for number in range(20):
        values = {"plan": house.plan, "owner": house.cast.sam}
        Action.objects.create(title=f"A{number}", objective=house.objective, **values)
        Risk.objects.create(text=f"R{number}", likelihood=2, severity=2, **values)
        Objective.objects.create(plan=house.plan, statement="S", measure="revenue")

    with django_assert_num_queries(PLAN):
        client.get(address)


def test_a_plan_is_begun_where_there_is_none(house):
    Plan.objects.update(state="closed")

    status, html = send(
        house,
        "plan-begin",
        house.cast.norvik.pk,
        who="marta",
        starts_on="2037-01-01",
        ends_on="2037-12-31",
    )

    assert status == 200
    assert "No objective is written yet; no action is overdue" in html
    assert "Other periods" in html


def test_the_history_of_the_account_tells_of_the_plan(house):
    html = page(house, name="account-history")

    assert "Plan begun" in html
    assert "Action added: visit" in html


def test_the_pages_speak_chinese(house):
    language = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}

    assert "1 项行动已逾期" in page(house, **language)
    assert "我的工作" in page(house, "sam", "work", **language)


def test_two_versions_are_compared_without_what_a_reader_may_not_see(house):
    send(house, "plan-agree", house.plan.pk)
    Objective.objects.filter(pk=house.objective.pk).update(target=555_666)
    Action.objects.filter(pk=house.action.pk).update(title="Call")
    send(house, "plan-review", house.plan.pk, decided="Go", next_review="2099-01-01")
    old, new = house.plan.versions.all()
    query = f"?old={old.pk}&new={new.pk}"

    head, specialist = page(house, query=query), page(house, "sam", query=query)

    assert "444555 → 555666" in head
    assert "2 changes" in head
    assert "555666" not in specialist
    assert "1 change<" in specialist


def test_what_came_and_what_went_is_one_change_each(house):
    send(house, "plan-agree", house.plan.pk)
    send(house, "objective-remove", house.objective.pk)
    send(house, "plan-action", house.plan.pk, title="Call")
    send(house, "plan-review", house.plan.pk, decided="Go", next_review="2099-01-01")
    old, new = house.plan.versions.all()

    html = page(house, query=f"?old={old.pk}&new={new.pk}")

    assert "2 changes" in html
    assert "Call · New" in html
    assert "alert(7)&lt;/script&gt; · Taken out" in html


def test_the_overview_names_what_is_to_be_done_next(house):
    assert "What is to be done next" in page(house, name="account")
    Action.objects.update(state="done")
    assert "What is to be done next" not in page(house, name="account")


def test_the_page_says_what_the_plan_lacks_and_where_to_fill_it(house):
    html = page(house, "marta")

    assert "Plan discipline: 8 of 13 are in place" in html
    assert f'href="?edit=risk-{house.risk.pk}#form">The risk has no response' in html
    assert "?edit=risk" not in page(house, "sam")


def test_the_next_period_is_begun_on_the_page(house):
    status, html = send(
        house, "plan-next", house.plan.pk, starts_on="2037-01-01", ends_on="2037-12-31"
    )

    assert status == 200
    assert "1 Jan 2037 to 31 Dec 2037" in html
    assert Plan.objects.get(pk=house.plan.pk).state == "closed"


def test_figures_of_the_period_count_the_orders_since_it_began(house):
    """January to June 2026, the months 24 to 29 of `tests/web/house.py`."""

    def so_far(who, since):
        on = dt.date(2026, 11, 1)
        acting = getattr(house.cast, who)
        asked = {"revenue_so_far", "contribution_so_far"}
        account, assessment = house.cast.norvik, house.assessment
        found = figures_read(acting, account, assessment, asked, since=since, on=on)
        return {name: found.values.get(name) for name in asked}

    revenue = 6 * (41_123 + 3_217 + 1_309) + 3 * (24 + 25 + 26 + 27 + 28 + 29)
    earned = 6 * (41_123 - 25_111 + 3_217 - 2_001 + 1_309 - 771)
    began = dt.date(2026, 1, 1)

    assert so_far("marta", began) == {
        "revenue_so_far": revenue, "contribution_so_far": earned,
    }  # fmt: skip
    assert so_far("sam", began) == {
        "revenue_so_far": revenue, "contribution_so_far": None,
    }  # fmt: skip
    assert set(so_far("carl", began).values()) == {None}
    assert set(so_far("marta", dt.date(2026, 6, 10)).values()) == {0.0}


def test_the_plan_of_an_account_that_was_merged_is_read_and_written_where_it_went(
    house,
):
    account_merge(
        duplicate=house.cast.norvik,
        survivor=house.cast.brenner,
        reason="same",
        acting=house.cast.ana,
    )
    address = reverse("account-plan", args=[house.cast.norvik.pk])
    client = Client()
    client.force_login(house.cast.chen)

    html = client.get(address).content.decode()
    values = {"field_of_play": "All of wind"}
    status, _html = send(
        house, "plan-change", house.plan.pk, "charter", who="chen", **values
    )

    assert "Brenner Hydraulics" in html
    assert f'id="action-{house.action.pk}"' in html
    assert status == 200
    assert "All of wind" in client.get(address).content.decode()


def test_a_plan_is_found_at_the_end_of_a_chain_of_mergers(house):
    cast = house.cast
    for duplicate, survivor in (
        (cast.norvik, cast.brenner),
        (cast.brenner, cast.kelan),
    ):
        account_merge(
            duplicate=duplicate, survivor=survivor, reason="same", acting=cast.ana
        )

    assert plans_of(cast.hana, cast.kelan) == [house.plan]
    assert actions_next(cast.hana, cast.kelan, most=5) == [house.action]


def test_a_plan_begun_from_a_template_has_its_parts_without_figures(house):
    Plan.objects.update(state="closed")

    send(
        house,
        "plan-begin",
        house.cast.norvik.pk,
        who="marta",
        starts_on="2037-01-01",
        ends_on="2037-12-31",
        template=house.template.pk,
    )

    plan = Plan.objects.exclude(state="closed").get()
    objective, action, risk = (
        plan.objectives.get(),
        plan.actions.get(),
        plan.risks.get(),
    )
    assert objective.statement == house.objective.statement
    assert (objective.start, objective.target) == (None, None)
    # 4 May 2026 was the 123rd day after that plan began.
    assert (action.due_on, action.owner) == (dt.date(2037, 5, 4), None)
    assert action.objective == objective
    assert (risk.likelihood, risk.severity) == (3, 5)


@pytest.mark.parametrize("retired", [False, True])
def test_a_template_carries_the_method_of_an_action_unless_it_is_retired(
    house, retired
):
    house.action.method = house.method
    house.action.save()
    template = template_keep(
        acting=house.cast.hana, plan=house.plan, name="With a method"
    )
    Method.objects.update(retired=retired)
    Plan.objects.update(state="closed")

    plan = plan_begin(
        acting=house.cast.marta,
        account=house.cast.norvik,
        starts_on=dt.date(2037, 1, 1),
        ends_on=dt.date(2037, 12, 31),
        fill=partial(template_copy, template),
    )

    assert plan.actions.get().method == (None if retired else house.method)


def test_two_templates_of_one_name_are_refused(house):
    before = PlanTemplate.objects.count()
    name = house.template.name

    status, html = send(house, "plan-keep", house.plan.pk, name=name)

    assert status == 422
    assert "There is a template of this name already" in html
    assert f'name="name" value="{escape(name)}"' in html
    assert PlanTemplate.objects.count() == before
