"""Solutions and propositions as they are offered and agreed, for tests."""

from __future__ import annotations

import datetime as dt

from vitalfew.apps.value.catalog import Written, solution_write
from vitalfew.apps.value.models import Solution
from vitalfew.apps.value.propositions import (
    proposition_agree,
    proposition_draft,
    proposition_figures,
    proposition_offer,
)

DAY = dt.date(2026, 5, 4)
WRITTEN = Written(
    name="Monitoring",
    what="Watches bearings and warns before they fail",
    problems=["downtime"],
    formula="hours * rate",
    assumptions="hours: Hours avoided a year\nrate: Cost of an hour",
)
FIGURES = {
    "hours": ("60", "100", "120", "Their log of 2025"),
    "rate": ("800", "1,000", "1500", "Their controller"),
}


def solution(cast, **values):
    written = Written(**(vars(WRITTEN) | values))
    return solution_write(acting=cast.hana, solution=None, written=written)


def offered(cast, **values):
    made = proposition_draft(
        acting=cast.marta,
        account=cast.norvik,
        name="",
        answers=[],
        solution=Solution.objects.first() or solution(cast),
    )
    given = {"figures": FIGURES, "price": None} | values
    proposition_figures(acting=cast.marta, proposition=made, **given)
    proposition_offer(acting=cast.marta, proposition=made)
    made.refresh_from_db()
    return made


def agree(cast, made, from_year=2025, years=3, **values):
    given = {"who": "Eva Marsh", "how": "Signed", "on": DAY} | values
    proposition_agree(
        acting=cast.marta, proposition=made, from_year=from_year, years=years, **given
    )
    made.refresh_from_db()
    return made
