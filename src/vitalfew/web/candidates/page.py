"""Everything the candidates page shows beside the drawer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.assessments.changes import Change
from vitalfew.apps.assessments.selectors import (
    Candidate,
    candidates,
    changes_since_last,
    criteria_of,
    matrix,
    standings,
)
from vitalfew.web.candidates.chips import Chip, chips_of
from vitalfew.web.candidates.wording import (
    changes_title,
    finding,
    period,
    said,
)
from vitalfew.web.charts import matrix as chart
from vitalfew.web.charts.widths import drawn
from vitalfew.web.serving import serving_said
from vitalfew.web.templatetags.marks import initials

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment, AssessmentRow
    from vitalfew.apps.assessments.selectors import Candidates, Standings
    from vitalfew.apps.assessments.selectors.standings import Point
    from vitalfew.apps.users.models import User
    from vitalfew.web.candidates.forms import ListForm
    from vitalfew.web.formats import Formats

CHANGES_SHOWN = 3
NAMED = 2
"""So many of the largest others have their name on the picture."""
IN_DATA = 60
A_DAY = 24 * 3600
KINDS: dict[str, chart.Kind] = {
    "proposed": "proposed",
    "key": "key",
    "fallen": "below",
    "other": "other",
}


@dataclass(frozen=True)
class Line:
    """A row of the list: the candidate with its most telling reasons."""

    candidate: Candidate
    chips: list[Chip]

    @property
    def row(self) -> AssessmentRow:
        return self.candidate.row

    @property
    def late(self) -> bool:
        return any(code == "payback.late" for _side, code, _values in self.row.reasons)


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]
    count: int


@dataclass(frozen=True)
class Told:
    """A change as the page tells it."""

    change: Change
    what: str
    why: list[str]


@dataclass(frozen=True)
class Picture:
    title: str
    sub: str
    svg: SafeString
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Page:
    """Picture, changes and list of the open side."""

    groups: list[Group]
    found: Candidates
    picture: Picture
    changes_title: str
    told: list[Told]
    more_told: list[Told]

    @property
    def before(self) -> int:
        return self.found.page - 1

    @property
    def after(self) -> int:
        return self.found.page + 1

    @property
    def empty(self) -> bool:
        return not any(group.lines for group in self.groups)


def page_read(
    acting: User,
    assessment: Assessment,
    form: ListForm,
    formats: Formats,
    selected: int | None = None,
) -> Page:
    known = standings(acting, assessment=assessment)
    page = form.asked["page"] or 1
    found = candidates(acting, known=known, only=form.only, order=form.order, page=page)
    groups = [
        _group(_("Proposed"), found.proposed, formats),
        _group(_("No longer qualify"), found.fallen, formats),
        _group(_("Prospects"), found.prospects, formats),
        _group(
            _("Looked at, not proposed"),
            found.looked_at,
            formats,
            count=found.looked_at_count,
        ),
    ]
    changes = changes_since_last(acting, known=known)
    told = [_told(change, formats) for change in changes.found] if changes else []
    first = [each for each in told if each.change.kind in {"new", "fallen"}]
    moved = [each for each in told if each not in first]
    return Page(
        groups=[group for group in groups if group.lines],
        found=found,
        picture=picture_read(acting, assessment, formats, selected, known=known),
        changes_title=changes_title(changes, formats) if changes else "",
        told=first[:CHANGES_SHOWN],
        more_told=[*first[CHANGES_SHOWN:], *moved],
    )


def picture_read(
    acting: User,
    assessment: Assessment,
    formats: Formats,
    selected: int | None,
    *,
    known: Standings | None = None,
) -> Picture:
    known = known or standings(acting, assessment=assessment)
    found = matrix(acting, known)
    points = found.points
    title = finding(found.waiting, found.fallen, formats)
    money = money_of_all(acting)
    amount = (
        _("Area: contribution, %(period)s.")
        if money == "contribution"
        else _("Area: revenue, %(period)s.")
    )
    area = amount % {"period": period(assessment, formats)}
    data = _matrix(points, criteria_of(assessment.criteria), formats, title, selected)
    return Picture(
        title=title,
        sub=f"{area} {serving_said(assessment, money, formats)}".strip(),
        svg=_drawn(data, formats),
        columns=[
            _("Customer"),
            _("Standing"),
            _("Attractiveness"),
            _("Our strength"),
            _("Contribution") if money == "contribution" else _("Revenue"),
        ],
        rows=_data(points, formats),
    )


def _drawn(data: chart.Matrix, formats: Formats) -> SafeString:
    """The picture; the same data are drawn once, as placing the names takes long."""
    shown = (settings.VERSION, formats, replace(data, form=str))
    key = f"matrix-{sha256(repr(shown).encode()).hexdigest()}"
    svg = cache.get(key)
    if svg is None:
        svg = drawn(chart.draw_listed, data)
        cache.set(key, svg, A_DAY)
    return SafeString(svg)


def _matrix(
    points: Sequence[Point],
    criteria: Criteria,
    formats: Formats,
    title: str,
    selected: int | None,
) -> chart.Matrix:
    others = [point.pk for point in points if point.standing == "other"]
    named = {*others[:NAMED], selected}
    return chart.Matrix(
        bubbles=[_bubble(point, named, selected) for point in points],
        strength=criteria.selection.strength,
        attractiveness=criteria.selection.attractiveness,
        form=formats.score,
        label=_("Attractiveness against our strength: %(finding)s")
        % {"finding": title},
        strength_text=_("Our strength with them"),
        attractiveness_text=_("Attractiveness"),
        zone_text=_("Key-account zone"),
        qualify_text=_("Invest to qualify"),
        standard_text=_("Standard service"),
        serve_text=_("Serve well, do not court"),
    )


def _bubble(point: Point, named: set[int | None], selected: int | None) -> chart.Bubble:
    kind = KINDS[point.standing]
    if kind == "other" and point.pk in named:
        kind = "seen"
    return chart.Bubble(
        name=point.name,
        code=initials(point.name),
        strength=point.strength,
        attractiveness=point.attractiveness,
        size=max(0.0, point.amount or 0.0),
        kind=kind,
        selected=point.pk == selected,
        url="" if kind == "other" else reverse("candidate", args=[point.pk]),
    )


def _data(points: Sequence[Point], formats: Formats) -> list[list[str]]:
    words = {
        "proposed": _("Proposed"),
        "key": _("Key account"),
        "fallen": _("Key account below threshold"),
        "other": _("Not proposed"),
    }
    few = [point for point in points if point.standing != "other"]
    many = [point for point in points if point.standing == "other"]
    return [
        [
            point.name,
            words[point.standing],
            formats.number(point.attractiveness, 2),
            formats.number(point.strength, 2),
            formats.money(point.amount),
        ]
        for point in [*few, *many][:IN_DATA]
    ]


def _group(
    title: str, found: list[Candidate], formats: Formats, count: int | None = None
) -> Group:
    lines = [Line(each, chips_of(each.row, formats)) for each in found]
    return Group(title, lines, len(lines) if count is None else count)


def _told(change: Change, formats: Formats) -> Told:
    return Told(
        change, said(change.what, formats), [said(why, formats) for why in change.why]
    )
