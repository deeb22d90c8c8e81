"""All customers: which, in which order, and what is said of each."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.urls import reverse

from tests.apps.assessments import build
from tests.cast import account as make_account
from vitalfew.apps.accounts.restructuring import account_merge
from vitalfew.apps.accounts.services import (
    account_exclude,
    account_move,
    prospect_create,
)
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.web.accounts import listing

LIST = reverse("accounts")


@pytest.fixture
def assessed(cast):
    run = build.assessment()
    build.both(run, cast.brenner, rank=1, contribution=9_000, verdict="propose")
    build.both(run, cast.norvik, rank=2, contribution=7_000)
    build.both(run, cast.kelan, rank=3, contribution=-500)
    return run


def names(client, person, query="") -> list[str]:
    client.force_login(person)
    page = client.get(f"{LIST}{query}").content.decode()
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r"<b>([^<]+)</b></a>", table)


def test_accounts_stand_in_the_order_of_their_contribution(client, cast, assessed):
    assert names(client, cast.hana) == [
        "Brenner Hydraulics",
        "Norvik Wind",
        "Kelan Medical",
    ]
    assert names(client, cast.hana, "?sort=contribution") == [
        "Kelan Medical",
        "Norvik Wind",
        "Brenner Hydraulics",
    ]


def test_accounts_without_figures_come_last_by_name(client, cast, assessed):
    prospect_create(name="Zulu", acting=cast.hana)
    prospect_create(name="Alpha", acting=cast.hana)

    assert names(client, cast.hana)[3:] == ["Alpha", "Zulu"]
    assert names(client, cast.hana, "?sort=contribution")[3:] == ["Alpha", "Zulu"]


@pytest.mark.parametrize("sort", ["-contribution", "contribution", "name", "-id"])
def test_pages_show_everybody_exactly_once(client, cast, assessed, monkeypatch, sort):
    monkeypatch.setattr(listing, "PAGE", 4)
    for number in range(9):
        make_account(f"X{number}", f"Extra {number}")

    seen = [
        name
        for page in (1, 2, 3, 4)
        for name in names(client, cast.hana, f"?page={page}&sort={sort}")
    ]

    assert sorted(seen) == sorted(
        ["Brenner Hydraulics", "Norvik Wind", "Kelan Medical"]
        + [f"Extra {number}" for number in range(9)]
    )


@pytest.mark.parametrize("sort", ["-contribution", "contribution"])
@pytest.mark.parametrize("gaps", [False, True])
def test_who_left_the_list_since_moves_nobody_to_another_page(
    client, cast, monkeypatch, sort, gaps
):
    monkeypatch.setattr(listing, "PAGE", 3)
    run, everybody = build.assessment(), []
    for number in range(1, 15):
        one = make_account(f"X{number:02}", f"Extra {number:02}")
        rank = number * 2 if gaps else number
        build.both(run, one, rank=rank, contribution=100 - number)
        everybody.append(one)
    second, third, _fourth, fifth, *_rest, last = everybody
    account_exclude(account=second, exclusion="test", reason="So", acting=cast.ana)
    account_merge(duplicate=third, survivor=fifth, reason="Same", acting=cast.ana)
    account_move(account=last, parent=fifth, reason="So", acting=cast.ana)
    left = [one.name for one in everybody if one not in (second, third, last)]

    pages = [
        names(client, cast.hana, f"?page={page}&sort={sort}") for page in (1, 2, 3, 4)
    ]

    listed = left if sort == "-contribution" else left[::-1]
    assert [name for page in pages for name in page][: len(left)] == listed
    assert [len(page) for page in pages[:3]] == [3, 3, 3]


def test_a_subsidiary_shows_when_asked_for_or_searched(client, cast, assessed):
    assert "Norvik Sea" not in names(client, cast.hana)
    assert "Norvik Sea" in names(client, cast.hana, "?below=1")
    assert names(client, cast.hana, "?q=norvik+sea") == ["Norvik Sea"]


def test_filters_narrow_the_list(client, cast, assessed):
    prospect_create(name="Alpha", acting=cast.hana)
    account_exclude(
        account=cast.kelan, exclusion="test", reason="a test", acting=cast.ana
    )

    assert names(client, cast.hana, "?show=candidate") == ["Brenner Hydraulics"]
    assert names(client, cast.hana, "?show=prospect") == ["Alpha"]
    assert names(client, cast.hana, "?show=excluded") == ["Kelan Medical"]
    assert "Kelan Medical" not in names(client, cast.hana)
    assert names(client, cast.hana, "?show=key") == []


def test_a_merged_account_is_not_listed_even_before_the_next_assessment(
    client, cast, assessed
):
    account_merge(
        duplicate=cast.kelan, survivor=cast.brenner, reason="same", acting=cast.ana
    )

    assert names(client, cast.hana) == ["Brenner Hydraulics", "Norvik Wind"]


def test_a_member_of_a_team_sees_own_accounts_only(client, cast, assessed):
    assert names(client, cast.marta) == ["Norvik Wind"]
    assert names(client, cast.marta, "?q=brenner") == []


def test_money_is_what_the_person_may_see(client, cast, assessed):
    client.force_login(cast.hana)
    assert "€9.00k" in client.get(LIST).content.decode()
    client.force_login(cast.ada)
    page = client.get(LIST).content.decode()
    assert "€90.0k" in page
    assert "€9.00k" not in page
    client.force_login(cast.carl)
    assert "€" not in client.get(LIST).content.decode()


@pytest.fixture(autouse=True)
def euros(db):
    from vitalfew.apps.firm.models import Firm

    Firm.objects.create(pk=1, currency="EUR")


@pytest.mark.parametrize(
    "query",
    ["?page=x", "?page=-1", "?page=99999", "?sort=margin", "?show=all;", "?q=%00"],
)
def test_an_address_that_makes_no_sense_still_answers(client, cast, assessed, query):
    client.force_login(cast.hana)

    assert client.get(f"{LIST}{query}").status_code == 200


def test_the_file_has_the_rows_of_the_filter(client, cast, assessed):
    client.force_login(cast.hana)

    text = client.get(f"{reverse('accounts-csv')}?q=norvik").content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["Account id", "Name", "Belongs to"]
    assert [row[:3] for row in rows[1:]] == [
        ["C001", "Norvik Wind", ""],
        ["C012", "Norvik Sea", "C001"],
        ["C011", "Norvik Service", "C001"],
    ]


def test_the_file_of_a_care_officer_has_no_money(client, cast, assessed):
    client.force_login(cast.carl)

    text = client.get(reverse("accounts-csv")).content.decode("utf-8-sig")

    assert "Contribution" not in text
    assert "Revenue" not in text


@pytest.mark.parametrize(("query", "most"), [("", 16), ("?q=norvik", 16)])
def test_the_number_of_queries_does_not_grow_with_the_list(
    client, cast, assessed, django_assert_max_num_queries, query, most
):
    for number in range(60):
        make_account(f"X{number}", f"Extra {number}", cast.kelan)
    client.force_login(cast.hana)

    with django_assert_max_num_queries(most):
        client.get(f"{LIST}{query}")
    with django_assert_max_num_queries(most):
        client.get(f"{LIST}?below=1")


def test_the_first_visit_says_where_accounts_come_from(client, db):
    from tests.cast import person

    client.force_login(person("Ana Lyst", "analyst"))

    assert "Accounts come with your order files" in client.get(LIST).content.decode()


def found(client, person, words) -> str:
    client.force_login(person)
    return client.get(reverse("search"), {"q": words}, headers={"hx-request": "true"})


def test_search_jumps_to_accounts_and_pages_one_may_open(client, cast):
    page = found(client, cast.hana, "cri").content.decode()
    assert reverse("criteria") in page
    assert reverse("criteria") not in found(client, cast.sam, "cri").content.decode()
    assert "Norvik Wind" in found(client, cast.sam, "nw").content.decode()


def test_search_leads_to_people_with_their_post_and_account(client, cast):
    post = position_add(
        acting=cast.hana, account=cast.norvik, held=Held(title="COO"),
        person={"name": "Ingrid Solheim"},
    )  # fmt: skip
    address = reverse("contact", args=[post.contact_id])
    page = found(client, cast.sam, "solheim ing").content.decode()
    assert address in page
    assert "COO · Norvik Wind" in page
    client.force_login(cast.sam)
    assert address in client.get(reverse("search"), {"q": "solh"}).content.decode()
    assert address not in found(client, cast.chen, "solheim").content.decode()


def test_search_finds_pages_by_their_chinese_names_and_pinyin(client, cast):
    cast.hana.language = "zh-hans"
    cast.hana.save()

    for typed in ("候选", "houxuan", "hxkh"):
        page = found(client, cast.hana, typed).content.decode()
        assert reverse("candidates") in page


def test_a_search_without_words_proposes_nothing(client, cast):
    assert "<a" not in found(client, cast.hana, "  ").content.decode()
