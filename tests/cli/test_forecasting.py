"""`vitalfew forecast` and `vitalfew backtest`: files in, forecasts and record out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import pyarrow.parquet as pq
import pytest

from tests.analysis.assessment.forecast.firms import START, order_days
from vitalfew.analysis.assessment.forecast import backtest, forecast
from vitalfew.files.reading import read_orders
from vitalfew.web.reports import backtests, forecasts, record_page, record_words
from vitalfew.web.reports.languages import Language

AS_OF = dt.date(2024, 1, 1)
DAY = ("--as-of", "2024-01-01")


@pytest.fixture(scope="module")
def firm_file(tmp_path_factory):
    """Sixty accounts over three years, and a year after the as-of day."""
    path = tmp_path_factory.mktemp("firm") / "orders.csv"
    rows = [
        f"{account},{START + dt.timedelta(day)},{amount:.2f}"
        for account, day, amount in order_days(60, years=4)
    ]
    text = "\n".join(["Customer,Date,Amount", *rows])
    path.write_text(text + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(firm_file):
    return forecast(read_orders(firm_file, as_of=AS_OF))


@pytest.fixture(scope="module")
def record(firm_file):
    return backtest(read_orders(firm_file, as_of=AS_OF))


def test_the_same_file_and_day_give_the_same_bytes(installation, firm_file, found):
    done, again = (
        installation.run("forecast", firm_file, "--format", "json", *DAY)
        for _ in range(2)
    )

    assert done.code == 0, done.err
    assert done.out == again.out
    assert done.out == forecasts.to_json(found, as_of=AS_OF, currency=None)
    told = json.loads(done.out)
    assert told["as_of"] == "2024-01-01"
    assert told["track_record"]["sentence"].startswith("Tried on 3 earlier days, ")
    first = told["accounts"][0]
    assert tuple(first) == forecasts.COLUMNS
    assert first["low80"] <= first["low50"] <= first["high50"] <= first["high80"]


def test_the_csv_has_the_accounts_of_the_json(found):
    rows = list(csv.DictReader(io.StringIO(forecasts.to_csv(found))))

    told = forecasts.rows_of(found)
    assert [row["account_id"] for row in rows] == [row["account_id"] for row in told]
    assert float(rows[0]["expected"]) == told[0]["expected"]


def test_the_table_shows_the_largest_and_the_record(found):
    lines = forecasts.to_text(found, top=3).splitlines()

    assert lines[0] == "Within 12 months, revenue."
    assert lines[1].startswith("Tried on 3 earlier days, this found ")
    headings = ["Account", "Expected", "80%", "between", "Buys", "again", "Remark"]
    assert lines[3].split() == headings
    assert len(lines) == 7


def test_the_back_test_prints_every_method_and_the_warnings(record):
    printed = backtests.to_text(record)

    for each in record.record.rankings:
        assert str(record_words.NAMES[each.method]) in printed
    for part in ("80% interval held", "Told to buy again", "Per account-year"):
        assert part in printed
    for rule, each in record.warnings.items():
        (line,) = [
            line
            for line in printed.splitlines()
            if line.startswith(f"{record_words.RULES[rule]}  ")
        ]
        rate = each.false_alarms_a_year
        assert line.split()[-1] == ("–" if rate is None else f"{rate:.3f}")


def test_the_back_test_draws_ranking_coverage_calibration_and_warnings(
    installation, firm_file, record, tmp_path
):
    page = tmp_path / "record.html"
    done = installation.run(
        "backtest", firm_file, "--format", "html", "--output", page, *DAY
    )

    assert done.code == 0, done.err
    html = page.read_text(encoding="utf-8")
    assert html == record_page.to_html(record)
    # Each of four pictures at three widths.
    assert html.count("<svg") == 4 * 3
    assert html.count('role="img"') == 4 * 3
    assert "Warnings of silence found" in html
    assert "<script" not in html


def test_the_page_and_the_table_are_in_chinese_as_well(record):
    html = record_page.to_html(record, Language.CHINESE)
    text = backtests.to_text(record, Language.CHINESE)

    assert '<html lang="zh-Hans"' in html
    for part in ("久未下单", "按去年排名", "前 10%", "每客户年误报", "实际再次采购"):
        assert part in html
        assert part in text
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert re.findall(r"[A-Za-z]{2,}", shown) == []
    assert re.findall(r"[A-Za-z]{2,}", text) == []


def test_forecasts_are_said_in_chinese_and_json_stays_english(
    installation, firm_file, found
):
    chinese = ("--language", "zh-hans")
    done = installation.run("forecast", firm_file, "--format", "json", *DAY, *chinese)
    text = forecasts.to_text(found, language=Language.CHINESE)

    assert done.out == forecasts.to_json(found, as_of=AS_OF, currency=None)
    assert text.startswith("今后 12 个月的销售额。\n以过去 3 个时点回测：")
    assert text.splitlines()[3].split() == [
        *("客户", "预期", "80%", "区间", "再次采购概率", "备注"),
    ]
    assert re.findall(r"[A-Za-z]{2,}", text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("contract,day\nC1,2024-01-01\n", "a line has no contract_id or no last_day"),
        ("contract_id,last_day\nC1,1.4.2024\n", "Invalid isoformat string"),
    ],
)
def test_contracts_that_cannot_be_used_are_named(
    installation, firm_file, tmp_path, text, problem
):
    ends = tmp_path / "ends.csv"
    ends.write_text(text, encoding="utf-8")

    done = installation.run("forecast", firm_file, "--contract-ends", ends)

    assert (done.code, done.out) == (1, "")
    assert f"The contracts in {ends} cannot be used: {problem}" in done.err
    assert "days like 2027-03-31" in done.err


def test_orders_that_tell_nothing_are_said_to(installation, orders_file):
    done = installation.run("backtest", orders_file)

    assert done.code == 0
    assert done.out == "Expected: too few accounts to try any forecast on them.\n"


def test_any_number_of_accounts_go_to_a_parquet_file(
    installation, firm_file, found, tmp_path
):
    done = installation.run("forecast", firm_file, "--to", "all.parquet", *DAY)

    assert done.code == 0, done.err
    assert f"{len(found.accounts)} accounts are in all.parquet." in done.err
    rows = pq.read_table(tmp_path / "all.parquet").sort_by("account_id")
    assert rows["expected"].equals(found.accounts["expected"])
