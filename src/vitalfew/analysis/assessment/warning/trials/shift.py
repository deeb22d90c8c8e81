"""Narrowing and moved purchasing as they would have been warned of, and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.analysis.assessment.warning.levels import Levels, months_tried
from vitalfew.analysis.assessment.warning.looks import (
    YEAR,
    Followed,
    Parts,
    Rule,
    by_month,
)
from vitalfew.analysis.assessment.warning.parts import LEVEL, Column
from vitalfew.analysis.assessment.warning.record import Tally
from vitalfew.analysis.assessment.warning.trials.past import STEPS

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.warning.trials.past import Past


def parts_of(past: Past, column: Column) -> Parts | None:
    """Months before, two years at least, and of the time after. Runs two queries.

    None when less than two years were known, or nothing names a part.
    """
    if not past.whole.has(column) or not past.known.covers(2 * YEAR):
        return None
    starts = past.starts(months_tried(past.known))
    return by_month(past.whole, column, starts)


def tally(past: Past, parts: Parts, rule: Rule) -> Tally:
    """The rule at the end of every month after the origin, as it was set by then."""
    origin = parts.months - STEPS
    level = Levels.of(rule, parts, until=origin).level(past.false_alarms_a_year)
    followed = Followed.of(rule, parts, range(origin, parts.months + 1))
    before, after = followed.looks[0], followed.looks[-1]
    happened = after.alarm(LEVEL) & ~before.alarm(LEVEL) & ~before.alarm(level)
    raised = followed.raised(level)[:-1]
    first = raised.argmax(axis=0)[happened & raised.any(axis=0)]
    false, right, years = followed.judged(level)
    return Tally(
        happened=int(happened.sum()),
        leads=past.leads(STEPS - 1.0 - first),
        right=right,
        false_alarms=false,
        account_years=years,
    )
