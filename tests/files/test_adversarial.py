"""Files that lie, burst or break off: one clear message, and nothing left behind."""

from __future__ import annotations

import gzip
import io
import os
import resource
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.files.reader import lines, staged, written
from tests.files.test_workbook import HEADINGS, ROWS, xlsx
from vitalfew.files.inspection import inspect
from vitalfew.files.limits import LIMITS, MB
from vitalfew.files.problems import PROBLEMS, FileProblem
from vitalfew.files.reading import read_orders

HEAD = "account_id,ordered_on,net_amount\n"


def problem_of(tmp_path: Path, source, **given) -> FileProblem:
    """The problem of reading it; nothing may be left in the target folder."""
    with pytest.raises(FileProblem) as caught:
        staged(tmp_path, source, **given)
    assert list((tmp_path / "target").iterdir()) == []
    problem = caught.value
    assert problem.message
    assert problem.what_is_safe
    assert problem.what_to_do
    return problem


def test_every_problem_says_what_happened_what_is_safe_and_what_to_do():
    for message in PROBLEMS.values():
        assert message.text.endswith(".")
        assert message.safe.endswith(".")
        assert message.to_do


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    assert problem_of(tmp_path, path).code == "empty_file"


def test_headings_only(tmp_path):
    assert problem_of(tmp_path, HEAD).code == "header_only"
    table = pa.table({"account_id": pa.array([], pa.string())})
    pq.write_table(table, tmp_path / "empty.parquet")
    assert problem_of(tmp_path, tmp_path / "empty.parquet").code == "header_only"


def test_no_file_a_folder_and_a_pipe(tmp_path):
    assert problem_of(tmp_path, tmp_path / "none.csv").code == "not_found"
    assert problem_of(tmp_path, tmp_path).code == "is_directory"
    os.mkfifo(tmp_path / "pipe")
    assert problem_of(tmp_path, tmp_path / "pipe").code == "not_a_regular_file"


@pytest.fixture
def nobody():
    """Root may read everything: for a while, be somebody else."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    yield
    os.seteuid(me)


def test_a_file_without_permission(tmp_path, request):
    path = written(tmp_path, HEAD)
    path.chmod(0)
    request.getfixturevalue("nobody")
    for reader in (inspect, read_orders):
        with pytest.raises(FileProblem) as problem:
            reader(path)
        assert problem.value.code == "no_permission"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n" + bytes(100), "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
        (b"\x7fELF" + bytes(100), "a program"),
        (bytes(range(256)) * 20 + bytes(1000), "neither text nor a workbook"),
    ],
)
def test_a_file_of_another_kind(tmp_path, content, found):
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    problem = problem_of(tmp_path, path)
    assert problem.code == "unknown_format"
    assert found in problem.message


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "orders.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../orders.csv", HEAD)
    assert problem_of(tmp_path, path).code == "unknown_format"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_parquet(tmp_path, share):
    path = tmp_path / "orders.parquet"
    table = pa.table({"account_id": [str(i) for i in range(5000)]})
    pq.write_table(table, path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert problem_of(tmp_path, path).code == "damaged"
    with pytest.raises(FileProblem):
        read_orders(path)


def test_a_parquet_with_broken_pages(tmp_path):
    path = tmp_path / "orders.parquet"
    table = pa.table(
        {
            "account_id": [str(i) for i in range(50_000)],
            "ordered_on": pa.array(
                [19_000 + i % 400 for i in range(50_000)], pa.date32()
            ),
            "net_amount": [float(i) for i in range(50_000)],
        }
    )
    pq.write_table(table, path)
    content = bytearray(path.read_bytes())
    content[200_000:260_000] = os.urandom(60_000)
    path.write_bytes(content)
    assert problem_of(tmp_path, path).code == "damaged"
    with pytest.raises(FileProblem, match="damaged"):
        read_orders(path)


def test_ten_thousand_columns(tmp_path):
    names = [f"c{i}" for i in range(10_000)]
    path = written(tmp_path, ",".join(names) + "\n" + ",".join("1" * 10_000) + "\n")
    problem = problem_of(tmp_path, path)
    assert problem.code == "too_many_columns"
    assert "10000 columns; at most 2000" in problem.message
    wide = pa.table({name: [1] for name in names})
    pq.write_table(wide, tmp_path / "wide.parquet")
    assert problem_of(tmp_path, tmp_path / "wide.parquet").code == "too_many_columns"
    book = xlsx(tmp_path / "wide.xlsx", {"A": [names, [1] * 10_000]})
    assert problem_of(tmp_path, book).code == "too_many_columns"


@pytest.mark.parametrize("place", ["head", "middle"])
def test_a_line_that_never_ends_is_refused_in_little_memory(tmp_path, place):
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        if place == "middle":
            file.write((HEAD + "A,2024-01-01,1\n").encode())
        file.write(b"B,2024-01-01,")
        # A hole: the file says one gigabyte, the disk holds a page.
        file.seek(1 << 30)
        file.write(b"\n")
    if place == "head":
        fill(path, b"x")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    problem = problem_of(tmp_path, path)
    assert problem.code in {"line_too_long", "unknown_format"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def fill(path: Path, sign: bytes) -> None:
    """Letters instead of the hole, as far as anybody looks."""
    with path.open("r+b") as file:
        file.write(sign * 8 * MB)


def test_a_line_too_long_is_named(tmp_path):
    text = HEAD + "A,2024-01-01,1\n" + "B" * (3 * MB) + ",2024-01-01,1\n"
    problem = problem_of(tmp_path, text)
    assert problem.code == "line_too_long"
    assert "Line 3 of orders.csv" in problem.message


def test_a_gzip_bomb(tmp_path):
    path = tmp_path / "orders.csv.gz"
    line = b"A,2024-01-01,1\n"
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(HEAD.encode())
        for _ in range(120):
            file.write(line * 70_000)
    small = replace(LIMITS, expanded_bytes=50 * MB)
    assert problem_of(tmp_path, path, limits=small).code == "too_large"


def test_a_gzip_file_that_lies_about_its_size(tmp_path):
    path = tmp_path / "orders.csv.gz"
    packed = bytearray(gzip.compress((HEAD + "A,2024-01-01,1\n").encode()))
    packed[-4:] = struct.pack("<I", 2**31)
    path.write_bytes(packed)
    assert problem_of(tmp_path, path).code == "damaged"


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_gzip(tmp_path, share):
    path = tmp_path / "orders.csv.gz"
    rows = "".join(f"A{i},2024-01-01,{i * 7919 % 1000}\n" for i in range(200_000))
    packed = gzip.compress((HEAD + rows).encode())
    path.write_bytes(packed[: int(len(packed) * share)])
    assert problem_of(tmp_path, path).code == "damaged"


def test_file_names_with_pattern_signs_quotes_and_blanks(tmp_path):
    other = written(tmp_path, HEAD + "WRONG,2024-01-01,1\n", name="ordersa.csv")
    assert other.exists()
    for name in (
        "orders[a].csv",
        "orders*.csv",
        "it's; DROP.csv",
        "订单 ?.csv",
        "-x.csv",
    ):
        path = written(tmp_path, HEAD + "A,2024-01-01,1\n", name=name)
        assert lines(staged(tmp_path, path), "account_id") == [("A",)]
        for file in (tmp_path / "target").iterdir():
            file.unlink()


def test_headings_and_cells_cannot_speak_to_the_engine(tmp_path):
    text = (
        '"account_id""; DROP TABLE x; --",ordered_on,"net\'amount"\n'
        '"x\'); DROP TABLE parsed_0; --",2024-01-01,1\n'
    )
    mapping = {
        "account_id": 'account_id"; DROP TABLE x; --',
        "ordered_on": "ordered_on",
        "net_amount": "net'amount",
    }
    found = staged(tmp_path, text, mapping=mapping)
    assert lines(found, "account_id") == [("x'); DROP TABLE parsed_0; --",)]


def test_strange_unicode_is_kept_or_refused_but_never_breaks(tmp_path):
    names = ["\u202egpj.exe", "a\u200db", "\U0001f600", "é" * 200, "ﷺ", "\u0000x"]
    rows = "".join(f"{name},2024-01-01,1\n" for name in names)
    found = staged(tmp_path, HEAD + rows)
    kept = {account for (account,) in lines(found, "account_id")}
    assert kept == set(names[:-1])
    assert found.report.refused_reasons == {"nul_byte": 1}


# Workbooks


def bomb(path: Path, *, sheet: bytes, strings: bytes = b"") -> Path:
    """A workbook whose only sheet is given as XML."""
    made = io.BytesIO()
    xlsx(made, {"A": [HEADINGS, ROWS[0]]})
    with (
        zipfile.ZipFile(made) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = sheet
            if name == "xl/sharedStrings.xml" and strings:
                content = strings
            new.writestr(name, content)
    return path


SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    b'spreadsheetml/2006/main">%s<sheetData>%s</sheetData></worksheet>'
)


def timed(tmp_path: Path, path: Path, **given) -> FileProblem:
    """The problem of reading it with 512 MB, found by ten seconds of work.

    The processor's seconds, of processes started too: others share the machine.
    """
    small = replace(LIMITS, workbook_memory=512 * MB)
    before = sum(os.times()[:4])
    problem = problem_of(tmp_path, path, **({"limits": small} | given))
    assert sum(os.times()[:4]) - before < 10
    return problem


def test_a_sheet_that_says_it_is_seventeen_billion_cells(tmp_path):
    cells = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    first = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    sheet = SHEET % (b'<dimension ref="A1:XFD1048576"/>', first + cells)
    problem = timed(tmp_path, bomb(tmp_path / "wide.xlsx", sheet=sheet))
    assert problem.code in {"too_large", "too_many_columns"}


def test_a_workbook_of_a_thousand_to_one(tmp_path):
    zeros = SHEET % (b"", b" " * (400 * MB))
    path = bomb(tmp_path / "zeros.xlsx", sheet=zeros)
    assert path.stat().st_size < MB
    assert timed(tmp_path, path).code == "too_large"


def test_a_workbook_that_lies_about_the_size_of_its_parts(tmp_path):
    path = bomb(tmp_path / "lie.xlsx", sheet=SHEET % (b"", b" " * (100 * MB)))
    content = bytearray(path.read_bytes())
    true_size = struct.pack("<I", len(SHEET % (b"", b"")) + 100 * MB)
    while (place := content.find(true_size)) >= 0:
        content[place : place + 4] = struct.pack("<I", 1000)
    path.write_bytes(content)
    assert timed(tmp_path, path).code in {"damaged", "too_large", "empty_file"}


def test_a_workbook_with_a_million_parts(tmp_path):
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"xl/{number}", b"")
    assert timed(tmp_path, path).code == "too_large"


def test_a_workbook_with_overlapping_parts(tmp_path):
    path = bomb(tmp_path / "overlap.xlsx", sheet=SHEET % (b"", b""))
    content = bytearray(path.read_bytes())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    path.write_bytes(content)
    assert timed(tmp_path, path).code == "damaged"


def test_entities_in_a_workbook_are_not_expanded(tmp_path):
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    strings = (
        b'<?xml version="1.0"?>' + laughs + b'<sst xmlns="http://schemas.openxmlformats'
        b'.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
    )
    cell = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    path = bomb(tmp_path / "laughs.xlsx", sheet=SHEET % (b"", cell), strings=strings)
    assert timed(tmp_path, path).code in {"damaged", "empty_file"}


def test_a_workbook_that_needs_too_much_memory_or_time(tmp_path):
    rows = [HEADINGS, *[ROWS[2]] * 20_000]
    path = xlsx(tmp_path / "big.xlsx", {"A": rows})
    tight = replace(LIMITS, workbook_memory=20 * MB)
    assert timed(tmp_path, path, limits=tight).code == "too_large"
    many = replace(LIMITS, workbook_rows=10_000)
    problem = timed(tmp_path, path, limits=many)
    assert "20,001 rows" in problem.message
    heavy = replace(LIMITS, workbook_bytes=1000)
    assert timed(tmp_path, path, limits=heavy).code == "too_large"


def test_a_damaged_workbook(tmp_path):
    path = xlsx(tmp_path / "cut.xlsx", {"A": [HEADINGS, ROWS[0]]})
    path.write_bytes(path.read_bytes()[:2000])
    assert timed(tmp_path, path).code in {"damaged", "unknown_format"}


def test_looking_at_a_large_file_reads_its_head_and_two_pieces(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(HEAD.encode())
        for _ in range(20):
            file.write(b"A,2024-01-01,1.5\n" * 100_000)
    inspect(written(tmp_path, HEAD + "A,2024-01-01,1\n"))
    before = bytes_read()
    found = inspect(path)
    assert bytes_read() - before < 2 * MB
    assert found.mapping["net_amount"] == "net_amount"
    assert found.size == path.stat().st_size > 30 * MB


def bytes_read() -> int:
    """By this process, since it began."""
    first = Path("/proc/self/io").read_text().splitlines()[0]
    return int(first.removeprefix("rchar: "))
