"""Attractiveness against strength: the picture above the candidates."""

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
from django.utils.translation import ngettext

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.assessments.selectors import criteria_of, matrix
from vitalfew.web.candidates.wording import finding, period
from vitalfew.web.charts import matrix as chart
from vitalfew.web.charts.widths import drawn
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
    "other": "other",
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
        sub=" ".join(
            filter(
                None,
                (area, _dots(data, formats), serving_said(assessment, money, formats)),
            )
        ),
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


def _dots(data: chart.Matrix, formats: Formats) -> str:
    beyond = chart.beyond(data.bubbles)
    if not beyond:
        return ""
    text = ngettext(
        "%(count)s smaller one is only a dot.",
        "%(count)s smaller ones are only dots.",
        beyond,
    )
    return text % {"count": formats.count(beyond)}


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
    addresses = _Addresses(reverse("candidate", args=[0]))
    return chart.Matrix(
        bubbles=[_bubble(point, named, selected, addresses) for point in points],
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


class _Addresses:
    """Of thousands of candidates: resolving one takes as long as all else of a dot."""

    def __init__(self, first: str) -> None:
        self._before, self._after = first.rsplit("0", 1)

    def of(self, pk: int) -> str:
        return f"{self._before}{pk}{self._after}"


def _bubble(
    point: Point, named: set[int | None], selected: int | None, addresses: _Addresses
) -> chart.Bubble:
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
        url="" if kind == "other" else addresses.of(point.pk),
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
