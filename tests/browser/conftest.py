"""A real Chromium and the real product. Everything ends with the last browser test:
the driver's event loop would forbid later tests in this process to use the database.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.product import Product, running
from tests.browser.reader import Desk
from tests.conftest import absent

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        absent("Chromium")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def sample(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """The product with its sample, as `make demo` starts it."""
    folder = tmp_path_factory.mktemp("sample")
    with running("demo", data=folder / "data", log=folder / "log") as product:
        yield product


@pytest.fixture(scope="package")
def sample_desk(browser: Browser, sample: Product) -> Desk:
    return Desk(browser, sample, sample.passwords)


@pytest.fixture
def desk(sample_desk: Desk) -> Iterator[Desk]:
    """Browsers on the sample; whatever a browser complains about fails the test."""
    sample_desk.watch.complaints.clear()
    yield sample_desk
    assert sample_desk.watch.complaints == []
