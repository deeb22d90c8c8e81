"""The portfolio, the what-if and the first run, as each person sees them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.apps.assessments import build
from vitalfew.analysis.criteria import Criteria, PaybackCriteria
from vitalfew.apps.assessments.models import Assessment, CriteriaVersion, Decision
from vitalfew.apps.assessments.selectors.figures import figures_over
from vitalfew.apps.assessments.services import decision_record
from vitalfew.apps.firm.models import Firm
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.teams.models import Membership
from vitalfew.web.portfolio import loss_page

VALUES = re.compile(r'(value|data-column|href)="[^"]*"')
"""Keys of the table's columns are the same on either basis."""


def measures(amount):
    return {
        "margin": {
            "revenue_12m": amount * 10.0,
            "revenue_prior_12m": amount * 8.0,
            "contribution_12m": amount * 1.0,
            "contribution_prior_12m": amount * 0.8,
            "quarters_revenue": [amount, amount * 2],
            "quarters_contribution": [amount / 10, amount / 5],
        },
        "payback": {"label": "paid_back", "months": 7},
    }


@pytest.fixture
def assessed(cast):
    """Norvik 600, Brenner 300, Kelan 100: Norvik is key, Brenner is proposed."""
    CriteriaVersion.objects.create(
        values=Criteria(
            payback=PaybackCriteria(investment=1.0, yearly_cost_to_serve=1.0)
        ).to_dict()
    )
    run = build.assessment(currency="EUR")
    amounts = [(cast.norvik, 600), (cast.brenner, 300), (cast.kelan, 100)]
    for rank, (account, amount) in enumerate(amounts, 1):
        build.both(
            run,
            account,
            rank=rank,
            contribution=amount,
            share=amount / 1000,
            measures=measures(amount),
            verdict="propose" if rank < 3 else "no",
            payback_months=7,
        )
    for basis, times in (("contribution", 1), ("revenue", 10)):
        seen = [(amount * times, amount * 10, "no") for _account, amount in amounts]
        totals = {f"{basis}_12m": 1000.0 * times}
        run.figures[basis] = figures_over(seen) | {"basis": basis, "totals": totals}
    run.save()
    Firm.objects.update_or_create(pk=1, defaults={"currency": "EUR"})
    return run


@pytest.fixture
def key(cast, assessed):
    """Norvik is a key account, decided before this assessment by Hana."""
    Membership.objects.filter(account=cast.norvik, role="manager").update(
        ends_on=dt.date(2024, 6, 1)
    )
    decision_record(
        acting=cast.hana,
        account=cast.norvik,
        kind="designate",
        reason="Regular and central.",
        manager=cast.marta,
    )
    return cast.norvik


def shown(client, person, url="portfolio", query="", **headers):
    client.force_login(person)
    response = client.get(reverse(url) + query, headers=headers)
    return response.status_code, response.content.decode()


def needs_in(html):
    return re.findall(r'<div class="x"><b class="m">(.*?)</b>', html)


def test_the_head_reads_on_how_few_customers_it_rests(client, cast, key):
    status, html = shown(client, cast.hana)

    assert status == 200
    assert "2 of 3 customers make 80% of contribution" in html
    assert "1 key account, 60% of all" in html
    assert "+25.0% in a year" in html
    assert "Orders to 30 Jun 2026" in html
    assert "1 Jul 2023 to 30 Jun 2026" in html


@pytest.mark.parametrize("name", ["ada", "sam", "rhea"])
def test_on_the_revenue_basis_no_contribution_reaches_the_page(client, cast, key, name):
    status, html = shown(client, getattr(cast, name))

    assert status == 200
    assert "% of revenue" in html
    assert "ontribution" not in VALUES.sub("", html)


def test_a_manager_gets_figures_over_own_accounts_only(client, cast, key):
    status, html = shown(client, cast.marta)

    assert status == 200
    assert "1 of 1 customers make 80% of contribution" in html
    assert "Brenner" not in html
    assert "100% of all" in html


def test_orders_without_cost_are_called_revenue_even_to_the_head(client, cast, key):
    run = Assessment.objects.get()
    run.figures["contribution"]["basis"] = "revenue"
    run.save()

    _status, html = shown(client, cast.hana)

    assert "2 of 3 customers make 80% of revenue" in html
    assert "Revenue of key accounts" in html


def test_before_the_first_assessment_the_portfolio_leads_to_the_first_steps(
    client, cast
):
    client.force_login(cast.hana)

    assert client.get("/")["Location"] == reverse("first-run")


def test_a_care_officer_has_no_portfolio_and_is_led_to_the_accounts(
    client, cast, assessed
):
    client.force_login(cast.carl)

    assert client.get("/")["Location"] == reverse("accounts")
    assert shown(client, cast.carl, "loss")[0] == 404
    assert shown(client, cast.carl, "portfolio-csv")[0] == 404


# What needs you


def test_candidates_wait_for_the_head_and_nobody_else(client, cast, key):
    assert needs_in(shown(client, cast.hana)[1]) == ["1 candidate"]
    assert needs_in(shown(client, cast.marta)[1]) == []


def test_a_decision_put_off_comes_back_on_its_day(client, cast, key):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    decision_record(
        acting=cast.hana,
        account=cast.brenner,
        kind="not_now",
        reason="New owner.",
        ask_again_on=tomorrow,
    )
    assert needs_in(shown(client, cast.hana)[1]) == []

    Decision.objects.filter(kind="not_now").update(ask_again_on=timezone.localdate())

    assert needs_in(shown(client, cast.hana)[1]) == [
        "Brenner Hydraulics",
        "1 candidate",
    ]


def test_a_key_account_no_longer_proposed_is_named(client, cast, key):
    key.assessment_rows.update(
        verdict="no",
        reasons=[["against", "continuity.never", {}], ["for", "x", {}]],
    )

    _status, html = shown(client, cast.marta)

    assert needs_in(html) == ["Norvik Wind"]
    assert "It has credits, but no purchase in the window." in html


def test_a_key_account_without_a_manager_is_named_to_the_head(client, cast, key):
    Membership.objects.filter(account=key, ends_on__isnull=True).update(
        ends_on=timezone.localdate()
    )

    assert "Norvik Wind" in needs_in(shown(client, cast.hana)[1])


def test_newer_orders_ask_for_a_new_assessment(client, cast, key):
    Batch.objects.create(
        kind="orders",
        state=State.COMMITTED,
        name="2026.csv",
        by=cast.ana,
        position=1,
        committed_at=timezone.now(),
    )

    assert "The orders have changed" in needs_in(shown(client, cast.ana)[1])
    assert "The orders have changed" not in needs_in(shown(client, cast.fay)[1])


def test_nothing_to_do_says_so(client, cast, key):
    _status, html = shown(client, cast.marta)

    assert "Nothing needs you now" in html


def test_costs_nobody_entered_are_asked_for_from_who_may_enter_them(client, cast, key):
    CriteriaVersion.objects.update(values=Criteria().to_dict())

    assert "Payback is unknown" in needs_in(shown(client, cast.ana)[1])
    assert "Payback is unknown" not in needs_in(shown(client, cast.fay)[1])


# The table


def test_the_table_narrows_by_name_and_offers_to_clear(client, cast, key):
    _status, html = shown(client, cast.hana, query="?q=nobody")

    assert "No key account matches this filter" in html
    assert "Clear filter" in html


def test_htmx_gets_the_table_alone_and_the_back_button_the_whole_page(
    client, cast, key
):
    _status, part = shown(client, cast.hana, query="?sort=name", HX_Request="true")
    _status, whole = shown(
        client,
        cast.hana,
        HX_Request="true",
        HX_History_Restore_Request="true",
    )

    assert part.lstrip().startswith('<section id="key-accounts"')
    assert "<!doctype html>" in whole


def test_columns_a_person_took_away_are_hidden(client, cast, key):
    cast.hana.columns = {"key-accounts": ["contribution"]}
    cast.hana.save()

    _status, html = shown(client, cast.hana)

    assert '<td class="n sec" data-column="share" hidden>' in html
    assert '<td class="n m s-1r" data-column="contribution">' in html


def test_the_csv_has_plain_values_on_the_basis_of_its_reader(client, cast, key):
    _status, head = shown(client, cast.hana, "portfolio-csv")
    _status, reader = shown(client, cast.rhea, "portfolio-csv")

    row = next(csv.DictReader(io.StringIO(head.removeprefix("\ufeff"))))
    assert row["account_id"] == "C001"
    assert row["contribution"] == "600.0000"
    assert row["payback"] == "paid_back"
    assert "contribution" not in reader
    assert ",6000.0000," in reader


# What if


def test_losing_nobody_shows_the_year_as_it_is(client, cast, assessed):
    status, html = shown(client, cast.hana, "loss")

    assert status == 200
    assert "Tick the accounts to do without" in html
    assert "€10.0k" in html


def test_losing_an_account_says_what_is_gone_and_whether_costs_are_covered(
    client, cast, key
):
    Firm.objects.update(fixed_costs_a_year=500)

    _status, html = shown(client, cast.hana, "loss", f"?account={cast.norvik.pk}")

    assert "Without Norvik Wind 60.0% of contribution is gone: €600" in html
    assert "fixed costs are no longer covered" in html
    assert "2.00 times" in html
    assert "0.80 times" in html


def test_losing_several_sums_them(client, cast, assessed):
    query = f"?account={cast.brenner.pk}&account={cast.kelan.pk}"

    _status, html = shown(client, cast.hana, "loss", query)

    assert "Without 2 accounts 40.0% of contribution is gone: €400" in html
    assert "Single accounts that would hurt more</a></dt><dd>1</dd>" in html


def test_on_the_revenue_basis_a_loss_is_a_loss_of_revenue(client, cast, assessed):
    Firm.objects.update(fixed_costs_a_year=500)

    _status, html = shown(client, cast.ada, "loss", f"?account={cast.norvik.pk}")

    assert "Without Norvik Wind 60.0% of revenue is gone: €6.00k" in html
    assert "ixed costs" not in html
    assert "ontribution" not in html


def test_a_foreign_account_cannot_be_ticked(client, cast, assessed):
    _status, html = shown(client, cast.chen, "loss", f"?account={cast.norvik.pk}")

    assert "Norvik" not in html
    assert "Tick the accounts to do without" in html


@pytest.mark.parametrize("query", ["?account=x", "?account=-1", "?page=0", "?account="])
def test_senseless_addresses_are_taken_as_nothing_ticked(client, cast, assessed, query):
    status, html = shown(client, cast.hana, "loss", query)

    assert status == 200
    assert "Tick the accounts to do without" in html


def test_htmx_gets_the_answer_with_the_list_and_no_frame(client, cast, assessed):
    _status, html = shown(
        client, cast.hana, "loss", f"?account={cast.norvik.pk}", HX_Request="true"
    )

    assert "<html" not in html
    assert "Without Norvik Wind" in html


def test_accounts_ticked_on_another_page_stay_ticked(client, cast, assessed):
    _status, html = shown(
        client, cast.hana, "loss", f"?account={cast.norvik.pk}&q=brenner"
    )

    assert f'<input type="hidden" name="account" value="{cast.norvik.pk}">' in html


# First run


def test_the_analyst_is_led_to_import_and_may_try_a_sample(client, cast):
    status, html = shown(client, cast.ana, "first-run")

    assert status == 200
    assert "Import orders" in html
    assert "Sample file to try" in html


def test_who_may_not_import_is_told_whom_to_ask(client, cast):
    _status, html = shown(client, cast.marta, "first-run")

    assert "Ana Lyst" in html
    assert reverse("imports") not in re.search(r"<main.*</main>", html, re.DOTALL)[0]


def test_with_orders_in_the_next_step_is_to_assess(client, cast):
    Batch.objects.create(
        kind="orders", state=State.COMMITTED, name="a.csv", by=cast.ana, position=1
    )

    _status, head = shown(client, cast.hana, "first-run")
    _status, reader = shown(client, cast.rhea, "first-run")

    assert "Assess now" in head
    assert "Assess now" not in reader
    assert "Hana Head" in reader


def test_an_assessment_that_stopped_says_why_and_offers_another(client, cast):
    Batch.objects.create(
        kind="orders", state=State.COMMITTED, name="a.csv", by=cast.ana, position=1
    )
    build.assessment(state="failed", problem="assessment_failed", as_of=None)

    _status, html = shown(client, cast.hana, "first-run")

    assert "The assessment stopped because of an error in the program." in html
    assert "Assess now" in html


def test_a_finished_assessment_ends_the_first_run(client, cast, assessed):
    client.force_login(cast.hana)

    plain = client.get(reverse("first-run"))
    polling = client.get(reverse("first-run"), headers={"HX-Request": "true"})

    assert plain["Location"] == "/"
    assert polling["HX-Redirect"] == "/"


COLD = 3
"""So many more once an assessment: what it found is kept."""
QUERIES = {
    "portfolio": {"hana": 16, "marta": 21, "rhea": 15},
    "loss": {"hana": 10, "marta": 16},
    "portfolio-csv": {"hana": 9},
    "first-run": {"hana": 4},
}


def test_of_very_many_key_accounts_the_largest_are_offered_alone(
    client, cast, assessed, monkeypatch
):
    """An address that names all of them would be longer than a server takes."""
    monkeypatch.setattr(loss_page, "ALONE", 1)
    monkeypatch.setattr(loss_page, "TOGETHER", 1)
    for account in (cast.brenner, cast.norvik):
        decision_record(
            acting=cast.hana,
            account=account,
            kind="designate",
            reason="Large.",
            manager=cast.chen,
        )

    _status, html = shown(client, cast.hana, "loss")

    offered = html.partition("Each key account alone")[2]
    assert f'href="?account={cast.norvik.pk}"' in offered
    assert f'href="?account={cast.brenner.pk}"' not in offered
    assert "The largest of them; search finds the others." in offered
    assert "All key accounts" not in html


@pytest.mark.parametrize(
    ("url", "name"), [(url, name) for url, counts in QUERIES.items() for name in counts]
)
def test_the_number_of_queries_is_pinned(
    client, cast, key, url, name, django_assert_num_queries
):
    shown(client, getattr(cast, name), url)

    with django_assert_num_queries(QUERIES[url][name]):
        client.get(reverse(url))


def test_what_was_found_of_key_accounts_is_read_once_and_anew_after_an_assessment(
    client, cast, key, django_assert_num_queries
):
    client.force_login(cast.hana)
    with django_assert_num_queries(QUERIES["portfolio"]["hana"] + COLD):
        client.get(reverse("portfolio"))
    before = shown(client, cast.hana)[1]

    newer = build.assessment(day=dt.date(2026, 9, 1))
    build.both(newer, cast.norvik, rank=1, contribution=123_456, verdict="propose")

    assert "123k" not in before
    assert "123k" in shown(client, cast.hana)[1]
