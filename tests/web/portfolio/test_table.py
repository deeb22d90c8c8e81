"""The table of key accounts."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from tests.apps.assessments.build import assessment
from tests.apps.assessments.build import row as make_row
from tests.cast import account as make_account
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.models import AssessmentRow, Decision, Designation
from vitalfew.web.formats import Formats
from vitalfew.web.portfolio import table
from vitalfew.web.portfolio.found import Found, found_in
from vitalfew.web.portfolio.page import keys_read, table_of
from vitalfew.web.portfolio.table import KeyAccount, KeyFound

DAY = dt.date(2024, 3, 12)
MARTA = SimpleNamespace(pk=1, name="Marta Olsen")
CHEN = SimpleNamespace(pk=2, name="Chen Yu")


def account(number, name):
    return Account(
        pk=number,
        account_id=f"C{number:03}",
        name=name,
        sort_key=name.lower(),
        search_text=f"{name} c{number:03}".lower(),
    )


def key(number, name, **values):
    decided = {"since": DAY, "manager": None, "stage": "", "stage_since": None}
    decided |= {name: values.pop(name) for name in decided.keys() & values.keys()}
    return KeyAccount(account=account(number, name), found=Found(**values), **decided)


NORVIK = key(1, "Norvik Wind", contribution=500, growth=0.1, manager=MARTA)
BRENNER = key(2, "Brenner Hydraulics", contribution=900, growth=None, manager=CHEN)
KELAN = key(3, "Kelan Medical", contribution=None, growth=-0.2)
ROWS = [NORVIK, BRENNER, KELAN]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("-contribution", ["Brenner Hydraulics", "Norvik Wind", "Kelan Medical"]),
        ("contribution", ["Norvik Wind", "Brenner Hydraulics", "Kelan Medical"]),
        ("growth", ["Kelan Medical", "Norvik Wind", "Brenner Hydraulics"]),
        ("-growth", ["Norvik Wind", "Kelan Medical", "Brenner Hydraulics"]),
        ("name", ["Brenner Hydraulics", "Kelan Medical", "Norvik Wind"]),
        ("-name", ["Norvik Wind", "Kelan Medical", "Brenner Hydraulics"]),
        ("manager", ["Brenner Hydraulics", "Norvik Wind", "Kelan Medical"]),
    ],
)
def test_what_is_unknown_comes_last_from_either_end(sort, names):
    rows = [
        row if row.manager is None else key(
            row.account.pk, row.name, contribution=row.found.contribution,
            growth=row.found.growth, manager=row.manager,
        )
        for row in ROWS
    ]  # fmt: skip

    assert [row.name for row in table.ordered(rows, sort)] == names


def test_a_sort_nobody_offers_falls_back_to_contribution():
    assert table.ordered(ROWS, "password") == table.ordered(ROWS, "-contribution")


def test_equal_figures_are_in_order_of_the_name():
    rows = [key(2, "B", share=0.5), key(1, "A", share=0.5)]

    assert [row.name for row in table.ordered(rows, "share")] == ["A", "B"]
    assert [row.name for row in table.ordered(rows, "-share")] == ["A", "B"]


def test_narrowing_needs_every_word_and_the_manager():
    assert table.narrowed(ROWS, words="wind norvik") == [NORVIK]
    assert table.narrowed(ROWS, words="c002") == [BRENNER]
    assert table.narrowed(ROWS, manager="1") == [NORVIK]
    assert table.narrowed(ROWS, words="wind", manager="2") == []
    assert table.narrowed(ROWS) == ROWS


def test_managers_to_choose_from_are_those_of_the_rows():
    assert table.managers_in(ROWS) == (
        ("", "All managers"),
        ("2", "Chen Yu"),
        ("1", "Marta Olsen"),
    )


def test_columns_are_the_usual_ones_until_a_person_chooses():
    usual = [
        choice.key for choice in table.choices(None, "contribution") if choice.shown
    ]
    chosen = [
        choice.key for choice in table.choices(["rank"], "revenue") if choice.shown
    ]

    assert usual[:4] == ["contribution", "share", "rank", "growth"]
    assert chosen == ["rank"]


def test_on_the_revenue_basis_the_column_says_revenue():
    assert str(table.choices(None, "revenue")[0].label) == "Revenue"
    assert str(table.choices(None, "contribution")[0].label) == "Contribution"


def test_a_key_account_without_orders_stays_in_the_table_as_unknown():
    prospect = Designation(account=account(9, "Aster"), starts_on=DAY)

    [row] = table.key_account_rows([prospect], {}, {}, {})

    assert row.name == "Aster"
    assert row.found.contribution is None
    assert row.found.share is None
    assert row.found.rank is None


def test_a_row_takes_its_figures_from_the_assessment():
    norvik = account(1, "Norvik Wind")
    found = AssessmentRow(
        account=norvik,
        basis="revenue",
        rank=2,
        contribution=100,
        share=0.061,
        growth=0.1,
        continuity="regular",
        payback_months=7,
        measures={
            "margin": {"quarters_revenue": [None, 1, 2], "quarters_contribution": [9]},
            "payback": {"label": "paid_back"},
        },
    )

    [row] = table.key_account_rows(
        [Designation(account=norvik, starts_on=DAY)],
        found_in([found], "revenue"),
        {1: MARTA},
        {1: ("stabilize", DAY)},
    )

    assert (row.found.rank, row.found.share, row.found.continuity) == (
        2,
        0.061,
        "regular",
    )
    assert (row.found.payback, row.found.payback_months) == ("paid_back", 7)
    assert row.found.quarters == (1.0, 2.0)
    assert row.manager is MARTA
    assert (row.stage, row.stage_since, row.stage_level) == ("stabilize", DAY, 2)


def test_without_names_the_order_by_figures_is_the_same():
    named_rows = [
        key(1, "Norvik", contribution=500, rank=2),
        key(2, "Brenner", contribution=900, rank=1),
        key(3, "Aster", contribution=None, rank=None),
    ]
    rows = [KeyFound(row.account.pk, row.manager, row.found) for row in named_rows]

    for sort in table.PLAIN_SORTS:
        named = [row.account.pk for row in table.ordered(named_rows, sort)]
        assert [row.account for row in table.placed(rows, sort)] == named


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["-contribution", "-share"])
def test_very_many_key_accounts_come_fifty_at_a_time(cast, sort):
    run = assessment()
    for number in range(1, 121):
        found = make_account(f"S{number:03}", f"Customer {number:03}")
        make_row(
            run, found, rank=121 - number, contribution=number, share=number / 1000
        )
        decided = Decision.objects.create(
            account=found, kind="designate", by=cast.hana, reason="So decided"
        )
        Designation.objects.create(account=found, starts_on=DAY, started_by=decided)
    keys = keys_read(cast.hana, run, "contribution")
    asked = {"words": "", "manager": "", "sort": sort, "page": 2}

    shown = table_of(
        cast.hana, keys, asked, None, "contribution", Formats(language="en"), on=DAY
    )

    assert [line.name for line in shown.lines[:2]] == ["Customer 070", "Customer 069"]
    assert (len(shown.lines), shown.total) == (50, 120)
    assert {line.since for line in shown.lines} == {DAY}
