"""The page of one account, as each person sees it."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from tests.apps.assessments import build
from tests.cast import account as make_account
from tests.web.account.test_drilldown import Lines
from vitalfew.apps.accounts.models import Account, Kind
from vitalfew.apps.assessments.models import Judgement
from vitalfew.apps.assessments.services import decision_record
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.firm.models import Firm
from vitalfew.web.account import page

MEASURES = {
    "margin": {
        "revenue_12m": 900.0,
        "contribution_12m": 300.0,
        "quarters_contribution": [70, 80, 75, 75],
        "quarters_revenue": [210, 240, 225, 225],
    },
    "continuity": {
        "label": "regular",
        "reason": "continuity.regular",
        "usual_gap_days": 12.0,
        "purchase_days": 60,
    },
    "payback": {
        "label": "paid_back",
        "months": 22,
        "cumulative": [-2e6, 0.5e6, 3e6],
        "single_order": -2e6,
        "investment": 5e6,
    },
    "potential": {"need": 3e6, "low": 2e6, "high": 4e6, "open": 1e6},
}
REASONS = [
    ["for", "continuity.regular", {"usual_gap_days": 12.0}],
    ["unknown", "parity.unknown", {}],
]


@pytest.fixture
def assessed(cast):
    run = build.assessment()
    shown = {"measures": MEASURES, "reasons": REASONS, "verdict": "propose"}
    build.both(run, cast.norvik, rank=1, contribution=1234, **shown)
    build.both(run, cast.brenner, rank=2, contribution=777, **shown)
    Firm.objects.update_or_create(pk=1, defaults={"currency": "EUR"})
    run.figures = {"contribution": {"basis": "contribution"}}
    run.save()
    return run


@pytest.fixture
def orders(monkeypatch):
    """Orders of Norvik, as the order store would give them."""

    def read(acting, account, **window):
        return Lines() if account.account_id == "C001" else None

    monkeypatch.setattr(page, "lines_of_account", read)


def shown(client, person, account, name="account"):
    client.force_login(person)
    response = client.get(reverse(name, args=[account.pk]))
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("name", ["hana", "marta", "stella", "fay"])
def test_who_may_see_margins_reads_contribution(client, cast, assessed, orders, name):
    status, html = shown(client, getattr(cast, name), cast.norvik)

    assert status == 200
    assert "Contribution fell 11% to" in html
    assert "Revenue fell" not in html


@pytest.mark.parametrize("name", ["ada", "sam", "rhea"])
def test_everybody_else_reads_revenue_and_never_a_contribution(
    client, cast, assessed, orders, name
):
    status, html = shown(client, getattr(cast, name), cast.norvik)

    assert status == 200
    assert "Revenue fell 13% to" in html
    assert "ontribution" not in html


def test_a_care_officer_sees_orders_and_no_amount(client, cast, assessed, orders):
    status, html = shown(client, cast.carl, cast.norvik)

    assert status == 200
    assert "Orders in the last 12 months: 2, after 2 in the 12 before" in html
    assert "€" not in html
    assert "ontribution" not in html


@pytest.mark.parametrize("name", ["account", "account-decisions", "account-csv"])
@pytest.mark.parametrize("person", ["chen", "sam"])
def test_a_foreign_account_and_an_unknown_one_are_the_same_absence(
    client, cast, assessed, orders, name, person
):
    client.force_login(getattr(cast, person))

    foreign = client.get(reverse(name, args=[cast.kelan.pk]))
    unknown = client.get(reverse(name, args=[987654]))

    assert foreign.status_code == unknown.status_code == 404


def test_a_prospect_without_orders_has_a_page(client, cast, assessed, orders):
    aster = make_account("P1", "Aster")
    Account.objects.filter(pk=aster.pk).update(kind=Kind.PROSPECT, has_orders=False)

    status, html = shown(client, cast.hana, aster)

    assert status == 200
    assert "No orders yet: a prospect" in html
    assert "Add what you know" in html


def test_a_company_of_a_group_points_to_the_group_it_is_assessed_with(
    client, cast, assessed, orders
):
    status, html = shown(client, cast.hana, cast.norvik_sea)

    assert status == 200
    assert "It belongs to Norvik Wind, which is assessed as one account." in html


def test_before_any_assessment_the_orders_show_already(client, cast, orders):
    status, html = shown(client, cast.hana, cast.norvik)

    assert status == 200
    assert "Contribution fell 11% to" in html
    assert "Without Norvik Wind" not in html


def test_potential_says_the_need_its_range_and_what_is_open(
    client, cast, assessed, orders
):
    _status, html = shown(client, cast.hana, cast.norvik)

    assert "They need €3.00M a year, €2.00M to €4.00M; €1.00M of it is open" in html


def test_a_buying_unit_that_is_a_company_of_the_group_goes_by_its_name(
    client, cast, assessed, monkeypatch
):
    rows = [
        {"account_id": "C001", "ordered_on": "2024-05-01", "net_amount": 9, "cost": 1,
         "unit_id": unit}
        for unit in ("C012", "Yard 7")
    ]  # fmt: skip
    monkeypatch.setattr(
        page,
        "lines_of_account",
        lambda *_args, **_window: Lines(*rows, start="2024-05-01"),
    )

    _status, html = shown(client, cast.hana, cast.norvik)

    assert "Norvik Sea" in html
    assert "Yard 7" in html


def test_a_merged_account_leads_to_the_one_it_became(client, cast, assessed, orders):
    Account.objects.filter(pk=cast.kelan.pk).update(merged_into=cast.brenner)
    client.force_login(cast.hana)

    response = client.get(reverse("account", args=[cast.kelan.pk]))

    assert response["Location"] == reverse("account", args=[cast.brenner.pk])


def test_the_csv_has_the_months_on_the_basis_its_reader_may_see(
    client, cast, assessed, orders
):
    _status, head = shown(client, cast.hana, cast.norvik, "account-csv")
    _status, specialist = shown(client, cast.sam, cast.norvik, "account-csv")

    rows = list(csv.DictReader(io.StringIO(head.removeprefix("\ufeff"))))
    assert rows[1] == {"month": "2023-02", "orders": "1", "contribution": "40.0000"}
    assert "contribution" not in specialist
    assert "2023-02,1,100.0000" in specialist


def test_decisions_show_the_figures_they_rested_on(client, cast, assessed):
    decision_record(
        acting=cast.hana,
        account=cast.brenner,
        kind="decline",
        reason="Costs more than it brings.",
    )

    _status, head = shown(client, cast.hana, cast.brenner, "account-decisions")
    _status, reader = shown(client, cast.rhea, cast.brenner, "account-decisions")

    assert "Costs more than it brings." in head
    assert "777" in head
    assert "777" not in reader.replace("7,770", "")


def judge(client, person, account, **values):
    client.force_login(person)
    return client.post(reverse("account-judge", args=[account.pk]), values)


def test_a_judgement_is_recorded_and_shown_beside_the_data(
    client, cast, assessed, orders
):
    response = judge(
        client, cast.sam, cast.norvik, topic="fit", score="4", reason="Our engineers"
    )

    assert response.status_code == 302
    recorded = Judgement.objects.get()
    assert (recorded.topic, recorded.score, recorded.by) == ("fit", 4.0, cast.sam)
    _status, html = shown(client, cast.hana, cast.norvik)
    assert "Sam Tao judges 4.0 of 5" in html
    assert "Our engineers" in html


def test_only_the_question_that_is_asked_has_its_form(client, cast, assessed, orders):
    client.force_login(cast.sam)
    address = reverse("account", args=[cast.norvik.pk])

    plain = client.get(address).content.decode()
    asked = client.get(f"{address}?judge=parity").content.decode()
    unknown = client.get(f"{address}?judge=luck").content.decode()

    assert plain.count("Add what you know") == 6
    assert 'name="topic"' not in plain
    assert asked.count("Add what you know") == 5
    assert asked.count('<input type="hidden" name="topic" value="parity">') == 1
    assert asked.count('name="topic"') == 1
    assert unknown.count("Add what you know") == 6


def test_who_may_not_judge_gets_no_form(client, cast, assessed, orders):
    client.force_login(cast.rhea)

    html = client.get(reverse("account", args=[cast.norvik.pk]) + "?judge=fit")

    assert "Add what you know" not in html.content.decode()
    assert 'name="topic"' not in html.content.decode()


def test_a_judgement_without_a_reason_keeps_what_was_typed(
    client, cast, assessed, orders
):
    response = judge(
        client, cast.marta, cast.norvik, topic="potential", need="5000000", reason=" "
    )

    assert response.status_code == 422
    assert "Write down the reason" in response.content.decode()
    assert 'value="5000000"' in response.content.decode()
    assert not Judgement.objects.exists()
    assert not Entry.objects.filter(action="judgement.record").exists()


def test_a_judgement_that_says_nothing_is_refused(client, cast, assessed, orders):
    response = judge(client, cast.marta, cast.norvik, topic="fit", reason="Because")

    assert response.status_code == 422
    assert "Give a score, or at least one figure." in response.content.decode()
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("name", ["carl", "rhea", "chen"])
def test_who_may_not_judge_cannot_and_nothing_changes(client, cast, assessed, name):
    person = getattr(cast, name)

    response = judge(client, person, cast.norvik, topic="fit", score="1", reason="No")

    assert response.status_code == 404
    assert not Judgement.objects.exists()


def test_a_margin_somebody_recorded_is_not_shown_on_the_revenue_basis(
    client, cast, assessed, orders
):
    judge(
        client,
        cast.hana,
        cast.norvik,
        topic="payback",
        contribution="444000",
        investment="555000",
        reason="Books",
    )

    _status, head = shown(client, cast.hana, cast.norvik)
    _status, specialist = shown(client, cast.sam, cast.norvik)
    _status, care = shown(client, cast.carl, cast.norvik)

    assert "444k" in head
    assert "444k" not in specialist
    assert "555k" in specialist
    assert "555k" not in care


QUERIES = {
    "account": {"hana": 16, "sam": 28, "carl": 23},
    "account-decisions": {"hana": 11, "sam": 18, "carl": 17},
    "account-csv": {"hana": 6, "sam": 8},
}


@pytest.mark.parametrize(
    ("url", "name"), [(url, name) for url, counts in QUERIES.items() for name in counts]
)
def test_the_number_of_queries_is_pinned(
    client, cast, assessed, orders, url, name, django_assert_num_queries
):
    client.force_login(getattr(cast, name))
    address = reverse(url, args=[cast.norvik.pk])
    client.get(address)

    with django_assert_num_queries(QUERIES[url][name]):
        client.get(address)
