"""The warnings somebody may read, and what they say of them."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from tests.apps.assessments.build import AS_OF, assessment
from tests.apps.care.build import LATER, found
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.care.services import warnings_sync


@pytest.fixture
def warned(cast):
    """Norvik and Brenner are silent, Norvik's contribution falls."""
    warnings_sync(
        assessment(),
        [
            found(cast.norvik),
            found(cast.brenner, severity=5.0),
            found(cast.norvik, "decline", money="contribution"),
        ],
        as_of=AS_OF,
    )
    return EarlyWarning.objects.get(account=cast.norvik, kind="silence")


def opened(client, person, query=""):
    client.force_login(person)
    return client.get(reverse("warnings") + query)


def answer(client, person, warning, **data):
    client.force_login(person)
    return client.post(reverse("warning-answer", args=[warning.pk]), data)


def test_the_title_says_how_many_accounts_warn(client, cast, warned):
    page = opened(client, cast.hana).content.decode()
    assert "2 accounts give a warning; 3 new" in page
    assert page.index("Brenner Hydraulics") < page.index("Norvik Wind")


def test_the_title_in_chinese(client, cast, warned):
    cast.hana.language = "zh-hans"
    cast.hana.save()
    page = opened(client, cast.hana).content.decode()
    assert "2 家客户触发预警，其中新预警 3 条" in page


def test_without_warnings_the_page_says_what_will_stand_here(client, cast):
    page = opened(client, cast.hana).content.decode()
    assert "No account gives a warning" in page
    assert "Each assessment looks for silence" in page


def test_a_warning_says_since_when_and_how_often_its_rule_is_wrong(
    client, cast, warned
):
    page = opened(client, cast.marta).content.decode()
    assert "since 11 Jun 2026" in page
    assert "Set to warn of what chance brings in one case of 200 at most." in page
    assert (
        "On our own past, 100 accounts gave 10 false warnings of this kind a year."
        in page
    )


def test_a_rule_that_was_never_wrong_or_never_tried_says_so(client, cast, warned):
    sentences = {
        0.0: "On our own past this rule gave no false warning.",
        None: "Too little history to measure how often this rule is wrong.",
    }
    for rate, sentence in sentences.items():
        warned.false_alarms_a_year = rate
        warned.save()
        assert sentence in opened(client, cast.marta).content.decode()


def test_a_care_officer_is_not_told_of_a_margin_that_falls(client, cast, warned):
    page = opened(client, cast.carl).content.decode()
    assert "2 accounts give a warning; 2 new" in page
    assert "trending-down" not in page


def test_an_answer_is_kept_with_who_and_why(client, cast, warned):
    data = {"state": "acted", "note": "Called their buyer"}
    response = answer(client, cast.marta, warned, **data)
    assert response.status_code == 302
    warned.refresh_from_db()
    assert warned.state == "acted"
    page = opened(client, cast.marta).content.decode()
    assert "Marta Olsen: Called their buyer" in page


def test_dismissing_without_a_reason_is_refused_in_place(client, cast, warned):
    response = answer(client, cast.marta, warned, state="dismissed", note="")
    assert response.status_code == 422
    assert "Write down what is being done" in response.content.decode()
    warned.refresh_from_db()
    assert warned.state == "raised"


def test_an_answer_nobody_knows_is_refused_in_place(client, cast, warned):
    assert answer(client, cast.marta, warned, state="lost").status_code == 422
    warned.refresh_from_db()
    assert warned.state == "raised"


@pytest.mark.parametrize("person", ["chen", "sam", "ana", "rhea"])
def test_who_may_not_answer_finds_nothing_there(client, cast, warned, person):
    response = answer(client, cast.people[person], warned, state="seen", note="")
    assert response.status_code == 404
    warned.refresh_from_db()
    assert warned.state == "raised"


def test_what_has_cleared_is_shown_when_asked_for(client, cast, warned):
    warnings_sync(assessment(day=LATER), [], as_of=LATER)
    assert "No account gives a warning" in opened(client, cast.hana).content.decode()
    page = opened(client, cast.hana, "?show=past").content.decode()
    assert "3 warnings were dismissed or have cleared" in page


def test_one_kind_alone_can_be_asked_for(client, cast, warned):
    page = opened(client, cast.hana, "?kind=decline").content.decode()
    assert "1 account gives a warning; 1 new" in page
    assert "Brenner" not in page


def test_the_list_as_a_file(client, cast, warned):
    client.force_login(cast.chen)
    text = client.get(reverse("warnings-csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[:3] for row in rows[1:]] == [["C002", "Brenner Hydraulics", "Silence"]]


def test_the_account_shows_its_own_warnings(client, cast, warned):
    client.force_login(cast.marta)
    page = client.get(reverse("account", args=[cast.norvik.pk])).content.decode()
    assert "2 warnings now" in page


def test_the_portfolio_leads_to_what_nobody_has_answered(client, cast, warned):
    client.force_login(cast.marta)
    page = client.get(reverse("portfolio")).content.decode()
    assert f"#warning-{warned.pk}" in page
    answer(client, cast.marta, warned, state="seen", note="")
    page = client.get(reverse("portfolio")).content.decode()
    assert f"#warning-{warned.pk}" not in page


@pytest.mark.parametrize(("person", "queries"), [("hana", 11), ("marta", 14)])
def test_the_number_of_queries_does_not_grow_with_warnings(
    client, cast, warned, person, queries, django_assert_num_queries
):
    client.force_login(cast.people[person])
    with django_assert_num_queries(queries):
        client.get(reverse("warnings"))
