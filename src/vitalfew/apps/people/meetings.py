"""At which levels of many accounts people were met: one query for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from vitalfew.analysis.assessment.relationship import WINDOW
from vitalfew.apps.people.models import Level


@dataclass(frozen=True)
class Met:
    """Of an account with everything below it: who is known, and who was met."""

    known: frozenset[str]
    """Levels at which somebody is known by name."""
    levels: frozenset[str]
    """Levels at which somebody was met within a year."""
    has_sponsor: bool
    """Whether an executive of ours is on its team."""
    by_sponsor: bool
    """Whether one of our sponsors met an executive of theirs within a year."""
    recorded: bool
    """Whether any contact was ever written down."""


# Every page of a key account asks it: Django would take ten times as long to write it
# as a database to answer.
ASKED = """
    SELECT DISTINCT whole.ancestor_id, post.level,
        EXISTS (
            SELECT 1 FROM teams_membership ours
            WHERE ours.account_id = whole.ancestor_id
                AND ours.role = 'sponsor' AND ours.ends_on IS NULL
        ),
        EXISTS (
            SELECT 1 FROM people_touch touch
            JOIN accounts_ancestry part ON part.descendant_id = touch.account_id
            WHERE part.ancestor_id = whole.ancestor_id
        ),
        EXISTS (
            SELECT 1 FROM people_touch touch
            JOIN people_touch_theirs theirs ON theirs.touch_id = touch.id
            JOIN accounts_ancestry part ON part.descendant_id = touch.account_id
            WHERE theirs.contact_id = post.contact_id
                AND part.ancestor_id = whole.ancestor_id
                AND touch."on" > %s AND touch."on" <= %s
        ),
        CASE WHEN EXISTS (
            SELECT 1 FROM teams_membership ours
            WHERE ours.account_id = whole.ancestor_id
                AND ours.role = 'sponsor' AND ours.ends_on IS NULL
        ) THEN EXISTS (
            SELECT 1 FROM people_touch touch
            JOIN people_touch_theirs theirs ON theirs.touch_id = touch.id
            JOIN people_touch_ours us ON us.touch_id = touch.id
            JOIN accounts_ancestry part ON part.descendant_id = touch.account_id
            JOIN teams_membership ours ON ours.user_id = us.user_id
                AND ours.account_id = whole.ancestor_id
                AND ours.role = 'sponsor' AND ours.ends_on IS NULL
            WHERE theirs.contact_id = post.contact_id
                AND part.ancestor_id = whole.ancestor_id
                AND touch."on" > %s AND touch."on" <= %s
        ) END
    FROM people_position post
    JOIN accounts_ancestry whole ON whole.descendant_id = post.account_id
    WHERE whole.ancestor_id IN ({accounts})
        AND post.ends_on IS NULL AND post.contact_id IS NOT NULL
        AND post.level IN ({levels})
"""

NOBODY = Met(frozenset(), frozenset(), False, False, False)  # noqa: FBT003


def met_at(
    accounts: Collection[int],
    on: dt.date,
    *,
    levels: Collection[str] = tuple(Level.values),
) -> dict[int, Met]:
    """By account, of people at these levels; where none of them is known, nothing.

    Whoever asks for executives only need not have everybody's contacts gone through.
    """
    if not accounts:
        return {}
    placed, asked = list(accounts), list(levels)
    sql = ASKED.format(accounts=_marks(placed), levels=_marks(asked))
    day = connection.ops.adapt_datefield_value
    year = [day(on - dt.timedelta(days=WINDOW)), day(on)]
    found: dict[int, Met] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*year, *year, *placed, *asked])
        for account, level, *said in cursor:
            before = found.get(account, NOBODY)
            found[account] = _with(before, level, *map(bool, said))
    return found


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _with(
    before: Met,
    level: str,
    has_sponsor: bool,  # noqa: FBT001
    recorded: bool,  # noqa: FBT001
    met: bool,  # noqa: FBT001
    by_sponsor: bool,  # noqa: FBT001
) -> Met:
    return Met(
        known=before.known | {level},
        levels=before.levels | ({level} if met else set()),
        has_sponsor=has_sponsor,
        by_sponsor=before.by_sponsor or (by_sponsor and level == Level.EXECUTIVE),
        recorded=recorded,
    )
