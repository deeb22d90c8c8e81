"""How sensitive each rule is set, so that the firm bears its false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.warning.found import LEAST_SHOWN, ByChance
from vitalfew.analysis.assessment.warning.looks import (
    MOVE,
    NARROWING,
    YEAR,
    Followed,
    Parts,
    Rule,
    by_month,
)
from vitalfew.analysis.assessment.warning.months import month_starts
from vitalfew.analysis.assessment.warning.silence import LEVELS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from vitalfew.analysis.assessment.warning.parts import Column
    from vitalfew.analysis.orders import Orders

MOST_MONTHS: Final = 60
"""How far back rules are tried."""
TRIED_ACCOUNTS: Final = 20_000
"""On at most so many accounts are they tried, …"""
TRIED_DAYS: Final = 1_000_000
"""… with about so many purchase days."""
SEED: Final = 20

SHIFTS: Final[dict[str, tuple[Column, Rule]]] = {
    "narrowing_category": ("category", NARROWING),
    "narrowing_unit": ("unit_id", NARROWING),
    "centralization": ("unit_id", MOVE),
}
"""The rules that compare two years, with what they look at."""


@dataclass(frozen=True)
class Levels:
    """A rule tried at every level.

    Attributes
    ----------
    false_alarms
        By level: warnings that the months after did not bear out.
    account_years
        By level: time in which the rule could have warned, and been judged.
    """

    false_alarms: dict[float, int]
    account_years: dict[float, float]

    @classmethod
    def of(cls, rule: Rule, parts: Parts, *, until: int) -> Levels:
        """From the end of the second year to that of this month."""
        followed = Followed.of(rule, parts, range(2 * YEAR, until + 1))
        judged = {level: followed.judged(level) for level in LEVELS}
        return cls(
            {level: false for level, (false, _true, _years) in judged.items()},
            {level: years for level, (_false, _true, years) in judged.items()},
        )

    def level(self, allowed: float) -> float:
        """The most sensitive level with at most so many an account and year.

        A past in which fewer than `LEAST_SHOWN` were allowed cannot show that. Then it
        keeps to it in theory as well: each of twelve looks a year alarms by chance no
        more often than its level.
        """
        short = self.account_years[LEVELS[0]] * allowed < LEAST_SHOWN
        kept = (
            level
            for level in LEVELS
            if self.false_alarms[level] <= allowed * self.account_years[level]
            and (not short or 12 * level <= allowed)
        )
        return next(kept, LEVELS[-1])

    def setting(self, rule: str, allowed: float) -> ByChance:
        """At that level."""
        level = self.level(allowed)
        false, years = self.false_alarms[level], self.account_years[level]
        return ByChance(rule, false, years, level)


def settings(
    orders: Orders, allowed: float, *, among: ir.Table | None = None
) -> dict[str, ByChance]:
    """Of the rules that compare two years, those the orders allow, by rule.

    Parameters
    ----------
    orders
        Order lines in their window.
    allowed
        False alarms borne per account and year, of each rule.
    among
        The accounts they are tried on (`tried_on`); all when absent.
    """
    tried = levels_of(orders, among=among)
    return {rule: levels.setting(rule, allowed) for rule, levels in tried.items()}


def levels_of(orders: Orders, *, among: ir.Table | None = None) -> dict[str, Levels]:
    """The rules of `settings`, tried. Runs four queries at most."""
    if not orders.covers(2 * YEAR):
        return {}
    months = months_tried(orders)
    starts = [orders.months_back(back) for back in range(months, -1, -1)]
    columns = {column for column, _rule in SHIFTS.values() if orders.has(column)}
    known = {
        column: by_month(orders, column, starts, among=among)
        for column in sorted(columns)
    }
    found = {}
    for name, (column, rule) in SHIFTS.items():
        parts = known.get(column)
        if parts is not None:
            found[name] = Levels.of(rule, parts, until=months)
    return found


def months_tried(orders: Orders) -> int:
    """So many before the as-of day: two years, though they began a few days late."""
    return min(max(len(month_starts(orders)) - 1, 2 * YEAR), MOST_MONTHS)


def tried_on(accounts: pa.Table, days: int) -> ir.Table | None:
    """A seeded sample of the accounts, who bought on so many days; None for all."""
    most = min(TRIED_ACCOUNTS, int(TRIED_DAYS * len(accounts) / max(days, 1)))
    if len(accounts) <= most:
        return None
    names = accounts["account_id"].cast(pa.string()).combine_chunks()
    names = names.take(pc.sort_indices(names))
    chosen = np.random.default_rng(SEED).choice(len(names), most, replace=False)
    return ibis.memtable(pa.table({"account_id": names.take(pa.array(chosen))}))
