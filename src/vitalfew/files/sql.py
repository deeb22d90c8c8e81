"""Quoting for the engine, and a connection that can reach nothing it should not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import duckdb

_GLOB = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


def text(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """A column or table name as an SQL identifier."""
    return '"' + value.replace('"', '""') + '"'


def pattern(value: Path) -> str:
    """A path that matches exactly this file where patterns are expected."""
    return str(value).translate(_GLOB)


def path(value: Path) -> str:
    """A file's path as an SQL literal that matches exactly this file."""
    return text(pattern(value))


Result = TypeVar("Result")


def watched(
    engine: duckdb.DuckDBPyConnection,
    work: Callable[[], Result],
    tell: Callable[[int], object],
    *,
    every: float = 0.25,
) -> Result:
    """Do work with an engine in another thread and tell here how far it is, in percent.

    Stopping the caller stops the work.
    """
    furthest = 0
    with ThreadPoolExecutor(max_workers=1) as worker:
        running = worker.submit(work)
        try:
            while True:
                try:
                    return running.result(timeout=every)
                except TimeoutError:
                    if running.done():
                        raise
                    # Each query of a step starts again at zero.
                    furthest = max(furthest, int(engine.query_progress()))
                    tell(furthest)
        except BaseException:
            engine.interrupt()
            raise


def connect(
    *, folder: Path, memory: str, allowed: Iterable[Path] = ()
) -> duckdb.DuckDBPyConnection:
    """An engine in memory that spills into `folder` and reads only `allowed` files."""
    engine = duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": str(folder / "spill"),
        }
    )
    engine.execute("SET autoinstall_known_extensions = false")
    # Counted for `watched`, never printed.
    engine.execute("SET enable_progress_bar_print = false")
    engine.execute("SET enable_progress_bar = true")
    # Both compute parts of a branch for every row, before any branch is chosen; nearly
    # no row takes the branches for odd values.
    engine.execute("SET disabled_optimizers = 'common_subexpressions, in_clause'")
    folders = text(str(folder.resolve()) + "/")
    # The check compares with the pattern as given, so both spellings are needed.
    paths = ", ".join(f"{text(str(p))}, {path(p)}" for p in allowed)
    engine.execute(f"SET allowed_directories = [{folders}]")
    engine.execute(f"SET allowed_paths = [{paths}]")
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")
    return engine
