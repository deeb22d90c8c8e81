"""Small batches for the tests of the order store, and the rule in slow plain Python."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vitalfew.files import store_overlaps
from vitalfew.files.staging import Staged
from vitalfew.files.store import BatchFiles, OrderStore
from vitalfew.files.store_identity import IDENTITIES

MONEY = pa.decimal128(18, 4)
TYPES = {
    "ordered_on": pa.date32(),
    "net_amount": MONEY,
    "quantity": MONEY,
    "cost": MONEY,
    "occurred_on": pa.date32(),
    "minutes": MONEY,
    "rush": pa.bool_(),
}

SORTED_BY = ("account_id", "product_id", "ordered_on", "occurred_on")


def line(account: str, day: str, amount: object, **more: object) -> dict[str, object]:
    values = {
        "account_id": account,
        "ordered_on": date.fromisoformat(day),
        "net_amount": Decimal(str(amount)).quantize(Decimal("0.0001")),
    }
    return values | more


def event(account: str, day: str, activity: str, **more: object) -> dict[str, object]:
    values = {"account_id": account, "occurred_on": date.fromisoformat(day)}
    return values | {"activity": activity} | more


def staged(
    folder: Path,
    rows: list[dict],
    kind: str = "orders",
    columns: list[str] | None = None,
) -> Staged:
    folder.mkdir(parents=True, exist_ok=True)
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    fields = [(name, TYPES.get(name, pa.string())) for name in names]
    rows = sorted(rows, key=lambda row: [str(row.get(name)) for name in SORTED_BY])
    path = folder / "conformed.parquet"
    pq.write_table(
        pa.Table.from_pylist(rows, schema=pa.schema(fields)), path, row_group_size=1000
    )
    return Staged(
        kind=kind,
        path=path,
        refused_path=folder / "refused.csv",
        accounts_path=folder / "accounts.parquet",
        report=None,  # the store takes the files, not what was refused
    )


class Lake:
    """An order store with the list of committed batches that a database would keep."""

    def __init__(
        self,
        root: Path,
        *,
        memory: str = "512MB",
        lines_at_once: int | None = None,
    ) -> None:
        self.store = OrderStore(root, memory=memory, threads=1)
        self.lines_at_once = lines_at_once
        self.committed: list[BatchFiles] = []

    def add(self, rows: list[dict], kind: str = "orders", **more) -> BatchFiles:
        name = uuid.uuid4().hex
        item = staged(self.store.staging_dir(name), rows, kind, **more)
        return self.add_file(item.path, kind)

    def add_file(self, path: Path, kind: str = "orders") -> BatchFiles:
        name = uuid.uuid4().hex
        files = self.store.add(path, kind=kind, directory=name)
        files = store_overlaps.compare(
            self.store.engine, files, self.committed, lines_at_once=self.lines_at_once
        )
        self.committed.append(files)
        return files

    def withdraw(self, batch: BatchFiles) -> None:
        self.committed.remove(batch)

    def rows(self, **more) -> list[dict]:
        table = self.store.lines(self.committed, **more).to_pyarrow()
        return table.to_pylist()

    def amounts(self, **more) -> list[tuple[str, str, str]]:
        return sorted(
            (row["account_id"], row["ordered_on"].isoformat(), str(row["net_amount"]))
            for row in self.rows(**more)
        )


def slow_rule(batches: list[list[dict]], kind: str = "orders") -> Counter[tuple]:
    """What counts, by the words of the rule: batch after batch, line after line."""
    wins: dict[tuple, list[tuple]] = {}
    for rows in batches:
        mine: dict[tuple, list[tuple]] = {}
        for row in rows:
            mine.setdefault(identity(row, kind), []).append(contents(row))
        for key, lines in mine.items():
            if key[0] == "numbered" or len(lines) >= len(wins.get(key, [])):
                wins[key] = lines
    return Counter(entry for lines in wins.values() for entry in lines)


NUMBERS = {
    "orders": ("account_id", "order_id", "line_id"),
    "activities": ("account_id", "activity", "event_id"),
}


def identity(row: dict, kind: str = "orders") -> tuple:
    number = [row.get(name) for name in NUMBERS[kind]]
    if None not in number:
        return ("numbered", *number)
    facts = []
    for sources in IDENTITIES[kind].facts.values():
        filled = [(name, row[name]) for name in sources if row.get(name) is not None]
        facts.append(filled[0] if filled else None)
    return ("facts", *facts)


def contents(row: dict) -> tuple:
    return tuple(sorted((k, str(v)) for k, v in row.items() if v is not None))
