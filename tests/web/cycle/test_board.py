"""Who is stuck in a stage."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.apps.program.build import climb, key
from tests.cast import account as make_account
from vitalfew.apps.program.models import Cycle, Move
from vitalfew.apps.program.services import part_begin
from vitalfew.web.cycle.board import board_read
from vitalfew.web.formats import Formats

pytestmark = pytest.mark.django_db

ENGLISH = Formats("en")


def test_who_stays_twice_as_long_as_usual_is_stuck(cast):
    today = dt.date(2026, 7, 1)
    others = [make_account(f"S{number}", f"Stay {number}") for number in range(4)]
    for each, days in zip(others[:3], (100, 110, 300), strict=True):
        cycle = climb(cast, key(cast, each, cast.chen if days > 100 else cast.marta))
        began, left = cycle.moves.all()
        Move.objects.filter(pk=began.pk).update(on=today - dt.timedelta(days=400))
        came = today - dt.timedelta(days=400 - days)
        Move.objects.filter(pk=left.pk).update(on=came)
    slow = key(cast, others[3])

    def stuck(days):
        since = today - dt.timedelta(days=days)
        Cycle.objects.filter(pk=slow.pk).update(since=since)
        [first, *_rest] = board_read(cast.hana, None, ENGLISH, on=today).columns
        return first.usual, [card.stuck for card in first.cards]

    assert stuck(220) == ("usually 4 months", [False])
    assert stuck(221) == ("usually 4 months", [True])


def test_a_column_counts_accounts_as_the_title_does_and_parts_apart(cast):
    key(cast, cast.norvik)
    for name in ("Oslo", "Bergen"):
        part_begin(
            acting=cast.hana,
            account=cast.norvik,
            part="unit",
            name=name,
            reason="Buys on its own",
        )

    board = board_read(cast.hana, None, ENGLISH, on=dt.date(2026, 7, 1))

    [first, *_rest] = board.columns
    assert board.title == "1 key account: 1 in Establish"
    assert (first.accounts, first.parts, len(first.cards)) == (1, 2, 3)
