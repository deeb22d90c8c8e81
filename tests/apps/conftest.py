"""What takes assessments to make, made once."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def nothing_kept():
    """Each test has assessments of its own, under the same numbers."""
    from vitalfew.apps.assessments.selectors import outcomes
    from vitalfew.apps.program import facts

    outcomes._kept.cache_clear()
    facts._kept.cache_clear()


@pytest.fixture(scope="module")
def keep(django_db_setup, django_db_blocker, tmp_path_factory, all_workers):
    """Makes something in the database once; tests that use it are rolled back."""
    from tests.kept import kept

    def keeping(make):
        own = tmp_path_factory.mktemp(make.__name__)
        name = f"{make.__module__}.{make.__name__}"
        with django_db_blocker.unblock(), kept(all_workers / name, own, make) as made:
            yield made

    return keeping
