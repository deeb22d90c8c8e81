"""kill -9 at every step of an import leaves all of it or none, and it can go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from decimal import Decimal

import pytest


def life(folder, kind) -> list[dict]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    with own_database(environment):
        done = subprocess.run(
            [sys.executable, "-m", "tests.apps.imports.crashing", str(folder), kind],
            capture_output=True,
            text=True,
            env=environment,
            timeout=600,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()] or [done.stderr]


class own_database:  # noqa: N801  reads as a statement
    """On PostgreSQL, a database of its own on the server of the tests."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.url = os.environ.get("TEST_DATABASE_URL", "")
        self.name = f"crash_{uuid.uuid4().hex[:12]}"

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def __enter__(self) -> None:
        if self.url:
            self._run(f"CREATE DATABASE {self.name}")
            self.environment["DATABASE_URL"] = (
                self.url.rpartition("/")[0] + "/" + self.name
            )

    def __exit__(self, *_: object) -> None:
        if self.url:
            self._run(f"DROP DATABASE {self.name} WITH (FORCE)")


def figures(state: dict) -> tuple[int, Decimal]:
    return state["lines"], Decimal(state["amount"])


@pytest.fixture(scope="module", params=["orders", "activities"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def rounds(tmp_path_factory, kind):
    return life(tmp_path_factory.mktemp("crashes"), kind)


def test_an_import_was_killed_at_every_step(rounds):
    assert [report["step"] for report in rounds] == list(range(1, len(rounds) + 1))
    assert [report["died"] for report in rounds] == [True] * (len(rounds) - 1) + [False]
    assert len(rounds) > 12


def test_after_a_crash_figures_are_as_before_or_as_after(rounds):
    for report in rounds:
        lines, amount = figures(report["before"])
        month = report["step"] + 1
        later = (lines + 3, amount + 3 * month)
        assert figures(report["after_crash"]) in {(lines, amount), later}, report
        assert figures(report["at_last"]) == later, report
        assert report["recovered"] == 0, report


def test_some_crashes_came_before_and_some_after_the_commit(rounds):
    kept = [
        figures(report["after_crash"]) != figures(report["before"]) for report in rounds
    ]
    assert kept == sorted(kept)
    assert {True, False} == set(kept)


def test_no_crash_damages_a_file_or_the_database(rounds):
    for report in rounds:
        for when in ("after_crash", "at_last"):
            assert report[when]["damaged"] == []
            assert report[when]["database"] == "ok"


def test_what_a_crash_leaves_is_listed_and_never_counts(rounds):
    leftovers = [set(report["after_crash"]["unknown"]) for report in rounds]
    assert any(leftovers)
    listed: set[str] = set()
    for report in rounds:
        assert listed <= set(report["at_last"]["unknown"])
        listed = set(report["at_last"]["unknown"])


def test_accounts_have_followed_in_the_end(rounds, kind):
    # Whom something was done for is no customer before it has ordered.
    accounts = {"orders": 3, "activities": 0}[kind]
    for report in rounds:
        assert not report["at_last"]["behind"]
        assert report["at_last"]["accounts"] == accounts
        assert report["at_last"]["ancestry"] == accounts


def test_in_the_end_one_assessment_is_asked_for_and_can_be_made(rounds, kind):
    asked, ended = {"orders": (1, "finished"), "activities": (0, "")}[kind]
    for report in rounds:
        assert report["at_last"]["assessments_asked"] == asked
    assert rounds[-1]["assessed"] == ended
