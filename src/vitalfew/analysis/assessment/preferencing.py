"""How we prefer a customer, how they prefer us, and whether that fits together.

See ``docs/methods/preferencing.md``.
"""

from __future__ import annotations

from typing import Literal

Class = Literal["core", "development", "exploitable", "nuisance"]
Meeting = Literal["mutual", "courting", "courted", "indifferent", "unknown"]

VITAL_SHARE = 0.5
"""Relative value is high among the accounts that together bring this share."""
WANTED = frozenset({"core", "development"})


def is_large(share: float | None, cumulative_share: float | None) -> bool | None:
    """Whether an account is among those that together bring half of the revenue.

    `cumulative_share` includes the account's own. None where either is unknown.

    >>> is_large(0.2, 0.6), is_large(0.2, 0.8), is_large(None, None)
    (True, False, None)
    """
    if share is None or cumulative_share is None:
        return None
    return cumulative_share - share < VITAL_SHARE


def preferencing(
    attractive: bool | None,  # noqa: FBT001 - the two axes, in their order
    large: bool | None,  # noqa: FBT001
) -> Class | None:
    """The class of a customer by attractiveness and relative value; None is unknown.

    Source: P. Steele, B. Court, *Profitable Purchasing Strategies* (1996).

    >>> preferencing(True, False), preferencing(True, None)
    ('development', None)
    """
    if attractive is None or large is None:
        return None
    if attractive:
        return "core" if large else "development"
    return "exploitable" if large else "nuisance"


def meeting(ours: str | None, theirs: str | None) -> Meeting:
    """How our class of them and theirs of us fit together.

    >>> meeting("core", "nuisance"), meeting("core", None)
    ('courting', 'unknown')
    """
    if not ours or not theirs:
        return "unknown"
    if ours in WANTED:
        return "mutual" if theirs in WANTED else "courting"
    return "courted" if theirs in WANTED else "indifferent"
