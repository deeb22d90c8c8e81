"""What next year may bring in all, and the accounts its risk rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vitalfew.analysis.models.outlook import Outlook, outlook

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Numbers = npt.NDArray[np.float64]

DRAWS = 20_000
AT_ONCE = 1_000
"""Draws made together."""

ONE_BY_ONE = 300
"""Accounts drawn one by one: those with the widest distributions. All others
together are many and small, and are drawn as one normal amount."""

WORST = 0.05
"""The years that count as bad: one in twenty."""

POINTS = tuple(round(0.01 * at, 2) for at in range(1, 100))


@dataclass(frozen=True)
class Carrier:
    """One account's part of what is missing in a bad year.

    `at_risk` is money: what it falls short of its expectation, on average over the bad
    years; these parts add up to the shortfall. `share` is its part, 0 to 1; negative
    where an account brings more than expected when the others bring less.
    """

    account_id: str
    at_risk: float
    share: float | None


@dataclass(frozen=True)
class Risk:
    """The distribution of next year's total.

    Attributes
    ----------
    accounts, unknown
        Accounts with a forecast, and those without one, which are not in the total.
    expected
        Sum of the expectations (money).
    low80, low50, median, high50, high80
        Quantiles of the total: 10 %, 25 %, 50 %, 75 %, 90 %.
    worst
        The total that one year in twenty stays below.
    value_at_risk
        `expected` less `worst`.
    shortfall
        `expected` less the mean of those worst years.
    covered
        Probability that the total covers the fixed costs; None where none are given.
    cover, cover_worst
        Expected and worst total ÷ fixed costs; None as above.
    points
        (probability, total) from 1 % to 99 %, for a picture.
    carriers
        Every account drawn one by one, greatest part of the shortfall first.
    """

    accounts: int
    unknown: int
    expected: float
    low80: float
    low50: float
    median: float
    high50: float
    high80: float
    worst: float
    value_at_risk: float
    shortfall: float
    covered: float | None
    cover: float | None
    cover_worst: float | None
    points: tuple[tuple[float, float], ...] = field(repr=False)
    carriers: tuple[Carrier, ...] = field(repr=False)


def risk(
    forecast: pa.Table,
    *,
    groups: Mapping[str, str] | None = None,
    common_error: float = 0.0,
    fixed_costs: float | None = None,
    seed: int = 0,
) -> Risk | None:
    """Simulate the coming year from each account's own forecast.

    Parameters
    ----------
    forecast
        One row an account, as `vf.forecast` gives it: `account_id`, `expected`,
        `low50`, `high50`, `low80`, `high80` (money), `p_active` (0 to 1). Accounts
        whose `expected` is null are counted as unknown and left out.
    groups
        The group of accounts that stand and fall together, by `account_id`; accounts
        without a group are independent of each other.
    common_error
        Standard deviation of what hits all accounts alike, as a share of the total:
        how far off the forecasts of the whole were in the back-test.
    fixed_costs
        The firm's fixed costs of a year (money, above zero), where known.
    seed
        The same seed gives the same figures.

    Returns
    -------
    Risk or None
        The total's distribution and the accounts that carry its risk; None when no
        account has a forecast.

    Notes
    -----
    Formula, worked table, limits and source: ``docs/methods/risk.md``.
    """
    found = outlook(forecast)
    if not len(found):
        return None
    single = _widest(found, groups or {})
    rest = np.setdiff1d(np.arange(len(found)), single)
    shared = _shared(found.only(single), groups or {})
    world = _World(
        named=found.only(single),
        shared=shared,
        rest_mean=float(found.expected[rest].sum()),
        rest_spread=_spread_together(found.only(rest), groups or {}),
        common_error=common_error,
        seed=seed,
    )
    totals, amounts = world.years()
    worst = float(np.quantile(totals, WORST))
    bad = np.argsort(totals, kind="stable")[: int(DRAWS * WORST)]
    missing = world.named.expected - amounts[bad].mean(axis=0)
    expected = float(found.expected.sum())
    shortfall = expected - float(totals[bad].mean())
    low80, low50, median, high50, high80 = np.quantile(
        totals, [0.1, 0.25, 0.5, 0.75, 0.9]
    ).tolist()
    return Risk(
        accounts=len(found),
        unknown=forecast.num_rows - len(found),
        expected=expected,
        low80=low80,
        low50=low50,
        median=median,
        high50=high50,
        high80=high80,
        worst=worst,
        value_at_risk=expected - worst,
        shortfall=shortfall,
        covered=float((totals >= fixed_costs).mean()) if fixed_costs else None,
        cover=expected / fixed_costs if fixed_costs else None,
        cover_worst=worst / fixed_costs if fixed_costs else None,
        points=tuple(zip(POINTS, np.quantile(totals, POINTS).tolist(), strict=True)),
        carriers=_carriers(world.named, missing, shortfall),
    )


@dataclass(frozen=True)
class _World:
    """Everything that is drawn."""

    named: Outlook
    shared: npt.NDArray[np.intp]
    rest_mean: float
    rest_spread: float
    common_error: float
    seed: int

    def years(self) -> tuple[Numbers, Numbers]:
        """The total of each draw, and what each named account brings in it."""
        chance = np.random.default_rng(self.seed)
        fates = int(self.shared.max()) + 1 if len(self.shared) else 0
        totals = np.empty(DRAWS)
        amounts = np.empty((DRAWS, len(self.named)))
        for start in range(0, DRAWS, AT_ONCE):
            part = slice(start, start + AT_ONCE)
            luck, size = chance.random((2, AT_ONCE, fates))
            amounts[part] = self.named.amounts(
                luck[:, self.shared], size[:, self.shared]
            )
            rest = self.rest_mean + self.rest_spread * chance.standard_normal(AT_ONCE)
            common = self._common(chance.standard_normal(AT_ONCE))
            amounts[part] *= common[:, None]
            totals[part] = amounts[part].sum(axis=1) + rest * common
        return totals, amounts

    def _common(self, chance: Numbers) -> Numbers:
        """What hits all alike: never below zero, one on average."""
        spread = np.sqrt(np.log1p(self.common_error**2))
        factor: Numbers = np.exp(spread * chance - spread**2 / 2)
        return factor


def _widest(found: Outlook, groups: Mapping[str, str]) -> npt.NDArray[np.intp]:
    """Places of the accounts to draw one by one, with the whole of their groups."""
    order = np.lexsort((np.arange(len(found)), -found.spread))
    chosen = set(order[:ONE_BY_ONE].tolist())
    wanted = {groups.get(found.account_id[place]) for place in chosen} - {None}
    if wanted:
        chosen |= {
            place
            for place, account in enumerate(found.account_id)
            if groups.get(account) in wanted
        }
    return np.array(sorted(chosen), dtype=np.intp)


def _shared(found: Outlook, groups: Mapping[str, str]) -> npt.NDArray[np.intp]:
    """The number of the fate each account has: the same within a group."""
    fates: dict[tuple[str, str], int] = {}
    return np.array(
        [
            fates.setdefault(
                ("group", groups[account]) if account in groups else ("own", account),
                len(fates),
            )
            for account in found.account_id
        ],
        dtype=np.intp,
    )


def _spread_together(found: Outlook, groups: Mapping[str, str]) -> float:
    """Spread of a sum: within a group spreads add up, between groups their squares."""
    if not len(found):
        return 0.0
    together = np.bincount(_shared(found, groups), weights=found.spread)
    return float(np.sqrt((together**2).sum()))


def _carriers(
    found: Outlook, missing: Numbers, shortfall: float
) -> tuple[Carrier, ...]:
    order = np.lexsort((np.arange(len(found)), -missing))
    return tuple(
        Carrier(
            found.account_id[place],
            float(missing[place]),
            float(missing[place]) / shortfall if shortfall > 0 else None,
        )
        for place in order.tolist()
    )
