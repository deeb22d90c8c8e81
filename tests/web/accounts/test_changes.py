"""Correcting, moving, merging and splitting accounts on their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests.cast import account
from vitalfew.apps.accounts import selectors
from vitalfew.apps.accounts.models import Account, Duplicate, Restructuring
from vitalfew.apps.accounts.proposals import duplicates_propose


@pytest.fixture
def analyst(client, cast):
    client.force_login(cast.ana)
    return client


def facts(account: Account, **changed):
    return {"name": account.name, "city": "", "employees": "", **changed}


def test_a_correction_is_kept_and_can_be_restored(analyst, cast):
    Account.objects.update(imported={"city": "Kiel"})
    page = reverse("account-edit", args=[cast.kelan.pk])

    analyst.post(page, facts(cast.kelan, city="Köln", employees="12"))
    cast.kelan.refresh_from_db()
    assert (cast.kelan.city, cast.kelan.employees) == ("Köln", 12)
    assert "Kiel" in analyst.get(page).content.decode()

    analyst.post(reverse("account-restore", args=[cast.kelan.pk]), {"fact": "city"})
    cast.kelan.refresh_from_db()
    assert cast.kelan.city == "Kiel"


def test_what_does_not_fit_is_shown_again_as_typed(analyst, cast):
    page = reverse("account-edit", args=[cast.kelan.pk])

    response = analyst.post(page, facts(cast.kelan, name=" ", city="Ulm"))

    assert response.status_code == 422
    assert 'value="Ulm"' in response.content.decode()
    cast.kelan.refresh_from_db()
    assert cast.kelan.name == "Kelan Medical"


def test_columns_that_are_no_facts_cannot_be_sent_along(analyst, cast):
    page = reverse("account-edit", args=[cast.kelan.pk])
    evil = {"account_id": "C1", "kind": "prospect", "exclusion": "test", "parent": "1"}

    analyst.post(page, facts(cast.kelan, city="Ulm") | evil)

    cast.kelan.refresh_from_db()
    assert (cast.kelan.account_id, cast.kelan.kind) == ("C003", "customer")
    assert (cast.kelan.exclusion, cast.kelan.parent) == ("", None)


@pytest.mark.parametrize(
    "name",
    [
        "\u202eexe.gpj",  # reads backwards
        "zero\u200bwidth",
        "Ω≈ç√∫˜µ≤≥÷",
        "𝒯𝒽𝑒 𝓆𝓊𝒾𝒸𝓀",
        "👩🏽‍🚀 space",
        "ด้้้้้็็็็็้้้้้็็็็็",
        "'; DROP TABLE accounts_account; --",
        "${7*7} {{7*7}} {% now 'Y' %}",
        "<svg onload=alert(7)>",
        "..\\..\\windows",
        "𠮷野家",
        "e\u0301 is not é",
    ],
)
def test_any_name_is_kept_as_typed_and_shown_as_text(analyst, cast, name):
    analyst.post(
        reverse("account-edit", args=[cast.kelan.pk]), facts(cast.kelan, name=name)
    )

    cast.kelan.refresh_from_db()
    assert cast.kelan.name == name
    page = analyst.get(reverse("account-group", args=[cast.kelan.pk])).content.decode()
    assert escape(name) in page
    assert cast.kelan in selectors.accounts_found(cast.ana, "C003")


def test_a_name_with_a_null_character_is_refused(analyst, cast):
    page = reverse("account-edit", args=[cast.kelan.pk])

    assert analyst.post(page, facts(cast.kelan, name="Ke\x00lan")).status_code == 422
    cast.kelan.refresh_from_db()
    assert cast.kelan.name == "Kelan Medical"


def test_a_parent_is_found_by_search_and_chosen(analyst, cast):
    page = reverse("account-move", args=[cast.kelan.pk])
    assert f"?other={cast.brenner.pk}" in analyst.get(f"{page}?q=bren").content.decode()
    chosen = analyst.get(f"{page}?other={cast.brenner.pk}").content.decode()
    assert "<b>Brenner Hydraulics</b>" in chosen

    analyst.post(page, {"other": cast.brenner.pk, "reason": "bought"})

    cast.kelan.refresh_from_db()
    assert cast.kelan.parent == cast.brenner


def test_a_ring_is_refused_on_the_page_with_the_reason(analyst, cast):
    page = reverse("account-move", args=[cast.norvik.pk])

    response = analyst.post(page, {"other": cast.norvik_sea.pk, "reason": "x"})

    assert response.status_code == 422
    assert "belongs to Norvik Wind already" in response.content.decode()


def test_two_accounts_are_compared_merged_and_parted_again(analyst, cast):
    page = reverse("account-merge", args=[cast.kelan.pk])
    shown = analyst.get(f"{page}?other={cast.brenner.pk}").content.decode()
    assert "C003" in shown
    assert "Chen Yu" in shown

    answer = analyst.post(
        page, {"other": cast.brenner.pk, "reason": "same"}, follow=True
    )
    assert "Kelan Medical is merged into Brenner" in answer.content.decode()
    undo = reverse("restructuring-undo", args=[Restructuring.objects.get().pk])
    assert undo in answer.content.decode()

    analyst.post(undo)
    assert not Account.objects.filter(merged_into__isnull=False).exists()


def test_a_merge_needs_a_second_account(analyst, cast):
    page = reverse("account-merge", args=[cast.kelan.pk])

    response = analyst.post(page, {"other": "", "reason": "x"})

    assert response.status_code == 422
    assert "Choose the account to merge into" in response.content.decode()


def test_an_account_without_units_cannot_be_split(analyst, cast):
    page = reverse("account-split", args=[cast.kelan.pk])

    assert "no buying units to split off" in analyst.get(page).content.decode()


def test_leaving_out_and_taking_back_in(analyst, cast):
    page = reverse("account-exclude", args=[cast.kelan.pk])

    assert analyst.post(page, {"exclusion": "test"}).status_code == 422
    analyst.post(page, {"exclusion": "test", "reason": "ours"})
    assert selectors.excluded_ids() == {"C003"}
    assert "ours" in analyst.get(page).content.decode()
    analyst.post(page, {"reason": "real"})
    assert selectors.excluded_ids() == set()


def test_a_prospect_is_entered_and_opens(analyst, cast):
    answer = analyst.post(
        reverse("prospect-new"), {"name": "Tianhe Rail", "employees": "900"}
    )

    prospect = Account.objects.get(name="Tianhe Rail")
    assert prospect.employees == 900
    assert answer["Location"] == reverse("account", args=[prospect.pk])


def test_a_pair_is_kept_apart_once_and_for_all(analyst, cast):
    account("C900", "Kelan Medical Ltd")
    duplicates_propose()
    page = reverse("duplicates")
    assert "Kelan Medical Ltd" in analyst.get(page).content.decode()

    analyst.post(reverse("duplicate-keep", args=[Duplicate.objects.get().pk]))

    assert (
        "Kelan Medical Ltd"
        not in analyst.get(page)
        .content.decode()
        .replace("Kelan Medical Ltd stay", "")
        .partition("<tbody>")[2]
    )


def test_a_level_of_the_tree_opens_in_place_and_as_a_page(client, cast):
    tower = account("C111", "Norvik Tower", cast.norvik_service)
    client.force_login(cast.sam)
    page = reverse("account-group", args=[cast.norvik.pk])
    deeper = reverse("account-group", args=[cast.norvik_service.pk])

    assert deeper in client.get(page).content.decode()
    part = client.get(deeper, headers={"hx-request": "true"}).content.decode()
    assert tower.name in part
    assert "<html" not in part
    assert "Norvik Wind" in client.get(deeper).content.decode()


def test_the_page_of_a_merged_account_leads_to_its_survivor(analyst, cast):
    from vitalfew.apps.accounts.restructuring import account_merge

    account_merge(
        duplicate=cast.kelan, survivor=cast.brenner, reason="same", acting=cast.ana
    )

    response = analyst.get(reverse("account-group", args=[cast.kelan.pk]))

    assert response["Location"] == reverse("account-group", args=[cast.brenner.pk])
