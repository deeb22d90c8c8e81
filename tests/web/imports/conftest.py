from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult

from tests.apps.imports.conftest import csv_file, data_dir

__all__ = ["csv_file", "data_dir"]


@pytest.fixture
def work():
    """What the worker process does, until nothing but an assessment waits."""

    def run() -> None:
        # Not by db_worker: it closes the connection that this test's transaction holds.
        jobs = DBTaskResult.objects.ready().exclude(task_path__endswith=".assess")
        while waiting := jobs.first():
            waiting.claim("test")
            waiting.task.call(*waiting.task_result.args, **waiting.task_result.kwargs)
            waiting.set_successful(None)

    return run


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client
