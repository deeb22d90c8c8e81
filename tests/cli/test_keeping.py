"""Backup, restore and doctor on a real installation."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import ORDERS
from tests.cli.test_killed import ask
from vitalfew.apps.upkeep.archive import verify


def figures(installation) -> list[object]:
    """Those of every assessment that was made, the newest last."""
    found = ask(
        installation,
        "SELECT figures FROM assessments_assessment "
        "WHERE state = 'finished' ORDER BY id",
    )
    return [json.loads(each) if isinstance(each, str) else each for (each,) in found]


def kept(installation):
    """Every byte of the orders, every assessment with its figures, and the people."""
    orders = sorted((installation.data / "orders").rglob("*"))
    return (
        {path: path.read_bytes() for path in orders if path.is_file()},
        ask(
            installation,
            "SELECT id, state, figures FROM assessments_assessment ORDER BY id",
        ),
        installation.run("user", "list").out,
    )


def test_a_backup_restores_to_identical_figures(filled, new_installation, tmp_path):
    backup = filled.run("backup", tmp_path / "monday.tar")
    other = new_installation("other")
    restored = other.run("restore", tmp_path / "monday.tar")

    assert backup.code == 0, backup.err
    assert restored.code == 0, restored.err
    assert "another secret key" in restored.err
    assert other.run("assess").code == 0
    assert figures(other) == figures(filled) * 2
    assert other.run("user", "list").out == filled.run("user", "list").out
    assert other.run("doctor", "--deep").code == 0


STOPPING = """
import os, signal, sys
from vitalfew.files import failpoints
failpoints.reach = lambda step: os.kill(os.getpid(), signal.SIGSTOP)
from vitalfew.cli.main import run
run()
"""
"""The command, which stops at every step of an import until it is told to go on."""


def backed_up_at_every_step(installation, file, folder):
    """Backups made while an import stood still at one step after the other.

    With the number of imports that counted then.
    """
    importing = subprocess.Popen(
        [sys.executable, "-c", STOPPING, "import", "orders", file],
        cwd=installation.work,
        env=installation.environment,
        stdout=subprocess.DEVNULL,
    )
    backups = []
    while True:
        _pid, status = os.waitpid(importing.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            break
        backup = folder / f"{len(backups)}.tar"
        try:
            backups.append((counting(installation), backup))
            done = installation.run("backup", backup)
        finally:
            importing.send_signal(signal.SIGCONT)
        assert done.code == 0, done.err
    importing.returncode = os.waitstatus_to_exitcode(status)
    assert importing.returncode == 0
    return backups


def counting(installation):
    asked = "SELECT COUNT(*) FROM imports_batch WHERE state = 'committed'"
    return ask(installation, asked)[0][0]


def test_a_backup_during_an_import_has_the_figures_before_it_or_after_it(
    filled, new_installation, tmp_path
):
    more = tmp_path / "june.csv"
    head, *_lines = ORDERS.splitlines()
    more.write_text(f"{head}\n9,C2,Kelan Medical,2025-06-02,700.00,410.00,Seals\n")

    backups = backed_up_at_every_step(filled, more, tmp_path)

    assert filled.run("assess").code == 0
    before, after = figures(filled)
    assert before != after
    for _number, backup in backups:
        verify(backup)
    # The last without it and the first that has it are closest to having half of it.
    without = [backup for number, backup in backups if number == 1]
    with_it = [backup for number, backup in backups if number == 2]
    assert len(without) > 5
    for imports, backup, expected in ((1, without[-1], before), (2, with_it[0], after)):
        other = new_installation(f"with_{imports}")
        assert other.run("restore", backup).code == 0
        deep = other.run("doctor", "--deep")
        assert deep.code == 0, deep.out
        assert counting(other) == imports
        assert other.run("assess").code == 0
        assert figures(other) == [before, expected]


@pytest.mark.parametrize("place", [600, -3000, -30])
def test_one_flipped_bit_is_refused_before_anything_is_touched(
    filled, new_installation, tmp_path, place
):
    backup = tmp_path / "monday.tar"
    filled.run("backup", backup)
    bytes_ = bytearray(backup.read_bytes())
    bytes_[place] ^= 1
    backup.write_bytes(bytes_)
    other = new_installation("other")

    done = other.run("restore", backup)

    assert done.code == 1
    assert "damaged" in done.err
    assert "Traceback" not in done.err
    kept = {path.name for path in other.data.iterdir()} - {"secret.key"}
    assert kept == set()


def test_a_restore_never_writes_over_an_installation(filled, tmp_path):
    filled.run("backup", tmp_path / "monday.tar")
    before = kept(filled)
    assert all(before)

    done = filled.run("restore", tmp_path / "monday.tar")

    assert done.code == 1
    assert "empty" in done.err
    assert kept(filled) == before


def test_a_backup_never_overwrites_a_file(filled, tmp_path):
    target = tmp_path / "monday.tar"
    target.write_text("something else", encoding="utf-8")

    done = filled.run("backup", target)

    assert done.code == 1
    assert target.read_text(encoding="utf-8") == "something else"


def test_a_backup_is_readable_by_its_owner_only(filled, tmp_path):
    filled.run("backup", tmp_path / "monday.tar")

    assert (tmp_path / "monday.tar").stat().st_mode & 0o077 == 0


def test_doctor_finds_nothing_wrong_with_a_good_installation(filled):
    done = filled.run("doctor", "--deep")

    assert done.code == 0, done.out
    assert "PROBLEM" not in done.out


def test_doctor_names_a_changed_order_file(filled):
    lines = next(filled.data.glob("orders/*/lines.parquet"))
    changed = bytearray(lines.read_bytes())
    changed[len(changed) // 2] ^= 1
    lines.chmod(0o600)
    lines.write_bytes(changed)

    shallow, deep = filled.run("doctor"), filled.run("doctor", "--deep")

    assert shallow.code == 0
    assert deep.code == 1
    assert lines.parent.name in deep.out


def test_doctor_lists_a_folder_no_import_owns(filled):
    (filled.data / "orders" / "left-behind").mkdir()

    done = filled.run("doctor")

    assert done.code == 1
    assert "left-behind" in done.out
    assert (filled.data / "orders" / "left-behind").exists()


def test_doctor_says_when_others_can_read_the_key(filled):
    (filled.data / "secret.key").chmod(0o644)

    done = filled.run("doctor")

    assert done.code == 1
    assert "chmod 600" in done.out
