"""Everything read about assessments and decisions; each asks what one may see."""

from vitalfew.apps.assessments.selectors.candidates import (
    Candidate,
    Candidates,
    candidates,
)
from vitalfew.apps.assessments.selectors.changes import Changes, changes_since_last
from vitalfew.apps.assessments.selectors.criteria import (
    changed,
    criteria_current,
    criteria_of,
    criteria_versions,
)
from vitalfew.apps.assessments.selectors.decisions import (
    Decided,
    decided,
    decision_latest,
    decisions_of,
    judgements_of,
    places,
)
from vitalfew.apps.assessments.selectors.figures import figures
from vitalfew.apps.assessments.selectors.rows import (
    Order,
    RowFilter,
    designations,
    key_accounts,
    row_of,
    rows,
)
from vitalfew.apps.assessments.selectors.runs import (
    assessment_newest,
    assessment_under_way,
    latest_assessment,
    previous_assessment,
)
from vitalfew.apps.assessments.selectors.standings import (
    Matrix,
    Standings,
    candidates_open,
    matrix,
    standings,
)

__all__ = [
    "Candidate",
    "Candidates",
    "Changes",
    "Decided",
    "Matrix",
    "Order",
    "RowFilter",
    "Standings",
    "assessment_newest",
    "assessment_under_way",
    "candidates",
    "candidates_open",
    "changed",
    "changes_since_last",
    "criteria_current",
    "criteria_of",
    "criteria_versions",
    "decided",
    "decision_latest",
    "decisions_of",
    "designations",
    "figures",
    "judgements_of",
    "key_accounts",
    "latest_assessment",
    "matrix",
    "places",
    "previous_assessment",
    "row_of",
    "rows",
    "standings",
]
