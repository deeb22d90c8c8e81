"""Writing a file and reading it back, in one line of a test."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from vitalfew.files.options import ReadOptions
from vitalfew.files.staging import Staged, stage


def written(
    folder: Path, text: str, *, name: str = "orders.csv", encoding: str = "utf-8"
) -> Path:
    """A file with this text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def staged(folder: Path, source: str | Path | list[Path], **given) -> Staged:
    """The file or text, read; `kind` and `mapping` as in `stage`, the rest options."""
    kind = given.pop("kind", "orders")
    mapping = given.pop("mapping", None)
    limits = {"limits": given.pop("limits")} if "limits" in given else {}
    if isinstance(source, str) and "\n" in source:
        source = written(folder, source)
    target = folder / "target"
    target.mkdir(exist_ok=True)
    return stage(
        source,
        kind=kind,
        mapping=mapping,
        options=ReadOptions(**given),
        target_dir=target,
        **limits,
    )


def lines(staged: Staged, *columns: str) -> list[tuple]:
    """The conformed lines."""
    chosen = ", ".join(columns) or "*"
    return duckdb.sql(f"SELECT {chosen} FROM '{staged.path}'").fetchall()


def refused(staged: Staged) -> list[tuple[str, str, str, str]]:
    """Row, column, value and reason of every refused line."""
    with staged.refused_path.open(encoding="utf-8", newline="") as file:
        return [
            (row["row"], row["column"], row["value"], row["reason"])
            for row in csv.DictReader(file)
        ]
