"""When falling back is proposed: what changed at the customer, and how far back.

See ``docs/methods/cycle.md``. Only what two assessments say apart is found here; what
people record (a decision-maker who left, a change in the market) comes from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vitalfew.analysis.criteria import GateCriteria
from vitalfew.analysis.decision.gates import Stage, below
from vitalfew.analysis.reasons import Reason, declare

Cause = Literal["reorganized", "owner", "lapsed", "fell", "share", "framework"]

CENTRAL = frozenset({"central", "concentrated"})
REORGANIZED = declare(
    "regression.reorganized", "Their purchasing is dispersed; it was not before"
)
OWNER = declare(
    "regression.owner", "Belongs to %(now)s by now, and not before", now="text"
)
SOLD = declare(
    "regression.sold", "Does not belong to %(before)s any more", before="text"
)
LAPSED = declare("regression.lapsed", "They have stopped buying")
FELL = declare(
    "regression.fell", "Purchases fell by %(by)s within 12 months", by="percent"
)
SHARE = declare(
    "regression.share",
    "Our share of what they need fell from %(before)s to %(now)s",
    before="percent", now="percent",
)  # fmt: skip
FRAMEWORK = declare(
    "regression.framework", "The framework %(name)s ended on %(on)s",
    name="text", on="date",
)  # fmt: skip
TARGETS: dict[Cause, Stage] = {
    "reorganized": "establish",
    "owner": "establish",
    "lapsed": "establish",
    "fell": "stabilize",
    "share": "stabilize",
    "framework": "establish",
}
"""How far back each cause leads: to the start when the trust itself is in question."""


@dataclass(frozen=True)
class Standing:
    """What is known of an account, now and at the assessment before."""

    centralization: str = ""
    centralization_before: str = ""
    parent: str = ""
    """Whom it belongs to; empty when it stands for itself."""
    parent_before: str = ""
    continuity: str = ""
    growth: float | None = None
    """The last 12 months against the 12 before; None when they do not compare."""
    share: float | None = None
    """What they buy from us ÷ the need somebody recorded; None where nobody has."""
    share_before: float | None = None
    framework: str = ""
    """The framework that ended last, when none runs any more."""
    framework_ended: date | None = None


@dataclass(frozen=True)
class Regression:
    """Why an account may fall back, and to which stage."""

    cause: Cause
    to: Stage
    reason: Reason


def regressions(
    stage: Stage, standing: Standing, *, criteria: GateCriteria
) -> tuple[Regression, ...]:
    """What speaks for falling back from this stage, the deepest fall first."""
    found = [
        Regression(cause, TARGETS[cause], reason)
        for cause, reason in _causes(standing, criteria)
        if TARGETS[cause] in below(stage)
    ]
    return tuple(
        sorted(found, key=lambda each: (below(stage).index(each.to), each.cause))
    )


def _causes(
    standing: Standing, criteria: GateCriteria
) -> Iterator[tuple[Cause, Reason]]:
    before = standing.centralization_before
    if before in CENTRAL and standing.centralization == "dispersed":
        yield "reorganized", Reason("against", REORGANIZED)
    if standing.parent != standing.parent_before:
        yield "owner", Reason("against", *_owned(standing))
    if standing.continuity == "lapsed":
        yield "lapsed", Reason("against", LAPSED)
    growth = standing.growth
    if growth is not None and growth <= -criteria.fall_share:
        yield "fell", Reason("against", FELL, {"by": -growth})
    now, then = standing.share, standing.share_before
    if now is not None and then and round(1 - now / then, 9) >= criteria.fall_share:
        yield "share", Reason("against", SHARE, {"before": then, "now": now})
    if standing.framework_ended is not None:
        values = {"name": standing.framework, "on": standing.framework_ended}
        yield "framework", Reason("against", FRAMEWORK, values)


def _owned(standing: Standing) -> tuple[str, dict[str, object]]:
    if standing.parent:
        return OWNER, {"now": standing.parent}
    return SOLD, {"before": standing.parent_before}
