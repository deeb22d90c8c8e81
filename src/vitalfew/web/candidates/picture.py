"""Attractiveness against strength: the picture above the candidates."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from heapq import nsmallest
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.policies import Money, money_of_all
from vitalfew.apps.accounts.selectors import names_by_key
from vitalfew.apps.assessments.selectors import Matrix, criteria_of, matrix
from vitalfew.apps.assessments.selectors.outcomes import KEPT
from vitalfew.web.candidates.wording import MOST_FALLEN, finding, period
from vitalfew.web.charts import matrix as chart
from vitalfew.web.charts.widths import at_all_widths
from vitalfew.web.formats import Formats
from vitalfew.web.serving import serving_said
from vitalfew.web.templatetags.marks import initials

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.assessments.selectors import Standings
    from vitalfew.apps.assessments.selectors.standings import Point
    from vitalfew.apps.users.models import User

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


class Picture(NamedTuple):
    title: str
    sub: str
    svg: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class _Asked(NamedTuple):
    """What the picture hangs on: equal ones show the same for ever."""

    found: Matrix
    selected: int | None
    names: frozenset[tuple[int, str]]
    money: Money
    period: str
    serving: str
    strength: float
    attractiveness: float
    formats: Formats
    language: str | None


def picture_read(
    acting: User,
    assessment: Assessment,
    formats: Formats,
    selected: int | None,
    known: Standings,
) -> Picture:
    found, money = matrix(known), money_of_all(acting)
    threshold = criteria_of(assessment.criteria).selection
    return _said(
        _Asked(
            found,
            selected,
            frozenset(names_by_key(acting, _layout(found, selected).named).items()),
            money,
            period(assessment, formats),
            serving_said(assessment, money, formats),
            threshold.strength,
            threshold.attractiveness,
            formats,
            get_language(),
        )
    )


@lru_cache(maxsize=KEPT)
def _said(asked: _Asked) -> Picture:
    found, formats = asked.found, asked.formats
    layout = _layout(found, asked.selected)
    names = dict(asked.names)
    fallen = [names.get(account, "") for account in found.fallen]
    title = finding(found.waiting, fallen, formats)
    of_contribution = asked.money == "contribution"
    amount = (
        _("Area: contribution, %(period)s.")
        if of_contribution
        else _("Area: revenue, %(period)s.")
    )
    area = amount % {"period": asked.period}
    return Picture(
        title=title,
        sub=" ".join(
            filter(None, (area, _dots(layout.beyond, formats), asked.serving))
        ),
        svg=_drawn(_matrix(asked, layout, names, title), formats),
        columns=(
            _("Customer"),
            _("Standing"),
            _("Attractiveness"),
            _("Our strength"),
            _("Contribution") if of_contribution else _("Revenue"),
        ),
        rows=_data(layout.rows, names, formats),
    )


class _Layout(NamedTuple):
    few: list[Point]
    """Who stands as a circle with a name."""
    many: list[chart.Dot]
    beyond: int
    """So many of them are only dots because there are too many of the few."""
    rows: list[Point]
    """Who stands in the table of the data."""
    named: frozenset[int]
    """Whose names are said."""


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
    rows = _rows(found.points)
    shown = {point.account for point in (*few, *rows)}
    said = frozenset(shown.union(found.fallen[:MOST_FALLEN]))
    return _Layout(few, many, len(worth) - len(few), rows, said)


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
    asked: _Asked, layout: _Layout, names: Mapping[int, str], title: str
) -> chart.Matrix:
    return chart.Matrix(
        [_bubble(each, names[each.account], asked.selected) for each in layout.few],
        layout.many,
        strength=asked.strength,
        attractiveness=asked.attractiveness,
        form=asked.formats.score,
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
) -> tuple[tuple[str, ...], ...]:
    words = {
        "proposed": _("Proposed"),
        "key": _("Key account"),
        "fallen": _("Key account below threshold"),
        "other": _("Not proposed"),
    }
    return tuple(
        (
            names[point.account],
            words[point.standing],
            formats.number(point.attractiveness, 2),
            formats.number(point.strength, 2),
            formats.money(point.amount),
        )
        for point in points
    )
