"""What we offer an account: the propositions on the tab, the catalog, the ledger."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.business.test_pages import page, send
from vitalfew.apps.value.models import Gain, Proposition, Solution, Statement

pytestmark = pytest.mark.django_db
FORMULA = {"formula": "hours * rate", "assumptions": "hours: saved\nrate: cost of one"}
SOLUTION = {"name": "Training", "what": "Two days", "problems": ["skills"]} | FORMULA


def test_the_tab_says_what_is_proven_and_which_problem_waits(house):
    html = page(house)

    assert "€0 of €100k promised is proven; 1 problem has no solution yet" in html
    assert "€100k a year, €48.0k to €180k" in html
    assert "promised for 2026–2027" in html
    assert "2026: brought €40.0k" in html
    assert "we ask €9.00k a year" in html
    assert "€" not in page(house, "carl")


def answer(house, url, *args):
    *args, data = args
    client = Client()
    client.force_login(house.cast.marta)
    return client.post(reverse(url, args=args), data)


def sent(house, url, *args):
    return answer(house, url, *args).status_code


def test_a_gain_counts_once_somebody_of_theirs_confirmed_it(house):
    given = {"who": "Eva Akker", "on": "2026-05-03"}

    assert sent(house, "gain-confirm", house.gain.pk, given) == 302

    assert "€40.0k of €100k promised is proven" in page(house)


def test_a_proposition_is_begun_worked_out_offered_and_agreed(house):
    norvik = house.cast.norvik.pk
    begun = {"solution": house.solution.pk, "name": "Second"}
    assert sent(house, "proposition-draft", norvik, begun) == 302
    made = Proposition.objects.get(name="Second")
    ends = ("low", "likely", "high")
    figures = {f"{end}_{place}": str(place + 2) for place in (0, 1) for end in ends}
    sources = {"source_0": "Their log", "source_1": "Their plan"}
    send(house, "proposition-act", made.pk, "figures", **figures, **sources)
    send(house, "proposition-act", made.pk, "offer")
    agreed = {"who": "Eva", "how": "Letter", "on": "2026-05-03"}
    agreed |= {"from_year": "2026", "years": "1"}
    assert sent(house, "proposition-act", made.pk, "agree", agreed) == 302

    made.refresh_from_db()
    assert (made.state, made.likely, made.answered_who) == ("agreed", 6, "Eva")
    history = Client()
    history.force_login(house.cast.marta)
    told = history.get(reverse("account-history", args=[norvik])).content.decode()
    assert "Value proposition agreed" in told


def test_what_was_refused_stays_in_the_form_and_changes_nothing(house):
    before = Gain.objects.count()
    pk = house.gain.proposition_id

    status, html = send(
        house, "proposition-act", pk, "gain", year="2026", amount="5", evidence=""
    )

    assert status == 422
    assert 'value="5"' in html
    assert Gain.objects.count() == before
    assert send(house, "proposition-act", pk, "nonsense")[0] == 404
    assert send(house, "proposition-act", pk, "offer")[0] == 422


def test_only_who_runs_the_account_is_offered_to_act(house):
    assert "Record what it brought" in page(house)
    assert "Record what it brought" not in page(house, "rhea")


def test_the_ledger_is_a_file_with_exact_figures(house):
    client = Client()
    client.force_login(house.cast.rhea)
    address = reverse("account-value-csv", args=[house.cast.norvik.pk])

    rows = client.get(address).content.decode("utf-8-sig").splitlines()

    assert rows == [
        "year,promised,proven,not_confirmed,gap,currency",
        "2026,100000.00,0,40000.00,100000.00,EUR",
        "2027,100000.00,0,0,,EUR",
    ]


def test_the_head_writes_the_catalog_and_everybody_reads_it(house):
    client = Client()
    client.force_login(house.cast.hana)
    client.post(reverse("solution-new"), SOLUTION)
    wrong = client.post(reverse("solution-new"), SOLUTION | {"formula": "hours ** 2"})
    assert wrong.status_code == 422
    assert Solution.objects.filter(name="Training").count() == 1

    reader = Client()
    reader.force_login(house.cast.rhea)
    html = reader.get(reverse("solutions")).content.decode()

    assert "Training" in html
    assert "People and know-how" in html
    assert "Write down a solution" not in html


def test_what_was_done_already_is_said_though_its_form_is_gone(house):
    """Sent twice, or from a page of yesterday."""
    agreed = {"who": "Eva", "how": "Letter", "on": "2026-05-03"}
    years = {"from_year": "2026", "years": "1"}
    proposition = house.gain.proposition.pk

    said = answer(house, "proposition-act", proposition, "agree", agreed | years)

    assert said.status_code == 422
    assert "It is not in the state for that any more." in said.content.decode()


@pytest.mark.parametrize(
    ("likely", "worth"), [("1,200,000", 1_200_000), ("1,5", None), ("12,00", None)]
)
def test_a_comma_that_may_mean_a_decimal_is_asked_about(house, likely, worth):
    text = {"name": "One", "text": "a", "assumptions": "a: what it saves"}
    sent(house, "proposition-draft", house.cast.norvik.pk, text)
    made = Proposition.objects.get(name="One")
    figures = dict.fromkeys(("low_0", "likely_0", "high_0"), likely)

    given = figures | {"source_0": "Log"}
    said = answer(house, "proposition-act", made.pk, "figures", given)

    made.refresh_from_db()
    assert made.likely == worth
    assert said.status_code == (302 if worth else 422)
    assert worth or f"{likely} is not a number." in said.content.decode()


def test_a_proposition_keeps_the_currency_it_was_worked_out_in(house):
    Proposition.objects.filter(pk=house.gain.proposition_id).update(currency="USD")

    html = page(house)

    assert "$100k a year, $48.0k to $180k" in html
    assert "2026: brought $40.0k" in html


def test_without_a_problem_on_record_nothing_is_called_solved(house):
    Statement.objects.filter(topic__in=("problem", "challenge")).update(
        withdrawn_at=timezone.now(), withdrawn_by=house.cast.marta
    )
    Proposition.objects.update(state="offered")

    html = page(house)

    assert "None of their problems is written down yet" in html
    assert "has a solution" not in html
