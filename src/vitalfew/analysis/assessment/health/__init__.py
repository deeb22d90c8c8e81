"""How healthy the relationship with an account is. See ``docs/methods/health.md``."""

from vitalfew.analysis.assessment.health.record import Outcome, health_record
from vitalfew.analysis.assessment.health.total import (
    NAMES,
    Band,
    Factor,
    Facts,
    Health,
    Moved,
    health,
    moved,
    reweighed,
    totaled,
    weighed,
)

__all__ = [
    "NAMES",
    "Band",
    "Factor",
    "Facts",
    "Health",
    "Moved",
    "Outcome",
    "health",
    "health_record",
    "moved",
    "reweighed",
    "totaled",
    "weighed",
]
