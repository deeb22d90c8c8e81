"""Reads the worked tables of docs/methods, so that page and program agree."""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "docs" / "methods"


def worked_table(page: str, heading: str) -> list[dict[str, str]]:
    """The rows of the first table under a heading of `docs/methods/<page>.md`."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    section = re.split(rf"^#+ {re.escape(heading)}\s*$", text, flags=re.MULTILINE)
    if len(section) != 2:
        message = f"{page}.md has {len(section) - 1} headings {heading!r}, not one."
        raise LookupError(message)
    lines = re.split(r"^#+ ", section[1], flags=re.MULTILINE)[0].splitlines()
    rows = _first_table(lines)
    if len(rows) < 3:
        message = f"{page}.md has no table under {heading!r}."
        raise LookupError(message)
    names = rows[0]
    return [dict(zip(names, row, strict=True)) for row in rows[2:]]


def _first_table(lines: list[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith("|"):
            cells = line.strip().strip("|").split("|")
            rows.append([cell.strip().strip("`") for cell in cells])
        elif rows:
            break
    return rows


def number(cell: str) -> float | None:
    """The number in a cell; a cell with – is null."""
    if cell == "–":
        return None
    return float(cell.replace(",", "").replace("−", "-"))


def numbers(cell: str) -> list[float]:
    """The numbers of a cell, separated by spaces."""
    return [float(part) for part in cell.replace("−", "-").split()]
