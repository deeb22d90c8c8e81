"""`vitalfew screen`: the contract, its forms and its ways to fail."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import duckdb
import openpyxl
import pytest

from vitalfew.analysis.criteria import Criteria
from vitalfew.analysis.screen import screen
from vitalfew.files.reading import read_orders
from vitalfew.web.reports import board, listing, page, typesetting, workbook
from vitalfew.web.reports.languages import Language

CHINESE = Language.CHINESE


def test_the_json_contract_has_its_keys_in_order(installation, orders_file):
    done = installation.run("screen", orders_file, "--format", "json")

    assert done.code == 0, done.err
    contract = json.loads(done.out)
    assert list(contract) == [
        "as_of", "window", "currency", "basis", "rows", "concentration", "track_record",
        "accounts",
    ]  # fmt: skip
    assert list(contract["concentration"]) == [
        "accounts", "total", "accounts_for_80pct", "share_of_accounts_for_80pct",
        "top_20pct_share", "gini", "hhi", "effective_number", "peak",
    ]  # fmt: skip
    assert list(contract["accounts"][0]) == [
        "account_id", "name", "rank", "orders", "contribution", "share",
        "cumulative_share", "continuity", "centralization", "payback", "fit",
        "forecast", "verdict",
        "for", "against", "unknown",
    ]  # fmt: skip
    assert contract["as_of"] == "2025-05-04"
    assert contract["window"] == {"from": "2025-01-06", "to": "2025-05-04"}
    assert contract["basis"] == "contribution"
    assert contract["rows"]["read"] == contract["rows"]["used"] == 5
    assert contract["concentration"]["total"] == 1100.5
    ranked = [(row["name"], row["contribution"]) for row in contract["accounts"]]
    assert ranked == [
        ("Norvik Wind", 960.5), ("北京精密仪器", 150.0), ("Kelan Medical", -10.0),
    ]  # fmt: skip


def test_what_serving_costs_comes_off_with_a_file_of_activities_and_rates(
    installation, orders_file, tmp_path
):
    activities = tmp_path / "activities.csv"
    activities.write_text(
        "Customer No.,Date,Activity,Minutes\n"
        "C1,2025-01-07,visit,60\nC2,2025-02-01,visit,30\nC3,2025-04-05,visit,10\n"
        "C3,2025-03-05,visit,\n",
        encoding="utf-8",
    )
    criteria = tmp_path / "criteria.json"
    desk = {"name": "Sales", "cost": 97920, "people": 1, "hours_a_day": 8, "days": 240}
    visit = {"name": "Visit", "department": "Sales", "minutes": 20}
    rates = {"departments": [desk], "activities": [visit]}
    criteria.write_text(json.dumps({"rates": rates}), encoding="utf-8")

    done = installation.run(
        *("screen", orders_file, "--format", "json"),
        *("--activities", activities, "--criteria", criteria),
    )

    assert done.code == 0, done.err
    contract = json.loads(done.out)
    assert contract["cost_to_serve"]["included"] is True
    assert [(row["name"], row["contribution"]) for row in contract["accounts"]] == [
        ("Norvik Wind", 900.5), ("北京精密仪器", 120.0), ("Kelan Medical", -40.0),
    ]  # fmt: skip

    done = installation.run("screen", orders_file, "--activities", activities)

    assert "before cost to serve: 4 recorded events have no rate" in done.out


def test_the_same_file_gives_the_same_bytes_in_every_language(
    installation, orders_file
):
    first = installation.run("screen", orders_file, "--format", "json")
    installation.extra["PYTHONHASHSEED"] = "7"
    second = installation.run_anew(
        *("screen", orders_file, "--format", "json", "--language", "zh-hans")
    )

    assert (second.code, second.err) == (first.code, first.err)
    assert first.out == second.out


def test_top_limits_the_accounts_and_nothing_else(installation, orders_file):
    whole = json.loads(installation.run("screen", orders_file, "--format", "json").out)
    done = installation.run("screen", orders_file, "--format", "json", "--top", "1")

    part = json.loads(done.out)
    assert part["accounts"] == whole["accounts"][:1]
    assert part["concentration"] == whole["concentration"]


def test_a_window_leaves_out_its_last_day(installation, orders_file):
    done = installation.run(
        *("screen", orders_file, "--format", "json"),
        *("--window", "2025-01-06:2025-04-03"),
    )

    contract = json.loads(done.out)
    assert contract["as_of"] == "2025-04-03"
    assert contract["concentration"]["total"] == 550.5


def test_csv_runs_nothing_in_a_spreadsheet(installation, orders_file):
    text = orders_file.read_text(encoding="utf-8")
    orders_file.write_text(text.replace("Norvik Wind", "=1+1"), encoding="utf-8")

    done = installation.run(
        *("screen", orders_file, "--format", "csv", "--language", "zh-hans")
    )

    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert rows[0]["name"] == "'=1+1"
    assert (rows[0]["continuity"], rows[0]["verdict"]) == ("one-off", "no")
    assert rows[0]["for"].startswith("Ranked 1, 87.3% of contribution")


def test_html_needs_nothing_from_anywhere(installation, orders_file, tmp_path):
    text = orders_file.read_text(encoding="utf-8")
    evil = text.replace("Kelan Medical", "<script>alert(1)</script>")
    orders_file.write_text(evil, encoding="utf-8")

    target = tmp_path / "report.html"
    done = installation.run("screen", orders_file, "--format", "html", "-o", target)

    page = target.read_text(encoding="utf-8")
    assert done.code == 0, done.err
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "").replace(
        "http://www.w3.org/2000/svg", ""
    )
    assert "<svg" in page


def test_workbook_and_pdf_are_what_they_say(installation, orders_file, tmp_path):
    for form in ("xlsx", "pdf"):
        target = tmp_path / f"board.{form}"
        done = installation.run("screen", orders_file, "--format", form, "-o", target)
        assert done.code == 0, done.err

    assert (tmp_path / "board.pdf").read_bytes().startswith(b"%PDF-")
    assert "xl/workbook.xml" in zipfile.ZipFile(tmp_path / "board.xlsx").namelist()


@pytest.fixture
def screened(orders_file):
    """Names that are Chinese, but one that is a formula."""
    text = orders_file.read_text(encoding="utf-8")
    for name, other in (("Norvik Wind", "=1+1"), ("Kelan Medical", "凯兰医疗")):
        text = text.replace(name, other)
    orders_file.write_text(text, encoding="utf-8")
    easy = Criteria.from_dict({"continuity": {"one_off_orders": 1}})
    return screen(read_orders(orders_file), criteria=easy)


def test_page_and_table_are_in_chinese_as_well(screened):
    html = page.to_html(screened, top=None, language=CHINESE)
    text = listing.to_text(screened, top=None, language=CHINESE)

    assert '<html lang="zh-Hans" data-theme="auto">' in html
    assert "<h2>1 家客户建议列为大客户</h2>" in html
    assert "2025 年 1 月 6 日至 2025 年 5 月 4 日（不含）的订单；币种未知" in html
    for part in ("占贡献额 87.3%", "北京精密仪器", "采购规律", "结论", "未建议"):
        assert part in html
        assert part in text
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert re.findall(r"[A-Za-z]{2,}", shown) == []
    assert re.findall(r"[A-Za-z]{2,}", text) == []


def test_the_workbook_is_in_chinese_as_well_and_runs_nothing(screened, tmp_path):
    workbook.write_xlsx(screened, tmp_path / "o.xlsx", top=None, language=CHINESE)

    accounts, about = openpyxl.load_workbook(tmp_path / "o.xlsx").worksheets
    headings, first, *_others = accounts.iter_rows()
    told = {
        heading.value: cell.value for heading, cell in zip(headings, first, strict=True)
    }
    assert (accounts.title, about.title) == ("客户", "本表说明")
    assert told["客户编号"] == "C1"
    assert (told["客户"], first[2].data_type) == ("'=1+1", "s")
    assert (told["贡献额"], told["排名"]) == (960.5, 1)
    assert told["有利"].startswith("排名第 1，占贡献额 87.3%；")
    assert "。；" not in told["未知"]
    assert about["B2"].value == "3 家客户中 1 家创造 80% 的贡献"


def test_a_pdf_without_a_font_for_it_is_not_begun(screened, tmp_path, monkeypatch):
    board.write_pdf(screened, tmp_path / "o.pdf", top=None, language=CHINESE)
    assert (tmp_path / "o.pdf").read_bytes().startswith(b"%PDF-")

    monkeypatch.setattr(typesetting, "CHINESE_FONTS", ("No Such Font",))
    with pytest.raises(typesetting.ReportError, match="apt-get install fonts-noto-cjk"):
        board.write_pdf(screened, tmp_path / "none.pdf", top=None, language=CHINESE)
    assert not (tmp_path / "none.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.csv"], 1, "There is no file nowhere.csv"),
        (["orders.csv", "--window", "2025"], 2, "FROM:TO"),
        (["orders.csv", "--map", "account_id"], 2, "FIELD="),
        (["orders.csv", "--format", "pdf"], 2, "--output"),
        (["orders.csv", "--format", "table", "--top", "0"], 2, "'--top'"),
        (["orders.csv", "--window", "2030-01-01:2030-02-01"], 1, "No order line"),
        ([], 2, "files"),
    ],
)
def test_what_goes_wrong_is_said_in_words(
    installation, orders_file, arguments, code, said
):
    done = installation.run("screen", *arguments)

    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


def test_orders_are_screened_where_they_are(installation, orders_file, tmp_path):
    url = f"duckdb://{tmp_path}/shop.duckdb?table=sales"
    with duckdb.connect(f"{tmp_path}/shop.duckdb") as there:
        there.execute(
            'CREATE TABLE sales AS SELECT "Customer No." AS who, '
            '"Order Date" AS ordered_on, "Net Amount" AS net_amount, "Cost" AS cost, '
            f"\"Category\" AS category FROM '{orders_file}'"
        )
    columns = ("--map", "account_id=who", "--format", "json", "--as-of", "2025-06-01")

    here = installation.run("screen", orders_file, *columns[2:])
    found = installation.run("screen", "--engine", url, *columns)
    unnamed = installation.run("screen", "--engine", url)
    nowhere = installation.run("screen")

    assert found.code == 0, found.err
    there, read = json.loads(found.out), json.loads(here.out)
    ranks = [[row["account_id"] for row in each["accounts"]] for each in (there, read)]
    assert ranks[0] == ranks[1] == ["C1", "C3", "C2"]
    assert unnamed.code == 1
    assert "could be recognized as account_id" in unnamed.err
    assert (nowhere.code, "Name an order file" in nowhere.err) == (2, True)
