"""Which day it is: as `assessments.clock`."""

from __future__ import annotations

from vitalfew.apps.assessments.clock import company_day, today

__all__ = ["company_day", "today"]
