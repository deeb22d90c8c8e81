"""What is expected of one account, as a row says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vitalfew.analysis.decision.explanation import NO_AMOUNTS, NO_ORDERS
from vitalfew.analysis.reasons import Reason

if TYPE_CHECKING:
    from vitalfew.analysis.reasons import Say

AMOUNTS = ("expected", "low50", "high50", "low80", "high80")
COLUMNS = (*AMOUNTS, "p_active", "method")


def expected(row: Mapping[str, Any], *, orders: int, amounts: bool) -> dict[str, Any]:
    """The forecast of one account.

    Parameters
    ----------
    row
        Its row of `forecast`; all None for an account without orders.
    orders
        How many it has.
    amounts
        Whether the orders have amounts: otherwise only their days are forecast, and
        `expected` is no money.

    Returns
    -------
    dict
        `COLUMNS`, `reason` (the code that says why something is unknown, or what to
        keep in mind; otherwise None) and `values` (of its sentence).
    """
    found = {name: row[name] for name in COLUMNS}
    values = {
        name: value
        for name, value in (row["reason_values"] or {}).items()
        if value is not None
    }
    if not orders:
        return found | {"reason": NO_ORDERS, "values": {}}
    if not amounts:
        found |= dict.fromkeys(AMOUNTS)
        return found | {"reason": NO_AMOUNTS, "values": {}}
    return found | {"reason": row["reason"], "values": values}


def why(forecast: Mapping[str, Any], say: Say = Reason.sentence) -> str | None:
    """The sentence of its reason."""
    if forecast["reason"] is None:
        return None
    return say(Reason("unknown", forecast["reason"], forecast["values"]))
