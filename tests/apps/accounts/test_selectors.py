"""Finding accounts by what people type, and only those they may see."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.cast import account
from vitalfew.apps.accounts import selectors
from vitalfew.apps.accounts.models import AccountWord


@pytest.fixture
def chinese(cast):
    return account("CN-0042", "诺维克风电设备（上海）有限公司")


@pytest.mark.parametrize(
    "typed",
    [
        "诺维克",
        "风电",
        "nuoweike",
        "Nuo Wei Ke",
        "fengdian",
        "nwkfd",
        "上海",
        "shanghai 诺维克",
        "CN-0042",
        "cn-00",
        "0042",
        "ＣＮ-0042",
    ],
)
def test_a_chinese_company_is_found_as_people_type(cast, chinese, typed):
    assert selectors.accounts_found(cast.ana, typed) == [chinese]


@pytest.mark.parametrize(
    "typed", ["norvik s", "s norvik", "NORVIK SEA", "norviks", "ns", "Nörvik sea"]
)
def test_words_in_any_order_and_initials_find_a_company(cast, typed):
    assert cast.norvik_sea in selectors.accounts_found(cast.ana, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "%",
        "_",
        "\\",
        "'",
        "norvik' OR 1=1 --",
        "x" * 5000,
        "\x00",
        "* OR",
        "有限",
    ],
)
def test_what_is_no_word_of_any_name_finds_nobody(cast, chinese, typed):
    assert selectors.accounts_found(cast.ana, typed) == []


def test_an_exact_id_comes_first_then_names_that_begin_so(cast):
    exact = account("wind", "Zulu")
    begins = account("C7", "Windmill")

    assert selectors.accounts_found(cast.ana, "wind") == [exact, begins, cast.norvik]


@pytest.mark.parametrize(
    ("name", "count"), [("ana", 3), ("marta", 3), ("chen", 0), ("rhea", 3)]
)
def test_search_finds_only_what_one_may_see(cast, name, count):
    assert len(selectors.accounts_found(getattr(cast, name), "norvik")) == count


def test_one_letter_finds_names_that_begin_with_it(cast, chinese):
    found = selectors.accounts_found(cast.ana, "n")

    assert set(found) == {
        cast.norvik,
        cast.norvik_sea,
        cast.norvik_service,
        chinese,
    }


def test_words_are_found_through_an_index(cast):
    words = AccountWord.objects.filter(word__begins="norv").values("account")
    plan = words.explain()
    if connection.vendor == "sqlite":
        assert "word_by_beginning" in plan
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "word_by_beginning" in words.explain()


def test_children_know_how_many_are_below_them(cast):
    tower = account("C111", "Norvik Tower", cast.norvik_service)
    account("C112", "Norvik Blade", tower)

    counts = {
        child.account_id: child.below_count
        for child in selectors.children_of(cast.ana, cast.norvik)
    }

    assert counts == {"C011": 2, "C012": 0}


def test_a_path_shows_only_what_one_may_see(cast):
    group = account("C100", "Tianhe Holding")
    from vitalfew.apps.accounts.services import account_move

    account_move(account=cast.norvik, parent=group, reason="bought", acting=cast.ana)

    assert selectors.path_of(cast.ana, cast.norvik_sea) == [group, cast.norvik]
    assert selectors.path_of(cast.marta, cast.norvik_sea) == [cast.norvik]


def test_names_are_told_of_the_accounts_a_person_sees_and_of_no_others(cast):
    asked = [cast.brenner.account_id, cast.norvik.account_id, "nobody"]

    whole = selectors.names_of(cast.hana, asked)
    own = selectors.names_of(cast.chen, asked)

    assert whole == {each.account_id: each.name for each in (cast.brenner, cast.norvik)}
    assert own == {cast.brenner.account_id: cast.brenner.name}
