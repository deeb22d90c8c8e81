"""Whether we are of a size and standing that a customer takes as a counterpart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vitalfew.analysis.reasons import declare

if TYPE_CHECKING:
    from vitalfew.analysis.criteria import ParityCriteria

Label = Literal["equal", "larger", "smaller", "unknown"]

SIZES_UNKNOWN = declare("parity.unknown", "Parity: their size or ours is not recorded")


@dataclass(frozen=True)
class Parity:
    """How both sides compare.

    Attributes
    ----------
    label
        The customer is *equal* to us, *larger* or *smaller*; else *unknown*.
    score
        5 for equals down to 1; None when unknown.
    ratio
        Their size ÷ our size.
    level_gap
        Their level less ours, for the people who lead the relationship.
    reason
        Why it is *unknown*: a code of `reasons`.
    """

    label: Label
    score: float | None = None
    ratio: float | None = None
    level_gap: float | None = None
    reason: str | None = None


def parity(
    *,
    criteria: ParityCriteria,
    their_size: float | None = None,
    our_level: float | None = None,
    their_level: float | None = None,
) -> Parity:
    """Compare both sides where they are known.

    Parameters
    ----------
    criteria
        Our own size, and the ratios that count as equal and as no match.
    their_size
        Yearly sales of the customer, in the currency of the criteria.
    our_level, their_level
        1 (clerk) to 5 (board) of the people who lead the relationship.

    Examples
    --------
    >>> from vitalfew.analysis.criteria import ParityCriteria
    >>> parity(criteria=ParityCriteria(our_size=10e6), their_size=20e6)
    Parity(label='equal', score=5.0, ratio=2.0, level_gap=None, reason=None)
    """
    ratio = _ratio(their_size, criteria.our_size)
    gap = None
    if our_level is not None and their_level is not None:
        gap = their_level - our_level
    scores = []
    if ratio is not None:
        scores.append(_size_score(ratio, criteria))
    if gap is not None:
        scores.append(max(1.0, 5.0 - 2 * abs(gap)))
    if not scores:
        return Parity("unknown", reason=SIZES_UNKNOWN)
    return Parity(_label(ratio, gap, criteria), sum(scores) / len(scores), ratio, gap)


def _ratio(their_size: float | None, our_size: float | None) -> float | None:
    if not their_size or not our_size:
        return None
    return their_size / our_size


def _size_score(ratio: float, criteria: ParityCriteria) -> float:
    """5 within the equal ratio, 1 at the far one, log-linear between."""
    apart = math.log(max(ratio, 1 / ratio))
    equal, far = math.log(criteria.equal_ratio), math.log(criteria.far_ratio)
    if apart <= equal:
        return 5.0
    return 5.0 - 4.0 * min(1.0, (apart - equal) / (far - equal)) if far > equal else 1.0


def _label(ratio: float | None, gap: float | None, criteria: ParityCriteria) -> Label:
    if ratio is None:
        return "equal" if not gap else "larger" if gap > 0 else "smaller"
    if ratio > criteria.equal_ratio:
        return "larger"
    return "smaller" if ratio < 1 / criteria.equal_ratio else "equal"
