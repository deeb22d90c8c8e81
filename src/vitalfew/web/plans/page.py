"""Everything the tab Plan of an account shows: read in ten minutes on a Monday."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from vitalfew.analysis.decision.plan import Discipline
from vitalfew.apps.library.selectors import actions_told
from vitalfew.apps.plans.figures import Figures, Standing, figures_read, standing
from vitalfew.apps.plans.keeping import discipline_of
from vitalfew.apps.plans.models import (
    CHARTER,
    SWOT,
    Action,
    Objective,
    Plan,
    Risk,
    Version,
)
from vitalfew.apps.plans.policies import may_plan
from vitalfew.apps.plans.selectors import (
    actions_of,
    objectives_of,
    plans_of,
    risks_of,
    versions_of,
)
from vitalfew.web.charts.meter import Meter, draw
from vitalfew.web.plans.comparing import Change, changes
from vitalfew.web.plans.editing import Editor, editor_asked
from vitalfew.web.plans.elsewhere import Elsewhere, elsewhere_read
from vitalfew.web.plans.forms import BeginForm
from vitalfew.web.plans.words import (
    CHARTER_WORDS,
    COURSES,
    LACKS,
    SWOT_WORDS,
    UNKNOWN,
    finding,
    points,
    way_said,
)

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User
    from vitalfew.web.account.tab import AccountTab
    from vitalfew.web.formats import Formats

YEAR = timedelta(days=364)


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective in words, with how far it has come."""

    standing: Standing
    meter: SafeString
    chip: str
    state: str
    way: str
    why_unknown: str
    due: date
    strategies: list[str]

    @property
    def pk(self) -> int:
        return self.standing.objective.pk

    @property
    def key(self) -> str:
        return f"objective-{self.pk}"


@dataclass(frozen=True)
class ActionLine:
    action: Action
    overdue: bool
    ticks: bool
    """Whether its reader may finish it."""

    @property
    def key(self) -> str:
        return f"action-{self.action.pk}"


@dataclass(frozen=True)
class Page:
    plan: Plan | None
    others: list[Plan]
    title: str
    objectives: list[ObjectiveLine]
    actions: list[ActionLine]
    finished: list[Action]
    risks: list[Risk]
    charter: list[tuple[str, str]]
    swot: list[tuple[str, list[str]]]
    asks: list[str]
    writes: bool
    discipline: Discipline | None = None
    gaps: list[tuple[str, str, str]] = field(default_factory=list)
    """(place, what is missing, of what) of each thing the plan lacks."""
    versions: list[Version] = field(default_factory=list)
    compared: list[Change] | None = None
    editor: Editor | None = None
    begin: Form | None = None
    elsewhere: Elsewhere | None = None
    """What worked elsewhere, for whoever writes the plan."""
    untold: list[Action] = field(default_factory=list)
    """Actions done with a method of the library, of which no case is told yet."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: which plan, which form, which two versions."""

    plan: str = ""
    edit: str = ""
    method: str = ""
    """One of the library that an action is to begin with."""
    text: str = ""
    """What somebody is writing, and asks the library about."""
    old: str = ""
    new: str = ""


def chosen(plans: Sequence[Plan], asked: str) -> Plan | None:
    """The plan somebody asked for, else the one that runs, else the newest."""
    by_key = {str(plan.pk): plan for plan in plans}
    if asked in by_key:
        return by_key[asked]
    running = [plan for plan in plans if plan.state != Plan.State.CLOSED]
    return next(iter([*running, *plans]), None)


def discipline_read(
    acting: User, account: Account, tab: AccountTab
) -> Discipline | None:
    """How well the plan that runs is kept; None where none does."""
    plan = chosen(plans_of(acting, account), "")
    if plan is None or plan.state == Plan.State.CLOSED:
        return None
    plan.account = account
    _figures, standings = standings_read(acting, plan, tab.assessment, on=tab.on)
    actions, risks = actions_of(plan), risks_of(plan)
    return discipline_of(plan, standings, actions, risks, on=tab.on)


def page_read(
    acting: User,
    account: Account,
    tab: AccountTab,
    *,
    asked: Asked,
    editor: Editor | None = None,
    begin: Form | None = None,
) -> Page:
    """The tab; `editor` and `begin` are what was sent and refused."""
    plans = plans_of(acting, account)
    plan = chosen(plans, asked.plan)
    writes = may_plan(acting, account)
    if plan is None:
        return _none(writes, begin, tab)
    plan.account = account
    closed = plan.state == Plan.State.CLOSED
    if writes and not closed:
        editor = editor or editor_asked(plan, asked.edit, asked.method)
    figures, standings = standings_read(acting, plan, tab.assessment, on=tab.on)
    actions = actions_of(plan)
    waiting = [each for each in actions if each.state == Action.State.OPEN]
    lines = [
        ActionLine(
            action=each,
            overdue=each.is_late(tab.on),
            ticks=not closed and (writes or each.owner_id == acting.pk),
        )
        for each in waiting
    ]
    risks = risks_sorted(risks_of(plan))
    kept = discipline_of(plan, standings, actions, risks, on=tab.on)
    versions = versions_of(plan)
    overdue = sum(line.overdue for line in lines)
    writing = writes and not closed
    return Page(
        plan=plan,
        others=[each for each in plans if each.pk != plan.pk],
        title=finding(standings, overdue, tab.formats, closed=closed),
        objectives=[_line(one, plan, tab.formats) for one in standings],
        actions=lines,
        finished=[each for each in actions if each.state != Action.State.OPEN],
        risks=risks,
        discipline=kept,
        gaps=_gaps(kept, [*actions, *risks, *(one.objective for one in standings)]),
        versions=versions[::-1],
        compared=_compared(versions, asked, figures),
        charter=[(str(CHARTER_WORDS[name]), getattr(plan, name)) for name in CHARTER],
        swot=[(str(SWOT_WORDS[name]), points(getattr(plan, name))) for name in SWOT],
        asks=points(plan.asks),
        writes=writing,
        editor=editor,
        begin=_begin(begin, tab) if writes and closed and not _runs(plans) else None,
        elsewhere=elsewhere_read(
            acting, tab, [one.objective.measure for one in standings], asked.text
        )
        if writing
        else None,
        untold=_untold(actions) if writes else [],
    )


def _untold(actions: Sequence[Action]) -> list[Action]:
    """What was tried and is done, while nobody has said what it brought."""
    done = [
        each for each in actions if each.method_id and each.state == Action.State.DONE
    ]
    told = actions_told([each.pk for each in done]) if done else set()
    return [each for each in done if each.pk not in told]


def standings_read(
    acting: User, plan: Plan, assessment: Assessment | None, *, on: date
) -> tuple[Figures, list[Standing]]:
    """The figures its reader may see, and each objective against its own."""
    objectives = objectives_of(plan)
    figures = figures_read(
        acting,
        plan.account,
        assessment,
        {each.measure for each in objectives},
        since=plan.starts_on,
        on=on,
    )
    return figures, [standing(each, figures, plan, on) for each in objectives]


def _gaps(
    kept: Discipline, records: Iterable[Objective | Action | Risk]
) -> list[tuple[str, str, str]]:
    named = {f"{each._meta.model_name}-{each.pk}": str(each) for each in records}
    return [
        (gap.place, str(LACKS[gap.lack]), named.get(gap.place, "")) for gap in kept.gaps
    ]


def _compared(
    versions: Sequence[Version], asked: Asked, figures: Figures
) -> list[Change] | None:
    by_key = {str(version.pk): version for version in versions}
    old, new = (by_key.get(each) for each in (asked.old, asked.new))
    return changes(old, new, figures) if old and new else None


def risks_sorted(risks: Iterable[Risk]) -> list[Risk]:
    """What is open first, and of that what weighs most."""
    closed = Risk.State.CLOSED
    return sorted(risks, key=lambda risk: (risk.state == closed, -risk.weight, risk.pk))


def _runs(plans: Sequence[Plan]) -> bool:
    return any(plan.state != Plan.State.CLOSED for plan in plans)


def _begin(begin: Form | None, tab: AccountTab) -> Form:
    period = {"starts_on": tab.on, "ends_on": tab.on + YEAR}
    return begin or BeginForm(initial=period)


def _none(writes: bool, begin: Form | None, tab: AccountTab) -> Page:  # noqa: FBT001
    may_begin = writes and tab.head.designation is not None
    return Page(
        plan=None,
        others=[],
        title="",
        objectives=[],
        actions=[],
        finished=[],
        risks=[],
        charter=[],
        swot=[],
        asks=[],
        writes=writes,
        begin=_begin(begin, tab) if may_begin else None,
    )


def _line(one: Standing, plan: Plan, formats: Formats) -> ObjectiveLine:
    chip, words = COURSES[one.course.state]
    share = one.course.share
    if one.course.state == "reached":
        share = 1.0
    return ObjectiveLine(
        standing=one,
        meter=draw(Meter(share, 0, 1, label=str(words), threshold=one.course.elapsed)),
        chip=chip,
        state=str(words),
        way=way_said(one, formats),
        why_unknown=str(UNKNOWN[one.unknown]) if one.unknown else "",
        due=one.objective.due_on or plan.ends_on,
        strategies=points(one.objective.strategies),
    )
