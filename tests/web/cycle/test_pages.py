"""The tab Cycle of an account, its track, and the board of all key accounts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.program.models import Cycle, Effort, Event, Proposal
from vitalfew.apps.program.parts import parts_measure
from vitalfew.apps.program.services import part_begin

pytestmark = pytest.mark.django_db


def page(house, who="hana", name="account-cycle", **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    args = [house.cast.norvik.pk] if name.startswith("account") else []
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def send(house, name, *args, who="hana", **data):
    client = Client()
    client.force_login(getattr(house.cast, who))
    answer = client.post(reverse(name, args=args), data)
    return answer.status_code, " ".join(answer.content.decode().split())


def stage(house):
    return Cycle.objects.get(pk=house.cycle.pk).stage


def test_the_head_of_an_account_shows_its_stages_and_what_may_throw_it_back(house):
    html = page(house, name="account")

    assert '<ol class="track" aria-label="Stage">' in html
    assert 'aria-current="step"' in html
    assert "of 5 gates to Strengthen" in html
    assert "Fall-back watch" in html
    assert "Decision-maker or champion left" in html


def test_the_tab_says_of_each_gate_how_it_stands_and_why(house):
    html = page(house)

    assert "of 5 gates to Strengthen are met" in html
    assert "No early warning waits for an answer" in html
    assert "Early warnings that last: 2" in html
    assert "Nobody has confirmed it yet" in html
    assert "Moved from Establish to Stabilize" in html


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("hana", {"Confirm", "Set aside", "Move back", "Report an event", "Answer"}),
        ("marta", {"Confirm", "Report an event"}),
        ("rhea", set()),
        ("stella", set()),
    ],
)
def test_everybody_is_offered_what_they_may_do(house, who, offered):
    html = page(house, who)

    every = {"Confirm", "Set aside", "Move back", "Report an event", "Answer"}
    summaries = {each for each in every if f'<summary class="link t12">{each}' in html}
    assert summaries == offered


def test_a_manager_confirms_a_gate_on_the_page(house):
    status, _html = send(
        house,
        "gate-confirm",
        house.cycle.pk,
        "levels",
        who="marta",
        holds="yes",
        note="Met their CTO",
    )

    assert status == 302
    said = house.cycle.confirmations.last()
    assert (said.gate, said.holds, said.note) == ("levels", True, "Met their CTO")


def test_a_manager_does_not_set_aside_what_figures_say(house):
    before = house.cycle.confirmations.count()

    status, _html = send(
        house,
        "gate-confirm",
        house.cycle.pk,
        "calm",
        who="marta",
        holds="yes",
        note="x",
    )

    assert status == 404
    assert house.cycle.confirmations.count() == before


def test_moving_up_past_a_gate_is_refused_on_the_page(house):
    status, html = send(
        house,
        "cycle-move",
        house.cycle.pk,
        direction="up",
        origin="stabilize",
        target="strengthen",
        reason="We feel ready",
    )

    assert status == 422
    assert "of 5 gates are not met." in html
    assert "We feel ready" in html
    assert stage(house) == "stabilize"


def test_falling_back_on_the_page_tells_it_in_the_history(house):
    status, _html = send(
        house,
        "cycle-move",
        house.cycle.pk,
        direction="back",
        origin="stabilize",
        target="establish",
        reason="New people everywhere",
    )

    assert (status, stage(house)) == (302, "establish")
    html = page(house)
    assert "Fell back from Stabilize to Establish" in html
    assert "New people everywhere" in html


@pytest.mark.parametrize(("said", "now"), [("yes", "establish"), ("no", "stabilize")])
def test_the_head_answers_a_proposal_on_the_page(house, said, now):
    again = timezone.localdate() + dt.timedelta(days=30)

    status, _html = send(
        house,
        "proposal-answer",
        house.proposal.pk,
        fall_back=said,
        answer="We met the new one",
        look_again_on=again.isoformat(),
    )

    assert (status, stage(house)) == (302, now)
    assert "We met the new one" in page(house)


def test_an_answer_without_a_reason_keeps_what_was_chosen(house):
    status, html = send(
        house, "proposal-answer", house.proposal.pk, fall_back="yes", answer=""
    )

    assert status == 422
    assert "Write it down; it is kept." in html
    assert (stage(house), Proposal.objects.get(pk=house.proposal.pk).state) == (
        "stabilize",
        "open",
    )


@pytest.mark.parametrize(("who", "status"), [("chen", 404), ("rhea", 404)])
def test_only_who_runs_the_account_reports_what_happened(house, who, status):
    before = Event.objects.count()

    found, _html = send(
        house,
        "event-report",
        house.cast.norvik.pk,
        who=who,
        kind="taken_over",
        on="2026-05-02",
        note="x",
    )

    assert (found, Event.objects.count()) == (status, before)


def test_the_portfolio_shows_the_stage_and_what_waits_for_the_head(house):
    head = page(house, name="portfolio")
    manager = page(house, "marta", "portfolio")

    assert "Stabilize</span>" in head
    assert f"/accounts/{house.cast.norvik.pk}/cycle/#proposal-" in head
    assert "/cycle/#proposal-" not in manager


def test_a_gate_shows_who_confirmed_it_and_on_what_it_rests(house):
    send(
        house,
        "gate-confirm",
        house.cycle.pk,
        "levels",
        who="marta",
        holds="yes",
        note="Met their CTO",
    )

    assert "Marta Olsen: Met their CTO" in page(house)


def test_an_account_that_is_not_key_says_what_a_cycle_is(house):
    client = Client()
    client.force_login(house.cast.hana)

    html = client.get(reverse("account-cycle", args=[house.cast.kelan.pk])).content

    assert b"Not a key account" in html


def test_the_board_says_how_many_are_in_which_stage(house):
    html = page(house, name="key-accounts")

    assert "1 key account: 1 in Stabilize" in html
    assert "1 reason to fall back waits for an answer" in html
    assert "Report a change in a market" in html


def test_the_board_shows_nobody_else_accounts(house):
    html = page(house, "chen", "key-accounts")

    assert "There is no key account yet" in html
    assert "Norvik" not in html


def test_the_pages_speak_chinese(house):
    language = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}

    tab = page(house, **language)
    board = page(house, name="key-accounts", **language)

    assert "还没有人确认" in tab
    assert "从“建立关系”升到“稳定关系”" in tab
    assert "1 家大客户：稳定关系 1 家" in board


def test_what_it_cost_stands_beside_what_was_assumed(house):
    html = page(house)

    assert "It cost us €1.23k so far" in html
    assert "trip &lt;script&gt;" in html
    assert "It cost us" not in page(house, "carl")


def test_an_expense_is_written_down_and_withdrawn_on_the_page(house):
    spent = {"what": "Fair", "on": timezone.localdate().isoformat(), "amount": "50"}
    status, _html = send(
        house, "effort-record", house.cast.norvik.pk, who="sam", **spent
    )
    assert status == 302
    effort = Effort.objects.get(what="Fair")
    status, html = send(house, "effort-withdraw", effort.pk, who="sam", reason="")
    assert status == 422
    assert "it is kept" in html or "no longer counts." in html

    send(house, "effort-withdraw", effort.pk, who="sam", reason="Paid by them")

    assert "<s>Fair</s>" in page(house)
    assert "Effort withdrawn" in page(house, name="account-history")


def test_hours_and_money_at_once_are_refused_and_stay_in_the_form(house):
    before = Effort.objects.count()

    status, html = send(
        house, "effort-record", house.cast.norvik.pk, what="Fair", on="2026-05-03"
    )

    assert status == 422
    assert "Enter the hours of a department, or an expense in money." in html
    assert 'value="Fair"' in html
    assert Effort.objects.count() == before


def test_a_contact_is_missed_until_somebody_says_how_long_it_took(house):
    touch = house.contact.touches.get()
    Cycle.objects.filter(pk=house.cycle.pk).update(starts_on=touch.on)
    assert "Meetings, visits and calls without a duration: 1." in page(house)
    args = [house.cast.norvik.pk, touch.pk]
    assert send(house, "touch-time", *args, minutes="0")[0] == 422

    assert send(house, "touch-time", *args, who="sam", minutes="90")[0] == 302

    html = page(house)
    assert "without a duration" not in html
    assert "1.5 h from logged contact · 1.5 h of them at an unknown rate" in html
    assert "It cost us at least" in html


def begun(house, *names):
    for name in names:
        part_begin(
            acting=house.cast.hana,
            account=house.cast.norvik,
            part="unit",
            name=name,
            reason="Buys on its own",
        )
    parts_measure(house.assessment)


def test_a_part_shows_its_own_figures_and_the_gates_rest_on_them(house):
    begun(house, "site n2", "Site N9")

    html = page(house)

    # 30 months of 3,217 and more; the account buys 45,649 a month and more.
    assert "7.1% of what the account bought in 12 months" in html
    assert "€38.9k" in html
    assert "Bought on 30 days" in html
    assert "No order in the window names this part of the account" in html


def test_more_parts_cost_no_more_questions(house):
    begun(house, "Site N2")
    client = Client()
    client.force_login(house.cast.hana)
    url = reverse("account-cycle", args=[house.cast.norvik.pk])
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    begun(house, "Site N1", "Site N3")

    with CaptureQueriesContext(connection) as three:
        client.get(url)

    assert len(three) == len(one)


def test_a_gate_that_is_not_asked_any_more_says_so(house):
    """The page was opened before the account moved; no form of it is left."""
    given = {"holds": "yes", "note": "They told me"}

    status, html = send(house, "gate-confirm", house.cycle.pk, "team", **given)

    assert status == 422
    assert "This gate is not asked in the stage the account is in." in html


def test_a_move_from_a_stage_it_has_left_says_so(house):
    given = {"origin": "establish", "target": "stabilize", "reason": "All are met"}

    status, html = send(house, "cycle-move", house.cycle.pk, direction="up", **given)

    assert status == 422
    assert "It was moved in the meantime; look at the stage it is in now." in html
    assert stage(house) == "stabilize"


@pytest.mark.parametrize(
    ("industry", "said"),
    [
        ("wind POWER", "it is proposed that 1 account falls back."),
        ("Windpower", "No key account of the industry"),
    ],
)
def test_a_change_in_a_market_says_whom_it_reached(house, industry, said):
    """A name that is mistyped reaches nobody, and nobody would know."""
    Account.objects.filter(pk=house.cast.norvik.pk).update(industry="Wind power")
    client = Client()
    client.force_login(house.cast.hana)
    given = {"industry": industry, "on": "2026-05-01", "note": "Subsidies ended"}

    answer = client.post(reverse("market-report"), given, follow=True)

    assert said in answer.content.decode()
