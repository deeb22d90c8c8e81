"""A company that has its orders in a warehouse imports nothing, and can lose it."""

from __future__ import annotations

import datetime as dt
import logging

import duckdb
import pytest
from django.urls import reverse
from django.utils import translation

from tests.cast import person
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.assessments.selectors import latest_assessment
from vitalfew.apps.assessments.services import assessment_request, assessment_run
from vitalfew.apps.imports import storage
from vitalfew.apps.upkeep.doctor import examine
from vitalfew.apps.users.models import Role

pytestmark = pytest.mark.django_db

LOST = "postgres://ann:pa55word@127.0.0.1:1/shop?table=facts"
UNUSABLE = {
    "DROP TABLE facts": "has no table called facts",
    "ALTER TABLE facts DROP ordered_on": "could be recognized as ordered_on",
    "ALTER TABLE facts ALTER net_amount TYPE VARCHAR": "Column net_amount of duckdb://",
    "UPDATE facts SET net_amount = NULL": "72 lines of duckdb://",
}
MONTHS = [dt.date(2024 + month // 12, month % 12 + 1, 10) for month in range(24)]


@pytest.fixture
def there(tmp_path, settings):
    """The warehouse: a function that runs SQL in it."""
    path = str(tmp_path / "warehouse.duckdb")

    def run(sql: str) -> None:
        if (reader := storage.warehouse()) is not None:
            reader.backend.disconnect()
            reader.forget()
        with duckdb.connect(path) as warehouse:
            warehouse.execute(sql)

    run(
        "CREATE TABLE facts (customer VARCHAR, account_name VARCHAR, ordered_on DATE, "
        "net_amount DECIMAL(18, 2), cost DECIMAL(18, 2))"
    )
    rows = ", ".join(
        f"('{who}', '{who} Ltd', DATE '{day}', {amount}, {amount // 2})"
        for who, amount in (("W1", 500), ("W2", 200), ("C003", 100))
        for day in MONTHS
    )
    run(f"INSERT INTO facts VALUES {rows}")
    settings.ORDERS_URL = f"duckdb://{path}?table=facts"
    settings.ORDERS_MAP = {"account_id": "customer"}
    yield run
    storage._warehouse.cache_clear()


@pytest.fixture
def head(client, cast):
    chief = person("Chief", Role.HEAD, Role.ANALYST, Role.ADMINISTRATOR)
    client.force_login(chief)
    return chief


def assessed(by) -> Assessment:
    return assessment_run(assessment_request(acting=by))


def test_assessments_and_account_pages_read_the_table_there(
    there, head, client, settings
):
    run = assessed(head)

    assert (run.state, run.problem) == ("finished", "")
    rows = run.rows.filter(basis="contribution").order_by("rank")
    assert [row.account.account_id for row in rows] == ["W1", "W2", "C003"]
    account = Account.objects.get(account_id="W1")
    assert account.name == "W1 Ltd"
    page = client.get(reverse("account", args=[account.pk]))
    figures = client.get(reverse("account-csv", args=[account.pk]))

    assert page.status_code == 200
    months = figures.content.decode().split()[1:]
    assert months == [f"{day:%Y-%m},1,250.0000" for day in MONTHS]

    settings.ORDERS_URL = LOST
    page = client.get(reverse("account", args=[account.pk]))
    figures = client.get(reverse("account-csv", args=[account.pk]))

    text = page.content.decode()
    assert page.status_code == 200
    assert "The database postgres://127.0.0.1:1/shop could not be opened" in text
    assert figures.status_code == 503
    assert "The orders could not be read" in figures.content.decode()
    assert "pa55" not in text + figures.content.decode()


def test_the_page_of_imports_says_where_the_orders_lie(there, head, client, settings):
    text = client.get(reverse("imports")).content.decode()

    assert "The orders are read from the table facts of duckdb://" in text
    assert "order files that are imported here do not count" in text
    settings.ORDERS_URL = ""
    assert (
        "The orders are read from"
        not in client.get(reverse("imports")).content.decode()
    )


def test_a_table_that_became_unusable_is_told_and_what_was_found_stands(
    there, head, client
):
    before = assessed(head)

    for change, said in UNUSABLE.items():
        there(f"CREATE TABLE spare AS FROM facts; {change}")
        run = assessed(head)
        there("DROP TABLE IF EXISTS facts; ALTER TABLE spare RENAME TO facts")

        assert run.state == "failed"
        assert said in sentence(run.problem, run.problem_values)
        assert run.rows.count() == 0
        assert latest_assessment() == before
    assert client.get(reverse("portfolio")).status_code == 200


def test_the_password_is_in_no_log_and_on_no_page(
    there, head, client, settings, caplog
):
    settings.ORDERS_URL = LOST
    caplog.set_level(logging.DEBUG)

    run = assessed(head)
    pages = [
        client.get(reverse(name)).content.decode() for name in ("imports", "portfolio")
    ]
    findings = examine(deep=False)

    assert run.problem == "no_connection"
    assert "pa55" not in caplog.text + "".join(pages) + str(run.problem_values)
    assert "pa55" not in str(findings)
    assert any("127.0.0.1:1/shop could not be opened" in f.what for f in findings)


def test_what_is_wrong_is_told_in_chinese(there, head):
    there("ALTER TABLE facts RENAME TO other")
    run = assessed(head)

    with translation.override("zh-hans"):
        said = sentence(run.problem, run.problem_values)

    assert said.startswith("duckdb://")
    assert "没有名为“facts”的数据表" in said
    assert "最近一次完成的评估仍然有效" in said
