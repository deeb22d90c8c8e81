"""The charts of purchases and amounts as they would have been, and what came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.warning.chart import RECOVERED, Seen, Watched, watch
from vitalfew.analysis.assessment.warning.decline import (
    amounts_seen,
    chosen,
    days_seen,
    rhythms,
    whole,
)
from vitalfew.analysis.assessment.warning.months import Months, months
from vitalfew.analysis.assessment.warning.parts import LEVEL
from vitalfew.analysis.assessment.warning.record import Tally
from vitalfew.analysis.assessment.warning.rules import Amounts, Purchases, chance
from vitalfew.analysis.assessment.warning.trials.past import STEPS

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.warning.found import Money
    from vitalfew.analysis.assessment.warning.trials.past import Past

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


def months_of(past: Past) -> Months:
    """The months before and after, of the accounts known by then. Runs one query."""
    every = months(past.whole, past.clock.continued(past.days), starts=past.starts())
    known = every.bought[:, :-STEPS].sum(axis=1) > 0
    return every.of(np.flatnonzero(known))


def purchases(past: Past, every: Months) -> Tally:
    """Fewer purchase days."""
    known = days_seen(every.until(len(every.exposure) - STEPS))
    rule = Purchases.of(whole(known))
    now = chosen(known, rule, past.false_alarms_a_year)
    return _tally(past, rule, now, days_seen(every), came=_came(every))


def amounts(past: Past, every: Months, money: Money) -> Iterator[Tally]:
    """Lower amounts, for each rhythm of purchases."""
    before = every.until(len(every.exposure) - STEPS)
    for rows, known in rhythms(before, money):
        rule = Amounts.of(known.months, whole(known))
        now = chosen(known, rule, past.false_alarms_a_year)
        seen = amounts_seen(every, money, rows, known.months)
        yield _tally(past, rule, now, seen, came=_came(every)[rows])


def _came(every: Months) -> Flags:
    """Who bought at all afterwards: the others are lost, and silence tells of them."""
    came: Flags = every.bought[:, -STEPS:].sum(axis=1) > 0
    return came


def _tally(
    past: Past, rule: Purchases | Amounts, now: Watched, seen: Seen, *, came: Flags
) -> Tally:
    """The chart as set on the origin, followed through the time after it."""
    steps = STEPS // seen.months
    origin = seen.values.shape[1] - steps
    later = watch(seen, rule, now.run, counted=origin)
    fallen = _fallen(rule, now, seen, steps) & came
    raised = later.raised[:, origin:-1]
    first = raised.argmax(axis=1)[fallen & raised.any(axis=1)]
    return Tally(
        happened=int(fallen.sum()),
        leads=past.leads((steps - 1.0 - first) * seen.months),
        right=later.true_alarms,
        false_alarms=later.false_alarms,
        account_years=later.years,
    )


def _fallen(rule: Purchases | Amounts, now: Watched, seen: Seen, steps: int) -> Flags:
    """Whose time after the origin brought less than usual, and than chance takes."""
    usual = now.usual
    brought = seen.values[:, -steps:].sum(axis=1)
    exposure = float(seen.exposure[-steps:].sum())
    if isinstance(rule, Purchases):
        expected = rule.rate(usual) * exposure
        likely = chance(brought, expected)
    else:
        expected = usual.total / np.maximum(usual.exposure, 1e-9) * exposure
        likely = chance(brought, expected, rule.shape(usual) * steps)
    fallen: Flags = (brought < RECOVERED * expected) & (likely < LEVEL)
    return fallen & rule.ready(usual) & ~now.alarm
