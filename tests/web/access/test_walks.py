"""What pages say to people who click everything: nothing they may not know."""

from __future__ import annotations

import csv
import html
import io
import re
from decimal import Decimal

import pytest
from django.test import Client

from tests.web.access.crawl import Answer, walk
from tests.web.access.table import ALL
from tests.web.house import XSS, amounts_of, fingerprint
from vitalfew.apps.assessments.models import AssessmentRow
from vitalfew.web.formats import Formats
from vitalfew.web.methods.pages import page_read

pytestmark = pytest.mark.django_db

FOREIGN = {
    "marta": ("brenner", "kelan"),
    "sam": ("brenner", "kelan"),
    "stella": ("brenner", "kelan"),
    "chen": ("norvik", "kelan"),
    "rhea": ("kelan",),
    "carl": ("kelan",),
}
NO_MARGINS = ("ada", "sam", "rhea", "carl")
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
STYLES = [
    Formats(language=language, currency="EUR", money_format=money)
    for language in ("en", "zh-hans")
    for money in ("", "k", "wan", "full")
]


@pytest.fixture(scope="module")
def walked(house, django_db_blocker):
    """What each person read, walked once, and what the walk changed."""
    known = {}

    def read(name: str) -> tuple[list[Answer], set[str]]:
        if name not in known:
            with django_db_blocker.unblock():
                client = Client(raise_request_exception=False)
                client.force_login(getattr(house.cast, name))
                before = fingerprint()
                answers = walk(client, house)
                after = fingerprint()
            changed = {table for table in after if after[table] != before[table]}
            known[name] = answers, changed
        return known[name]

    return read


def shapes(amount: Decimal) -> set[str]:
    """Every way a page, a file or a picture could write an amount of many figures."""
    plain = f"{amount:.4f}".rstrip("0").rstrip(".")
    found = {plain, f"{amount:,.0f}", f"{amount:.2f}", f"{float(amount)}"}
    for style in STYLES:
        found |= {style.money(amount), style.money_full(amount)}
    return {text for text in found if sum(c.isdigit() for c in text) >= 3}


def by_figures(amounts: set[str]) -> dict[str, list[str]]:
    """The amounts by the number they start with, as `NUMBER` finds it in a page."""
    found: dict[str, list[str]] = {}
    for text in amounts:
        found.setdefault(NUMBER.findall(text)[0], []).append(text)
    return found


def written(amounts: dict[str, list[str]], body: str) -> list[str]:
    """The amounts that stand in a page as numbers of their own."""
    met = amounts.keys() & set(NUMBER.findall(body))
    return [text for number in met for text in amounts[number] if stands(text, body)]


def stands(text: str, body: str) -> bool:
    return bool(re.search(rf"(?<![\d.,]){re.escape(text)}(?![\d]|[.,]\d)", body))


def margins() -> set[str]:
    """Contributions, in every shape, that no revenue shares."""
    rows = AssessmentRow.objects.exclude(contribution=None)
    secret: set[str] = set()
    public: set[str] = set()
    for row in rows:
        if row.basis == "contribution":
            secret |= shapes(row.contribution)
        else:
            public |= shapes(row.contribution)
    return secret - public


@pytest.mark.parametrize("who", sorted(FOREIGN))
def test_no_byte_betrays_an_account_one_may_not_see(house, walked, who):
    hidden = [getattr(house.cast, name) for name in FOREIGN[who]]
    names = {word for account in hidden for word in account.name.split()}
    names |= {account.account_id for account in hidden}
    own = {"norvik": "C001", "brenner": "C002"}
    amounts = by_figures(
        {s for a in hidden for amount in amounts_of(a) for s in shapes(amount)}
    )
    assert amounts
    assert own

    for answer in walked(who)[0]:
        text = answer.text
        shown = text.replace(answer.path, "")
        for name in names:
            found = re.search(rf"\b{name}\b", shown)
            asked = f"q={name}".lower() in answer.path.lower()
            around = found and shown[max(0, found.start() - 60) : found.end() + 60]
            assert asked or not found, (answer.path, name, around)
        assert not written(amounts, text), answer.path


@pytest.mark.parametrize("who", ["marta", "chen", "sam", "stella", "rhea", "carl"])
def test_no_share_betrays_what_all_accounts_bring(house, walked, who):
    """An amount divided by its share is the total, which is for who sees all."""
    rows = AssessmentRow.objects.exclude(share=None).exclude(share=0)
    shares = by_figures({Formats(language="en").percent(row.share) for row in rows})
    assert len(shares) > 5

    for answer in walked(who)[0]:
        for row in rows:
            assert str(row.share) not in answer.text, answer.path
        if not answer.path.startswith("/methods/"):
            assert not written(shares, answer.text), answer.path


@pytest.mark.parametrize("who", NO_MARGINS)
def test_no_byte_betrays_a_margin_to_whoever_may_not_see_it(house, walked, who):
    secret = by_figures(margins())
    assert secret

    for answer in walked(who)[0]:
        text = answer.text
        assert not written(secret, text), answer.path


def test_a_care_officer_sees_no_amount_at_all(house, walked):
    amounts = by_figures(
        {
            shape
            for row in AssessmentRow.objects.exclude(revenue=None)
            for amount in (row.revenue, row.contribution)
            for shape in shapes(amount)
            if sum(c.isdigit() for c in shape) >= 4
        }
    )

    for answer in walked("carl")[0]:
        if answer.path.startswith("/methods/"):
            continue  # Worked cases of the documents: no customer's amounts.
        text = answer.text
        assert "€" not in text, answer.path
        assert not written(amounts, text), answer.path


@pytest.mark.parametrize("who", ALL.split())
def test_reading_everything_changes_nothing_and_never_fails(house, walked, who):
    answers, changed = walked(who)

    assert {a.path: a.status for a in answers if a.status >= 500} == {}
    assert changed == set()


@pytest.mark.parametrize("who", ["hana", "ana", "ada"])
def test_what_people_typed_runs_nowhere(house, walked, who):
    met = 0
    for answer in walked(who)[0]:
        if not answer.is_page:
            continue
        text = answer.text
        met += "&lt;script&gt;alert(7)" in text
        assert XSS not in text, answer.path
        assert not re.search(r"<[a-z][^>]*\sonmouseover\s*=", text), answer.path
        assert not re.search(r"""(href|src|action)\s*=\s*["']?\s*javascript:""", text)
    assert met >= 3


def test_figures_lead_to_what_they_mean(house, walked):
    norvik = house.cast.norvik.pk
    explained = {
        "/": {"concentration", "concentration#effective_number", "margin#growth"},
        "/what-if/": {"loss", "loss#cover_after", "loss#rank"},
        f"/candidates/{norvik}/": {"payback", "potential", "fit", "selection#steps"},
        f"/accounts/{norvik}/": {"payback", "continuity#trend", "screen#share"},
        "/criteria/": {"criteria#weights", "criteria#payback.limit_months"},
    }
    met = {}
    for answer in walked("hana")[0]:
        links = re.findall(r'href="/methods/([\w-]+)/(#[\w.-]+)?"', answer.text)
        met[answer.path] = {page + place for page, place in links}
        for page, place in links:
            text = page_read(page, "en").html
            assert not place or f'id="{place[1:]}"' in text, (answer.path, page, place)

    assert {at: places - met[at] for at, places in explained.items()} == {
        at: set() for at in explained
    }


@pytest.mark.parametrize("who", ["hana", "ana", "ada"])
def test_no_name_turns_the_line_it_stands_in(house, walked, who):
    own = re.compile(  # what is a line of its own, or shows its text alone
        r"<(input|option|textarea)\b[^>]*>[^<]*|<meta[^>]*>"
    )
    met, loose = 0, {}
    for answer in walked(who)[0]:
        if not (answer.is_page or answer.is_file):
            continue
        text = (
            own.sub("", html.unescape(answer.text)) if answer.is_page else answer.text
        )
        for found in re.finditer("\u202e", text):
            before = text[: found.start()]
            inside = before.rfind("<bdi>") > before.rfind("</bdi>")
            inside = inside or before.rfind("\u2068") > before.rfind("\u2069")
            met += 1
            if not inside:
                said = text[found.start() - 80 : found.start() + 20]
                loose.setdefault(answer.path, " ".join(said.split()))

    assert loose == {}
    assert met > 20


@pytest.mark.parametrize("who", ["hana", "ada", "carl"])
def test_every_answer_has_the_headers_that_protect_it(house, walked, who):
    for answer in walked(who)[0]:
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, answer.path
        assert "default-src 'none'" in policy, answer.path
        assert "frame-ancestors 'none'" in policy, answer.path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", answer.path
        assert answer.headers["X-Frame-Options"] == "DENY", answer.path
        assert answer.headers["Referrer-Policy"] == "same-origin", answer.path
        assert "no-store" in answer.headers["Cache-Control"], answer.path
        if answer.is_page:
            text = answer.text
            assert not re.search(r"<[a-z][^>]*\sstyle\s*=", text), answer.path
            assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text), answer.path
            assert "<style" not in text, answer.path
            scripts = re.findall(r"<script\b([^>]*)>", text)
            assert all("src=" in attributes for attributes in scripts), answer.path


@pytest.mark.parametrize("who", ["hana", "ana"])
def test_files_run_nothing_in_a_spreadsheet(house, walked, who):
    files = 0
    for answer in walked(who)[0]:
        if not answer.is_file:
            continue
        files += 1
        assert answer.headers["Content-Disposition"].startswith("attachment"), (
            answer.path
        )
        for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), answer.path
    assert files >= 3
