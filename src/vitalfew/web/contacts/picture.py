"""The picture of the tab People: the map or the organigram, as people put it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.staff import team_of
from vitalfew.apps.people.selectors import map_places
from vitalfew.web.charts import organigram, relationship
from vitalfew.web.charts.cards import shape_alone
from vitalfew.web.charts.relationship import layout_of
from vitalfew.web.charts.relationship_layout import OURS, shares_of
from vitalfew.web.charts.widths import WIDTHS, at_all_widths, drawn, once
from vitalfew.web.contacts.map import map_of, support_words
from vitalfew.web.contacts.organigram import tree_finding, tree_of
from vitalfew.web.contacts.words import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.selectors import Place
    from vitalfew.apps.people.standing import Relationship
    from vitalfew.apps.teams.models import Membership
    from vitalfew.apps.users.models import User
    from vitalfew.web.charts.organigram import Tree
    from vitalfew.web.charts.relationship import Map, Person
    from vitalfew.web.formats import Formats

MAP, ORGANIGRAM = "map", "organigram"
FORMS = ("svg", "png", "pdf")
USUAL = WIDTHS[1]
"""The width most people see: by its rows somebody is moved without a picture."""
Row = tuple[str, tuple[tuple[str, str], ...]]
"""A row of the map: its name, and keys and names in the order they stand."""


@dataclass(frozen=True)
class Picture:
    """What the tab shows above the table."""

    view: str
    title: str
    svg: SafeString
    shapes: list[tuple[SafeString, str]]
    """The legend: each shape, and what it says."""
    lines: str
    """What the lines say."""
    rows: tuple[Row, ...]
    """Who may be moved by whoever looks; of others nobody."""
    by_hand: bool
    """Somebody was put where they stand."""
    files: list[tuple[str, str]]
    """The picture as a file: the form and its address."""


def picture_read(
    acting: User,
    account: Account,
    found: Relationship,
    formats: Formats,
    *,
    team: Sequence[Membership],
    keeps: bool,
    view: str = MAP,
) -> Picture:
    """`keeps` says that whoever looks may arrange it."""
    places = map_places(acting, account)
    rows: tuple[Row, ...] = ()
    if view == ORGANIGRAM:
        tree = _put_in_tree(tree_of(found, formats), places)
        svg, title = drawn(organigram.draw, tree), tree_finding(found, formats)
    else:
        data = _put_on_map(map_of(account, found, team, formats), places)
        data = replace(data, movable=keeps)
        svg, rows = once(_map_shown, data)
        title = finding(found, formats)
    return Picture(
        view=view,
        title=title,
        svg=svg,
        shapes=[(shape_alone(each), said) for each, said in support_words().items()],
        lines=lines_words(view),
        rows=rows,
        by_hand=bool(places),
        files=[
            (form.upper(), reverse(f"account-{view}-{form}", args=[account.pk]))
            for form in FORMS
        ],
    )


def _map_shown(data: Map) -> tuple[SafeString, tuple[Row, ...]]:
    svg = at_all_widths(relationship.draw, data)
    return svg, rows_of(data) if data.movable else ()


def map_read(
    acting: User, account: Account, found: Relationship, formats: Formats
) -> Map:
    """The map of an account, everybody where they were put."""
    team = team_of(acting, account)
    places = map_places(acting, account)
    return _put_on_map(map_of(account, found, team, formats), places)


def tree_read(
    acting: User, account: Account, found: Relationship, formats: Formats
) -> Tree:
    """The organigram; who reports to the same stands in the order of the map."""
    return _put_in_tree(tree_of(found, formats), map_places(acting, account))


def lines_words(view: str) -> str:
    if view == ORGANIGRAM:
        return _("A line leads from somebody to those who report to them.")
    return _("The thicker a line, the more contact lately. Dashed red: missing.")


def rows_of(data: Map) -> tuple[Row, ...]:
    """Who stands in one row with whom, in order, on the picture most people see."""
    layout = layout_of(data, USUAL)
    names = {person.key: person.name for person in (*data.theirs, *data.ours)}
    bands = dict(data.levels) | {OURS: data.ours_name}
    if layout.upright:
        bands[0] = data.theirs_name
    return tuple(
        (bands[row.band], tuple((key, names[key]) for key in row.keys))
        for row in layout.rows
        if row.keys
    )


@dataclass(frozen=True)
class Move:
    """Where all stand after one was moved, and the new order of their row."""

    places: dict[str, Place]
    row: list[str]


def moved(data: Map, key: str, way: str) -> Move:
    """Somebody goes one on, one back or to an end of the row."""
    layout = layout_of(data, USUAL)
    shares = shares_of(layout)
    order = list(next(row.keys for row in layout.rows if key in row.keys))
    spots, at = [shares[each] for each in order], order.index(key)
    targets = {"first": 0, "earlier": max(0, at - 1), "later": at + 1}
    order.insert(targets.get(way, len(order)), order.pop(at))
    shares |= dict(zip(order, spots, strict=True))
    places: dict[str, Place] = {
        each: (share, None) if layout.upright else (None, share)
        for each, share in shares.items()
    }
    return Move(places, order)


def _put_on_map(data: Map, places: Mapping[str, Place]) -> Map:
    theirs, ours = _put(data.theirs, places), _put(data.ours, places)
    return replace(data, theirs=theirs, ours=ours)


def _put_in_tree(data: Tree, places: Mapping[str, Place]) -> Tree:
    return replace(data, people=_put(data.people, places))


def _put(people: Iterable[Person], places: Mapping[str, Place]) -> tuple[Person, ...]:
    return tuple(replace(each, place=places.get(each.key)) for each in people)
