"""Server time of the pages over 200,000 accounts: the real views, warm, in process."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.installation import (
    HEAD,
    KEY_ACCOUNTS,
    LINES,
    environment,
    installation,
    seconds,
)
from benchmarks.measure import Session
from benchmarks.report import Table

ASKED = 40
"""Times each page is asked for, after three times to warm up."""
DRAWER = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer"}


def tables(session: Session) -> Iterator[Table]:
    data = installation(session)
    lines = session.lines(LINES)
    yield Table(
        title="Importing and assessing into the product",
        note=(
            f"{lines:,} order lines. Whole commands: the store's sorted copy and the "
            "accounts; then measures, judgement and reasons of all accounts on both "
            "bases, stored."
        ),
        headings=["step", "time", "a million lines"],
        rows=[
            [step, f"{took:.1f} s", f"{took / lines * 1e6:.2f} s"]
            for step, took in (
                (step, seconds(data, step)) for step in ("import", "assess again")
            )
        ],
    )
    found = _asked(session, data)
    least = found[0]["processor"]
    yield Table(
        title="Pages",
        note=(
            f"{lines:,} order lines, 200,000 accounts, {KEY_ACCOUNTS:,} key accounts, "
            "100,000 people at them, 1,000,000 ties, two assessments, SQLite; server "
            "time of the whole request, warm, "
            f"{ASKED} times each. The first row is a page that shows nothing but the "
            "frame all of them have: the least a page can cost. Beside other work only "
            "processor time compares."
        ),
        headings=[
            "page",
            "queries",
            "size",
            "median",
            "95 of 100",
            "processor",
            "to the frame",
        ],
        rows=[
            [
                each["page"],
                str(each["queries"]),
                f"{each['kb']:,.0f} kB",
                *(f"{each[name]:.0f} ms" for name in ("median", "p95", "processor")),
                f"{each['processor'] / least:.1f} ×",
            ]
            for each in found
        ],
    )


def _asked(session: Session, data: Path) -> list[dict[str, Any]]:
    file = data / "pages.json"
    session.command(
        [sys.executable, "-m", "benchmarks.pages", str(file)],
        environment=environment(data),
    )
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def probe() -> Iterator[dict[str, object]]:
    """Ask for each page as somebody who sees everything."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from vitalfew.apps.users.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(name=HEAD))
    for page, (url, headers) in _addresses().items():
        for _ in range(3):
            answer = client.get(url, **headers)
            assert answer.status_code == 200, (url, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(url, **headers)
            asked = len(queries)
        took, used = [], []
        for _ in range(ASKED):
            started, busy = time.perf_counter(), time.process_time()
            client.get(url, **headers)
            used.append((time.process_time() - busy) * 1000)
            took.append((time.perf_counter() - started) * 1000)
        yield {
            "page": page,
            "queries": asked,
            "kb": len(answer.content) / 1024,
            "median": statistics.median(took),
            "p95": statistics.quantiles(took, n=20)[-1],
            "processor": statistics.median(used),
        }


def _addresses() -> dict[str, tuple[str, dict[str, str]]]:
    from django.urls import reverse

    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.assessments.selectors import latest_assessment

    rows = AssessmentRow.objects.filter(
        assessment=latest_assessment(), basis="contribution"
    )
    ranked = rows.order_by("rank").values_list("account", flat=True)
    open_ = ranked.filter(account__designations__isnull=True)
    candidate = reverse("candidate", args=[open_[0]])
    accounts = reverse("accounts")
    return {
        "Frame alone (search for nothing)": (reverse("search"), {}),
        "Portfolio": (reverse("portfolio"), {}),
        "Candidates": (reverse("candidates"), {}),
        "Candidate as a page": (candidate, {}),
        "Candidate as a drawer": (candidate, DRAWER),
        "Account, rank 1": (reverse("account", args=[ranked[0]]), {}),
        "Account, rank 1,000": (reverse("account", args=[ranked[999]]), {}),
        "Accounts": (accounts, {}),
        "Accounts, page 1,000": (f"{accounts}?page=1000", {}),
        "Accounts, searched": (f"{accounts}?q=A0012", {}),
        "Search box": (f"{reverse('search')}?q=A0012", {}),
        "What if": (reverse("loss"), {}),
    } | _key_account_addresses()


def _key_account_addresses() -> dict[str, tuple[str, dict[str, str]]]:
    """One of the key accounts with its people, ties, plan and all tabs."""
    from django.urls import reverse

    from vitalfew.apps.plans.models import Plan

    plan = Plan.objects.order_by("pk")[KEY_ACCOUNTS // 2]
    tabs = {
        "overview": "account",
        "people": "account-people",
        "health": "account-health",
        "plan": "account-plan",
        "business": "account-business",
        "cycle": "account-cycle",
        "history": "account-history",
    }
    return {
        "Key accounts": (reverse("key-accounts"), {}),
        "My work": (reverse("work"), {}),
    } | {
        f"Key account, {tab}": (reverse(name, args=[plan.account_id]), {})
        for tab, name in tabs.items()
    }


if __name__ == "__main__":
    import vitalfew.project.wsgi  # noqa: F401  as a server loads it

    Path(sys.argv[1]).write_text(json.dumps(list(probe())), encoding="utf-8")
