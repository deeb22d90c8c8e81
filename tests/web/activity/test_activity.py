"""Who changed what, as head and administrator read it."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from django.urls import reverse

import vitalfew
from vitalfew.apps.accounts.services import account_edit, account_move
from vitalfew.apps.audit.services import entry_record
from vitalfew.web.activity.words import ACTIONS

PAGE = reverse("activity")


@pytest.fixture
def head(client, cast):
    client.force_login(cast.hana)
    return client


def test_a_change_is_told_with_what_was_before(head, cast):
    account_edit(account=cast.kelan, values={"city": "Bern"}, acting=cast.ana)
    account_move(
        account=cast.kelan, parent=cast.brenner, reason="bought", acting=cast.ana
    )

    page = head.get(PAGE).content.decode()

    assert "Account corrected" in page
    assert "City: – → Bern" in page
    assert "– → C002 · Reason: bought" in page


def test_it_is_narrowed_by_person_kind_account_and_day(head, cast):
    entry_record(acting=cast.ana, action="account.edit", subject=cast.kelan)
    entry_record(acting=cast.ada, action="user.create", subject=cast.sam)

    assert "Account corrected" not in rows(head, f"?actor={cast.ada.pk}")
    assert "Person added" not in rows(head, "?action=account.edit")
    assert "Nothing" not in rows(head, "")
    assert "Person added" not in rows(head, "?last=2020-01-01")


@pytest.mark.parametrize(
    "query", ["?actor=x", "?actor=99999999999999999999", "?first=soon", "?before=0"]
)
def test_an_address_that_makes_no_sense_still_answers(head, query):
    assert head.get(f"{PAGE}{query}").status_code == 200


def test_the_next_page_begins_where_this_one_ends(head, cast):
    for number in range(60):
        entry_record(
            acting=cast.ana,
            action="account.edit",
            subject=cast.kelan,
            details={"reason": f"number {number:02}"},
        )

    first = rows(head, "")
    assert "number 59" in first
    assert "number 09" not in first
    address = first.partition('rel="next" href="')[2].partition('"')[0]
    assert "number 09" in rows(head, address)


def test_the_file_has_everything_even_what_the_page_leaves_out(head, cast):
    entry_record(
        acting=cast.ana,
        action="account.edit",
        subject=cast.kelan,
        details={"inner": "=1+1"},
    )

    text = head.get(reverse("activity-csv")).content.decode("utf-8-sig")

    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[1:4] == ["Ana Lyst", "Account corrected", "Kelan Medical"]
    assert row[6] == '{"inner": "=1+1"}'


def test_every_kind_of_change_has_words():
    assert written_actions() - set(ACTIONS) == set()


def rows(client, query: str) -> str:
    page = client.get(f"{PAGE}{query}").content.decode()
    return page.partition('<section id="entries"')[2]


def written_actions() -> set[str]:
    """Every action a service writes down, read from the source."""
    found: set[str] = set()
    for file in Path(vitalfew.__file__).parent.rglob("apps/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "action":
                found |= {
                    part.value
                    for part in ast.walk(node.value)
                    if isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and "." in part.value.strip(".")
                }
    return found
