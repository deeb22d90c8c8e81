"""One candidate beside the list: criteria, payback, what speaks against, history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.accounts.staff import team_of
from vitalfew.apps.assessments.problems import sentence, template
from vitalfew.apps.assessments.selectors import (
    Decided,
    criteria_of,
    decisions_of,
    designations,
    judgements_of,
    row_of,
)
from vitalfew.web import forecasts
from vitalfew.web.account.serving import serving_finding
from vitalfew.web.charts import interval, meter
from vitalfew.web.formats import UNKNOWN
from vitalfew.web.labels import label_words

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import (
        Assessment,
        AssessmentRow,
        Designation,
        Judgement,
    )
    from vitalfew.apps.teams.models import Membership
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

GOOD_PATTERNS = ("regular", "continuous")
KNOWN_PATTERNS = {
    "regular": 5.0,
    "continuous": 5.0,
    "intermittent": 3.0,
    "lumpy": 2.0,
    "lapsed": 1.0,
    "one_off": 1.0,
}


@dataclass(frozen=True)
class Test:
    """One criterion: its value, its meter with the threshold, and the evidence."""

    name: str
    value: str
    passed: bool | None
    picture: SafeString
    evidence: str = ""
    method: str = ""
    """Where it is said what it means."""


@dataclass(frozen=True)
class Box:
    """A figure with a line below it."""

    name: str
    value: str
    note: str
    picture: SafeString | str = ""
    warn: bool = False
    method: str = ""


@dataclass(frozen=True)
class Drawer:
    account: Account
    row: AssessmentRow | None
    line: str
    verdict: str
    cleared: str
    tests: list[Test] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pro: list[str] = field(default_factory=list)
    con: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    would_change: list[str] = field(default_factory=list)
    stability: str = ""
    judgements: list[Judgement] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    designation: Designation | None = None
    team: list[Membership] = field(default_factory=list)

    @property
    def proposed(self) -> bool:
        return self.row is not None and self.row.verdict == "propose"


def drawer_read(
    acting: User, account: Account, assessment: Assessment | None, formats: Formats
) -> Drawer:
    row = row_of(acting, account, assessment=assessment) if assessment else None
    known: dict[str, Any] = {
        "judgements": judgements_of(acting, account),
        "decisions": decisions_of(acting, account),
        "designation": next(
            (span for span in designations(acting, account) if span.ends_on is None),
            None,
        ),
        "team": team_of(acting, account),
    }
    if row is None or assessment is None:
        return Drawer(
            account,
            None,
            account.industry,
            _("Not in the newest assessment."),
            "",
            **known,
        )
    criteria = criteria_of(assessment.criteria)
    tests = list(_tests(row, criteria, formats))
    sides = {
        side: [
            sentence(code, values, formats.by_kind)
            for found, code, values in row.reasons
            if found == side
        ]
        for side in ("for", "against", "unknown")
    }
    return Drawer(
        account,
        row,
        _line(row, formats),
        _verdict(row, key=known["designation"] is not None),
        _cleared(tests, formats),
        tests=tests,
        boxes=_boxes(row, criteria, formats),
        pro=sides["for"],
        con=sides["against"],
        unknown=sides["unknown"],
        would_change=[
            sentence(code, values, formats.by_kind)
            for _side, code, values in row.would_change
        ],
        stability=_stability(row, criteria, formats),
        **known,
    )


def _line(row: AssessmentRow, formats: Formats) -> str:
    first = row.measures.get("margin", {}).get("first_order")
    parts = [row.account.industry]
    if first:
        parts.append(_("customer since %(year)s") % {"year": first[:4]})
    if row.rank:
        parts.append(_("ranked %(rank)s") % {"rank": formats.count(row.rank)})
    else:
        parts.append(_("no orders yet"))
    said = _(", ").join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def _verdict(row: AssessmentRow, *, key: bool) -> str:
    if key:
        if row.verdict == "propose":
            return _("Key account, and still proposed.")
        return _("Key account that no longer qualifies.")
    if row.verdict == "propose":
        return _("Proposed as a key account.")
    if row.verdict == "watch":
        return _("To be watched, not proposed.")
    return _("Not proposed.")


def _cleared(tests: list[Test], formats: Formats) -> str:
    passed = sum(test.passed is True for test in tests)
    unknown = sum(test.passed is None for test in tests)
    numbers = {
        "passed": formats.count(passed),
        "all": formats.count(len(tests)),
        "unknown": formats.count(unknown),
    }
    if unknown:
        return _("Clears %(passed)s of %(all)s tests; %(unknown)s not known.") % numbers
    return _("Clears %(passed)s of %(all)s tests.") % numbers


def _tests(row: AssessmentRow, criteria: Criteria, formats: Formats) -> Iterator[Test]:
    limits = criteria.selection
    axes = "selection#steps"
    name = _("Attractiveness")
    yield _score(name, row.attractiveness, limits.attractiveness, formats, axes)
    name = _("Our strength with them")
    yield _score(name, row.strength, limits.strength, formats, axes)
    fit = row.measures.get("fit", {})
    yield _score(
        _("Product fit and way of selling"),
        fit.get("score"),
        criteria.fit.good,
        formats,
        "fit",
        _fit_evidence(row, fit, formats),
    )
    yield _organization(row, criteria, formats)
    yield _pattern(row, formats)
    yield from _serving(row, criteria, formats)


def _serving(
    row: AssessmentRow, criteria: Criteria, formats: Formats
) -> Iterator[Test]:
    """Against the firm's average; nothing where serving was not measured."""
    values = row.measures.get("cost_to_serve", {})
    share, average = values.get("share_12m"), values.get("average_12m")
    if share is None or not average:
        return
    limit = average * criteria.serving.dear
    shown = formats.percent(share, 1)
    label = _("%(name)s: %(value)s, threshold %(limit)s") % {
        "name": _("Cost to serve"),
        "value": shown,
        "limit": formats.percent(limit, 1),
    }
    most = max(share, limit, 2 * average)
    yield Test(
        _("Cost to serve, of sales"),
        shown,
        share < limit,
        meter.draw(meter.Meter(share, 0, most, label, limit, is_limit=True)),
        serving_finding(values, formats),
        method="cost_to_serve",
    )


def _score(
    name: str,
    value: float | None,
    limit: float,
    formats: Formats,
    method: str,
    evidence: str = "",
) -> Test:
    shown = formats.score(value)
    label = _("%(name)s: %(value)s, threshold %(limit)s") % {
        "name": name,
        "value": shown,
        "limit": formats.score(limit),
    }
    return Test(
        name,
        shown,
        None if value is None else value >= limit,
        meter.draw(meter.Meter(value, 1, 5, label, threshold=limit)),
        evidence,
        method,
    )


def _organization(row: AssessmentRow, criteria: Criteria, formats: Formats) -> Test:
    values = row.measures.get("centralization", {})
    label = row.centralization
    known = label in {"central", "concentrated", "dispersed"}
    share = values.get("central_share") if known else None
    limit = criteria.centralization.central_share
    if label in {"concentrated", "dispersed"}:
        share, limit = values.get("index"), criteria.centralization.concentrated_index
    words = label_words(label, "centralization")
    return Test(
        _("Purchasing organization"),
        words,
        label in {"central", "concentrated"} if known else None,
        meter.draw(meter.Meter(share, 0, 1, words, threshold=limit)),
        _measure_says("centralization", row, formats),
        "centralization",
    )


def _pattern(row: AssessmentRow, formats: Formats) -> Test:
    score = KNOWN_PATTERNS.get(row.continuity)
    words = label_words(row.continuity, "continuity")
    return Test(
        _("Purchasing pattern"),
        words,
        None if score is None else row.continuity in GOOD_PATTERNS,
        meter.draw(meter.Meter(score, 0, 5, words, threshold=4)),
        _measure_says("continuity", row, formats),
        "continuity",
    )


def _measure_says(measure: str, row: AssessmentRow, formats: Formats) -> str:
    """The sentence the measure itself gives for its label."""
    values = row.measures.get(measure, {})
    code = values.get("reason")
    if not code:
        return ""
    places = {name: values.get(name) for name in template(code).kinds}
    return sentence(code, places, formats.by_kind)


def _fit_evidence(row: AssessmentRow, fit: dict[str, Any], formats: Formats) -> str:
    share = fit.get("kept_lines_share")
    if share is None:
        return _measure_says("fit", row, formats)
    return _(
        "%(share)s of its purchases lie in lines that %(peers)s similar accounts keep "
        "buying"
    ) % {"share": formats.percent(share, 0), "peers": formats.count(fit.get("peers"))}


def _boxes(row: AssessmentRow, criteria: Criteria, formats: Formats) -> list[Box]:
    return [
        replace(_payback(row, criteria, formats), method="payback"),
        replace(_potential(row, formats), method="potential"),
        *_forecast(row, formats),
    ]


def _forecast(row: AssessmentRow, formats: Formats) -> list[Box]:
    """What it is expected to bring; nothing where an assessment made no forecasts."""
    known = row.measures.get("forecast", {})
    if not known:
        return []
    basis = "revenue" if row.basis == "revenue" else "contribution"
    before = row.measures.get("margin", {}).get(f"{basis}_12m")
    note = forecasts.finding(known, formats)
    word = forecasts.said(known, formats)
    return [
        Box(
            _("Next 12 months"),
            formats.money(known.get("expected")),
            f"{note}. {word}" if word and known.get("expected") is not None else note,
            forecasts.interval_picture(known, before, formats),
            method="forecast",
        )
    ]


def _payback(row: AssessmentRow, criteria: Criteria, formats: Formats) -> Box:
    values = row.measures.get("payback", {})
    label, months = values.get("label"), values.get("months")
    limit = _("limit is %(months)s months") % {
        "months": formats.count(criteria.payback.limit_months)
    }
    if label in {"paid_back", "late"} and months is not None:
        shown = _("%(months)s months") % {"months": formats.count(months)}
        serve = criteria.payback.yearly_cost_to_serve
        note = limit
        if serve is not None:
            note = _("%(amount)s a year to serve; %(limit)s") % {
                "amount": formats.money(serve),
                "limit": limit,
            }
        measured = row.measures.get("cost_to_serve", {}).get("cost_12m")
        if measured is not None:
            text = _("%(note)s; measured in 12 months: %(amount)s")
            note = text % {"note": note, "amount": formats.money(measured)}
        return Box(_("Investment payback"), shown, note, warn=label == "late")
    words = label_words(label, "payback")
    note = _measure_says("payback", row, formats) or limit
    return Box(_("Investment payback"), words, note, warn=label == "never")


def _potential(row: AssessmentRow, formats: Formats) -> Box:
    values = row.measures.get("potential", {})
    name = _("Potential, a year")
    need, recorded = values.get("need"), values.get("recorded")
    if recorded is not None:
        note = _("As somebody recorded; today %(amount)s") % {
            "amount": formats.money(values.get("sales"))
        }
        return Box(name, formats.money(recorded), note)
    if need is None:
        return Box(name, UNKNOWN, _measure_says("potential", row, formats))
    low, high = values.get("low", need), values.get("high", need)
    sales = values.get("sales")
    note = _("%(low)s to %(high)s; today %(amount)s") % {
        "low": formats.money(low),
        "high": formats.money(high),
        "amount": formats.money(sales),
    }
    known = [amount for amount in (low, need, high, sales) if amount is not None]
    span = (min(known) * 0.95, max(known) * 1.05)
    picture = ""
    if span[1] > span[0]:
        picture = interval.draw(
            interval.Interval(low, need, high, span, note, before=sales), width=76
        )
    return Box(name, formats.money(need), note, picture)


def _stability(row: AssessmentRow, criteria: Criteria, formats: Formats) -> str:
    if row.stability is None:
        return ""
    values = {
        "share": formats.percent(row.stability, 0),
        "swing": formats.percent(criteria.selection.weight_swing, 0),
    }
    if row.stability >= 1:
        return _("The verdict holds however the weights move by %(swing)s.") % values
    return (
        _(
            "The verdict holds in %(share)s of the trials with weights moved by "
            "%(swing)s."
        )
        % values
    )
