"""`make bench`: measure, print, and write docs/benchmarks.md.

Everything a figure is compared with runs in the same session on the same files.

    python -m benchmarks.run             all of it (about half an hour, 10 GB of disk)
    python -m benchmarks.run --small     a quick look: a twentieth of the lines
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import imports, pages, screens
from benchmarks.measure import Table, machine

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def tables(folder: Path, *, scale: float) -> Iterator[Table]:
    yield from screens.tables(folder, scale=scale)
    yield from imports.tables(folder, scale=scale)
    yield from pages.tables(folder, scale=scale)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to keep the generated files")
    chosen = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parts = [
        "# Benchmarks\n",
        "Written by `make bench`; medians. Generated order lines (seeded): "
        "200,000 accounts, 4 lines an order, 3 years, 6 units, 40 categories, cost.\n",
        f"Measured on {machine()}.\n",
    ]
    with tempfile.TemporaryDirectory(prefix="vitalfew-bench-") as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for table in tables(folder, scale=0.05 if chosen.small else 1.0):
            print(table.markdown(), flush=True)
            parts.append(table.markdown())
    if chosen.small:
        print("A quick look is not written to docs/benchmarks.md.")
        return
    REPORT.write_text("\n".join(parts), encoding="utf-8")
    print(f"Written to {REPORT}.", file=sys.stderr)


if __name__ == "__main__":
    main()
