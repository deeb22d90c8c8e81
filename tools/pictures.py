"""Photograph the real pages, with the sample behind them, into docs/pictures.

    python tools/pictures.py                  the pictures of the documentation
    python tools/pictures.py --page /people/  one page, both languages and widths, light
                                              and dark, into var/pictures

Needs Chromium. Starts a server of its own and stops it again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTED = ROOT / "docs" / "pictures"
SINGLE = ROOT / "var" / "pictures"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PERSON = "li.wen@sample.example"
WIDE, NARROW = (1440, 900), (390, 844)


@dataclass(frozen=True)
class Shot:
    name: str
    page: str
    language: str = "en"
    size: tuple[int, int] = WIDE
    dark: bool = False


PORTFOLIO, CANDIDATES, ACCOUNT = "/", "/candidates/", "account:G04"
SHOTS = (
    Shot("portfolio.en", PORTFOLIO),
    Shot("portfolio.zh", PORTFOLIO, "zh-hans"),
    Shot("portfolio.mobile", PORTFOLIO, size=NARROW),
    Shot("candidates.en", "candidate:G03"),
    Shot("candidates.zh", CANDIDATES, "zh-hans"),
    Shot("candidates.mobile", CANDIDATES, size=NARROW),
    Shot("account.en", ACCOUNT),
    Shot("account.zh", ACCOUNT, "zh-hans"),
    Shot("account.dark", ACCOUNT, dark=True),
    Shot("account.mobile", ACCOUNT, size=NARROW),
    Shot("what-if.en", "/what-if/"),
    Shot("warnings.en", "/warnings/"),
    Shot("serving.en", "/criteria/serving/"),
    Shot("imports.en", "/imports/"),
)


@contextlib.contextmanager
def product() -> Iterator[tuple[str, str]]:
    """A server with the sample; gives its address and the head's password."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        command = [str(Path(sys.executable).parent / "vitalfew"), "demo"]
        command += ["--data", name, "--port", str(port)]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/healthz")
            signs = Path(name, "sample-sign-ins.json").read_text(encoding="utf-8")
            yield address, json.loads(signs)[PERSON]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def wait_for(address: str) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=2)
            return
        time.sleep(0.5)
    sys.exit(f"{address} does not answer.")


def sign_in(browser: Browser, address: str, password: str, shot: Shot) -> Page:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN" if shot.language.startswith("zh") else "en-US",
        color_scheme="dark" if shot.dark else "light",
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in/")
    page.fill("input[name=login]", PERSON)
    page.fill("input[name=password]", password)
    page.click("form button[type=submit]")
    page.wait_for_load_state()
    return page


def found(page: Page, address: str, what: str) -> str:
    """The address of a page; `account:ID` and `candidate:ID` are looked up by name."""
    kind, colon, account_id = what.partition(":")
    if not colon:
        return address + what
    page.goto(f"{address}/accounts/?q={account_id}")
    rows = page.eval_on_selector_all(
        "a[href^='/accounts/']", "links => links.map(link => link.pathname)"
    )
    key = next(path for path in rows if path.strip("/").split("/")[-1].isdigit())
    number = key.strip("/").split("/")[-1]
    return f"{address}/{'accounts' if kind == 'account' else 'candidates'}/{number}/"


def photograph(shots: tuple[Shot, ...], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with product() as (address, password), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in shots:
            page = sign_in(browser, address, password, shot)
            page.goto(found(page, address, shot.page))
            page.wait_for_timeout(400)
            file = folder / f"{shot.name}.png"
            page.screenshot(path=str(file))
            print(file.relative_to(ROOT))
            page.context.close()
        browser.close()


def every_way(page: str) -> tuple[Shot, ...]:
    name = page.strip("/").replace("/", "-") or "portfolio"
    return tuple(
        Shot(
            f"{name}.{language}.{size[0]}.{theme}",
            page,
            language,
            size,
            theme == "dark",
        )
        for language in ("en", "zh-hans")
        for size in (WIDE, NARROW)
        for theme in ("light", "dark")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", help="one page, in every language, width and theme")
    chosen = parser.parse_args()
    if chosen.page:
        photograph(every_way(chosen.page), SINGLE)
    else:
        photograph(SHOTS, DOCUMENTED)


if __name__ == "__main__":
    main()
