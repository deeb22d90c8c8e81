"""Backup, restore and doctor on a real installation."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_killed import ask


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
