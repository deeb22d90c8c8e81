"""How many queries each page asks: exactly so many, with three accounts and with sixty.

The numbers are budgets: `docs/development/speed.md`. A page that needs one more says so
here, in the same commit.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.apps.assessments.build import assessment, both
from tests.cast import account as make_account
from tests.web.account.test_drilldown import Lines
from vitalfew.apps.assessments.services import decision_record
from vitalfew.apps.teams.models import Capacity
from vitalfew.web.account import page

DRAWER = {"HX-Request": "true", "HX-Target": "drawer"}
REASONS = [["for", "continuity.regular", {"usual_gap_days": 12.0}]]
SHOWN = {"reasons": REASONS, "measures": {"margin": {"contribution_12m": 300.0}}}

QUERIES = {
    "portfolio": 16,
    "candidates": 15,
    "candidate": 24,
    "drawer": 17,
    "account": 27,
    "key-accounts": 17,
    "accounts": 12,
    "searched": 12,
    "search": 6,
    "loss": 10,
}
FULL_PAGE = {"accounts": 11, "portfolio": 18, "candidates": 16, "candidate": 25}
"""Whose first page is full, nobody asks for the accounts without figures; of so many
some are no longer proposed, and why is asked for; some are new, and named."""


@pytest.fixture
def few(cast, monkeypatch):
    """A key account, an open proposal, one looked at; two assessments; some orders."""
    runs = [assessment(day=dt.date(2026, month, 1)) for month in (4, 7)]
    for run in runs:
        both(run, cast.norvik, rank=1, contribution=900, verdict="propose", **SHOWN)
        both(run, cast.brenner, rank=2, contribution=500, verdict="propose", **SHOWN)
        both(run, cast.kelan, rank=3, contribution=100, **SHOWN)
    decide(cast, cast.norvik, "designate", manager=cast.marta)
    monkeypatch.setattr(page, "lines_of_account", lambda *_, **__: Lines())
    return runs


@pytest.fixture
def many(cast, few):
    """The same, of everything twenty times more."""
    Capacity.objects.update(key_accounts=50)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for number in range(60):
        one = make_account(f"X{number:02}", f"Extra {number:02}")
        verdict = "propose" if number < 40 else "watch"
        values = {"rank": 4 + number, "contribution": 90 - number}
        both(few[0], one, verdict="watch", **values, **SHOWN)
        both(few[1], one, verdict=verdict, **values, **SHOWN)
        if number % 3 == 0:
            decide(cast, one, "designate", manager=cast.chen)
        elif number % 7 == 0:
            decide(cast, one, "not_now", ask_again_on=tomorrow)
    return few


def decide(cast, account, kind, **values):
    decision_record(
        acting=cast.hana, account=account, kind=kind, reason="So decided", **values
    )


def asked(client, cast, name):
    address = {
        "candidate": reverse("candidate", args=[cast.brenner.pk]),
        "drawer": reverse("candidate", args=[cast.brenner.pk]),
        "account": reverse("account", args=[cast.norvik.pk]),
        "searched": reverse("accounts") + "?q=norvik",
        "search": reverse("search") + "?q=norvik",
    }.get(name) or reverse(name)
    return client.get(address, headers=DRAWER if name == "drawer" else {})


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("size", ["few", "many"])
def test_the_number_of_queries_is_the_same_however_many_accounts_there_are(
    request, client, cast, django_assert_num_queries, size, name
):
    request.getfixturevalue(size)
    client.force_login(cast.hana)
    assert asked(client, cast, name).status_code == 200

    pinned = QUERIES | FULL_PAGE if size == "many" else QUERIES
    with django_assert_num_queries(pinned[name]):
        asked(client, cast, name)
