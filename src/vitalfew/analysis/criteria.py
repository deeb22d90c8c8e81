"""Everything a company may set about how its key accounts are found.

One frozen object with documented defaults. A version of it is stored with every
assessment; `docs/methods/criteria.md` explains each field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isnan
from typing import Any, Final

from vitalfew.analysis.serving import ServingRates


class CriteriaError(ValueError):
    """A criterion has a value it cannot have.

    Attributes
    ----------
    name
        Which one, as ``group.field``.
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


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
    """Silent for this many of its own usual gaps, …"""
    lapsed_pauses: float = 1.25
    """… and for more than this many of its own longest pause: *lapsed*."""
    regular_gap_cv: float = 0.3
    """Variation of the gaps between purchases below which it is *regular*."""
    intermittent_interval: float = 1.32
    """Steps of its own rhythm for one with a purchase above which it is
    *intermittent* (Syntetos-Boylan-Croston)."""
    lumpy_size_cv2: float = 0.49
    """Squared variation of what it buys in a step from which it is *lumpy*."""


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
    """Paid back later than this rules an account out."""
    margin_rate: float | None = None
    """Contribution as a share of sales, for orders without cost; None: not known."""


@dataclass(frozen=True)
class FitCriteria:
    """Who is similar, and which lines they keep buying (assessment `fit`)."""

    size_bands: int = 4
    """Equally filled bands of sales into which accounts of one main line are cut."""
    least_peers: int = 10
    """Fewer similar accounts than this: compared with all of the same main line,
    and if those are too few as well, with everybody."""
    least_buyers: int = 3
    """A line fewer similar accounts have tried says nothing."""
    kept_share: float = 0.5
    """Share of the similar accounts that tried a line and still buy it, from which
    it is a line they keep buying."""
    good: float = 3.5
    """Score from which the fit is *good*."""
    partial: float = 2.5
    """Score from which it is *partial*; below it is *poor*."""


@dataclass(frozen=True)
class ParityCriteria:
    """Are we a counterpart of their size and standing (assessment `parity`)."""

    our_size: float | None = None
    """Our yearly sales, in the currency of the orders; None when not entered."""
    equal_ratio: float = 3.0
    """Sizes within this ratio are equal."""
    far_ratio: float = 100.0
    """Sizes this far apart are no match at all."""


@dataclass(frozen=True)
class PotentialCriteria:
    """What an account could buy, from similar accounts (assessment `potential`).

    Quantiles of the ratio of total purchases to purchases in the main line.
    """

    low: float = 0.50
    """Lower end of the range."""
    middle: float = 0.75
    """The estimate."""
    high: float = 0.90
    """Upper end of the range."""


@dataclass(frozen=True)
class CapacityCriteria:
    """How many key accounts the department can run (decision `selection`)."""

    accounts: int = 25
    """At most this many key accounts."""
    share_of_accounts: float = 0.20
    """And at most this share of all accounts."""
    warn_above: int = 50
    """A program larger than this is no longer about the few."""
    hours: float | None = None
    """Hours a year the department has for key accounts; None: not a limit."""
    hours_per_account: float = 300.0
    """Hours a year one key account takes, where nothing else is recorded."""


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
    expected: float = 2.0
    """Attractiveness: what it will bring within a year, and how sure that is."""
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


WARNING_RULES: Final = 7
"""Silence, three kinds of decline, two of narrowing, and moved purchasing."""


@dataclass(frozen=True)
class WarningCriteria:
    """How sensitive the early warnings are (assessment `warning`)."""

    false_alarms_per_week: float = 14.0
    """False alarms a week the department bears, of all rules together; of each rule the
    most sensitive level is used that keeps to its share."""

    @property
    def false_alarms_per_rule(self) -> float:
        """A week: every rule has the same share, whether the orders allow it or not."""
        return self.false_alarms_per_week / WARNING_RULES


@dataclass(frozen=True)
class SelectionCriteria:
    """Thresholds of the matrix and the knock-outs (decision `selection`)."""

    attractiveness: float = 3.5
    """Score from which an account is attractive enough."""
    strength: float = 3.0
    """Score from which our position with it is strong enough."""
    watch_within: float = 0.5
    """This close below the thresholds an account is watched."""
    least_share: float = 0.0
    """Least share of the total contribution."""
    weight_swing: float = 0.20
    """Weights move by this share, up and down, to see how stable a verdict is."""


@dataclass(frozen=True)
class ServingCriteria:
    """When serving an account is dear (measure `cost_to_serve`)."""

    dear: float = 1.5
    """Times the firm's average cost to serve per unit of sales from which it is."""


@dataclass(frozen=True)
class GateCriteria:
    """What must be true to move to the next stage (decision `gates`).

    The first seven lead from ESTABLISH to STABILIZE, the next five from STABILIZE to
    STRENGTHEN; one that is false is not asked.
    """

    experience: bool = True
    """They have bought, and so have experience with what we sell."""
    manager: bool = True
    """An account manager is named."""
    team: bool = True
    """The team is named, and the customer knows it."""
    value: bool = True
    """A value proposition is agreed with the customer."""
    responsibility: bool = True
    """The responsibility matrix is agreed."""
    channel: bool = True
    """They were told how to complain beside the account manager."""
    executives: bool = True
    """The sponsors of both sides have met."""
    continuous: bool = True
    """They buy continuously."""
    sustained: bool = True
    """What they bring is expected to hold."""
    calm: bool = True
    """No early warning lasts unanswered."""
    levels: bool = True
    """We have contacts at the technical and at the management level."""
    no_crisis: bool = True
    """No crisis is open."""
    purchase_days: int = 3
    """Purchase days from which a customer has experience with us."""
    sustained_share: float = 0.9
    """Share of the last 12 months that the next 12 must be expected to bring."""
    confirmed_months: int = 12
    """So long what a person confirmed counts; then it is asked for again."""
    fall_share: float = 0.3
    """Loss of purchases within 12 months from which falling back is proposed."""


@dataclass(frozen=True)
class HealthCriteria:
    """How much each factor counts in the health of an account (assessment `health`).

    Only their proportions matter; one of weight 0 is left out.
    """

    purchases: float = 3.0
    """The change of purchases within 12 months."""
    activity: float = 2.0
    """Whether it is likely to buy again."""
    warnings: float = 2.0
    """Early warnings that last."""
    people: float = 2.0
    """Support of the people who count."""
    meetings: float = 2.0
    """How long ago they were last met or called."""
    value: float = 1.0
    """What is proven of the value promised."""


@dataclass(frozen=True)
class Criteria:
    """All of it. Equal objects give byte-identical assessments."""

    centralization: CentralizationCriteria = field(
        default_factory=CentralizationCriteria
    )
    continuity: ContinuityCriteria = field(default_factory=ContinuityCriteria)
    payback: PaybackCriteria = field(default_factory=PaybackCriteria)
    fit: FitCriteria = field(default_factory=FitCriteria)
    parity: ParityCriteria = field(default_factory=ParityCriteria)
    potential: PotentialCriteria = field(default_factory=PotentialCriteria)
    capacity: CapacityCriteria = field(default_factory=CapacityCriteria)
    weights: WeightCriteria = field(default_factory=WeightCriteria)
    selection: SelectionCriteria = field(default_factory=SelectionCriteria)
    serving: ServingCriteria = field(default_factory=ServingCriteria)
    rates: ServingRates = field(default_factory=ServingRates)
    warning: WarningCriteria = field(default_factory=WarningCriteria)
    gates: GateCriteria = field(default_factory=GateCriteria)
    health: HealthCriteria = field(default_factory=HealthCriteria)

    def __post_init__(self) -> None:
        for name, low, high in RANGES:
            _check_range(name, self.value(name), low, high)
        _check_answers(self)
        for name in WHOLE:
            if not isinstance(self.value(name), int):
                raise CriteriaError(name, f"{self.value(name)} is not a whole number.")
        _check_order(self, "fit.partial", "fit.good")
        _check_order(self, "parity.equal_ratio", "parity.far_ratio")
        _check_order(self, "potential.low", "potential.middle")
        _check_order(self, "potential.middle", "potential.high")
        for axis, names in AXES.items():
            if not any(getattr(self.weights, name) for name in names):
                problem = f"at least one weight of {axis} must be above zero."
                raise CriteriaError(f"weights.{names[0]}", problem)
        if not any(dataclasses.astuple(self.health)):
            problem = "at least one weight must be above zero."
            raise CriteriaError("health.purchases", problem)
        for name, problem in self.rates.problems():
            raise CriteriaError(f"rates.{name}", problem)

    def value(self, name: str) -> Any:  # noqa: ANN401 - a criterion may be any number
        """One criterion by its full name.

        >>> Criteria().value("capacity.accounts")
        25
        """
        group, _, own = name.partition(".")
        return getattr(getattr(self, group), own)

    def to_dict(self) -> dict[str, Any]:
        """As nested plain values, for storing."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Criteria:
        """From what `to_dict` gave; what is missing takes its default.

        Raises
        ------
        CriteriaError
            A name is not a criterion, or a value is out of its range.
        """
        groups = {part.name: part.default_factory for part in fields(cls)}
        made: dict[str, Any] = {}
        for name, given in values.items():
            if name not in groups:
                raise CriteriaError(name, "there is no such group of criteria.")
            if name == "rates":
                made[name] = _rates(given)
                continue
            group: Any = groups[name]
            unknown = sorted(set(given) - {part.name for part in fields(group)})
            if unknown:
                raise CriteriaError(
                    f"{name}.{unknown[0]}", "there is no such criterion."
                )
            made[name] = group(**given)
        return cls(**made)


def _rates(given: Mapping[str, Any]) -> ServingRates:
    try:
        return ServingRates.from_dict(given)
    except ValueError as error:
        name, _, problem = str(error).partition(": ")
        raise CriteriaError(f"rates.{name}", problem) from error


AXES: dict[str, tuple[str, ...]] = {
    "attractiveness": ("contribution", "growth", "potential", "margin", "expected"),
    "strength": ("continuity", "fit", "centralization", "breadth", "parity"),
}
"""The factors of each axis; each has a weight of the same name."""

RANGES: tuple[tuple[str, float | None, float | None], ...] = (
    ("centralization.central_share", 0, 1),
    ("centralization.concentrated_index", 0, 1),
    ("centralization.yearly_cost_per_unit", 0, None),
    ("continuity.one_off_orders", 1, None),
    ("continuity.new_days", 0, None),
    ("continuity.lapsed_gaps", 1, None),
    ("continuity.lapsed_pauses", 1, None),
    ("continuity.regular_gap_cv", 0, None),
    ("continuity.intermittent_interval", 1, None),
    ("continuity.lumpy_size_cv2", 0, None),
    ("payback.investment", 0, None),
    ("payback.yearly_cost_to_serve", 0, None),
    ("payback.serve_from_year", 1, None),
    ("payback.horizon_years", 1, 30),
    ("payback.discount_rate", 0, 1),
    ("payback.limit_months", 1, None),
    ("payback.margin_rate", -1, 1),
    ("fit.size_bands", 1, 20),
    ("fit.least_peers", 1, None),
    ("fit.least_buyers", 1, None),
    ("fit.kept_share", 0, 1),
    ("fit.good", 1, 5),
    ("fit.partial", 1, 5),
    ("parity.our_size", 0, None),
    ("parity.equal_ratio", 1, None),
    ("parity.far_ratio", 1, None),
    ("potential.low", 0, 1),
    ("potential.middle", 0, 1),
    ("potential.high", 0, 1),
    ("capacity.accounts", 1, None),
    ("capacity.share_of_accounts", 0, 1),
    ("capacity.warn_above", 1, None),
    ("capacity.hours", 0, None),
    ("capacity.hours_per_account", 0, None),
    *((f"weights.{name}", 0, None) for names in AXES.values() for name in names),
    ("selection.attractiveness", 1, 5),
    ("selection.strength", 1, 5),
    ("selection.watch_within", 0, 4),
    ("selection.least_share", 0, 1),
    ("selection.weight_swing", 0, 1),
    ("serving.dear", 1, None),
    ("warning.false_alarms_per_week", 0, None),
    ("gates.purchase_days", 1, None),
    ("gates.sustained_share", 0, 2),
    ("gates.confirmed_months", 1, None),
    ("gates.fall_share", 0, 1),
    *((f"health.{each.name}", 0, 10) for each in fields(HealthCriteria)),
)
"""Each criterion with the least and the greatest value it may have."""

WHOLE: tuple[str, ...] = (
    "payback.serve_from_year",
    "payback.horizon_years",
    "fit.size_bands",
    "fit.least_peers",
    "fit.least_buyers",
    "capacity.accounts",
    "capacity.warn_above",
    "gates.purchase_days",
    "gates.confirmed_months",
)
"""Criteria that are counted, not measured."""

ASKED: tuple[str, ...] = tuple(
    f"gates.{each.name}" for each in fields(GateCriteria) if each.type == "bool"
)
"""Criteria that are yes or no."""


def _check_range(
    name: str, value: object, low: float | None, high: float | None
) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        raise CriteriaError(name, f"{value!r} is not a number.")
    if low is not None and value < low:
        raise CriteriaError(name, f"{value} is below {low}, the least allowed.")
    if high is not None and value > high:
        raise CriteriaError(name, f"{value} is above {high}, the most allowed.")


def _check_answers(criteria: Criteria) -> None:
    for name in ASKED:
        if not isinstance(criteria.value(name), bool):
            raise CriteriaError(name, f"{criteria.value(name)!r} is not yes or no.")


def _check_order(criteria: Criteria, lesser: str, greater: str) -> None:
    low, high = criteria.value(lesser), criteria.value(greater)
    if low > high:
        raise CriteriaError(lesser, f"{low} is above {greater} ({high}).")
