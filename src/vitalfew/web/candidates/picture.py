"""Attractiveness against strength: the picture above the candidates."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from heapq import nsmallest
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.accounts.selectors import names_by_key
from vitalfew.apps.assessments.selectors import Matrix, criteria_of, matrix
from vitalfew.apps.assessments.selectors.outcomes import KEPT
from vitalfew.web.candidates.wording import MOST_FALLEN, finding, period
from vitalfew.web.charts import matrix as chart
from vitalfew.web.charts.widths import at_all_widths
from vitalfew.web.serving import serving_said
from vitalfew.web.templatetags.marks import initials

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.assessments.selectors import Standings
    from vitalfew.apps.assessments.selectors.standings import Point
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

NAMED = 2
"""So many of the largest others have their name on the picture."""
IN_DATA = 60
A_DAY = 24 * 3600
KINDS: dict[str, chart.Kind] = {
    "proposed": "proposed",
    "key": "key",
    "fallen": "below",
    "other": "seen",
}


@dataclass(frozen=True)
class Picture:
    title: str
    sub: str
    svg: SafeString
    columns: list[str]
    rows: list[list[str]]


def picture_read(
    acting: User,
    assessment: Assessment,
    formats: Formats,
    selected: int | None,
    known: Standings,
) -> Picture:
    found = matrix(known)
    layout = _layout(found, selected)
    rows = _rows(found.points)
    names = names_by_key(
        acting,
        {point.account for point in (*layout.few, *rows)}.union(
            found.fallen[:MOST_FALLEN]
        ),
    )
    fallen = [names.get(account, "") for account in found.fallen]
    title = finding(found.waiting, fallen, formats)
    money = money_of_all(acting)
    amount = (
        _("Area: contribution, %(period)s.")
        if money == "contribution"
        else _("Area: revenue, %(period)s.")
    )
    area = amount % {"period": period(assessment, formats)}
    serving = serving_said(assessment, money, formats)
    data = _matrix(
        [_bubble(point, names[point.account], selected) for point in layout.few],
        layout.many,
        criteria_of(assessment.criteria),
        formats,
        title,
    )
    return Picture(
        title=title,
        sub=" ".join(filter(None, (area, _dots(layout.beyond, formats), serving))),
        svg=_drawn(data, formats),
        columns=[
            _("Customer"),
            _("Standing"),
            _("Attractiveness"),
            _("Our strength"),
            _("Contribution") if money == "contribution" else _("Revenue"),
        ],
        rows=_data(rows, names, formats),
    )


class _Layout(NamedTuple):
    few: list[Point]
    """Who stands as a circle with a name."""
    many: list[chart.Dot]
    beyond: int
    """So many of them are only dots because there are too many of the few."""


@lru_cache(maxsize=KEPT)
def _layout(found: Matrix, selected: int | None) -> _Layout:
    """First who is selected or to be decided, then the biggest."""
    others = [point.account for point in found.points if point.standing == "other"]
    named = {*others[:NAMED], selected}

    def place(point: Point) -> tuple[bool, int, float, int]:
        kind = chart.ORDER.index(KINDS[point.standing])
        return point.account != selected, -kind, -(point.amount or 0), point.account

    worth = [p for p in found.points if p.standing != "other" or p.account in named]
    few = nsmallest(chart.MOST_NAMED, worth, key=place)
    apart = {point.account for point in few}
    many = [_dot(point) for point in found.points if point.account not in apart]
    return _Layout(few, many, len(worth) - len(few))


def _dots(number: int, formats: Formats) -> str:
    if not number:
        return ""
    text = ngettext(
        "%(count)s smaller one is only a dot.",
        "%(count)s smaller ones are only dots.",
        number,
    )
    return text % {"count": formats.count(number)}


def _drawn(data: chart.Matrix, formats: Formats) -> SafeString:
    """The picture; the same data are drawn once, as placing the names takes long."""
    many = array("d", chain.from_iterable(data.many)).tobytes()
    shown = (settings.VERSION, formats, replace(data, form=str, many=()))
    key = f"matrix-{sha256(repr(shown).encode() + many).hexdigest()}"
    svg = cache.get(key)
    if svg is None:
        svg = at_all_widths(chart.draw_listed, data)
        cache.set(key, svg, A_DAY)
    return SafeString(svg)


def _matrix(
    few: Sequence[chart.Bubble],
    many: Sequence[chart.Dot],
    criteria: Criteria,
    formats: Formats,
    title: str,
) -> chart.Matrix:
    return chart.Matrix(
        few,
        many,
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


def _bubble(point: Point, name: str, selected: int | None) -> chart.Bubble:
    return chart.Bubble(
        name=name,
        code=initials(name),
        strength=point.strength,
        attractiveness=point.attractiveness,
        size=max(0.0, point.amount or 0.0),
        kind=KINDS[point.standing],
        selected=point.account == selected,
        url=reverse("candidate", args=[point.account]),
    )


def _dot(point: Point) -> chart.Dot:
    return chart.Dot(
        point.strength, point.attractiveness, max(0.0, point.amount or 0.0)
    )


def _rows(points: Sequence[Point]) -> list[Point]:
    """The few before the many."""
    few = (point for point in points if point.standing != "other")
    many = (point for point in points if point.standing == "other")
    return list(islice(chain(few, many), IN_DATA))


def _data(
    points: Sequence[Point], names: Mapping[int, str], formats: Formats
) -> list[list[str]]:
    words = {
        "proposed": _("Proposed"),
        "key": _("Key account"),
        "fallen": _("Key account below threshold"),
        "other": _("Not proposed"),
    }
    return [
        [
            names[point.account],
            words[point.standing],
            formats.number(point.attractiveness, 2),
            formats.number(point.strength, 2),
            formats.money(point.amount),
        ]
        for point in points
    ]
