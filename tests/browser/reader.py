"""Somebody at a browser: signed in or not, in a language, at a width."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    StorageState,
    expect,
)

from tests.browser.product import Product

HEAD = "li.wen@sample.example"
ANALYST = "ana.reyes@sample.example"
FINANCE = "nora.feld@sample.example"
ADMINISTRATOR = "ida.novak@sample.example"

DESK, PHONE = (1440, 900), (390, 844)
PATIENCE = 30_000
"""Milliseconds: on a machine with other work an answer may be late, and still right."""
SLOWLY = 120_000
"""For what is made beside the pages: a file is read, an assessment is made."""
expect.set_options(timeout=PATIENCE)
ENGLISH, CHINESE = "en-US", "zh-CN"
REFUSED_ON_PURPOSE = "the server responded with a status of 4"
"""Chromium logs every answer of 400 and above, also the one a form is refused with."""

WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  const { violatedDirective, blockedURI, sample } = event;
  console.error(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
});
"""


@dataclass
class Watch:
    """What the browser complained about while somebody worked."""

    complaints: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.add_init_script(WATCH_POLICY)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        if REFUSED_ON_PURPOSE not in message.text:
            self.complaints.append(f"{message.text} ({message.location['url']})")


@dataclass
class Desk:
    """Opens browsers on one product; everybody signs in once."""

    browser: Browser
    product: Product
    passwords: dict[str, str]
    watch: Watch = field(default_factory=Watch)
    _sessions: dict[str, StorageState] = field(default_factory=dict)

    @contextlib.contextmanager
    def visitor(
        self,
        *,
        size: tuple[int, int] = DESK,
        language: str = ENGLISH,
        **options: Any,
    ) -> Iterator[Page]:
        """Somebody who has not signed in."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            base_url=self.product.address,
            locale=language,
            timezone_id="UTC",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        self.watch.on(page)
        try:
            yield page
        finally:
            context.close()

    @contextlib.contextmanager
    def person(
        self,
        email: str,
        **options: Any,
    ) -> Iterator[Page]:
        """Somebody who is signed in."""
        if email not in self._sessions:
            with self.visitor() as page:
                sign_in(page, email, self.passwords[email])
                page.wait_for_url(lambda url: "/sign-in/" not in url)
                self._sessions[email] = page.context.storage_state()
        with self.visitor(storage_state=self._sessions[email], **options) as page:
            yield page


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main button.btn--p")


def told_at(page: Page, address: str, said: Locator) -> None:
    """Open a page again until it says this: what it tells of is made beside it."""
    ends = time.monotonic() + SLOWLY / 1000
    page.goto(address)
    while not said.count() and time.monotonic() < ends:
        page.wait_for_timeout(500)
        page.goto(address)
    expect(said).to_be_visible()


def number_of(page: Page, words: str) -> int:
    """The key of the first account a search finds, as its address has it."""
    page.goto(f"/accounts/search/?q={words}")
    path = page.locator("#content .found a[href^='/accounts/']").first.get_attribute(
        "href"
    )
    assert path is not None
    return int(path.strip("/").split("/")[-1])
