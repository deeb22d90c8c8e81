"""The pages of orders, activities and contacts: tables and codes are the program's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.analysis.method_pages import PAGES, worked_table
from tests.files.reader import lines, refused, staged
from vitalfew.files import cleaning
from vitalfew.files.options import Rate

COLUMNS = (
    "order_id", "line_id", "account_id", "ordered_on", "net_amount", "currency",
    "status", "document_type",
)  # fmt: skip


def read(tmp_path, rows):
    text = ",".join(COLUMNS) + "\n"
    for row in rows:
        text += ",".join(row[name].replace("−", "-") for name in COLUMNS) + "\n"
    return staged(
        tmp_path,
        text,
        currency="EUR",
        rates=(Rate("USD", date(2024, 1, 1), Decimal("0.90")),),
        today=date(2024, 12, 31),
        intercompany=frozenset({"OWN"}),
        exclude_accounts=frozenset({"散客"}),
    )


def test_every_line_of_the_worked_table_has_its_fate(tmp_path):
    rows = worked_table("orders", "Worked table")
    found = read(tmp_path, rows)
    fates = [row["fate"] for row in rows]
    report = found.report
    assert report.read == len(rows)
    assert report.used == fates.count("used")
    told = {**report.refused_reasons, **report.left_out_reasons}
    assert told == {fate: fates.count(fate) for fate in set(fates) - {"used"}}
    assert {(row, reason) for row, _, _, reason in refused(found)} == {
        (row["row"], row["fate"]) for row in rows if row["fate"] in cleaning.REFUSALS
    }


def test_every_used_amount_is_that_of_the_worked_table(tmp_path):
    rows = worked_table("orders", "Worked table")
    expected = [
        Decimal(row["net amount used"].replace("−", "-"))
        for row in rows
        if row["fate"] == "used"
    ]
    found = lines(read(tmp_path, rows), "net_amount")
    assert sorted(amount for (amount,) in found) == sorted(expected)


def test_every_code_is_explained_on_the_page():
    page = "".join(
        (PAGES / name).read_text(encoding="utf-8")
        for name in ("orders.md", "activities.md", "contacts.md")
    )
    known = {*cleaning.REFUSALS, *cleaning.RULES, *cleaning.NOTES}
    unexplained = {"no_product", "bad_number"}
    assert {code for code in known if code not in page} <= unexplained
