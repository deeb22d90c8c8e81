"""Fixtures for every test."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import hypothesis
import pytest
from django.template import Template
from django.test.utils import _TestState
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}


def absent(what: str) -> None:
    """Skip a test for want of something; with REQUIRE_ALL=1 fail it instead."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} is required and absent.", pytrace=False)
    pytest.skip(f"{what} is absent.")


TOGETHER = (
    "tests/browser/",
    "tests/engines/",
    "tests/cli/",
    "tests/wheel/",
    "tests/apps/imports/test_crashes.py",
    "tests/web/access/test_walks.py",
    "tests/analysis/test_screen",
    "tests/web/test_language.py",
    "tests/apps/assessments/test_runs.py",
    "tests/apps/assessments/test_later_runs.py",
    "tests/apps/care/test_finding.py",
)
"""One worker runs all tests of such a place: they share what takes long to make.

They start in this order, what waits longest for others first; single tests follow.
"""


hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

gc.set_threshold(20_000)
"""Queries are made of many small objects; Python's own 700 takes a sixth longer."""

DATABASE = {"db", "transactional_db", "installation", "filled", "rounds"}
"""Fixtures that give a test a database."""

OF_THIS_PROCESS = {"db", "transactional_db"}
"""Those that give it the one that this process rolls back or flushes."""


def asks_database(item: pytest.Item, given_by: set[str] = DATABASE) -> bool:
    asked = given_by.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def begins_with(item: pytest.Item) -> str:
    """What the database holds before the test; what is kept says it itself."""
    names = set(getattr(item, "fixturenames", ()))
    if not asks_database(item, OF_THIS_PROCESS):
        return ""
    if names & {"house", "keep"}:
        return "kept"
    marker = item.get_closest_marker("django_db")
    committed = "transactional_db" in names or (
        marker is not None and marker.kwargs.get("transaction")
    )
    return "cast" if "cast" in names and not committed else "nothing"


def place_of(nodeid: str) -> str | None:
    return next((place for place in TOGETHER if nodeid.startswith(place)), None)


def starts_at(item: pytest.Item) -> tuple[int, str]:
    """What begins with the same rows one after the other: they are put there once."""
    place = place_of(item.nodeid)
    if place is None:
        return len(TOGETHER), begins_with(item)
    return TOGETHER.index(place), ""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """On PostgreSQL, only what asks a database: the rest ran on SQLite the same.

    Nothing escapes: without one of these a test may not use the database at all.
    """
    if os.environ.get("TEST_DATABASE_URL"):
        config.hook.pytest_deselected(items=[i for i in items if not asks_database(i)])
        items[:] = [item for item in items if asks_database(item)]
    for item in items:
        if begins_with(item) in {"cast", "nothing"}:
            item.fixturenames.insert(0, "rows_before")
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=starts_at)


def pytest_collection_finish() -> None:
    """What is loaded stays: the collector need not go through it again."""
    gc.collect()
    gc.freeze()


class PlacesTogether(LoadScopeScheduling):
    """As xdist, but for the places of `TOGETHER`."""

    def _split_scope(self, nodeid: str) -> str:
        # xdist's own groups are written into node ids, which pytest 9.2 does not allow.
        return place_of(nodeid) or nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PlacesTogether:
    config.option.loadscopereorder = False  # the order is that of `TOGETHER`
    return PlacesTogether(config, log)


@pytest.fixture(scope="session", autouse=True)
def as_installed(django_test_environment: None) -> None:
    """Pages are drawn as for people: Django's tests copy what each template is given.

    There are fifty in a page; nobody asks for the copies, which take a ninth of it.
    """
    # What ends the environment puts the same back.
    Template._render = _TestState.saved_data.template_render


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that may not be committed."""
    named = os.environ.get("VITALFEW_SHARED_DATA")
    checkout = Path(__file__).resolve().parent.parent
    folder = Path(named) if named else checkout.parent / "shared" / "data"
    if not folder.is_dir():
        absent("The folder of shared data")
    return folder


@pytest.fixture(scope="session")
def all_workers(tmp_path_factory) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
def rows_before(request, django_db_setup, django_db_blocker, all_workers) -> None:
    """First of all fixtures: what stands in the database before the transaction."""
    from tests import kept
    from tests.cast import make_cast

    begins = begins_with(request.node)
    with django_db_blocker.unblock():
        if begins == "cast":
            kept.stand(all_workers / "cast", lambda _folder: make_cast())
        elif begins == "nothing":
            kept.empty()


@pytest.fixture
def cast(db, all_workers):
    """The people and customers every test knows."""
    from tests import kept
    from tests.cast import make_cast

    folder = all_workers / "cast"
    return kept.made(folder) if kept.stands(folder) else make_cast()
