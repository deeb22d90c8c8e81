"""What other apps do once an assessment is finished, or an account becomes key.

Apps above this one may not be named here, so they name themselves when the program
starts: `follow` in their `AppConfig.ready`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment, Designation

logger = logging.getLogger("vitalfew.assessments")
Follower = Callable[["Assessment"], None]
_FOLLOWERS: list[Follower] = []
Designated = Callable[["Designation"], None]
_BEGAN: list[Designated] = []
_ENDED: list[Designated] = []


def follow(follower: Follower) -> None:
    """Have this done after every finished assessment."""
    _FOLLOWERS.append(follower)


def followed(assessment: Assessment) -> None:
    """Do it. What fails is logged: the assessment stands whatever follows it."""
    for follower in _FOLLOWERS:
        try:
            follower(assessment)
        except Exception:
            logger.exception("What follows assessment %s failed", assessment.pk)


def follow_designation(*, began: Designated, ended: Designated) -> None:
    """Have this done in the same transaction when an account becomes key, or ends."""
    _BEGAN.append(began)
    _ENDED.append(ended)


def designation_began(designation: Designation) -> None:
    for began in _BEGAN:
        began(designation)


def designation_ended(designation: Designation) -> None:
    for ended in _ENDED:
        ended(designation)
