"""Everything that writes assessments, decisions, judgements and criteria."""

from vitalfew.apps.assessments.services.criteria import criteria_change
from vitalfew.apps.assessments.services.decisions import decision_record
from vitalfew.apps.assessments.services.frameworks import framework_record
from vitalfew.apps.assessments.services.judgements import judgement_record
from vitalfew.apps.assessments.services.runs import (
    assessment_request,
    assessment_run,
    assessments_repair,
)

__all__ = [
    "assessment_request",
    "assessment_run",
    "assessments_repair",
    "criteria_change",
    "decision_record",
    "framework_record",
    "judgement_record",
]
