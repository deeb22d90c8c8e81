"""What other apps do once an assessment is finished.

Apps above this one may not be named here, so they name themselves when the program
starts: `follow` in their `AppConfig.ready`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment

logger = logging.getLogger("vitalfew.assessments")
Follower = Callable[["Assessment"], None]
_FOLLOWERS: list[Follower] = []


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
