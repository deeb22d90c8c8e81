"""An installation whose orders are in another engine assesses them there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from tests.cast import person
from tests.engines.agreement import same
from tests.engines.conftest import Place
from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.services import assessment_request, assessment_run
from vitalfew.apps.imports import storage
from vitalfew.apps.imports.services import batch_import
from vitalfew.apps.users.models import Role

pytestmark = pytest.mark.django_db

MONTHS = 30


def sales() -> pa.Table:
    """Twelve accounts that buy every month; the last two stopped half a year ago."""
    rows = [
        {
            "customer": f"W{who:02}",
            "ordered_on": dt.date(
                2023 + month // 12, month % 12 + 1, 1 + (who + n) % 28
            ),
            "net_amount": Decimal(100 * who + month + n),
            "cost": Decimal(60 * who),
        }
        for who in range(1, 13)
        for month in range(MONTHS - 6 * (who > 10))
        for n in range(0, 20, 7)
    ]
    money = pa.decimal128(18, 4)
    types = [pa.string(), pa.date32(), money, money]
    return pa.Table.from_pylist(rows, pa.schema(list(zip(rows[0], types, strict=True))))


@pytest.fixture
def chief(tmp_path):
    """The head of a department that has recorded what was done for two customers."""
    head = person("Chief", Role.HEAD, Role.ANALYST, Role.ADMINISTRATOR)
    done = tmp_path / "done.csv"
    lines = [f"W0{1 + n % 2},2025-0{1 + n % 6}-15,call,{n},30" for n in range(12)]
    done.write_text(
        "\n".join(["account_id,activity date,activity,event id,minutes", *lines])
    )
    batch_import(acting=head, places=[done], kind="activities")
    return head


def assessed(head, settings, url: str) -> Assessment:
    settings.ORDERS_URL, settings.ORDERS_MAP = url, {"account_id": "customer"}
    run = assessment_run(assessment_request(acting=head))
    assert (run.state, run.problem) == ("finished", "")
    return run


def figures(run: Assessment) -> dict[str, object]:
    """Everything the rows of a run say, each figure under its path."""
    found = {}
    for row in run.rows.select_related("account"):
        name = f"{row.basis} {row.account.account_id}"
        whole = {"rank": row.rank, "verdict": row.verdict, "measures": row.measures}
        found |= dict(flat(name, whole))
    return found


def flat(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from flat(f"{path} {name}", each)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from flat(f"{path} {place}", each)
    else:
        yield path, value


@pytest.fixture
def url_there(request, on_engine: Place) -> str:
    """The URL of the engine under test, with the table of sales."""
    table = on_engine(sales())
    if ibis.get_backend(table).name == "postgres":
        return f"{request.getfixturevalue('postgres')}&table={table.get_name()}"
    session = request.getfixturevalue("spark")
    session.table(table.get_name()).createOrReplaceTempView("sales")
    return f"{request.getfixturevalue('cluster').master}?table=sales"


def test_an_assessment_finds_the_same_there(chief, settings, tmp_path, url_there):
    with_duckdb = ibis.duckdb.connect(tmp_path / "sales.duckdb")
    with_duckdb.create_table("sales", sales())
    with_duckdb.disconnect()
    here = f"duckdb://{tmp_path}/sales.duckdb?table=sales"

    expected = figures(assessed(chief, settings, here))
    found = figures(assessed(chief, settings, url_there))
    if (there := storage.warehouse().backend).name == "postgres":
        there.disconnect()
    storage._warehouse.cache_clear()

    assert list(found) == list(expected)
    assert [path for path in expected if not same(found[path], expected[path])] == []
    assert expected["contribution W10 rank"] == 1
    assert len([path for path in expected if path.endswith(" verdict")]) == 24
