"""Two heads take a manager's last free place at the same moment: one is told."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import make_cast
from vitalfew.apps.assessments.models import Decision, Designation
from vitalfew.apps.teams.models import Capacity

ROOT = Path(__file__).resolve().parents[3]
SET_UP = """
import django
django.setup()
from vitalfew.apps.upkeep.tables import tables_prepare
tables_prepare()
from tests.cast import make_cast
from vitalfew.apps.teams.models import Capacity
make_cast()
Capacity.objects.update(key_accounts=1)
"""
COUNT = """
SELECT (SELECT count(*) FROM assessments_decision),
       (SELECT count(*) FROM assessments_designation)
"""


def run(code, data, *arguments):
    environment = os.environ | {
        "VITALFEW_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "vitalfew.project.settings",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, *code, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process):
    output, _nothing = process.communicate(timeout=120)
    assert process.returncode == 0
    return output.strip()


def test_two_processes_on_sqlite_cannot_both_have_the_last_place(tmp_path):
    said(run(["-c", SET_UP], tmp_path))
    both = [
        run(["-m", "tests.apps.assessments.last_place"], tmp_path, account_id)
        for account_id in ("C001", "C003")
    ]

    assert [process.stdout.readline() for process in both] == ["ready\n"] * 2
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()

    assert sorted(said(process) for process in both) == ["made", "manager_full"]
    with closing(sqlite3.connect(tmp_path / "vitalfew.sqlite3")) as database:
        assert database.execute(COUNT).fetchall() == [(1, 1)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_threads_on_postgresql_cannot_both_have_the_last_place():
    if connection.vendor != "postgresql":
        pytest.skip("This database is not PostgreSQL.")
    from tests.apps.assessments.last_place import decide

    make_cast()
    Capacity.objects.update(key_accounts=1)
    results, gate = [], threading.Barrier(2)

    def take(account_id):
        gate.wait()
        results.append(decide(account_id))
        connection.close()

    threads = [
        threading.Thread(target=take, args=[account_id])
        for account_id in ("C001", "C003")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["made", "manager_full"]
    assert (Decision.objects.count(), Designation.objects.count()) == (1, 1)
