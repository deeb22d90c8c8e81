"""Tables leave as data: no cell of ours runs in anybody's spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from vitalfew.files.tables_out import csv_text, safe_text, write_xlsx

ATTACKS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\x00=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\u200b=1",
    "\ufeff=1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
    "\x1f=1",
]
HARMLESS = ["A", "1+1", "a=b", "", "上海公司", "'quoted", "(1)", "#1", "x\n=1"]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_formula_becomes_a_text_in_csv(text):
    assert safe_text(text) == "'" + text
    ((cell,),) = list(csv.reader(io.StringIO(csv_text([text], [])), strict=True))
    assert cell.startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_are_as_they_were(text):
    assert safe_text(text) == text


def test_numbers_dates_and_gaps_keep_their_kind_in_csv():
    text = csv_text(["n", "d", "b", "gap"], [[-5, date(2024, 1, 31), True, None]])
    assert text == "n,d,b,gap\r\n-5,2024-01-31,true,\r\n"
    assert csv_text(["n"], [[Decimal("-1.50")]]) == "n\r\n-1.50\r\n"


@pytest.mark.parametrize("text", [*ATTACKS, *HARMLESS[:-1]])
def test_no_cell_of_a_workbook_is_a_formula(tmp_path, text):
    path = tmp_path / "out.xlsx"
    write_xlsx(path, {"Accounts": (["name", text], [[text, -5]])})
    sheet = openpyxl.load_workbook(path)["Accounts"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert sheet["B2"].value == -5
    assert sheet["B2"].data_type == "n"
    with zipfile.ZipFile(path) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_workbook_holds_numbers_days_and_texts(tmp_path):
    path = tmp_path / "out.xlsx"
    rows = [[Decimal("1.25"), date(2024, 1, 31), "00042", "http://x.org", None, True]]
    write_xlsx(path, {"A": (list("abcdef"), rows)})
    row = [cell.value for cell in openpyxl.load_workbook(path)["A"][2]]
    assert row[0] == 1.25
    assert row[1].date() == date(2024, 1, 31)
    assert row[2:] == ["00042", "http://x.org", None, True]


def test_sheet_names_no_spreadsheet_takes_are_made_plain(tmp_path):
    path = tmp_path / "out.xlsx"
    write_xlsx(path, {"a/b:c[d]*?" * 5: (["x"], []), "''": (["y"], [])})
    names = openpyxl.load_workbook(path).sheetnames
    assert len(names[0]) <= 31
    assert not set("/:[]*?") & set(names[0])
    assert names[1] == "Sheet2"


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("1.xlsx", "2.xlsx"):
        write_xlsx(tmp_path / name, {"A": (["x"], [[1], ["y"]])})
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_a_text_longer_than_a_cell_is_cut(tmp_path):
    write_xlsx(tmp_path / "out.xlsx", {"A": (["x"], [["=" * 40_000]])})
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["A"]["A2"]
    assert len(cell.value) == 32_767
