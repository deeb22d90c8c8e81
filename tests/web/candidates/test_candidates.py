import datetime as dt
import sys

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.apps.assessments.build import assessment, both
from tests.cast import account
from vitalfew.apps.assessments.models import Decision, Designation, Judgement
from vitalfew.apps.assessments.selectors import candidates
from vitalfew.apps.assessments.services import decision_record

FOR = ["for", "growth.grew", {"rate": 0.31}]
AGAINST = ["against", "selection.weak", {"score": 2.8, "limit": 3.0}]
MEASURES = {
    "margin": {"first_order": "2019-04-02"},
    "fit": {"score": 4.4, "kept_lines_share": 0.75, "peers": 12},
    "centralization": {"central_share": 0.94, "reason": "centralization.central"},
    "continuity": {"usual_gap_days": 9.0, "reason": "continuity.regular"},
    "payback": {"label": "paid_back", "months": 14},
    "potential": {"need": 5e6, "low": 4e6, "high": 6e6, "sales": 2e6},
}


@pytest.fixture
def run(cast):
    made = assessment()
    both(
        made,
        cast.norvik,
        rank=1,
        contribution=900,
        verdict="propose",
        reasons=[FOR, AGAINST],
        measures=MEASURES,
        payback_months=14,
        continuity="regular",
        attractiveness=4.2,
        strength=3.6,
    )
    both(made, cast.brenner, rank=2, contribution=500, reasons=[AGAINST])
    both(made, cast.kelan, rank=3, contribution=100, verdict="watch")
    return made


@pytest.fixture
def head(client, cast):
    client.force_login(cast.hana)
    return client


def decide(client, account, **values):
    return client.post(reverse("candidate-decide", args=[account.pk]), values)


def text(response):
    return response.content.decode()


def test_the_title_says_how_many_are_proposed(head, run):
    page = text(head.get(reverse("candidates")))

    assert "One customer is proposed as a key account" in page
    assert "Norvik Wind" in page
    assert "Grew 31.0%" in page


def test_the_title_names_who_no_longer_qualifies(head, cast, run):
    for each, manager in ((cast.brenner, cast.chen), (cast.kelan, cast.marta)):
        decision_record(
            acting=cast.hana,
            account=each,
            kind="designate",
            reason="Large",
            manager=manager,
        )

    page = text(head.get(reverse("candidates")))

    assert (
        "One customer is proposed as a key account; Brenner Hydraulics and Kelan "
        "Medical no longer qualify"
    ) in page


def test_before_the_first_assessment_the_page_says_what_comes_here(head, cast):
    page = text(head.get(reverse("candidates")))

    assert "No candidates yet" in page
    assert reverse("imports") in page


@pytest.mark.parametrize("who", ["marta", "sam", "stella", "carl", "rhea"])
def test_who_does_not_see_all_accounts_finds_no_candidates(client, cast, run, who):
    client.force_login(getattr(cast, who))

    for name in ("candidates", "candidates-csv"):
        assert client.get(reverse(name)).status_code == 404
    url = reverse("candidate", args=[cast.norvik.pk])
    assert client.get(url).status_code == 404


def test_an_administrator_reads_revenue_and_no_margin(client, cast, run):
    client.force_login(cast.ada)

    page = text(client.get(reverse("candidate", args=[cast.norvik.pk])))

    assert "9,000" in page or "9.00k" in page
    assert ">900<" not in page
    assert "Record decision" not in page


def test_the_drawer_has_an_address_of_its_own(head, cast, run):
    page = text(head.get(reverse("candidate", args=[cast.norvik.pk])))

    assert "Proposed as a key account." in page
    assert "Clears 5 of 5 tests." in page
    assert "Customer since 2019, ranked 1" in page
    assert "75% of its purchases lie in lines that 12 similar accounts keep" in page
    assert "Buys regularly, every 9 days." in page
    assert "14 months" in page
    assert "Our strength 2.8, below 3.0" in page
    assert "0 of 3 accounts" in page


def test_htmx_gets_the_drawer_alone_with_the_picture(head, cast, run):
    url = reverse("candidate", args=[cast.norvik.pk])
    page = text(head.get(url, headers={"HX-Request": "true", "HX-Target": "drawer"}))

    assert "<html" not in page
    assert 'class="drawer"' in page
    assert 'hx-swap-oob="true"' in page


def test_closing_the_drawer_leaves_the_picture_without_a_ring(head, cast, run):
    headers = {"HX-Request": "true", "HX-Target": "drawer"}
    page = text(head.get(reverse("candidates"), headers=headers))

    assert 'class="drawer"' not in page
    assert 'id="matrix"' in page


def test_narrowing_the_list_answers_with_the_list_alone(head, run):
    url = reverse("candidates") + "?continuity=regular"
    page = text(head.get(url, headers={"HX-Request": "true", "HX-Target": "list"}))

    assert "<html" not in page
    assert "Norvik Wind" in page
    assert "Brenner" not in page


def test_of_very_many_proposals_the_first_are_listed_and_the_others_counted(
    head, cast, run, monkeypatch
):
    monkeypatch.setattr(sys.modules[candidates.__module__], "MOST_OF_A_GROUP", 1)
    for rank in (4, 5):
        one = account(f"X{rank}", f"Extra {rank}")
        both(run, one, rank=rank, contribution=rank, verdict="propose")

    page = " ".join(text(head.get(reverse("candidates"))).split())

    assert 'Proposed <span class="mut num">3</span>' in page
    assert "2 more; narrow the list to see them." in page
    assert "Extra 5" not in page.partition('id="list"')[2]


def test_a_filter_that_lets_nobody_through_says_so(head, run):
    page = text(head.get(reverse("candidates") + "?fit=good"))

    assert "No candidate matches" in page


def test_nonsense_in_the_address_counts_as_not_said(head, run):
    page = head.get(reverse("candidates") + "?sort=secret&page=-3&fit=<b>")

    assert page.status_code == 200


def test_an_account_of_nobody_is_absent(head, run):
    assert head.get(reverse("candidate", args=[987654])).status_code == 404


def test_deciding_makes_a_key_account_and_says_so(head, cast, run):
    response = decide(
        head,
        cast.norvik,
        kind="designate",
        manager=cast.marta.pk,
        reason="Strong fit, one office",
    )

    assert response.status_code == 302
    assert Designation.objects.get().account == cast.norvik
    page = text(head.get(response.url))
    assert "Norvik Wind is a key account; Marta Olsen runs it." in page
    assert "No proposal waits for a decision" in page


def test_a_decision_without_a_reason_keeps_what_was_typed(head, cast, run):
    response = decide(
        head, cast.norvik, kind="designate", manager=cast.chen.pk, reason=" "
    )

    assert response.status_code == 422
    page = text(response)
    assert "Write down the reason" in page
    assert f'<option value="{cast.chen.pk}" selected>' in page
    assert not Decision.objects.exists()


def test_a_manager_without_room_is_refused_on_the_page(head, cast, run):
    for number in range(3):
        decision_record(
            acting=cast.hana,
            account=account(f"M{number}", f"More {number}"),
            kind="designate",
            reason="Large",
            manager=cast.marta,
        )

    response = decide(
        head,
        cast.norvik,
        kind="designate",
        manager=cast.marta.pk,
        reason="Strong",
    )

    assert response.status_code == 422
    assert "Marta Olsen already runs 3 of 3 key accounts" in text(response)
    assert Designation.objects.count() == 3


def test_not_now_without_a_day_is_refused_on_the_page(head, cast, run):
    response = decide(head, cast.norvik, kind="not_now", reason="Later")

    assert response.status_code == 422
    assert "Say on which day to ask again." in text(response)


def test_what_was_put_off_moves_to_the_decided_side(head, cast, run):
    day = timezone.localdate() + dt.timedelta(days=30)
    decide(head, cast.norvik, kind="not_now", ask_again_on=day, reason="Later")

    page = text(head.get(reverse("candidates") + "?view=decided"))

    assert "Not now" in page
    assert "Later" in page
    assert "ask again on" in page


def test_ending_names_the_consequence_and_is_a_decision(head, cast, run):
    decide(head, cast.norvik, kind="designate", manager=cast.marta.pk, reason="Strong")
    page = text(head.get(reverse("candidate", args=[cast.norvik.pk]) + "?end=1"))
    assert "End key-account status for Norvik Wind?" in page
    assert "Their team of 3 is released today" in page

    decide(head, cast.norvik, kind="end", reason="Moves in-house")

    assert Designation.objects.get().ends_on == timezone.localdate()


def test_only_the_head_may_send_a_decision(client, cast, run):
    client.force_login(cast.ana)

    response = decide(client, cast.norvik, kind="decline", reason="No")

    assert response.status_code == 404
    assert not Decision.objects.exists()


def test_an_analyst_records_a_judgement_in_the_drawer(client, cast, run):
    client.force_login(cast.ana)
    url = reverse("candidate-judge", args=[cast.norvik.pk])

    response = client.post(url, {"topic": "fit", "score": "4", "reason": "They ask"})

    assert response.url == reverse("candidate", args=[cast.norvik.pk])
    judgement = Judgement.objects.get()
    assert (judgement.score, judgement.by) == (4, cast.ana)
    assert "They ask" in text(client.get(response.url))


def test_only_the_question_that_is_asked_has_its_form(head, cast, run):
    address = reverse("candidate", args=[cast.norvik.pk])

    plain, asked = text(head.get(address)), text(head.get(f"{address}?judge=fit"))

    assert 'name="topic"' not in plain
    assert f'href="{address}?judge=fit#judge"' in plain
    assert asked.count('<input type="hidden" name="topic" value="fit">') == 1
    assert '<details class="fig-data" id="judge" open>' in asked
    assert f'href="{address}?judge=fit#judge"' not in asked


def test_an_empty_judgement_is_refused_and_stays_open(client, cast, run):
    client.force_login(cast.ana)
    url = reverse("candidate-judge", args=[cast.norvik.pk])

    response = client.post(url, {"topic": "fit", "reason": "Nothing said"})

    assert response.status_code == 422
    assert "Give a score, or at least one figure." in text(response)
    assert not Judgement.objects.exists()


def test_the_file_of_candidates_holds_what_the_filter_lets_through(head, run):
    response = head.get(reverse("candidates-csv") + "?continuity=regular")

    lines = text(response).strip().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("\ufeffRank,Number,Customer,Verdict,Contribution")
    assert lines[1].startswith("1,C001,Norvik Wind,Proposed,900")


def test_a_name_that_looks_like_a_formula_is_text_in_the_file(head, cast, run):
    both(run, account("=1+1", "=HYPERLINK(1)"), rank=9, contribution=1)

    page = text(head.get(reverse("candidates-csv")))

    assert ",'=1+1,'=HYPERLINK(1)," in page


def test_the_page_speaks_chinese(head, cast, run):
    cast.hana.language = "zh-hans"
    cast.hana.save()

    page = text(head.get(reverse("candidate", args=[cast.norvik.pk])))

    assert "1 家客户建议列为大客户" in page
    assert "增长 31.0%" in page
    assert "2019 年起为客户，排名第 1" in page


def test_the_page_tells_what_changed_since_the_assessment_before(head, cast, run):
    now = assessment()
    both(now, cast.norvik, rank=1, contribution=900, strength=2.1)

    page = text(head.get(reverse("candidates")))

    assert "Since the orders to 30 Jun 2026: 1 fell away" in page
    assert "Our strength fell from 3.6 to 2.1" in page


def test_who_only_moved_is_told_to_whoever_asks(head, cast, run):
    now = assessment()
    both(now, cast.norvik, rank=1, contribution=900, strength=2.1)
    riser = account("X1", "Xylem")
    both(run, riser, rank=29, contribution=5)
    both(now, riser, rank=3, contribution=50)

    page = text(head.get(reverse("candidates")))
    whole = text(head.get(reverse("candidates") + "?changes=all"))

    assert "1 fell away, 1 moved in rank" in page
    assert "1 more change<" in page
    assert "Rose from rank 29 to 3" not in page
    assert "Rose from rank 29 to 3" in whole
    assert "more change" not in whole


def test_a_new_name_stands_in_the_list_at_once(head, cast, run):
    before = text(head.get(reverse("candidates")))
    type(cast.norvik).objects.filter(pk=cast.norvik.pk).update(name="Norvik Power")

    page = text(head.get(reverse("candidates")))

    assert "<b>Norvik Wind</b>" in before
    assert "<b>Norvik Wind</b>" not in page
    assert "<b>Norvik Power</b>" in page


@pytest.mark.parametrize(
    ("name", "queries"), [("candidates", 15), ("candidate", 24), ("decided", 8)]
)
def test_the_number_of_queries_does_not_grow(
    head, cast, run, django_assert_num_queries, name, queries
):
    for number in range(40):
        both(
            run,
            account(f"X{number:02}", f"X {number}"),
            rank=10 + number,
            contribution=9,
            verdict="propose",
        )
    urls = {
        "candidates": reverse("candidates"),
        "candidate": reverse("candidate", args=[cast.norvik.pk]),
        "decided": reverse("candidates") + "?view=decided",
    }
    head.get(urls[name])

    with django_assert_num_queries(queries):
        head.get(urls[name])
