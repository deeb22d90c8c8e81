"""XLSX, XLS and ODS: sheets, number cells beside texts, dates and serials."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.files.reader import lines, refused, staged
from vitalfew.files.inspection import inspect
from vitalfew.files.problems import FileProblem

HEADINGS = ("Customer ID", "Customer name", "Order date", "Amount", "Quantity")
EVENING = datetime(2024, 1, 31, 18, 0)  # noqa: DTZ001  workbooks know no zones
ROWS = [
    (13085, "上海公司", date(2024, 1, 31), 1234.5, 3),
    ("00042", "Café Zoë", date(2024, 2, 1), "1.234,56", -1),
    ("K3", "Bolt", date(2024, 2, 2), 0.1 + 0.2, 1),
]
Sheets = dict[str, list[tuple]]


def xlsx(path, sheets: Sheets):
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    sheet.write(r, c, cell)
    return path


def xls(path, sheets: Sheets):
    import xlwt

    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                style = [day] if isinstance(cell, date) else []
                sheet.write(r, c, cell, *style)
    book.save(path)
    return path


def ods(path, sheets: Sheets):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell, TableCell, P))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(path)
    return path


def _ods_cell(cell, table_cell, paragraph):
    if isinstance(cell, date):
        return table_cell(valuetype="date", datevalue=cell.isoformat())
    if isinstance(cell, (int, float)):
        return table_cell(valuetype="float", value=repr(cell))
    made = table_cell(valuetype="string")
    made.addElement(paragraph(text=str(cell)))
    return made


WRITERS = {".xlsx": xlsx, ".xls": xls, ".ods": ods}


@pytest.mark.parametrize("kind", WRITERS)
def test_number_cells_are_exact_and_texts_have_the_style_of_texts(tmp_path, kind):
    path = WRITERS[kind](tmp_path / f"orders{kind}", {"Orders": [HEADINGS, *ROWS]})
    found = staged(tmp_path, path)
    assert lines(found, "account_id", "account_name", "ordered_on", "net_amount") == [
        ("00042", "Café Zoë", date(2024, 2, 1), Decimal("1234.56")),
        ("13085", "上海公司", date(2024, 1, 31), Decimal("1234.5")),
        ("K3", "Bolt", date(2024, 2, 2), Decimal("0.3")),
    ]
    assert found.report.decimal == ","
    assert found.report.format == "workbook"


@pytest.mark.parametrize("kind", WRITERS)
def test_the_first_sheet_with_a_table_is_read_unless_one_is_chosen(tmp_path, kind):
    sheets = {
        "Cover": [("Sales of the year",)],
        "May": [HEADINGS, ROWS[0]],
        "June": [HEADINGS, ROWS[2], ROWS[2]],
    }
    path = WRITERS[kind](tmp_path / f"orders{kind}", sheets)
    look = inspect(path)
    assert look.sheets == ("Cover", "May", "June")
    assert look.chosen_sheets == ("May",)
    assert staged(tmp_path, path).report.used == 1
    assert staged(tmp_path, path, sheets=("June",)).report.used == 2


def test_several_chosen_sheets_count_as_separate_exports(tmp_path):
    sheets = {
        "May": [HEADINGS, ROWS[0], ROWS[2]],
        "June": [HEADINGS, ROWS[2], ("K4", "x", "never", 1, 1)],
    }
    path = xlsx(tmp_path / "orders.xlsx", sheets)
    found = staged(tmp_path, path, sheets=("May", "June"))
    assert found.report.left_out_reasons == {"overlap": 1}
    assert found.report.used == 2
    assert refused(found) == [("3", "Order date", "never", "bad_date")]
    assert "June" in found.refused_path.read_text()


def test_sheets_with_other_headings_are_told(tmp_path):
    sheets = {"May": [HEADINGS, ROWS[0]], "June": [("a", "b"), (1, 2)]}
    path = xlsx(tmp_path / "orders.xlsx", sheets)
    with pytest.raises(FileProblem, match="June has no column headed"):
        staged(tmp_path, path, sheets=("May", "June"))


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path):
    path = xlsx(tmp_path / "orders.xlsx", {"May": [HEADINGS, ROWS[0]]})
    with pytest.raises(FileProblem, match="no sheet called July; it has May"):
        inspect(path, options=_sheets("July"))


def _sheets(*names):
    from vitalfew.files.options import ReadOptions

    return ReadOptions(sheets=names)


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path):
    rows = [("Report",), (), HEADINGS, ROWS[0], (), ("K9", "x", "never", 1, 1)]
    path = xlsx(tmp_path / "orders.xlsx", {"May": rows})
    assert refused(staged(tmp_path, path)) == [("6", "Order date", "never", "bad_date")]


def test_serial_days_and_times_of_day_are_read(tmp_path):
    rows = [
        HEADINGS,
        ("K1", "x", 45322, 1, 1),
        ("K2", "x", 45322.75, 1, 1),
        ("K3", "x", EVENING, 1, 1),
        ("K4", "x", "31.01.2024", 1, 1),
    ]
    path = xlsx(tmp_path / "orders.xlsx", {"May": rows})
    assert set(lines(staged(tmp_path, path), "ordered_on")) == {(date(2024, 1, 31),)}


def test_a_formula_gives_its_stored_value_and_is_not_run(tmp_path):
    import xlsxwriter

    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS[:1] + HEADINGS[2:4])
        sheet.write_row(1, 0, ("K1", "2024-01-31"))
        sheet.write_formula(1, 2, "=6*7", None, 42)
    assert lines(staged(tmp_path, path), "net_amount") == [(Decimal(42),)]


def test_a_sheet_with_headings_only_is_told(tmp_path):
    path = xlsx(tmp_path / "orders.xlsx", {"May": [("Report",), HEADINGS]})
    with pytest.raises(FileProblem) as problem:
        staged(tmp_path, path)
    assert problem.value.code == "header_only"


def test_a_workbook_without_cells_is_empty(tmp_path):
    with pytest.raises(FileProblem) as problem:
        inspect(xlsx(tmp_path / "orders.xlsx", {"May": []}))
    assert problem.value.code == "empty_file"
