"""A random table written in a random style comes back equal."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.reader import lines, staged


@dataclass(frozen=True)
class Style:
    encoding: str
    delimiter: str
    line_end: str
    quoting: int
    packed: bool
    decimal: str
    grouping: str
    negative: str
    wide: bool
    day: str
    chinese: bool


styles = st.builds(
    Style,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    packed=st.booleans(),
    decimal=st.sampled_from([".", ","]),
    grouping=st.sampled_from(["", "other", " ", "\u00a0"]),
    negative=st.sampled_from(["-{}", "({})", "{}-", "- {}"]),
    wide=st.booleans(),
    day=st.sampled_from(
        ["%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d",
         "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%d %b %Y"]
    ),
    chinese=st.booleans(),
)  # fmt: skip
WIDE = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")
# GB18030 holds all of Unicode, but a short file of rare signs proves no encoding; names
# are of the signs names have.
NAMES = st.text("abcXYZ 上海公司客户正大集团\"',;|=\n&é", min_size=1, max_size=12)
tables = st.lists(
    st.tuples(
        st.integers(1, 99).map(lambda n: f"K{n:03}"),
        NAMES,
        st.dates(date(2001, 1, 1), date(2031, 12, 31)),
        st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
    ),
    min_size=1,
    max_size=30,
)


def number(value: Decimal, style: Style) -> str:
    group = {"other": "," if style.decimal == "." else "."}.get(
        style.grouping, style.grouping
    )
    whole, fraction = f"{abs(value):,.2f}".split(".")
    text = whole.replace(",", group) + style.decimal + fraction
    text = style.negative.format(text) if value < 0 else text
    return text.translate(WIDE) if style.wide else text


def content(table, style: Style) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=style.delimiter,
        lineterminator=style.line_end,
        quoting=style.quoting,
    )
    heads = (
        ["客户编码", "客户名称", "订单日期", "金额"]
        if style.chinese
        else ["Customer ID", "Customer name", "Order date", "Amount"]
    )
    writer.writerow(heads)
    for account, name, day, amount in table:
        shown = day.strftime(style.day)
        writer.writerow([account, name, shown, number(amount, style)])
    packed = out.getvalue().encode(style.encoding, "replace")
    return gzip.compress(packed) if style.packed else packed


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(table=tables, style=styles)
def test_what_is_written_in_any_style_is_read_as_it_was(table, style):
    order = {"%d/%m/%Y": "dmy", "%m/%d/%Y": "mdy"}.get(style.day)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / ("orders.csv.gz" if style.packed else "orders.csv")
        path.write_bytes(content(table, style))
        encoding = style.encoding if style.encoding == "gb18030" else None
        found = staged(folder, path, date_order=order, encoding=encoding)
        read = lines(found, "account_id", "account_name", "ordered_on", "net_amount")
    assert found.report.refused_reasons == {}
    expected = [
        (account, name.strip() or None, day, amount)
        for account, name, day, amount in table
    ]
    assert sorted(read, key=repr) == sorted(map(padded, expected), key=repr)


def padded(row):
    return (*row[:3], row[3].quantize(Decimal("0.0001")))
