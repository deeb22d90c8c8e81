from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.apps.imports.conftest import csv_file, data_dir

__all__ = ["csv_file", "data_dir"]


@pytest.fixture
def work():
    """What the worker process does, until nothing waits."""

    def run() -> None:
        call_command(
            "db_worker", batch=True, interval=0, startup_delay=False, reload=False
        )

    return run


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client
