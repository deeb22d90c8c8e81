"""The cast's house, built once for all walks of a module."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command

from vitalfew.apps.imports import storage


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once a module, whose tests are marked `django_db`: each is rolled back."""
    from tests.web.house import build

    folder = tmp_path_factory.mktemp("house")
    before = settings.DATA_DIR
    settings.DATA_DIR = folder / "data"
    settings.DATA_DIR.mkdir()
    storage._store.cache_clear()
    with django_db_blocker.unblock():
        yield build(folder)
        call_command("flush", interactive=False, verbosity=0)
    settings.DATA_DIR = before
    storage._store.cache_clear()
