"""Early warning from orders: who is silent, buys less, narrows or buys elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.analysis.assessment.warning.clock import clock
from vitalfew.analysis.assessment.warning.decline import declines
from vitalfew.analysis.assessment.warning.found import ByChance, ByChart, Found, Setting
from vitalfew.analysis.assessment.warning.levels import SHIFTS, settings, tried_on
from vitalfew.analysis.assessment.warning.move import moves
from vitalfew.analysis.assessment.warning.narrowing import narrowings
from vitalfew.analysis.assessment.warning.parts import only
from vitalfew.analysis.assessment.warning.record import Record, record
from vitalfew.analysis.assessment.warning.silence import (
    YEAR,
    Replay,
    replay,
    rhythm,
    silences,
)
from vitalfew.analysis.criteria import WarningCriteria
from vitalfew.analysis.engines import fetched, kept

if TYPE_CHECKING:
    from vitalfew.analysis.orders import Orders

__all__ = ["ByChance", "ByChart", "Found", "Record", "Setting", "Warned", "warnings"]


SCHEMA = pa.schema(
    [
        ("account_id", pa.string()),
        ("kind", pa.string()),
        ("since", pa.date32()),
        ("severity", pa.float64()),
        ("evidence", pa.string()),
        ("clears", pa.string()),
        ("false_alarms_a_year", pa.float64()),
    ]
)
"""Columns of the table of warnings."""


@dataclass(frozen=True)
class Warned:
    """Warnings, with the record of the rule of silence on the firm's own past.

    Attributes
    ----------
    found
        The most severe first; equal ones by account and kind.
    level
        Probability by chance below which a pause is called a silence.
    accounts
        How many accounts were watched.
    settings
        How sensitive each rule is set that the orders allow.
    silence
        The rule of silence tried at every gap of the past.
    record
        How many losses it found, how early, and how often it was wrong.
    """

    found: tuple[Found, ...]
    level: float
    accounts: int
    settings: tuple[Setting, ...]
    silence: Replay
    record: Record

    def to_pyarrow(self) -> pa.Table:
        """One row a warning, evidence and what clears it in English."""
        columns: dict[str, list[object]] = {
            "account_id": [each.account_id for each in self.found],
            "kind": [each.kind for each in self.found],
            "since": [each.since for each in self.found],
            "severity": [each.severity for each in self.found],
            "evidence": [each.reason.sentence() for each in self.found],
            "clears": [each.clears.sentence() for each in self.found],
            "false_alarms_a_year": [each.false_alarms_a_year for each in self.found],
        }
        return pa.table(columns, schema=SCHEMA)

    @property
    def false_alarms_a_week(self) -> float | None:
        """False alarms of silence that all watched accounts together give a week."""
        rate = self.silence.a_year(self.level)
        return None if rate is None else rate * self.accounts * 7 / 365


def warnings(
    orders: Orders,
    *,
    criteria: WarningCriteria | None = None,
    accounts: Collection[str] | None = None,
    closed: Collection[date] = (),
) -> Warned:
    """What gives cause for worry on the as-of day. Runs the queries.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up. How regular purchases are, and
        how often the rule is wrong, is learned from all of them.
    criteria
        How many false alarms a week are borne, of all rules together.
    accounts
        Only these are watched; all when absent.
    closed
        Days on which nobody buys, such as public holidays.

    Notes
    -----
    Rules, worked tables, limits and sources: ``docs/methods/warning.md``.
    """
    # Six queries begin with the days on which accounts bought.
    with kept(orders.by_day) as days:
        known = orders.with_grains({"by_day": days})
        return _warned(known, criteria or WarningCriteria(), accounts, closed)


def _warned(
    orders: Orders,
    criteria: WarningCriteria,
    accounts: Collection[str] | None,
    closed: Collection[date],
) -> Warned:
    time = clock(orders, closed=closed)
    past = replay(orders, time)
    rows = rhythm(orders, time, past.regularity)
    bought = fetched(orders.by_day.select("account_id").distinct())
    count = len(only(bought, accounts))
    a_week = criteria.false_alarms_per_rule
    level = past.level(accounts=count, a_week=a_week)
    silent = silences(only(rows, accounts), time, past, as_of=orders.as_of, level=level)
    allowed = a_week * YEAR / 7 / max(count, 1)
    declined, charts = declines(
        orders,
        time,
        watched=accounts,
        explained={each.account_id for each in silent},
        false_alarms_a_year=allowed,
    )
    among = tried_on(bought, int(pc.sum(rows["gaps"]).as_py() or 0))
    shifts = settings(orders, allowed, among=among)
    found = [*silent, *declined, *_shifts(orders, shifts, accounts)]
    # Engines add fractions in an order of their own: the last digits are theirs.
    found.sort(key=lambda each: (-round(each.severity, 9), each.account_id, each.kind))
    how_well = record(rows, time, past, level=level)
    every = (past.setting(level), *charts, *shifts.values())
    return Warned(tuple(found), level, count, every, past, how_well)


def _shifts(
    orders: Orders, shifts: dict[str, ByChance], watched: Collection[str] | None
) -> list[Found]:
    """Who narrows or buys elsewhere, by the rules that apply."""
    found: list[Found] = []
    for rule in ("narrowing_category", "narrowing_unit"):
        if rule in shifts:
            column = SHIFTS[rule][0]
            found += narrowings(orders, column, setting=shifts[rule], watched=watched)
    found = _once(found)
    if "centralization" in shifts:
        found += moves(orders, setting=shifts["centralization"], watched=watched)
    return found


def _once(found: list[Found]) -> list[Found]:
    """Of the narrowings of an account the least likely: it is one cause."""
    worst: dict[str, Found] = {}
    for each in found:
        known = worst.get(each.account_id)
        if known is None or each.severity > known.severity:
            worst[each.account_id] = each
    return list(worst.values())
