"""What a page says about the whole, over exactly the accounts a person sees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.policies import Money, money_of_all, sees_all
from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.selectors.rows import rows
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.assessments.storing import thinned

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Amount = Decimal | float
ZERO = Decimal(0)


def figures(acting: User, *, assessment: Assessment | None = None) -> dict[str, Any]:
    """Concentration, curve and counts of the accounts this person sees.

    The same shape as `Assessment.figures[basis]`; empty when there is nothing to see.
    """
    assessment = assessment or latest_assessment()
    basis = money_of_all(acting)
    if assessment is None or basis == "none":
        return {}
    if sees_all(acting):
        whole: dict[str, Any] = assessment.figures.get(basis, {})
        return whole
    seen = rows(acting, assessment=assessment).values_list(
        "contribution", "revenue", "verdict"
    )
    return figures_over(list(seen))


def basis_said(assessment: Assessment | None, money: Money) -> Money:
    """What the amounts are called: revenue too where the orders have no cost."""
    if assessment is None or money != "contribution":
        return money
    found: Money = assessment.figures.get(money, {}).get("basis", money)
    return found


def figures_over(
    seen: Sequence[tuple[Amount | None, Amount | None, str]],
) -> dict[str, Any]:
    """Figures of some accounts: (contribution, revenue, verdict), in rank order."""
    known = [(amount, sales) for amount, sales, _verdict in seen if amount is not None]
    amounts = [Decimal(amount) for amount, _sales in known]
    sales = [Decimal(sale) for _amount, sale in known if sale is not None]
    verdicts: dict[str, int] = {}
    for _amount, _sales, verdict in seen:
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    return {
        "concentration": concentration_over(amounts, sales),
        "curve": thinned(_shares(amounts)),
        "verdicts": dict(sorted(verdicts.items())),
    }


def concentration_over(
    amounts: Sequence[Decimal], sales: Sequence[Decimal]
) -> dict[str, Any]:
    """The measure `concentration` over a few accounts, in plain Python.

    `docs/methods/concentration.md` defines every figure; `amounts` come in descending
    order.
    """
    total = sum(amounts, ZERO)
    gains = sum((amount for amount in amounts if amount > 0), ZERO)
    found: dict[str, Any] = {
        "accounts": len(amounts),
        "total": float(total),
        "accounts_for_80pct": None,
        "share_of_accounts_for_80pct": None,
        "top_20pct_share": None,
        "peak": None,
        "peak_at": sum(amount > 0 for amount in amounts),
        "tail_loss": float(gains - total),
        "losing_accounts": sum(amount < 0 for amount in amounts),
    }
    if total > 0:
        so_far = enumerate(_running(amounts), 1)
        enough = next(at for at, amount in so_far if amount * 5 >= total * 4)
        best = sum(amounts[: len(amounts) // 5], ZERO)
        found |= {
            "accounts_for_80pct": enough,
            "share_of_accounts_for_80pct": enough / len(amounts),
            "top_20pct_share": float(best / total),
            "peak": float(gains / total),
        }
    return found | _spread(sales)


def _spread(sales: Sequence[Decimal]) -> dict[str, Any]:
    ordered = sorted(sale for sale in sales if sale > 0)
    total = sum(sales, ZERO)
    if not ordered:
        unknown = ("gini", "hhi", "effective_number", "accounts_over_10pct")
        return dict.fromkeys(unknown)
    whole, count = sum(ordered, ZERO), len(ordered)
    weighted = sum((at * sale for at, sale in enumerate(ordered, 1)), ZERO)
    hhi = float(sum(((sale / whole) ** 2 for sale in ordered), ZERO))
    large = sum(sale * 10 >= total for sale in ordered)
    return {
        "gini": max(0.0, float(2 * weighted / (count * whole)) - (count + 1) / count),
        "hhi": hhi,
        "effective_number": 1 / hhi,
        "accounts_over_10pct": large if total > 0 else None,
    }


def _running(amounts: Sequence[Decimal]) -> list[Decimal]:
    sums, so_far = [], ZERO
    for amount in amounts:
        so_far += amount
        sums.append(so_far)
    return sums


def _shares(amounts: Sequence[Decimal]) -> list[float | None]:
    total = sum(amounts, ZERO)
    if total <= 0:
        return [None] * len(amounts)
    return [float(so_far / total) for so_far in _running(amounts)]
