"""Everything the page of one account shows, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.models import HeadOffice, Kind
from vitalfew.apps.accounts.policies import Money, money_of, sees_all, visible
from vitalfew.apps.accounts.selectors import children_counted, path_of
from vitalfew.apps.accounts.staff import managers_of
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.models import Designation, Framework, Judgement
from vitalfew.apps.assessments.policies import may_judge
from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.assessments.selectors.criteria import criteria_of
from vitalfew.apps.assessments.selectors.decisions import (
    Decided,
    decisions_of,
    judgements_of,
)
from vitalfew.apps.assessments.selectors.figures import basis_said
from vitalfew.apps.assessments.selectors.frameworks import frameworks_of
from vitalfew.apps.assessments.selectors.rows import (
    designations,
    row_of,
    rows_over_time,
)
from vitalfew.apps.care.selectors import warnings_of
from vitalfew.apps.imports.account_orders import AccountLines, lines_of_account
from vitalfew.apps.imports.problems import engine_told
from vitalfew.apps.plans.selectors import actions_next
from vitalfew.apps.prepared import prepared
from vitalfew.files.problems import FileProblem
from vitalfew.web import forecasts
from vitalfew.web.access import allowed
from vitalfew.web.account import pictures
from vitalfew.web.account.drilldown import READ, DrillDown, Unit, drill_down
from vitalfew.web.account.figures import (
    fiscal_years,
    measure_sentence,
    payback_finding,
    without_topic,
)
from vitalfew.web.account.forms import FIGURES, MARGINS, FrameworkForm, JudgementForm
from vitalfew.web.account.serving import ServingBlock, serving_block
from vitalfew.web.charts.history import Event
from vitalfew.web.cycle.track import Track, track_read
from vitalfew.web.formats import formats_for
from vitalfew.web.labels import LABELS, label_words
from vitalfew.web.portfolio.loss import WhatIf, what_if
from vitalfew.web.relationship_health.kept import Kept, kept_last
from vitalfew.web.warnings.lines import finding_of_one, lines_of

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment, AssessmentRow
    from vitalfew.apps.firm.models import Firm
    from vitalfew.apps.plans.models import Action
    from vitalfew.apps.users.models import User
    from vitalfew.web.account.pictures import Picture, YearOfDays
    from vitalfew.web.formats import Formats
    from vitalfew.web.warnings.lines import Line

NAMED_TOPICS = frozenset({"fit", "parity", "potential"})
"""Their sentences begin with the topic, for places where nothing else names it."""
NEXT_ACTIONS = 3
COUNTED = frozenset({"our_level", "their_level", "hours"})
HIDDEN_FIGURES: dict[Money, frozenset[str]] = {
    "contribution": frozenset(),
    "revenue": MARGINS,
    "none": frozenset(FIGURES) - COUNTED,
}
ReasonLine = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Head:
    """Who the account is, and how it stands."""

    account: Account
    path: list[Account]
    children: int
    designation: Designation | None
    ended: Designation | None
    manager: User | None
    decisions: int
    track: Track | None = None
    """Its stages, while it is key."""

    @property
    def is_prospect(self) -> bool:
        return self.account.kind == Kind.PROSPECT


@dataclass(frozen=True)
class Topic:
    """What data and people say about one question, and the form to add to it."""

    key: str
    label: str
    data_label: str
    data_words: str
    score: float | None
    judgement: Judgement | None
    judged_figures: list[tuple[str, str]]
    may_judge: bool
    form: JudgementForm | None
    """Only of the question somebody wants to answer."""

    @property
    def data_label_words(self) -> str:
        known = LABELS.get(self.key, {})
        return label_words(self.data_label, self.key) if known else ""


@dataclass(frozen=True)
class Overview:
    head: Head
    money: Money
    row: AssessmentRow | None
    reasons: dict[str, list[ReasonLine]]
    drill: DrillDown | None
    unread: str
    """Why the orders could not be read where they lie; empty when they could."""
    history: Picture | None
    categories: Picture | None
    units: Picture | None
    ranks: Picture | None
    ahead: Picture | None
    payback: Picture | None
    serving: ServingBlock | None = None
    calendar: list[YearOfDays] = field(default_factory=list)
    continuity: list[tuple[str, str, str]] = field(default_factory=list)
    continuity_title: str = ""
    month_names: list[str] = field(default_factory=list)
    loss: WhatIf | None = None
    topics: list[Topic] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    fiscal_years: list[tuple[str, str]] = field(default_factory=list)
    whole: bool = True
    """Whether the reader sees all accounts, and so what this one is among them."""
    warnings: list[Line] = field(default_factory=list)
    frameworks: list[Framework] = field(default_factory=list)
    framework_form: FrameworkForm | None = None
    warnings_title: str = ""
    health: Kept | None = None
    """Kept last, while it is key."""
    actions: list[Action] = field(default_factory=list)
    """Of the plan, what is due first."""


def head_read(
    acting: User,
    account: Account,
    row: AssessmentRow | None,
    formats: Formats,
    *,
    decisions: int,
    on: dt.date,
) -> Head:
    spans = designations(acting, account)
    open_spans = [span for span in spans if span.ends_on is None]
    ended_spans = [span for span in spans if span.ends_on is not None]
    manager = managers_of(acting, [account]).get(account.pk)
    return Head(
        account=account,
        path=path_of(acting, account),
        children=children_counted(acting, account),
        designation=open_spans[-1] if open_spans else None,
        ended=ended_spans[-1] if ended_spans else None,
        manager=manager,
        decisions=decisions,
        track=track_read(acting, account, row, manager, formats, on=on)
        if open_spans and allowed(acting, "account-cycle")
        else None,
    )


def overview_read(
    acting: User,
    account: Account,
    assessment: Assessment | None,
    firm: Firm,
    *,
    form: JudgementForm | FrameworkForm | None = None,
) -> Overview:
    """The whole overview; `form` is what somebody is writing."""
    formats = formats_for(acting, firm)
    money = basis_said(assessment, money_of(acting, account))
    row = row_of(acting, account, assessment=assessment) if assessment else None
    measures = row.measures if row else {}
    decisions = decisions_of(acting, account)
    drill, unread = _drill(acting, account, assessment, money)
    warned = lines_of(acting, warnings_of(acting, account), formats)
    judges = may_judge(acting, account)
    topics = topics_read(acting, account, measures, money, formats, form, judges=judges)
    page = Overview(
        head=head_read(
            acting,
            account,
            row,
            formats,
            decisions=len(decisions),
            on=company_day(firm, assessment),
        ),
        money=money,
        row=row,
        reasons=reasons_by_side(row.reasons if row else []),
        drill=drill,
        unread=unread,
        history=None,
        categories=None,
        units=None,
        ranks=None,
        ahead=None,
        payback=None,
        continuity_title=measure_sentence(measures.get("continuity", {}), formats),
        topics=topics,
        decisions=decisions,
        warnings=warned,
        frameworks=frameworks_of(acting, account),
        framework_form=_framework_form(form) if judges else None,
        warnings_title=finding_of_one(warned),
        whole=sees_all(acting),
    )
    if page.head.designation:
        page = replace(page, health=kept_last(acting, account, formats))
        if allowed(acting, "account-plan"):
            actions = actions_next(acting, account, most=NEXT_ACTIONS)
            page = replace(page, actions=actions)
    if drill:
        page = _with_drill(page, measures, formats)
        years = fiscal_years(drill, firm.fiscal_year_start, formats)
        page = replace(page, fiscal_years=years)
    if row and assessment:
        page = _with_row(page, acting, row, assessment, firm)
    return page


def _with_drill(
    page: Overview, measures: Mapping[str, Any], formats: Formats
) -> Overview:
    drill = page.drill
    if drill is None:
        return page
    continuity = measures.get("continuity", {})
    return replace(
        page,
        history=pictures.history_picture(drill, formats, _events(page)),
        categories=pictures.categories_picture(drill, formats),
        units=pictures.units_picture(
            drill, measures.get("centralization", {}), formats
        ),
        calendar=pictures.calendar(drill),
        month_names=pictures.month_names(formats),
        continuity=pictures.continuity_facts(continuity, formats) if continuity else [],
    )


def _with_row(
    page: Overview, acting: User, row: AssessmentRow, assessment: Assessment, firm: Firm
) -> Overview:
    formats = formats_for(acting, firm)
    payback = row.measures.get("payback", {})
    return replace(
        page,
        ranks=_ranks(acting, row.account, assessment, page.money, formats),
        ahead=forecasts.account_picture(
            page.drill,
            row.measures.get("forecast", {}),
            assessment.figures.get(row.basis, {}),
            formats,
        )
        if page.drill
        else None,
        payback=_payback(payback, assessment, formats),
        serving=serving_block(row, assessment, formats),
        loss=what_if(acting, assessment, [row], firm, formats),
    )


def _drill(
    acting: User, account: Account, assessment: Assessment | None, money: Money
) -> tuple[DrillDown | None, str]:
    """As `drill_read`; orders that lie elsewhere may be out of reach."""
    try:
        with engine_told():
            return drill_read(acting, account, assessment, money), ""
    except FileProblem as problem:
        return None, sentence(problem.code, problem.values)


def drill_read(
    acting: User, account: Account, assessment: Assessment | None, money: Money
) -> DrillDown | None:
    """The account's own orders in the assessment's window; None when there are none."""
    start, as_of = (
        (assessment.window_from, assessment.window_to) if assessment else (None, None)
    )
    asked = lines_of_account(acting, account, columns=READ, start=start, as_of=as_of)
    if asked is None:
        return None
    marks = frozenset(_head_offices(account))
    # What was imported never changes: whoever asks again reads no line.
    read = _read if asked.batches is None else _read_once
    drill = read(asked, money, marks)
    return drill and replace(drill, units=_named(acting, drill.units))


@prepared
def _head_offices(account: Account) -> QuerySet[HeadOffice, str]:
    marked = HeadOffice.objects.filter(account=account)
    return marked.values_list("unit_id", flat=True)


def _read(
    asked: AccountLines, money: Money, head_offices: frozenset[str]
) -> DrillDown | None:
    orders = asked.read()
    return None if orders is None else drill_down(orders, money, head_offices)


_read_once = lru_cache(maxsize=256)(_read)


def _named(acting: User, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Units that are companies of the group, by their names."""
    nameless = [unit.unit_id for unit in units if unit.name == unit.unit_id]
    if not nameless:
        return units
    # Who was merged is left out here: by that SQLite would look for them first.
    found = _companies(acting, nameless)
    names = {unit: name for unit, name, merged in found if not merged}
    return tuple(
        replace(unit, name=names.get(unit.unit_id, unit.name)) for unit in units
    )


@prepared
def _companies(acting: User, account_ids: list[str]) -> QuerySet[Account, Any]:
    found = visible(acting).filter(account_id__among=account_ids).order_by()
    return found.values_list("account_id", "name", "merged_into_id")


def _events(page: Overview) -> list[Event]:
    words = {
        "designate": _("Key account"),
        "end": _("Ended"),
        "not_now": _("Not now"),
        "decline": _("Declined"),
    }
    return [
        Event(one.decision.at.date(), words[one.decision.kind])
        for one in page.decisions
    ]


def _ranks(
    acting: User,
    account: Account,
    assessment: Assessment,
    money: Money,
    formats: Formats,
) -> Picture | None:
    ranks = [
        (row.assessment.as_of, row.rank)
        for row in rows_over_time(acting, account)
        if row.assessment.as_of
    ]
    concentration = assessment.figures.get(money, {}).get("concentration", {})
    return pictures.rank_picture(
        ranks, concentration.get("accounts_for_80pct"), formats
    )


def _payback(
    payback: Mapping[str, Any], assessment: Assessment, formats: Formats
) -> Picture | None:
    if not payback:
        return None
    recorded = payback.get("investment")
    usual = criteria_of(assessment.criteria).payback.investment
    investment = recorded if recorded is not None else usual
    return pictures.payback_picture(payback, investment, formats)


def reasons_by_side(reasons: Sequence[Sequence[Any]]) -> dict[str, list[ReasonLine]]:
    """For, against and unknown apart, each in the order they were given."""
    found: dict[str, list[ReasonLine]] = {"for": [], "against": [], "unknown": []}
    for side, code, values in reasons:
        found[side].append((code, values))
    return found


def topics_read(
    acting: User,
    account: Account,
    measures: Mapping[str, Any],
    money: Money,
    formats: Formats,
    form: JudgementForm | FrameworkForm | None,
    *,
    judges: bool,
) -> list[Topic]:
    """The questions a person may answer beside the data."""
    newest: dict[str, Judgement] = {}
    for judgement in reversed(judgements_of(acting, account)):
        newest[judgement.topic] = judgement
    return [
        Topic(
            key=key,
            label=str(Judgement.Topic(key).label),
            data_label=measures.get(key, {}).get("label") or "",
            data_words=_data_words(key, measures.get(key, {}), formats),
            score=measures.get(key, {}).get("score"),
            judgement=newest.get(key),
            judged_figures=judged_figures(newest.get(key), money, formats),
            may_judge=judges,
            form=_form_of(key, form) if judges else None,
        )
        for key in Judgement.Topic.values
    ]


def _data_words(key: str, measure: Mapping[str, Any], formats: Formats) -> str:
    if key == "payback" and measure:
        return without_topic(payback_finding(measure, formats))
    said = measure_sentence(measure, formats)
    if key == "potential" and not said:
        return potential_words(measure, formats)
    return without_topic(said) if key in NAMED_TOPICS else said


def judged_figures(
    judgement: Judgement | None, money: Money, formats: Formats
) -> list[tuple[str, str]]:
    """The figures of a judgement its reader may see: margins are figures too."""
    if judgement is None:
        return []
    hidden = HIDDEN_FIGURES[money]
    return [
        (
            str(FIGURES[name]),
            formats.count(value) if name in COUNTED else formats.money(value),
        )
        for name, value in judgement.values.items()
        if name not in hidden
    ]


def _form_of(
    key: str, form: JudgementForm | FrameworkForm | None
) -> JudgementForm | None:
    return form if isinstance(form, JudgementForm) and form.topic == key else None


def _framework_form(form: JudgementForm | FrameworkForm | None) -> FrameworkForm:
    return form if isinstance(form, FrameworkForm) else FrameworkForm()


def potential_words(measure: Mapping[str, Any], formats: Formats) -> str:
    """What they need in all, with its range, and how much of it is open to us."""
    if measure.get("need") is None:
        return ""
    names = ("need", "low", "high", "open")
    values = {name: formats.money(measure.get(name)) for name in names}
    return (
        _("They need %(need)s a year, %(low)s to %(high)s; %(open)s of it is open")
        % values
    )


def months_csv(drill: DrillDown) -> tuple[list[str], list[list[object]]]:
    """The account's months as plain values."""
    columns = ["month", "orders"]
    rows: list[list[object]] = [
        [month.start.strftime("%Y-%m"), month.orders] for month in drill.months
    ]
    if drill.money != "none":
        columns.append(drill.money)
        for row, month in zip(rows, drill.months, strict=True):
            row.append(month.amount)
    return columns, rows


def shown_until(assessment: Assessment | None) -> dt.date | None:
    """The last day the figures cover."""
    if assessment is None or assessment.as_of is None:
        return None
    return assessment.as_of - dt.timedelta(days=1)
