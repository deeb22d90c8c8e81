"""In 简体中文 no sentence of ours is left in English."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from tools import messages

from tests.web.access.crawl import SEARCHES, walk
from tests.web.house import CATEGORIES, HEADINGS
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.people.models import Contact
from vitalfew.apps.people.services.spellings import taken_out
from vitalfew.apps.users.models import User
from vitalfew.web.templatetags.marks import initials

SAID = {"alt", "aria-label", "placeholder", "title", "data-failed", "data-copied"}
SILENT = {"script", "style", "code", "kbd", "samp"}
INITIALS = {"mono", "av"}
FOREIGN = {
    # names of ours and of things that have no other name
    *("vitalfew", "English", "EN", "CSV", "XLSX", "PDF", "Parquet", "Excel", "URL"),
    *("HHI", "Gini", "NPV", "ID", "id", "UTF", "GB", "GBK", "cp", "BOM", "ISO", "SAP"),
    # how figures are written, keys of a keyboard, examples
    *("EUR", "CNY", "USD", "CHF", "Ctrl", "Enter", "Esc", "Cookie", "https", "http"),
    *("SHA", "Windows", "ODS", "gzip", "MB", "CC", "BY", "table", "Syntetos", "Boylan"),
    *("Online", "Retail", "II", "PowerPoint", "pptx", "potx", "SVG", "PNG"),
}
WORD = re.compile(r"[A-Za-z]{2,}")
DOCUMENTS = "/methods/"
"""Pages that compute and cite; `tests/web/methods` reads them in both languages."""
DIGEST = re.compile(r"\b[0-9a-f]{16}…")


class Said(HTMLParser):
    """Everything a page says to eyes and ears."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.sentences += [value for name, value in attrs if name in SAID and value]
        known = dict(attrs)
        if set((known.get("class") or "").split()) & INITIALS:
            tag = "kbd"
        if known.get("lang") == "en":
            tag = "kbd"  # it says itself that it is another language
        if tag == "input" and known.get("type") == "submit":
            self.sentences.append(known.get("value") or "")
        if tag not in {"input", "br", "hr", "img", "meta", "link"}:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() not in {tag, "kbd"}:
            pass

    def handle_data(self, data):
        if not SILENT.intersection(self.inside) and data.strip():
            self.sentences.append(" ".join(data.split()))


def said(text: str) -> list[str]:
    parser = Said()
    parser.feed(text)
    return parser.sentences


def data_of(house) -> re.Pattern[str]:
    """Everything that people typed and files brought."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [
            f.name
            for f in model._meta.fields
            if isinstance(f, (models.CharField, models.TextField)) and not f.choices
        ]
        if model._meta.app_label in {"sessions", "contenttypes", "tasks"}:
            continue
        for row in model._default_manager.values_list(*fields) if fields else ():
            found |= {str(value) for value in row if value}
    found |= {text for each in Contact.objects.all() for text in taken_out([each])}
    found |= {*HEADINGS.split(","), *CATEGORIES, *SEARCHES, "Site", "no day"}
    found.add(house.batch.sha256[:16])
    longest_first = sorted((v for v in found if len(v) > 1), key=len, reverse=True)
    values = "|".join(map(re.escape, longest_first))
    return re.compile(f"(?<![A-Za-z])(?:{values})(?![A-Za-z])")


@pytest.fixture(scope="module")
def reading(house, django_db_blocker):
    """Every page as the head and the others read it in Chinese."""
    known = {}

    def read(who: str):
        if who not in known:
            with django_db_blocker.unblock():
                User.objects.update(language="zh-hans")
                client = Client()
                client.force_login(getattr(house.cast, who))
                known[who] = [
                    answer
                    for answer in walk(client, house)
                    if answer.is_page and not answer.path.startswith(DOCUMENTS)
                ]
        return known[who]

    return read


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["hana", "ana", "ada"])
def test_no_page_says_anything_in_english(house, reading, who):
    data = data_of(house)
    codes = {initials(a.name) for a in Account.objects.all()}
    english: dict[str, str] = {}
    met: set[str] = set()
    for answer in reading(who):
        for sentence in dict.fromkeys(said(answer.text)):
            if sentence in met:
                continue
            met.add(sentence)
            # Addresses first: words of ours would be taken out of them.
            rest = data.sub(" ", DIGEST.sub(" ", re.sub(r"\S+@\S+", " ", sentence)))
            rest = re.sub(r"\S+\.(csv|xlsx|html)|P\d+|Part \d|Site \w+", " ", rest)
            words = {w for w in WORD.findall(rest) if w not in FOREIGN | codes}
            if words:
                english.setdefault(sentence, f"{answer.path}: {sorted(words)}")

    assert [f"{where} {what!r}" for what, where in english.items()] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_signup",
        "account_inactive",
    ],
)
def test_signing_in_speaks_chinese(client, name):
    page = client.get(reverse(name), headers={"accept-language": "zh-CN"})

    left = {w for s in said(page.content.decode()) for w in WORD.findall(s)} - FOREIGN
    assert left == set()


def test_every_sentence_has_a_translation():
    assert messages.untranslated() == []


def test_no_translation_is_left_over_or_empty():
    for entry in messages.merged():
        assert entry.msgstr or entry.msgstr_plural, entry.msgid


def test_a_translation_keeps_the_places_of_its_sentence():
    place = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
    wrong = {
        entry.msgid: text
        for entry in messages.merged()
        for text in [entry.msgstr or entry.msgstr_plural[0]]
        if set(place.findall(entry.msgid)) != set(place.findall(text))
    }

    assert wrong == {}
