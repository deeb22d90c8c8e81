"""Fixtures for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}


def absent(what: str) -> None:
    """Skip a test for want of something; with REQUIRE_ALL=1 fail it instead."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} is required and absent.", pytrace=False)
    pytest.skip(f"{what} is absent.")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that may not be committed."""
    named = os.environ.get("VITALFEW_SHARED_DATA")
    checkout = Path(__file__).resolve().parent.parent
    folder = Path(named) if named else checkout.parent / "shared" / "data"
    if not folder.is_dir():
        absent("The folder of shared data")
    return folder


@pytest.fixture
def cast(db):
    """The people and customers every test knows."""
    from tests.cast import make_cast

    return make_cast()
