"""The wheel carries everything: installed alone, it screens and serves."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
ORDERS = """Customer No.,Customer Name,Order Date,Net Amount,Cost
C1,Norvik Wind,2025-01-06,1200.50,700
C1,Norvik Wind,2025-02-03,900,500
C2,Kelan Medical,2025-01-20,300,310
"""
pytestmark = pytest.mark.wheel


def run(*command: str | Path, **options) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        text=True,
        capture_output=True,
        **options,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "-o",
        folder,
        cwd=ROOT,
    )
    return next(folder.glob("vitalfew-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The `bin` folder of an environment that holds the wheel and its locked needs."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    link_needs(next(folder.glob("lib/python*/site-packages")))
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python"]
    run(*pip, "-q", "install", "--no-compile", "--no-deps", wheel)
    run(*pip, "check")
    return folder / "bin"


def link_needs(packages: Path) -> None:
    """What is locked for running and nothing else, from where the tests run.

    `make setup` installed it here by the same lock, and checked what it brought.
    """
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    pins = map(
        Requirement, re.findall(r"^[^\s#][^\\\n]*==[^\\\n]*", text, re.MULTILINE)
    )
    for pin in pins:
        if pin.marker and not pin.marker.evaluate():
            continue
        found = distribution(pin.name)
        assert found.version in pin.specifier
        for top in {file.parts[0] for file in found.files} - {"..", "__pycache__"}:
            (packages / top).symlink_to(found.locate_file(top))


def clean_environment(data: Path) -> dict[str, str]:
    kept = {"PATH", "HOME", "LANG", "TMPDIR"}
    own = {name: value for name, value in os.environ.items() if name in kept}
    return {**own, "VITALFEW_DATA": str(data)}


def test_the_wheel_holds_templates_scripts_styles_methods_and_chinese(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    for name in (
        "vitalfew/web/templates/base.html",
        "vitalfew/web/static/css/vitalfew.css",
        "vitalfew/locale/zh_Hans/LC_MESSAGES/django.mo",
        "vitalfew/apps/sample/adventureworks/Sales.csv",
        "vitalfew/apps/sample/adventureworks/activities.csv",
        "vitalfew/apps/sample/adventureworks/LICENSE",
        "vitalfew/web/methods/pages/payback.md",
        "vitalfew/web/methods/pages/zh/payback.md",
    ):
        assert name in names


def test_the_installed_command_screens_a_file(installed, tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text(ORDERS, encoding="utf-8")

    out = run(
        installed / "vitalfew",
        *("screen", orders, "--format", "json"),
        cwd=tmp_path,
        env=clean_environment(tmp_path / "data"),
    )

    contract = json.loads(out)
    assert contract["basis"] == "contribution"
    assert [row["account_id"] for row in contract["accounts"]] == ["C1", "C2"]
    assert contract["accounts"][0]["contribution"] == 900.5


def test_the_installed_product_reads_its_pages_of_methods(installed, tmp_path):
    read = "from vitalfew.web.methods.pages import page_read"
    page = "page_read('payback', 'zh-hans')"
    command = f"import django; django.setup(); {read}; print({page}.html)"

    html = run(
        installed / "python",
        *("-c", command),
        cwd=tmp_path,
        env=clean_environment(tmp_path / "data")
        | {"DJANGO_SETTINGS_MODULE": "vitalfew.project.settings"},
    )

    assert '<h2 id="worked-case">算例</h2>' in html


def test_the_installed_product_serves_the_sign_in_page(installed, tmp_path):
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [str(installed / "vitalfew"), "serve", "--port", str(port)],
        cwd=tmp_path,
        env=clean_environment(tmp_path / "data"),
        stderr=subprocess.DEVNULL,
    )
    try:
        page = wait_for(f"http://127.0.0.1:{port}/sign-in/")
    finally:
        server.send_signal(signal.SIGINT)
        code = server.wait(timeout=30)

    assert "vitalfew" in page
    assert "/static/css/vitalfew." in page
    assert code == 0


def wait_for(address: str) -> str:
    deadline = time.monotonic() + 300  # beside other tests
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
