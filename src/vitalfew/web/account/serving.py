"""What serving one account costs: by activity, by year, and against the average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.assessments.selectors import criteria_of
from vitalfew.web.formats import UNKNOWN
from vitalfew.web.serving import serving_of, serving_said

if TYPE_CHECKING:
    from vitalfew.analysis.criteria import Criteria
    from vitalfew.apps.accounts.policies import Money
    from vitalfew.apps.assessments.models import Assessment, AssessmentRow
    from vitalfew.web.formats import Formats

Line = tuple[str, str, str, str]
"""Activity or year, events, hours, cost."""


@dataclass(frozen=True)
class ServingBlock:
    """The block of an account's page; only for who may see its margins."""

    title: str
    said: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    activities: list[Line] = field(default_factory=list)
    years: list[Line] = field(default_factory=list)
    missing: bool = False
    """Nothing at all was recorded: say where it is imported."""


def serving_block(
    row: AssessmentRow, assessment: Assessment, formats: Formats
) -> ServingBlock | None:
    """None for who may not see margins: their row is on the other basis."""
    money: Money = row.basis  # type: ignore[assignment]  # the model's choices
    if money != "contribution":
        return None
    if not serving_of(assessment, money):
        title = _("What serving it costs is not known")
        return ServingBlock(title, _("No activities are imported yet."), missing=True)
    values = row.measures.get("cost_to_serve", {})
    said = serving_said(assessment, money, formats)
    if values.get("label", "unknown") == "unknown":
        code = values.get("reason", "cost_to_serve.no_events")
        reason = sentence(code, {}, formats.by_kind)
        title = _("What serving it costs is not known")
        return ServingBlock(title, f"{reason} {said}")
    return ServingBlock(
        serving_finding(values, formats),
        said,
        facts=_facts(values, criteria_of(row.assessment.criteria), formats),
        activities=_lines(values.get("activities", []), "activity", formats),
        years=_lines(values.get("years", []), "year", formats),
    )


def serving_finding(values: Mapping[str, Any], formats: Formats) -> str:
    """What it cost, and how that compares."""
    share, average = values.get("share_12m"), values.get("average_12m")
    if share is None or average is None:
        text = _("Serving it cost %(cost)s in the days looked at")
        return text % {"cost": formats.money(values.get("cost"))}
    said = {
        "cost": formats.money(values.get("cost_12m")),
        "share": formats.percent(share, 1),
        "average": formats.percent(average, 1),
    }
    return (
        _(
            "Serving it cost %(cost)s in 12 months, %(share)s of its sales; the "
            "average is %(average)s"
        )
        % said
    )


def _facts(
    values: Mapping[str, Any], criteria: Criteria, formats: Formats
) -> list[tuple[str, str]]:
    entered = criteria.payback.yearly_cost_to_serve
    facts = [
        (_("Contribution before serving"), values.get("contribution_before")),
        (_("Cost to serve"), values.get("cost")),
        (_("Contribution after serving"), values.get("contribution_after")),
    ]
    if entered is not None:
        facts.append((_("Entered for payback, a year"), entered))
    found = [(name, formats.money(amount)) for name, amount in facts]
    if unknown := values.get("unknown_events"):
        found.append((_("Activities of unknown cost"), formats.count(unknown)))
    return found


def _lines(rows: Sequence[Mapping[str, Any]], by: str, formats: Formats) -> list[Line]:
    return [
        (
            str(each[by]),
            formats.count(each.get("events")),
            formats.number(each["minutes"] / 60, 1) if "minutes" in each else UNKNOWN,
            formats.money(each.get("cost")),
        )
        for each in rows
    ]
