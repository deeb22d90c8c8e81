"""Which contribution the pages show: before or after cost to serve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vitalfew.apps.assessments.problems import sentence

if TYPE_CHECKING:
    from vitalfew.apps.accounts.policies import Money
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.web.formats import Formats


def serving_of(assessment: Assessment | None, money: Money) -> Mapping[str, Any]:
    """What an assessment says of serving; nothing to somebody without a margin role."""
    if assessment is None or money != "contribution":
        return {}
    found: Mapping[str, Any] = assessment.figures.get(money, {}).get("serving", {})
    return found


def serving_said(assessment: Assessment | None, money: Money, formats: Formats) -> str:
    """Whether contribution is before or after serving; empty without a record."""
    serving = serving_of(assessment, money)
    if not serving:
        return ""
    if serving["included"]:
        return _("Contribution is less cost to serve.")
    _side, code, values = serving["reason"]
    return _("Contribution is before cost to serve. %(reason)s.") % {
        "reason": sentence(code, values, formats.by_kind)
    }
