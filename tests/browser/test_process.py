"""The commands as processes: ended as asked, and clear about why they cannot start."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.browser.product import (
    COMMAND,
    STOPS_WITHIN,
    Product,
    children,
    free_port,
    lives,
    own_environment,
    start,
)

pytestmark = pytest.mark.browser


def refused(*arguments: str) -> str:
    """What a command that cannot start says; it ends with an error by itself."""
    done = subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=own_environment(),
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr.strip()


def test_ctrl_c_ends_the_demo_and_everything_it_started(
    sample: Product, tmp_path: Path
):
    """A second start over the same sample, so that nothing is loaded again."""
    copy = tmp_path / "data"
    subprocess.run(["cp", "-r", str(sample.data), str(copy)], check=True)
    product = start("demo", data=copy, log=tmp_path / "log")
    assert "Importing" in sample.said
    assert "Importing" not in product.said
    below = children(product.process.pid)
    assert len(below) >= 3
    assert product.stop() == 0
    ends = time.monotonic() + STOPS_WITHIN
    while any(map(lives, below)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert [pid for pid in below if lives(pid)] == []
    assert product.said.strip().endswith("Stopped.")
    assert "Traceback" not in product.said


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_one_clear_line(command: str, tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(command, "--data", str(tmp_path / "data"), "--port", str(port))
    assert said.splitlines() == [
        f"vitalfew: Port {port} on 127.0.0.1 is taken. Stop the other program, or "
        "choose another port with --port."
    ]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_file_in_place_of_the_folder_is_one_clear_line(command: str, tmp_path: Path):
    file = tmp_path / "data"
    file.write_text("mine", encoding="utf-8")
    said = refused(command, "--data", str(file), "--port", str(free_port()))
    assert len(said.splitlines()) == 1
    assert str(file) in said
    assert file.read_text(encoding="utf-8") == "mine"
