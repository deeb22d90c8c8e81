"""The track record: what this method, and simpler ones, would have found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vitalfew.analysis.assessment.forecast.activity import hiatus
from vitalfew.analysis.assessment.forecast.choice import CANDIDATES
from vitalfew.analysis.assessment.forecast.coverage import coverage
from vitalfew.analysis.assessment.forecast.features import YEAR
from vitalfew.analysis.assessment.forecast.ranking import Bootstrap, captured, top
from vitalfew.analysis.reasons import Reason, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.assessment.forecast.seen import Seen
    from vitalfew.analysis.assessment.forecast.trial import Trial

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

SHARES: Final = (0.1, 0.2)
BINS: Final = 10
THIS: Final = "this"

FOUND = declare(
    "forecast.record",
    "Tried on %(origins)s earlier days, this found %(found)s of the %(top)s biggest"
    " accounts %(months)s months ahead; last year's ranking found %(naive)s.",
    origins="count",
    found="count",
    top="count",
    months="months",
    naive="count",
)


@dataclass(frozen=True)
class Ranking:
    """How well one method names the biggest accounts beforehand.

    Attributes
    ----------
    method
        A candidate, or `this`: the whole procedure.
    top10, top20
        Share of the truly best 10 % and 20 % it names (0 to 1), mean over origins.
    top10_low, top10_high, top20_low, top20_high
        Between these with 95 % certainty (bootstrap over accounts).
    level
        Forecast ÷ outcome over all accounts, geometric mean over origins.
    """

    method: str
    top10: float
    top10_low: float
    top10_high: float
    top20: float
    top20_low: float
    top20_high: float
    level: float | None


@dataclass(frozen=True)
class Reliable:
    """Accounts given about the same probability: what was told, and how many bought."""

    told: float
    bought: float
    accounts: int


@dataclass(frozen=True)
class Record:
    """What the back-test says of the forecasts. All shares are 0 to 1.

    Attributes
    ----------
    method
        The method used now.
    months, tried_months
        Horizon of the forecasts, and of the back-test: shorter where the window is.
    origins
        The days forecast from, the latest first.
    accounts
        Accounts of the back-test at the latest origin; `of_accounts`: in all.
    earlier_only
        How many of the origins were forecast from what was known by then alone; the
        others from other accounts.
    rankings
        `this` first, then the candidates.
    coverage
        How often intervals held, of all accounts and by fifths of their size; see
        `coverage.coverage`.
    brier, brier_hiatus, hiatus_days
        Mean squared error of `p_active`, and of the best rule of silence learned from
        the same outcomes; days of silence of the best rule of all.
    reliability
        Accounts by probability, lowest first.
    levels
        Forecast ÷ outcome over all accounts, one an origin.
    common_error
        Standard deviation of the logarithm of these levels; with one origin, its size.
    """

    method: str
    months: float
    tried_months: float
    origins: tuple[date, ...]
    accounts: int
    of_accounts: int
    earlier_only: int
    rankings: tuple[Ranking, ...]
    coverage: Mapping[str, Mapping[str, Any]]
    brier: float
    brier_hiatus: float
    hiatus_days: float
    reliability: tuple[Reliable, ...]
    levels: tuple[float, ...]
    common_error: float

    @property
    def reason(self) -> Reason:
        """The record in one sentence."""
        best = top(self.accounts, SHARES[0])
        shares = {each.method: each.top10 for each in self.rankings}
        return Reason(
            "for",
            FOUND,
            {
                "origins": len(self.origins),
                "found": round(shares[THIS] * best),
                "top": best,
                "months": round(self.tried_months),
                "naive": round(shares["last_year"] * best),
            },
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain values: dates as text, fractions to six digits."""
        values: dict[str, Any] = plain(asdict(self))
        return values | {"sentence": self.reason.sentence()}


def record(
    method: str,
    trials: Sequence[Trial],
    *,
    months: float,
    tried_months: float,
    of_accounts: int,
) -> Record:
    """Judge the trials.

    Parameters
    ----------
    method
        The method used now.
    trials
        At least one origin with what was told and what came.
    months, tried_months
        Horizon of the forecasts and of the trials.
    of_accounts
        Accounts there are in all.
    """
    bought = np.concatenate([trial.seen.bought for trial in trials])
    told = np.concatenate([trial.told["p_active"] for trial in trials])
    waited = np.concatenate([trial.waited for trial in trials])
    levels = [_level(trial.told["expected"], trial.seen) for trial in trials]
    return Record(
        method=method,
        months=months,
        tried_months=tried_months,
        origins=tuple(trial.seen.past.origin for trial in trials),
        accounts=len(trials[0].seen),
        of_accounts=of_accounts,
        earlier_only=sum(trial.earlier_only for trial in trials),
        rankings=tuple(_rankings(trials)),
        coverage=coverage(trials),
        brier=float(((told - bought) ** 2).mean()),
        brier_hiatus=float(((waited - bought) ** 2).mean()),
        hiatus_days=hiatus([trial.seen for trial in trials]).days,
        reliability=tuple(_reliability(told, bought)),
        levels=tuple(levels),
        common_error=_common_error(levels),
    )


def _rankings(trials: Sequence[Trial]) -> list[Ranking]:
    methods: dict[str, list[Floats]] = {
        THIS: [trial.told["expected"] for trial in trials]
    }
    for name in CANDIDATES:
        if all(name in trial.seen.candidates for trial in trials):
            methods[name] = [_worth(name, trial) for trial in trials]
    drawn = [Bootstrap(trial.seen.worth) for trial in trials]
    return [_ranking(name, told, trials, drawn) for name, told in methods.items()]


def _worth(name: str, trial: Trial) -> Floats:
    """A candidate's forecast on the orders' basis; last year's is its own amount."""
    past = trial.seen.past
    if name == "last_year":
        days = min(past.span, YEAR)
        return past.between("worth", 0, days) * (trial.seen.horizon / days)
    return trial.seen.candidates[name] * trial.margin


def _ranking(
    name: str,
    told: list[Floats],
    trials: Sequence[Trial],
    drawn: Sequence[Bootstrap],
) -> Ranking:
    shares, ends = [], []
    for share in SHARES:
        each_found = [
            captured(each, trial.seen.worth, share)
            for each, trial in zip(told, trials, strict=True)
        ]
        shares.append(float(np.mean(each_found)))
        each_drawn = [
            draws.captured(each, share) for each, draws in zip(told, drawn, strict=True)
        ]
        # A draw names some accounts twice, so its own level says nothing.
        scatter = 1.96 * float(np.mean(each_drawn, axis=0).std(ddof=1))
        ends += [max(0.0, shares[-1] - scatter), min(1.0, shares[-1] + scatter)]
    levels = [
        _level(each, trial.seen) for each, trial in zip(told, trials, strict=True)
    ]
    positive = all(level > 0 for level in levels)
    level = float(np.exp(np.mean(np.log(levels)))) if positive else None
    return Ranking(
        name, shares[0], ends[0], ends[1], shares[1], ends[2], ends[3], level
    )


def _level(told: Floats, seen: Seen) -> float:
    came = float(seen.worth.sum())
    return float(told.sum()) / came if came else 0.0


def _common_error(levels: Sequence[float]) -> float:
    """How far off the whole was: around 1, which is what was meant."""
    if not all(level > 0 for level in levels):
        return 1.0
    return float(np.sqrt(np.mean(np.log(levels) ** 2)))


def _reliability(told: Floats, bought: Flags) -> list[Reliable]:
    order = np.argsort(told, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return [
        Reliable(float(told[part].mean()), float(bought[part].mean()), len(part))
        for part in parts
    ]


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    """For JSON: dates as text, fractions to six digits."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 6) + 0.0
    return value.isoformat() if isinstance(value, date) else value
