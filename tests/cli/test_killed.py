"""kill -9 during an assessment: it is recognized, and stands in nobody's way."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time

import pytest

from tests.cli.conftest import COMMAND

PATIENCE_SECONDS = 100


def ask(installation, statement: str) -> list[tuple]:
    """Look into the database, or change it, past the program."""
    if installation.database:
        import psycopg

        with psycopg.connect(installation.database, autocommit=True) as connection:
            asked = connection.execute(statement)
            return asked.fetchall() if asked.description else []
    file = installation.data / "vitalfew.sqlite3"
    with sqlite3.connect(file, timeout=20) as connection:
        return connection.execute(statement).fetchall()


def state(installation) -> list[str]:
    asked = ask(installation, "SELECT state FROM assessments_assessment ORDER BY id")
    return [found for (found,) in asked]


@pytest.fixture
def killed(filled):
    """An installation whose second assessment was killed while it ran."""
    before = state(filled)
    process = subprocess.Popen(
        [str(COMMAND), "assess"],
        cwd=filled.work,
        env=filled.environment,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE_SECONDS
    while state(filled) != [*before, "running"]:
        assert time.monotonic() < until
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert state(filled) == [*before, "running"]
    return filled


def test_a_killed_assessment_is_recognized_and_a_new_one_takes_its_place(killed):
    still_in_time = killed.run("doctor")
    ask(
        killed,
        "UPDATE assessments_assessment SET beat_at = '2026-01-05 08:00:00+00:00' "
        "WHERE state = 'running'",
    )
    later = killed.run("doctor")
    again = killed.run("assess")
    at_last = killed.run("doctor")

    assert still_in_time.code == 0, still_in_time.out
    assert later.code == 1
    assert "was cut off: the process that made it ended" in later.out
    assert "the last finished assessment, which stays in view" in later.out
    assert "Run `vitalfew assess`" in later.out
    assert again.code == 0, again.err
    assert state(killed)[-2:] == ["failed", "finished"]
    assert at_last.code == 0, at_last.out
