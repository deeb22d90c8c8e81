"""docs/benchmarks.md: a table at a time, so that a failure loses no earlier figure."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`: every table stands with what it was measured on, how busy the
machine was, and the command that measures it again. Figures are medians; what they are
compared with ran in the same session on the same files. Generated order lines (seeded):
200,000 accounts, 4 lines an order, 3 years, 6 units, 40 categories, cost.
[Add a benchmark](development/add-a-benchmark.md).
"""
MARK = re.compile(r"^<!-- topic: ([\w-]+) -->\n", re.MULTILINE)


@dataclass(frozen=True)
class Table:
    """One table of the report: its cells are texts, its note says what they mean."""

    title: str
    note: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        lines = [f"## {self.title}", "", self.note, ""]
        lines.append("| " + " | ".join(self.headings) + " |")
        lines.append("|" + "---|" * len(self.headings))
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines) + "\n"


@dataclass
class Report:
    """The tables measured so far, in the order of the topics.

    `sections` are the texts by topic and title.
    """

    topics: Sequence[str]
    path: Path
    sections: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def read(cls, topics: Sequence[str], path: Path = REPORT) -> Report:
        """What the page holds; tables of topics that are gone are left out."""
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        _head, *parts = MARK.split(text)
        found = {}
        for topic, section in zip(parts[::2], parts[1::2], strict=True):
            title = section.partition("\n")[0].removeprefix("## ")
            if topic in topics:
                found[topic, title] = section.strip() + "\n"
        return cls(topics, path, found)

    def put(self, topic: str, table: Table, measured: str) -> None:
        """Write the table in place of the one of its title."""
        self.sections[topic, table.title] = f"{table.markdown()}\n{measured}\n"
        self._write()

    def finish(self, topic: str, titles: Collection[str]) -> None:
        """Drop what a topic that came to its end does not measure any more."""
        self.sections = {
            (owner, title): text
            for (owner, title), text in self.sections.items()
            if owner != topic or title in titles
        }
        self._write()

    def _write(self) -> None:
        ordered = sorted(
            self.sections.items(), key=lambda item: self.topics.index(item[0][0])
        )
        parts = [f"<!-- topic: {topic} -->\n{text}" for (topic, _), text in ordered]
        self.path.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def circumstances(topic: str, load: float) -> str:
    """When, on what and beside which other work a topic was measured."""
    return (
        f"*{time.strftime('%Y-%m-%d')}, {machine()}; load average {load:.1f} before, "
        f"{os.getloadavg()[0]:.1f} after: `python -m benchmarks.run {topic}`.*"
    )


def machine() -> str:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = re.findall(
            r"^model name\s*: (.+)$", info.read_text("utf-8"), re.MULTILINE
        )
        model = names[0] if names else model
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, "
        f"Python {sys.version.split()[0]}"
    )
