"""Delimiters, encodings, quotes and gzip; and polluted files, line by line."""

from __future__ import annotations

import gzip
from decimal import Decimal

import pytest

from tests.files.reader import lines, refused, staged, written
from vitalfew.files.inspection import inspect
from vitalfew.files.problems import FileProblem

CHINESE = (
    "客户编码{d}客户名称{d}订单日期{d}金额\n"
    "K1{d}上海公司{d}2024-01-31{d}10.5\nK2{d}正大集团{d}2024-02-01{d}-3\n"
)
WESTERN = (
    "Customer ID{d}Customer name{d}Date{d}Amount\n"
    "K1{d}Müller & Söhne{d}2024-01-31{d}10.5\nK2{d}Café Zoë{d}2024-02-01{d}-3\n"
)
PLAIN = (
    "Customer ID{d}Customer name{d}Date{d}Amount\n"
    "K1{d}Acme{d}2024-01-31{d}10.5\nK2{d}Bolt{d}2024-02-01{d}-3\n"
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "encoding", "found_as"),
    [
        (PLAIN, "utf-8", "utf-8"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "utf-8-sig", "utf-8"),
        (WESTERN, "utf-16", "utf-16"),
        (WESTERN, "cp1252", "cp1252"),
    ],
    ids=lambda value: value if len(value) < 20 else "text",
)
def test_every_delimiter_line_end_and_encoding_gives_the_same_lines(
    tmp_path, text, encoding, found_as, delimiter, line_end
):
    plain = text.format(d=delimiter)
    path = tmp_path / "orders.csv"
    path.write_bytes(plain.replace("\n", line_end).encode(encoding))
    found = inspect(path)
    assert (found.delimiter, found.encoding) == (delimiter, found_as)
    read = staged(tmp_path, path)
    names = [row.split(delimiter)[1] for row in plain.splitlines()[1:]]
    assert lines(read, "account_id", "account_name", "net_amount") == [
        ("K1", names[0], Decimal("10.5")),
        ("K2", names[1], Decimal(-3)),
    ]
    assert read.report.encoding == found_as


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_gzip_file_is_read_like_the_file_in_it(tmp_path, encoding):
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(CHINESE.format(d=",").encode(encoding)))
    assert lines(staged(tmp_path, path), "account_name") == [
        ("上海公司",),
        ("正大集团",),
    ]


def test_old_mac_line_ends_are_read(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes(PLAIN.format(d=",").replace("\n", "\r").encode())
    assert staged(tmp_path, path).report.used == 2


def test_an_encoding_somebody_names_overrules_the_guess(tmp_path):
    path = written(tmp_path, WESTERN.format(d=","), encoding="cp1252")
    names = lines(staged(tmp_path, path, encoding="latin-1"), "account_name")
    assert names == [("Müller & Söhne",), ("Café Zoë",)]


def test_a_wrong_encoding_is_said_with_its_line(tmp_path):
    path = written(tmp_path, CHINESE.format(d=",") * 50, encoding="gb18030")
    with pytest.raises(FileProblem, match=r"not written in utf-8 \(line 1\)"):
        staged(tmp_path, path, encoding="utf-8")


def test_an_encoding_that_does_not_exist_is_said(tmp_path):
    path = written(tmp_path, PLAIN.format(d=","))
    with pytest.raises(FileProblem, match="no encoding called klingon"):
        staged(tmp_path, path, encoding="klingon")


def test_gbk_far_down_a_plain_file_is_found(tmp_path):
    head = "account_id,account_name,ordered_on,net_amount\n"
    rows = "K1,Acme,2024-01-31,1\n" * 80_000
    path = tmp_path / "late.csv"
    path.write_bytes((head + rows + "K2,上海公司,2024-01-31,1\n").encode("gb18030"))
    assert lines(staged(tmp_path, path), "account_name")[-1] == ("上海公司",)


def test_quotes_delimiters_and_line_breaks_inside_cells_are_kept(tmp_path):
    text = (
        "account_id,account_name,ordered_on,net_amount\n"
        'K1,"Smith, ""Bros""\nLondon",2024-01-31,"1,234.50"\n'
        'K2,5" pipes,2024-01-31,2\n'
        "K3,bad,2024-01-31,x\n"
    )
    found = staged(tmp_path, text)
    assert lines(found, "account_name", "net_amount") == [
        ('Smith, "Bros"\nLondon', Decimal("1234.5")),
        ('5" pipes', Decimal(2)),
    ]
    assert refused(found) == [("4", "net_amount", "x", "bad_amount")]


HEAD = "account_id,ordered_on,net_amount\n"


def test_blank_lines_are_rows_of_the_spreadsheet(tmp_path):
    found = staged(tmp_path, HEAD + "A,2024-01-01,1\n\n\nB,x,1\n\n")
    assert refused(found) == [("5", "ordered_on", "x", "bad_date")]
    assert found.report.read == 2


def test_blank_lines_at_the_end_are_nothing(tmp_path):
    found = staged(tmp_path, HEAD + "A,2024-01-01,1\n\n\n\n")
    assert (found.report.read, found.report.used) == (1, 1)


def test_a_title_above_the_table_is_passed_over(tmp_path):
    found = staged(tmp_path, "Sales report\n\n" + HEAD + "A,2024-01-01,1\nB,x,1\n")
    assert refused(found) == [("5", "ordered_on", "x", "bad_date")]


POLLUTED = {
    "too few cells": ("B,2024-01-02", "ragged_row"),
    "too many cells": ("B,2024-01-02,1,2", "ragged_row"),
    "an open quote": ('B,"2024-01-02,1', "stray_quote"),
    "a quote in the middle": ('B,"2024"-01-02,1', "stray_quote"),
    "a NUL byte": ("B,2024-01\0-02,1", "nul_byte"),
}


@pytest.mark.parametrize("what", POLLUTED)
def test_a_polluted_line_is_refused_with_its_number_and_the_others_used(tmp_path, what):
    line, reason = POLLUTED[what]
    text = HEAD + "A,2024-01-01,1\n" * 3 + line + "\nC,2024-01-03,3\nD,x,1\n"
    found = staged(tmp_path, text)
    assert [(row, why) for row, _, _, why in refused(found)] == [
        ("5", reason),
        ("7", "bad_date"),
    ]
    assert found.report.read == 6
    assert found.report.refused_reasons == {reason: 1, "bad_date": 1}
    assert sorted(lines(found, "account_id")) == [("A",), ("A",), ("A",), ("C",)]


def test_empty_cells_too_many_are_no_reason(tmp_path):
    found = staged(tmp_path, HEAD + "A,2024-01-01,1,,\nB,2024-01-01,1\n")
    assert found.report.used == 2


def test_a_row_over_several_lines_in_a_polluted_file_is_one_row(tmp_path):
    text = (
        "account_id,account_name,ordered_on,net_amount\n"
        'A,"two\nlines",2024-01-01,1\nragged\nB,x,never,1\n'
    )
    found = staged(tmp_path, text)
    assert lines(found, "account_name") == [("two\nlines",)]
    assert [(row, why) for row, _, _, why in refused(found)] == [
        ("3", "ragged_row"),
        ("4", "bad_date"),
    ]


def test_lines_in_another_encoding_are_refused_not_garbled(tmp_path):
    good = "".join(f"K{i},上海公司,2024-01-31,1\n" for i in range(30)).encode()
    head = b"account_id,account_name,ordered_on,net_amount\n"
    path = tmp_path / "mixed.csv"
    path.write_bytes(head + good + "M,Müller,2024-01-31,1\n".encode("cp1252") + good)
    found = staged(tmp_path, path)
    assert [(row, why) for row, _, _, why in refused(found)] == [("32", "bad_encoding")]
    assert found.report.used == 60


def test_names_cut_off_inside_a_sign_are_refused_and_the_file_is_read(tmp_path):
    # Old systems cut names at a number of bytes, in the middle of a character.
    good = "".join(f"K{i},上海公司,2024-01-31,1\n" for i in range(300)).encode(
        "gb18030"
    )
    head = b"account_id,account_name,ordered_on,net_amount\n"
    cut = b"X," + "上海公司".encode("gb18030")[:7] + b",2024-01-31,1\n"
    path = tmp_path / "cut.csv"
    path.write_bytes(head + good + cut + good)
    found = staged(tmp_path, path, encoding="gb18030")
    assert found.report.refused_reasons == {"bad_encoding": 1}
    assert refused(found)[0][0] == "302"
    assert found.report.used == 600


def test_a_refused_cell_does_not_run_in_a_spreadsheet(tmp_path):
    found = staged(tmp_path, HEAD + 'A,2024-01-01,1\nA,2024-01-01,"=cmd|calc"\n')
    assert refused(found) == [("3", "net_amount", "'=cmd|calc", "bad_amount")]
