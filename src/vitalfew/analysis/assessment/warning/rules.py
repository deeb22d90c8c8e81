"""What a chart of purchases or amounts adds a period, and where it alarms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.assessment.warning.chart import (
    LEAST_MONTHS,
    LOOKS_FOR,
    Rule,
    Usual,
)
from vitalfew.analysis.models.cusum import Limits

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

TABLE = Path(__file__).with_name("limits.json")
"""Run lengths by rate or shape, for `cusum.LIMITS`."""
LEAST_BOUGHT = 6.0
"""Usual purchase days that make out what is usual."""
FIRM_WEIGHT = 12.0
"""How an account's amounts vary is drawn to the firm's as if that were 12 periods."""


@dataclass(frozen=True)
class Purchases(Rule):
    """Poisson purchase days; the rate is drawn to the firm's, a gamma distribution."""

    shape: float
    scale: float

    @classmethod
    def of(cls, usual: Usual) -> Purchases:
        """From how much the rates of accounts differ beyond chance."""
        told = usual.exposure > 0
        rates = usual.total[told] / usual.exposure[told]
        if not len(rates) or not rates.mean():
            return cls(1.0, 1.0)
        chance = (rates.mean() / usual.exposure[told]).mean()
        scale = rates.mean() / max(rates.var() - chance, 1e-3 * rates.mean())
        return cls(rates.mean() * scale, scale)

    def rate(self, usual: Usual) -> Numbers:
        """Purchase days in a usual month."""
        rate: Numbers = (self.shape + usual.total) / (self.scale + usual.exposure)
        return rate

    def ready(self, usual: Usual) -> Flags:
        """Whether enough is known of an account."""
        enough: Flags = usual.periods >= LEAST_MONTHS
        return enough & (usual.total >= LEAST_BOUGHT)

    def step(self, usual: Usual, seen: Numbers, exposure: float) -> Numbers:
        """What the month adds to the sum."""
        rate = self.rate(usual) * exposure
        added: Numbers = rate * (1 - LOOKS_FOR) + seen * np.log(LOOKS_FOR)
        return added

    def limit(self, usual: Usual, run: float) -> Numbers:
        """Where the sum alarms once in `run` months on average."""
        return limits_by_kind()["purchases"].at(self.rate(usual), run)


@dataclass(frozen=True)
class Amounts(Rule):
    """Gamma amounts of a period of so many months; a loss counts as nothing."""

    months: int
    variation: float
    """Squared variation of the amounts of a usual account of the firm."""

    @classmethod
    def of(cls, months: int, usual: Usual) -> Amounts:
        """From the accounts themselves."""
        told = (usual.periods >= LEAST_MONTHS / months) & (usual.total > 0)
        own = _variation(usual)[told]
        return cls(months, max(float(np.median(own)), 0.01) if len(own) else 1.0)

    def shape(self, usual: Usual) -> Numbers:
        """One over the squared variation, the account's drawn to the firm's."""
        weight, own = usual.periods, _variation(usual)
        drawn = (weight * own + FIRM_WEIGHT * self.variation) / (weight + FIRM_WEIGHT)
        shape: Numbers = 1 / np.maximum(drawn, 0.01)
        return shape

    def ready(self, usual: Usual) -> Flags:
        """Whether enough is known of an account."""
        enough: Flags = usual.periods >= max(LEAST_MONTHS / self.months, 4)
        return enough & (usual.total > 0)

    def step(self, usual: Usual, seen: Numbers, exposure: float) -> Numbers:
        """What the period adds to the sum."""
        expected = np.maximum(usual.total, 1e-9) / np.maximum(usual.exposure, 1e-9)
        share = np.maximum(seen, 0.0) / np.maximum(expected * exposure, 1e-9)
        change = np.log(LOOKS_FOR) + share * (1 / LOOKS_FOR - 1)
        added: Numbers = -self.shape(usual) * change
        return added

    def limit(self, usual: Usual, run: float) -> Numbers:
        """Where the sum alarms once in `run` months on average."""
        return limits_by_kind()["amounts"].at(self.shape(usual), run / self.months)


def chance(seen: Numbers, expected: Numbers, shape: Numbers | None = None) -> Numbers:
    """How likely chance alone brings no more than was seen.

    Parameters
    ----------
    seen, expected
        Purchase days, or amounts.
    shape
        Of the gamma distribution of amounts as a whole; days are Poisson without it.
    """
    from scipy.special import gammainc, pdtr

    if shape is None:
        found: Numbers = pdtr(seen, expected)
    else:
        share = np.maximum(seen, 0.0) / np.maximum(expected, 1e-9)
        found = gammainc(shape, share * shape)
    return found


def _variation(usual: Usual) -> Numbers:
    """Squared variation of the amounts of a period."""
    count = np.maximum(usual.periods, 2.0)
    mean = np.maximum(np.abs(usual.total), 1e-9) / count
    spread = (usual.squares / count - mean**2) * count / (count - 1)
    found: Numbers = np.maximum(spread, 0.0) / mean**2
    return found


@cache
def limits_by_kind() -> dict[str, Limits]:
    """For purchases and amounts, from the table that `tools/cusum_limits.py` writes."""
    kept = json.loads(TABLE.read_text(encoding="utf-8"))
    return {
        name: Limits(np.array(part["sizes"]), np.array(part["lengths"]))
        for name, part in kept.items()
    }
