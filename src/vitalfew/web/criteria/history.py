"""Who changed the criteria, when, and what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from vitalfew.apps.assessments.selectors import changed, criteria_of, criteria_versions
from vitalfew.web.criteria.forms import described
from vitalfew.web.criteria.wording import CRITERIA, GROUPS

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import CriteriaVersion
    from vitalfew.web.formats import Formats

MOST = 20


@dataclass(frozen=True)
class Version:
    """One version with what it changed: (criterion, before, after)."""

    version: CriteriaVersion
    changes: list[tuple[str, str, str]]


def history(formats: Formats) -> list[Version]:
    """The newest versions, the last one first; the defaults are the first of all."""
    versions = list(criteria_versions()[: MOST + 1])
    pairs = pairwise(versions)
    return [
        Version(
            version,
            [
                (
                    named(change.name),
                    described(change.name, change.before, formats),
                    described(change.name, change.after, formats),
                )
                for change in changed(criteria_of(before), criteria_of(version))
            ],
        )
        for version, before in pairs
    ]


def named(name: str) -> str:
    """A criterion with its group: several groups have the same words."""
    group = name.partition(".")[0]
    return f"{GROUPS[group][0]}: {CRITERIA[name].label}"
