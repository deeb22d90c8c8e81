"""What an assessment found of key accounts, kept in memory: it never changes.

With thousands of key accounts, opening what is packed in their rows takes most of the
time of a page; nobody is to wait for it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.policies import sees_all
from vitalfew.apps.assessments.selectors.rows import among_seen, measured_at

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from vitalfew.apps.assessments.models import Assessment, AssessmentRow
    from vitalfew.apps.users.models import User

ASSESSMENTS = 4
"""So many are kept: the newest and the one before it, in either money."""


@dataclass(frozen=True)
class Found:
    """What the newest assessment says of a key account.

    What it does not know is None, as is everything of one without orders in its window.
    """

    rank: int | None = None
    contribution: Decimal | None = None
    share: float | None = None
    growth: float | None = None
    orders: int | None = None
    amount_12m: float | None = None
    amount_prior_12m: float | None = None
    quarters: tuple[float, ...] = ()
    continuity: str = ""
    centralization: str = ""
    fit: str = ""
    payback: str = ""
    payback_months: float | None = None
    expected: float | None = None
    low80: float | None = None
    high80: float | None = None
    active: float | None = None
    at_risk: float | None = None
    verdict: str = ""


def found_of(
    acting: User, assessment: Assessment, accounts: Collection[int], basis: str
) -> dict[int, Found]:
    """By account; those without orders in the window have none."""
    if not sees_all(acting):
        # Rank and share are then of what this person sees, and the accounts are few.
        return _read(acting, assessment, accounts, basis)
    kept = _kept(assessment.pk, assessment.finished_at, basis)
    if missing := [account for account in accounts if account not in kept]:
        kept |= dict.fromkeys(missing) | _read(acting, assessment, missing, basis)
    found = ((account, kept[account]) for account in accounts)
    return {account: each for account, each in found if each is not None}


@lru_cache(maxsize=ASSESSMENTS)
def _kept(
    _assessment: int, _finished_at: dt.datetime | None, _basis: str
) -> dict[int, Found | None]:
    return {}


def _read(
    acting: User, assessment: Assessment, accounts: Collection[int], basis: str
) -> dict[int, Found]:
    rows = measured_at(acting, accounts, assessment=assessment)
    return found_in(among_seen(acting, rows, assessment=assessment), basis)


def found_in(shown: Iterable[AssessmentRow], basis: str) -> dict[int, Found]:
    """What rows say, by account."""
    return {row.account_id: _found(row, basis) for row in shown}


def _found(row: AssessmentRow, basis: str) -> Found:
    measured = row.measures
    margin = measured.get("margin", {})
    forecast = measured.get("forecast", {})
    return Found(
        rank=row.rank,
        contribution=row.contribution,
        share=row.share,
        growth=row.growth,
        orders=row.orders,
        amount_12m=margin.get(f"{basis}_12m"),
        amount_prior_12m=margin.get(f"{basis}_prior_12m"),
        quarters=_quarters(margin, basis),
        continuity=row.continuity,
        centralization=row.centralization,
        fit=row.fit,
        payback=measured.get("payback", {}).get("label", ""),
        payback_months=row.payback_months,
        expected=forecast.get("expected"),
        low80=forecast.get("low80"),
        high80=forecast.get("high80"),
        active=forecast.get("p_active"),
        at_risk=forecast.get("at_risk"),
        verdict=row.verdict,
    )


def _quarters(margin: Mapping[str, Any], basis: str) -> tuple[float, ...]:
    """The known quarters, oldest first: those the window covers."""
    values = margin.get(f"quarters_{basis}") or ()
    return tuple(float(value) for value in values if value is not None)
