"""What a reading leaves: conformed lines, accounts, refused lines and counts."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

from vitalfew.files import cleaning, sql
from vitalfew.files import mapping as mappings
from vitalfew.files.conforming import BAD_FIELD, BAD_VALUE
from vitalfew.files.fields import COUNTED, DAY
from vitalfew.files.pipeline import Pipeline
from vitalfew.files.problems import FileProblem
from vitalfew.files.staging import PseudoAccount, Report, Staged

_MOST_PSEUDO = 500


def written(steps: Pipeline, work: Path, *, in_order: bool) -> Staged:
    """Write the files of a finished pipeline and count.

    Raises
    ------
    FileProblem
        Not a single line could be used.
    """
    refused_path = work / "refused.csv"
    _write_refused(steps, refused_path)
    fates = _fates(steps)
    path = work / f"{steps.request.kind}.parquet"
    accounts_path = work / "accounts.parquet"
    used = fates.pop(None, 0)
    if used == 0:
        raise _nothing(steps, fates)
    _write_conformed(steps, path, in_order=in_order)
    _write_accounts(steps, accounts_path, path)
    report = _report(steps, used, fates, accounts_path)
    return Staged(steps.request.kind, path, refused_path, accounts_path, report)


def _fates(steps: Pipeline) -> dict[str | None, int]:
    counted = steps.engine.execute(
        "SELECT fate, count(*) FROM decided GROUP BY fate ORDER BY fate"
    ).fetchall()
    fates: dict[str | None, int] = dict(counted)
    for broken in _broken(steps):
        for reason, lines in steps.engine.execute(
            f"SELECT reason, count(*) FROM {broken} GROUP BY reason ORDER BY reason"
        ).fetchall():
            fates[reason] = fates.get(reason, 0) + lines
    return fates


def _broken(steps: Pipeline) -> list[str]:
    return [
        f"read_parquet({sql.path(table.raw.refused)})"
        for table in steps.tables
        if table.raw.refused is not None
    ]


def _nothing(steps: Pipeline, fates: dict[str | None, int]) -> FileProblem:
    if not fates:
        return FileProblem("header_only", name=steps.request.name)
    sentences = {**cleaning.REFUSALS, **cleaning.RULES}
    code, lines = max(fates.items(), key=lambda item: (item[1], str(item[0])))
    detail = f"{lines:,} lines: {sentences[str(code)].rstrip('.')}"
    return FileProblem("nothing_usable", name=steps.request.name, detail=detail)


def _write_conformed(steps: Pipeline, path: Path, *, in_order: bool) -> None:
    columns = ", ".join(steps.columns)
    day = DAY.get(steps.request.kind)
    order = f"account_id, {day}, source_no, row_number" if day else steps.columns[0]
    if steps.request.kind == "contacts":
        # They are judged once more, against who is known: their rows must be told.
        order = "source_no, row_number"
        columns = f"{columns}, {order}"
    ordering = f"ORDER BY {order}" if in_order else ""
    compression = "zstd" if in_order else "snappy"
    steps.engine.execute(
        f"COPY (SELECT {columns} FROM decided WHERE fate IS NULL {ordering}) "
        f"TO {sql.text(str(path))} (FORMAT parquet, COMPRESSION {compression})"
    )


def _write_accounts(steps: Pipeline, accounts: Path, conformed: Path) -> None:
    day = DAY.get(steps.request.kind)
    target = f"TO {sql.text(str(accounts))} (FORMAT parquet, COMPRESSION zstd)"
    source = f"read_parquet({sql.path(conformed)})"
    if day is None:
        names = ", ".join(steps.columns[:2])
        steps.engine.execute(f"COPY (SELECT {names} FROM {source}) {target}")
        return
    has = set(steps.columns)
    name = f"arg_max(account_name, {day})" if "account_name" in has else "NULL::VARCHAR"
    amount = "sum(net_amount)" if "net_amount" in has else "NULL::DECIMAL(38,4)"
    steps.engine.execute(
        f"COPY (SELECT account_id, {name} AS account_name, count(*) AS lines, "
        f"{amount} AS net_amount, min({day}) AS first_day, "
        f"max({day}) AS last_day FROM {source} "
        f"GROUP BY account_id ORDER BY account_id) {target}"
    )


def _write_refused(steps: Pipeline, path: Path) -> None:
    headings = " ".join(
        f"WHEN {sql.text(f)} THEN {sql.text(h)}" for f, h in steps.mapping.items()
    )
    refusals = ", ".join(sql.text(code) for code in cleaning.REFUSALS)
    late = _late(steps)
    values = " ".join(
        f"WHEN {test} THEN CAST({column} AS VARCHAR)" for test, column in late
    )
    late_fields = " ".join(
        f"WHEN {test} THEN {sql.text(_heading(steps, column))}" for test, column in late
    )
    selects = [
        f"SELECT source_no, row_number, CASE {late_fields} ELSE "
        f"CASE {BAD_FIELD} {headings} END END AS heading, "
        f"CASE {values} ELSE {BAD_VALUE} END AS value, "
        f"fate AS reason FROM decided WHERE fate IN ({refusals})"
    ]
    for place, table in enumerate(steps.tables):
        if table.raw.refused is not None:
            selects.append(
                f"SELECT {place}, row_number, NULL, value, reason "
                f"FROM read_parquet({sql.path(table.raw.refused)})"
            )
    several = len(steps.tables) > 1
    labels = " ".join(
        f"WHEN {i} THEN {sql.text(table.label)}"
        for i, table in enumerate(steps.tables)
        if several
    )
    source = f"CASE source_no {labels} END" if labels else "NULL"
    steps.engine.execute(
        f'COPY (SELECT row_number AS "row", {_safe("heading")} AS "column", '
        f"{_safe('value')} AS value, reason, {cleaning.explained('reason')} AS "
        f"explanation, {_safe(source)} AS source FROM "
        f"({' UNION ALL '.join(selects)}) ORDER BY source_no, row_number) "
        f"TO {sql.text(str(path))} (FORMAT csv, HEADER)"
    )


def _late(steps: Pipeline) -> list[tuple[str, str]]:
    """Refusals of lines that read well: the test, and the column it is about."""
    day = DAY.get(steps.request.kind, steps.columns[0])
    found = [("fate = 'future_date'", day)]
    if "currency" in steps.columns:
        found.append(("fate = 'no_rate'", "currency"))
    if steps.request.kind == "activities":
        found += [
            (f"fate = 'below_zero' AND {name} < 0", name)
            for name in COUNTED
            if name in steps.columns
        ]
    return found


def _heading(steps: Pipeline, column: str) -> str:
    """The heading a column was read from; minutes may have been hours."""
    return steps.mapping.get(column) or steps.mapping.get("hours", column)


def _safe(column: str) -> str:
    """Text a spreadsheet will not take for a formula."""
    risky = r"^[\s\x00-\x1f]*[=+\-@＝＋－＠]|^[\t\r\n]"
    plain = f"ltrim({column}, chr(31))"
    return (
        f"CASE WHEN regexp_matches({plain}, {sql.text(risky)}) "
        f"THEN '''' || {plain} ELSE {plain} END"
    )


def _report(
    steps: Pipeline, used: int, fates: dict[str | None, int], accounts: Path
) -> Report:
    refused = {c: fates[c] for c in cleaning.REFUSALS if c in fates}
    left_out = {c: fates[c] for c in cleaning.RULES if c in fates}
    first = steps.sources[0]
    orders = steps.request.kind == "orders"
    day = DAY.get(steps.request.kind)
    days = (None, None)
    if day:
        days = steps.one(f"SELECT min({day}), max({day}) FROM decided "
                         "WHERE fate IS NULL")  # fmt: skip
    count = steps.one(f"SELECT count(*) FROM read_parquet({sql.path(accounts)})")[0]
    return Report(
        kind=steps.request.kind,
        name=steps.request.name,
        read=used + sum(fates.values()),
        used=used,
        refused=sum(refused.values()),
        refused_reasons=refused,
        left_out=sum(left_out.values()),
        left_out_reasons=left_out,
        noted=_noted(steps) if orders else {},
        first_day=days[0],
        last_day=days[1],
        totals=_totals(steps) if orders else {},
        accounts=count,
        pseudo_accounts=_pseudo_accounts(steps, accounts) if orders else (),
        sha256=_sha256(steps),
        heading_hash=mappings.heading_hash(first.look.headings),
        mapping=steps.mapping,
        date_field=steps.rules.date_field if orders else day,
        format=first.format,
        encoding=first.opened.encoding,
        date_order=steps.order,
        decimal=steps.decimals,
    )


def _sha256(steps: Pipeline) -> str:
    hashes = [source.opened.sha256 for source in steps.sources]
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _noted(steps: Pipeline) -> dict[str, int]:
    has = set(steps.columns)
    tests = {}
    if "net_amount" in has:
        tests["credits"] = "net_amount < 0"
        tests["returns"] = "is_return"
        tests["zero_amount"] = "net_amount = 0"
        if "unit_price" in steps.mapping:
            tests["negative_price"] = "unit_price < 0"
        elif "quantity" in has:
            tests["negative_price"] = "net_amount < 0 AND quantity > 0"
    if steps.rules.convert:
        tests["converted"] = "was_converted"
    if not tests:
        return {}
    counts = ", ".join(f"count_if({test})" for test in tests.values())
    row = steps.one(f"SELECT {counts} FROM decided WHERE fate IS NULL")
    return {code: n for code, n in zip(tests, row, strict=True) if n}


def _totals(steps: Pipeline) -> dict[str, Decimal]:
    if "net_amount" not in steps.columns:
        return {}
    total = steps.one("SELECT sum(net_amount) FROM decided WHERE fate IS NULL")[0]
    return {steps.rules.currency or "": total}


def _pseudo_accounts(steps: Pipeline, accounts: Path) -> tuple[PseudoAccount, ...]:
    rows = steps.engine.execute(
        f"SELECT * FROM (SELECT account_id, account_name, lines, net_amount, "
        f"{cleaning.pseudo_account()} AS why FROM read_parquet({sql.path(accounts)})) "
        f"WHERE why IS NOT NULL ORDER BY lines DESC, account_id LIMIT {_MOST_PSEUDO}"
    ).fetchall()
    return tuple(PseudoAccount(*row) for row in rows)
