"""Forecasts of more accounts than fit in memory, batch by batch into a file."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import vitalfew as vf
from tests.analysis.assessment.forecast.firms import order_days, orders_of_days
from vitalfew.analysis.assessment.forecast import in_batches
from vitalfew.analysis.assessment.forecast.forecast import CONTRACT_ENDS
from vitalfew.files.problems import FileProblem

FIRM = orders_of_days(order_days(240), extra={"contract_id": lambda row: row[0][-1]})


@pytest.fixture(scope="module")
def whole():
    return vf.forecast(FIRM)


def test_one_batch_is_the_forecast_itself(whole):
    (found,) = in_batches(FIRM)

    rows = found.accounts.sort_by("account_id")
    assert rows.equals(whole.arrow.cast(rows.schema))
    assert found.record.to_dict() == whole.record.to_dict()


def test_batches_hold_every_account_once_and_forecast_about_the_same(whole, tmp_path):
    written = vf.forecast_to(FIRM, tmp_path / "predictions.parquet", accounts=80)

    file = pq.ParquetFile(written.path)
    sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    rows = file.read().sort_by("account_id")
    assert (written.accounts, sum(sizes)) == (len(whole), len(whole))
    assert len(sizes) == 3
    assert max(sizes) < 110
    assert rows["account_id"].equals(whole.arrow["account_id"])
    assert rows["p_active"].equals(whole.arrow["p_active"])
    there, here = (
        sum(amount for amount in table["expected"].to_pylist() if amount)
        for table in (rows, whole.arrow)
    )
    assert there == pytest.approx(here, rel=0.1)
    assert [path.name for path in tmp_path.iterdir()] == ["predictions.parquet"]


def test_contracts_that_end_are_seen_in_every_batch():
    ends = {"7": dt.date(2024, 3, 31)}

    found = pa.concat_tables(
        batch.accounts for batch in in_batches(FIRM, contract_ends=ends, accounts=80)
    )

    rows = found.to_pylist()
    ending = {row["account_id"] for row in rows if row["reason"] == CONTRACT_ENDS}
    assert len(ending) > 10
    assert {account[-1] for account in ending} == {"7"}


def test_a_file_that_cannot_be_written_is_told_and_the_old_one_stays(tmp_path):
    place = tmp_path / "taken"
    place.mkdir()

    with pytest.raises(FileProblem) as problem:
        vf.forecast_to(FIRM, place)

    assert str(problem.value).startswith(f"{place} cannot be written: ")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
