"""Everything a company may set about how its key accounts are found.

One frozen object with documented defaults. A version of it is stored with every
assessment; `docs/methods/criteria.md` explains each field.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class CentralizationCriteria:
    """When a customer counts as buying centrally (measure `centralization`)."""

    central_share: float = 0.6
    """Share under frameworks or through the head office from which it is *central*."""
    concentrated_index: float = 0.5
    """Normalized concentration over buying units from which it is *concentrated*."""
    yearly_cost_per_unit: float | None = None
    """What serving one buying unit costs a year; None when not known."""


@dataclass(frozen=True)
class ContinuityCriteria:
    """When a customer counts as buying continuously (measure `continuity`)."""

    one_off_orders: int = 2
    """At most this many purchase days: *one-off*."""
    new_days: int = 180
    """First purchase less than this many days ago: *new*, too young to judge."""
    lapsed_gaps: float = 3.0
    """Silent for this many of its own usual gaps: *lapsed*."""
    regular_gap_cv: float = 0.3
    """Variation of the gaps between purchases below which it is *regular*."""
    intermittent_interval: float = 1.32
    """Mean buckets between demand above which it is intermittent (Syntetos-Boylan)."""
    lumpy_size_cv2: float = 0.49
    """Squared variation of purchase sizes above which it is erratic or lumpy."""


@dataclass(frozen=True)
class PaybackCriteria:
    """What winning and serving a key account costs (assessment `payback`).

    Amounts are in the currency of the orders. None: not known, so that payback is
    *unknown* and says what to enter.
    """

    investment: float | None = None
    """Spent at the start to win the account."""
    yearly_cost_to_serve: float | None = None
    """Spent each year to serve it, from `serve_from_year` on."""
    serve_from_year: int = 2
    """First year in which serving costs."""
    horizon_years: int = 3
    """Years of continued purchasing counted."""
    discount_rate: float = 0.10
    """A year, flows at the year's end."""
    limit_months: int = 24
    """Paid back later than this speaks against an account."""


@dataclass(frozen=True)
class CapacityCriteria:
    """How many key accounts the department can run (decision `selection`)."""

    accounts: int = 25
    """At most this many key accounts."""
    share_of_accounts: float = 0.20
    """And at most this share of all accounts."""
    warn_above: int = 50
    """A programme larger than this is no longer about the few."""


@dataclass(frozen=True)
class WeightCriteria:
    """Weights of the factors on the two axes; only their proportions matter."""

    contribution: float = 4.0
    """Attractiveness: what it brings now."""
    growth: float = 2.0
    """Attractiveness: last 12 months against the 12 before."""
    potential: float = 2.0
    """Attractiveness: what it could still buy."""
    margin: float = 1.0
    """Attractiveness: contribution as a share of revenue."""
    continuity: float = 3.0
    """Strength: does it buy continuously."""
    fit: float = 2.0
    """Strength: does it buy what similar accounts keep buying from us."""
    centralization: float = 2.0
    """Strength: does it buy centrally."""
    breadth: float = 1.0
    """Strength: over how many of our categories."""
    parity: float = 1.0
    """Strength: do we meet as equals."""


@dataclass(frozen=True)
class SelectionCriteria:
    """Thresholds of the matrix and the knock-outs (decision `selection`)."""

    attractiveness: float = 3.5
    """Score from which an account is attractive enough."""
    strength: float = 3.0
    """Score from which our position with it is strong enough."""
    least_share: float = 0.0
    """Least share of the total contribution."""
    weight_swing: float = 0.20
    """Weights move by this share, up and down, to see how stable a verdict is."""


@dataclass(frozen=True)
class Criteria:
    """All of it. Equal objects give byte-identical assessments."""

    centralization: CentralizationCriteria = field(
        default_factory=CentralizationCriteria
    )
    continuity: ContinuityCriteria = field(default_factory=ContinuityCriteria)
    payback: PaybackCriteria = field(default_factory=PaybackCriteria)
    capacity: CapacityCriteria = field(default_factory=CapacityCriteria)
    weights: WeightCriteria = field(default_factory=WeightCriteria)
    selection: SelectionCriteria = field(default_factory=SelectionCriteria)

    def to_dict(self) -> dict[str, Any]:
        """As nested plain values, for storing."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Criteria:
        """From what `to_dict` gave; what is missing takes its default.

        Raises
        ------
        TypeError
            A name is not a criterion.
        """
        parts = {part.name: part.default_factory for part in fields(cls)}
        unknown = set(values) - set(parts)
        if unknown:
            message = f"Not a criterion: {', '.join(sorted(unknown))}."
            raise TypeError(message)
        return cls(**{name: parts[name](**given) for name, given in values.items()})  # type: ignore[operator, misc]
