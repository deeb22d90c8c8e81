"""Which day it is. In the sample time stands still where its orders end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.firm.selectors import firm_settings

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.firm.models import Firm


def company_day(firm: Firm, assessment: Assessment | None) -> date:
    """Today; for the sample the day its newest assessment looks from."""
    if firm.is_sample and assessment is not None and assessment.as_of is not None:
        return assessment.as_of
    return timezone.localdate()


def today() -> date:
    """As `company_day`, for whoever has read neither."""
    firm = firm_settings()
    return company_day(firm, latest_assessment() if firm.is_sample else None)
