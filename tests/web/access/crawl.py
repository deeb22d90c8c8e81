"""Walks every link a person can reach, starting from every page of the table."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.web.access.table import PAGES
from tests.web.files import text_of_office, text_of_pdf
from tests.web.house import House

LINK = re.compile(r"""(?:href|hx-get|action|src)\s*=\s*"([^"]*)\"""")
MOST = 600
"""More addresses than the product has for one person: the walk would be endless."""
VARIANTS = 3
"""How many queries of one address are looked at: they combine endlessly."""
SEARCHES = ("brenner", "kelan", "norvik", "nwk", "诺", "7", "settings")

OFFICE = "application/vnd.openxmlformats"
SHOWN = ("all", "key", "candidate", "prospect", "excluded")


@dataclass(frozen=True)
class Answer:
    """What one address said."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """What a person reads in it; of a picture nothing."""
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        if kind == "application/pdf":
            return text_of_pdf(self.body)
        if kind.startswith(OFFICE):
            return text_of_office(self.body)
        return "" if kind == "image/png" else self.body.decode(errors="replace")

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def is_file(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/csv")


def walk(client: Client, house: House) -> list[Answer]:
    """Everything this person can read, by every link of every page."""
    waiting = starts(house)
    seen: set[str] = set()
    variants: Counter[str] = Counter()
    answers = []
    given = set(waiting)
    while waiting:
        path = waiting.pop(0)
        bare = path.partition("?")[0]
        if path in seen or (path not in given and variants[bare] >= VARIANTS):
            continue
        seen.add(path)
        variants[bare] += 1
        response = client.get(path)
        answer = Answer(path, response.status_code, response.headers, body_of(response))
        answers.append(answer)
        if answer.status == 302:
            waiting.append(urldefrag(response["Location"])[0])
        if answer.is_page:
            waiting += [link for link in links(answer.body, path) if link not in seen]
    assert len(seen) < MOST, "The walk does not end: pages link to ever new addresses."
    return answers


def body_of(response: HttpResponse) -> bytes:
    if not response.streaming:
        return response.content
    return b"".join(response.streaming_content)


def starts(house: House) -> list[str]:
    paths = []
    accounts = (house.cast.norvik, house.cast.norvik_sea, house.cast.brenner)
    for name, page in PAGES.items():
        if page.of_account:
            paths += [reverse(name, args=[a.pk]) for a in accounts]
            paths.append(reverse(name, args=[house.cast.kelan.pk]))
        else:
            paths.append(reverse(name, args=page.args(house)))
    paths += [f"{reverse('search')}?q={words}" for words in SEARCHES]
    for name in ("accounts", "accounts-csv"):
        paths += [f"{reverse(name)}?q={words}" for words in SEARCHES]
        paths += [f"{reverse(name)}?below=1&show={show}" for show in SHOWN]
    return paths


def links(body: bytes, path: str) -> list[str]:
    """Addresses of this product in a page, each query once."""
    found = []
    for given in LINK.findall(body.decode(errors="replace")):
        address = urldefrag(urljoin(path, html.unescape(given)))[0]
        parts = urlsplit(address)
        if parts.netloc or parts.scheme or not parts.path.startswith("/"):
            continue
        if parts.path.startswith("/static/") or "/sign-in/out" in parts.path:
            continue
        found.append(address)
    return list(dict.fromkeys(found))
