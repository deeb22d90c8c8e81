"""The cast's house, built once for all walks."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def nothing_kept():
    """Each test has assessments of its own, under the same numbers."""
    from vitalfew.apps.assessments.selectors import outcomes
    from vitalfew.apps.program import facts
    from vitalfew.web.accounts import listing
    from vitalfew.web.portfolio import found, page

    found._kept.cache_clear()
    outcomes._kept.cache_clear()
    facts._kept.cache_clear()
    listing._last_rank.cache_clear()
    page._said_once.cache_clear()


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory, all_workers):
    """For tests that are marked `django_db`: what each of them does is rolled back."""
    from tests.kept import kept
    from tests.web.house import build

    own = tmp_path_factory.mktemp("house")
    with django_db_blocker.unblock(), kept(all_workers / "house", own, build) as house:
        yield house
