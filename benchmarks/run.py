"""`make bench`: measure, print, and write docs/benchmarks.md.

    python -m benchmarks.run                 everything
    python -m benchmarks.run screens pages   only these
    python -m benchmarks.run --small         a quick look at a twentieth of the lines

A topic that fails is named at the end; what was measured before stays in the report.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Session
from benchmarks.report import REPORT, Report, circumstances
from benchmarks.topics import TOPICS, Topic

QUICK = 0.05


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("topics", nargs="*", metavar="topic", help=", ".join(TOPICS))
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to keep the generated files")
    chosen = parser.parse_args()
    if unknown := set(chosen.topics) - set(TOPICS):
        parser.error(f"no such topic: {', '.join(sorted(unknown))}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with _place(chosen.folder) as folder:
        # A quick look leaves the page as it is.
        page = folder / "benchmarks.md" if chosen.small else REPORT
        report = Report.read(list(TOPICS), page)
        failed = [
            name
            for name in chosen.topics or TOPICS
            if not measured(
                name,
                TOPICS[name],
                Session(
                    folder=folder,
                    scale=QUICK if chosen.small else 1.0,
                    ends=time.monotonic() + 60 * TOPICS[name].minutes,
                ),
                report,
            )
        ]
    if failed:
        print(f"Not measured to the end: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


@contextmanager
def _place(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="vitalfew-bench-") as temporary:
        yield Path(temporary)


def measured(name: str, topic: Topic, session: Session, report: Report) -> bool:
    """Measure a topic, writing each table as it comes; whether it came to its end."""
    load, titles = os.getloadavg()[0], set()
    try:
        for table in topic.tables(session):
            report.put(name, table, circumstances(name, load))
            titles.add(table.title)
            print(table.markdown(), flush=True)
    except Exception:  # noqa: BLE001  the other topics are measured all the same
        traceback.print_exc()
        return False
    report.finish(name, titles)
    return True


if __name__ == "__main__":
    sys.exit(main())
