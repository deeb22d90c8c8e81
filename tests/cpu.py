"""Processor time of each test, of the processes it started too: `pytest -p tests.cpu`.

Prints the files and the tests that took most; for one process, so without `-n`. What
still runs when a test ends (a server, a browser) counts where it ends.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

MOST = 25
_spent: Counter[str] = Counter()


def _seconds() -> float:
    return sum(os.times()[:4])


def _around(item: pytest.Item, part: str) -> Generator[None]:
    before = _seconds()
    try:
        return (yield)
    finally:
        _spent[f"{item.nodeid.partition('[')[0]}{part}"] += _seconds() - before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    return (yield from _around(item, " (preparation)"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    return (yield from _around(item, ""))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    return (yield from _around(item, " (end)"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    files: Counter[str] = Counter()
    for test, seconds in _spent.items():
        files[test.partition("::")[0]] += seconds
    terminalreporter.section(f"{_spent.total():.0f} seconds of processor time")
    for counted in (files, _spent):
        for name, seconds in counted.most_common(MOST):
            terminalreporter.write_line(f"{seconds:7.1f} {name}")
        terminalreporter.write_line("")
