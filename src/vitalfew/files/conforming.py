"""Every field of a raw table read into its type, and the first cell that could not be.

The result has the fields' columns, whether a share had its % sign (…_signed), and
`bad`: null where the line reads well, else the field, the reason and the cell, with
`SEPARATOR` between them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vitalfew.files import sql
from vitalfew.files.fields import Field, field_named
from vitalfew.files.formats.table import TEXT, RawTable
from vitalfew.files.options import Kind
from vitalfew.files.values import FIRST_DAY, LAST_DAY, MONEY, Values, absent

_NAMED_REASONS = {
    ("account_id", True): "no_account",
    ("product_id", True): "no_product",
    ("activity", True): "no_activity",
    ("name", True): "no_name",
    ("date", True): "no_date",
    ("date", False): "bad_date",
    ("amount", True): "no_amount",
    ("amount", False): "bad_amount",
    ("number", False): "bad_number",
}
SEPARATOR = "\x1e"
BAD_FIELD, BAD_REASON, BAD_VALUE = (
    f"split_part(bad, '{SEPARATOR}', {place})" for place in (1, 2, 3)
)
"""The parts of `bad`; null where it is."""
AMOUNTS = frozenset({"net_amount", "gross_amount", "unit_price"})


def conformed(
    raw: RawTable,
    *,
    kind: Kind,
    mapping: Mapping[str, str],
    required: Collection[str],
    values: Values,
) -> str:
    """The SELECT that reads a raw table.

    Parameters
    ----------
    required
        Fields without which a line is refused; a blank in the others is unknown.
    values
        The style of its texts.
    """
    fields = [field_named(kind, name) for name in mapping]
    places = {f.name: raw.headings.index(mapping[f.name]) for f in fields}
    number = ["row_number"] if raw.first_row is None else []
    inner = number + [f"c{places[f.name]} AS r_{f.name}" for f in fields]
    reads = number + [f"r_{f.name}" for f in fields]
    reads += [
        f"{_read(f, raw.types[places[f.name]], values)} AS {f.name}" for f in fields
    ]
    signs = [f.name for f in fields if f.type == "rate"]
    reads += [_sign(n, raw.types[places[n]], values) for n in signs]
    suspects, tests = [], []
    for f in fields:
        cell = f"r_{f.name}"
        if f.name not in required and f.type in {"id", "text"}:
            continue
        suspects.append(_suspect(f, required))
        blank = _blank(cell, raw.types[places[f.name]], values)
        told = f"'{f.name}{SEPARATOR}' || {_reason(f, blank)} || '{SEPARATOR}'"
        test = _failed(f, blank, required)
        tests.append(
            f"WHEN {test} THEN {told} || coalesce(CAST({cell} AS VARCHAR), '')"
        )
    # Good lines are nearly all: they leave the CASE at its first, cheap test.
    bad = (
        f"CASE WHEN NOT ({' OR '.join(suspects)}) THEN NULL {' '.join(tests)} END"
        if tests
        else "NULL"
    )
    outer = [*number, *(f.name for f in fields), *(f"{n}_signed" for n in signs)]
    return (
        f"SELECT {', '.join(outer)}, {bad} AS bad FROM ("
        f"SELECT {', '.join(reads)} FROM ("
        f"SELECT {', '.join(inner)} FROM {raw.relation}))"
    )


def _sign(name: str, type_: str, values: Values) -> str:
    test = values.has_percent_sign(f"r_{name}") if type_ == TEXT else "false"
    return f"{test} AS {name}_signed"


def _suspect(f: Field, required: Collection[str]) -> str:
    """A quick test that every unusable cell fails, and few others."""
    if f.name in required and f.type == "id":
        return f"{f.name} IS NULL OR {absent(f.name)}"
    if f.type == "date":
        return f"{f.name} IS NULL OR {f.name} NOT BETWEEN {FIRST_DAY} AND {LAST_DAY}"
    if f.name in required:
        return f"{f.name} IS NULL"
    return f"({f.name} IS NULL AND r_{f.name} IS NOT NULL)"


def _read(f: Field, type_: str, values: Values) -> str:
    cell = f"r_{f.name}"
    if type_ != TEXT:
        return _native(f, cell, type_, values)
    readers = {
        "id": values.identifier,
        "text": values.text,
        "date": values.day,
        "number": values.number,
        "rate": values.rate,
        "flag": values.flag,
    }
    return readers[f.type](cell)


def _native(f: Field, cell: str, type_: str, values: Values) -> str:
    """A column that has a type of its own in the file."""
    if f.type in {"number", "rate"}:
        return f"TRY_CAST({cell} AS {MONEY})"
    if f.type == "date" and type_ in {"DATE", "TIMESTAMP"}:
        return f"CAST({cell} AS DATE)"
    text = _as_text(cell, type_)
    readers = {
        "id": values.identifier,
        "text": values.text,
        "date": values.day,
        "flag": values.flag,
    }
    if type_ == "BIGINT" and f.type in {"id", "text"}:
        return text
    return readers[f.type](text)


def _as_text(cell: str, type_: str) -> str:
    if type_ != "DOUBLE":
        return f"CAST({cell} AS VARCHAR)"
    # 13085.0 is the number 13085; a NaN is a gap.
    return (
        f"CASE WHEN isnan({cell}) THEN NULL "
        f"WHEN {cell} = floor({cell}) AND abs({cell}) < 1e15 "
        f"THEN CAST(CAST({cell} AS BIGINT) AS VARCHAR) "
        f"ELSE CAST({cell} AS VARCHAR) END"
    )


def _blank(cell: str, type_: str, values: Values) -> str:
    if type_ == TEXT:
        return values.is_blank(cell)
    if type_ == "DOUBLE":
        return f"({cell} IS NULL OR isnan({cell}))"
    return f"({cell} IS NULL)"


def _failed(f: Field, blank: str, required: Collection[str]) -> str:
    """When a cell makes its line unusable."""
    wrong = f"({_suspect(f, required)})"
    return wrong if f.name in required else f"{wrong} AND NOT {blank}"


def _reason(f: Field, blank: str) -> str:
    group = "amount" if f.name in AMOUNTS else f.type
    nothing = _NAMED_REASONS.get((f.name, True)) or _NAMED_REASONS.get((group, True))
    wrong = _NAMED_REASONS.get((group, False)) or "bad_number"
    if f.name in {"account_id", "product_id"}:
        return sql.text(nothing or wrong)
    blank_reason = sql.text(nothing or "no_amount")
    return f"CASE WHEN {blank} THEN {blank_reason} ELSE {sql.text(wrong)} END"
