"""What `make` says on a machine that cannot hold vitalfew: one line, and what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parent.parent / "tools" / "check_python.sh"
OLD = """case "$*" in
  --version) echo "Python 3.9.2";;
  *version_info*) exit 1;;
esac"""
WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1;; esac'


@pytest.fixture
def place():
    """A folder that others may look into, as those of the tests may not be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copy(CHECK, folder)
        yield folder


def python(folder: Path, does: str) -> str:
    script = folder / "python"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o755)
    return str(script)


def said(folder: Path, name: str, **process) -> tuple[int, str]:
    command = ["sh", CHECK.name, name]
    done = subprocess.run(  # noqa: PLW1510  the code is what is asked
        command, cwd=folder, capture_output=True, text=True, **process
    )
    assert not done.stdout
    return done.returncode, done.stderr


def test_a_machine_that_can_hold_it_is_told_nothing(place):
    assert said(place, python(place, "exit 0")) == (0, "")


@pytest.mark.parametrize(
    ("does", "words", "to_do"),
    [
        (OLD, "needs Python 3.11 or newer", "make PYTHON=/path/to/newer/python3"),
        (WITHOUT_VENV, "cannot make a virtual environment", "install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_one_clear_line(place, does, words, to_do):
    code, line = said(place, python(place, does))

    assert code == 1
    assert words in line
    assert to_do in line
    assert line.count("\n") == 1


def test_no_python_is_one_clear_line(place):
    code, line = said(place, "python-of-nowhere")

    assert code == 1
    assert "'python-of-nowhere' was not found. Install it" in line
    assert line.count("\n") == 1


def test_no_permission_to_write_is_one_clear_line(place):
    name = python(place, "exit 0")
    place.chmod(0o555)
    # Root may write everywhere.
    somebody = {"user": "nobody"} if os.geteuid() == 0 else {}

    code, line = said(place, name, **somebody)

    place.chmod(0o755)
    assert code == 1
    assert line.startswith("No permission to write into ")
    assert "clone vitalfew into a folder of your own" in line
    assert line.count("\n") == 1
