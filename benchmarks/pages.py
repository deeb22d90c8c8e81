"""Server time of the pages over 200,000 accounts: the real views, warm, in process."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Table
from benchmarks.screens import orders_file

ASKED = 40
"""Times each page is asked for, after three times to warm up."""


def environment(data: Path) -> dict[str, str]:
    return {
        **os.environ,
        "VITALFEW_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "vitalfew.project.settings",
    }


def installation(folder: Path, lines: int) -> Path:
    """An installation with the lines imported and assessed, made once."""
    data = folder / f"installation-{lines}"
    if (data / "ready").exists():
        return data
    vitalfew = str(Path(sys.executable).parent / "vitalfew")
    file = str(orders_file(folder, lines))
    person = ["user", "add", "bench@example.com", "--name", "Bench Mark"]
    person += ["--role", "head", "--role", "analyst"]
    for command in (
        ["import", "orders", file],
        ["assess"],
        person,
    ):
        started = time.perf_counter()
        subprocess.run(
            [vitalfew, *command],
            check=True,
            env=environment(data),
            input="a long enough password\n",
            text=True,
        )
        took = time.perf_counter() - started
        print(f"{command[0]}: {took:.1f} s", file=sys.stderr)
        (data / f"{command[0]}.seconds").write_text(f"{took:.1f}", encoding="ascii")
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"],
        check=True,
        env=environment(data),
    )
    (data / "ready").touch()
    return data


def tables(folder: Path, *, scale: float) -> Iterator[Table]:
    lines = int(20_000_000 * scale)
    data = installation(folder, lines)
    probe = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages"],
        check=True,
        env=environment(data),
        stdout=subprocess.PIPE,
        text=True,
    )
    rows = [
        [row["page"], str(row["queries"]), f"{row['kb']:,.0f} kB"]
        + [f"{row[name]:.0f} ms" for name in ("median", "p95")]
        for row in json.loads(probe.stdout)
    ]
    yield Table(
        title="Pages",
        note=(
            f"{lines:,} order lines, 200,000 accounts, SQLite; server time of the "
            f"whole request, warm, {ASKED} times each."
        ),
        headings=["page", "queries", "size", "median", "95 of 100"],
        rows=rows,
    )
    yield Table(
        title="Importing and assessing into the product",
        note="Whole commands: the store's sorted copy, accounts, both bases.",
        headings=["step", "time"],
        rows=[
            [step, f"{(data / f'{step}.seconds').read_text()} s"]
            for step in ("import", "assess")
        ],
    )


def probe() -> list[dict[str, object]]:
    """Ask for each page as somebody who sees everything."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.users.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(email="bench@example.com"))
    account = AssessmentRow.objects.order_by("rank").values_list("account", flat=True)
    pages = {
        "Portfolio": reverse("portfolio"),
        "Candidates": reverse("candidates"),
        "Candidate": reverse("candidate", args=[account[0]]),
        "Account": reverse("account", args=[account[0]]),
        "Account, rank 1,000": reverse("account", args=[account[1000]]),
        "Accounts": reverse("accounts"),
        "Accounts, searched": reverse("accounts") + "?q=A0012",
        "Search box": reverse("search") + "?q=A0012",
        "What if": reverse("loss"),
    }
    found = []
    for page, url in pages.items():
        for _ in range(3):
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
            asked = len(queries)
        times = []
        for _ in range(ASKED):
            started = time.perf_counter()
            client.get(url)
            times.append((time.perf_counter() - started) * 1000)
        found.append(
            {
                "page": page,
                "queries": asked,
                "kb": len(answer.content) / 1024,
                "median": statistics.median(times),
                "p95": statistics.quantiles(times, n=20)[-1],
            }
        )
    return found


if __name__ == "__main__":
    print(json.dumps(probe()))
