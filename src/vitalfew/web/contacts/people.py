"""Everything the tab People of an account shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Page as PageOf
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from vitalfew.analysis.assessment.relationship import LEVELS
from vitalfew.apps.accounts.staff import team_of
from vitalfew.apps.people.models import Position, Tie
from vitalfew.apps.people.policies import may_keep, may_log
from vitalfew.apps.people.selectors import left_lately, ties_named, touches_lately
from vitalfew.apps.people.standing import Relationship, relationship_read
from vitalfew.web.contacts.forms import FillForm, PersonForm, TieForm, TouchForm
from vitalfew.web.contacts.picture import MAP, Picture, picture_read
from vitalfew.web.contacts.touches import TouchLine, touch_lines
from vitalfew.web.contacts.words import (
    COVERAGE,
    gap_words,
    level_words,
    rated,
)

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.standing import Post
    from vitalfew.apps.teams.models import Membership
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

NEWEST = 8
"""So many contacts, ties and leavers are listed beside the map."""
Key = tuple[str, int]
"""Which form of the page: its kind, and the post it is of."""


@dataclass(frozen=True)
class Asked:
    """What the address says of the tab."""

    view: str = MAP
    page: str | None = None
    """Of the ties."""
    form: str = ""
    """The one somebody wants to fill in."""


class PersonRow(NamedTuple):
    """One of their people as the table shows them, in words when it is drawn."""

    position: int
    contact: int | None
    name: str
    title: str
    level: str
    """As its code; empty where it is not known."""
    at: str
    """The company below the account; empty at the account itself."""
    role: str
    influence: str
    support: str
    """Ratings as their codes; empty where there is none."""
    coverage: str
    """Empty where no contact was ever written down."""
    last: dt.date | None
    by: str
    """Who of us knows them best."""

    @property
    def level_said(self) -> str:
        return level_words(self.level) if self.level else ""

    @property
    def role_said(self) -> str:
        return rated("role", self.role)

    @property
    def influence_said(self) -> str:
        return rated("influence", self.influence)

    @property
    def support_said(self) -> str:
        return rated("support", self.support)

    @property
    def coverage_said(self) -> str:
        return str(COVERAGE[self.coverage]) if self.coverage else "–"


@dataclass(frozen=True)
class PersonLine:
    row: PersonRow
    fill: Form | None
    """To say who holds a post, where nobody knows."""


class Rows(NamedTuple):
    """People who follow each other in the table, or one with a form."""

    rows: tuple[PersonRow, ...]
    fill: Form | None


@dataclass(frozen=True)
class LevelLine:
    """How many people of a level are known, and how many of them were met."""

    label: str
    known: int
    met: int


class MatchLine(NamedTuple):
    """Who of them meets whom of us, and on which levels."""

    theirs: str
    level: str
    ours: str
    our_level: str
    above: bool
    """They stand above us."""


class TieLine(NamedTuple):
    """What one of us is to one of them, and should become; in words when drawn."""

    ours: str
    theirs: str
    level: str
    wanted: str
    """As their codes; empty where nobody has said."""
    evidence: str
    on: dt.date

    @property
    def level_said(self) -> str:
        return str(Tie.Level(self.level).label) if self.level else _("Not known")

    @property
    def wanted_said(self) -> str:
        return str(Tie.Level(self.wanted).label) if self.wanted else ""


class GapLine(NamedTuple):
    """Something that is missing, in words."""

    text: str
    side: str


@dataclass(frozen=True)
class Page:
    found: Relationship
    picture: Picture
    lines: list[PersonLine]
    levels: list[LevelLine]
    matches: tuple[MatchLine, ...]
    gaps: tuple[GapLine, ...]
    thread: str
    score: float | None
    ties: tuple[TieLine, ...]
    """Those of this page."""
    ties_page: PageOf[int]
    left: list[Position]
    touches: list[TouchLine]
    forms: dict[str, Form | None]
    """By its name each form the reader may send; drawn only where it is asked for."""

    @property
    def parts(self) -> list[Rows]:
        """The table, cut where a form stands in it."""
        return [
            Rows(tuple(line.row for line in lines), form)
            for form, lines in groupby(self.lines, key=attrgetter("fill"))
        ]


def page_read(
    acting: User,
    account: Account,
    formats: Formats,
    bound: dict[Key, Form],
    *,
    asked: Asked,
    on: dt.date,
) -> Page:
    """The tab; `bound` holds what somebody sent and could not be done."""
    found = relationship_read(acting, account, on)
    team = team_of(acting, account)
    forms = _forms(acting, account, found, team, bound, asked.form, on=on)
    keeps = "person" in forms
    ties = Paginator(_ties(found), NEWEST).get_page(asked.page)
    return Page(
        found=found,
        picture=picture_read(
            acting, account, found, formats, team=team, keeps=keeps, view=asked.view
        ),
        lines=[
            PersonLine(_row(post, found, account), _fill(post, bound, keeps=keeps))
            for post in found.posts
        ],
        levels=[
            LevelLine(level_words(level), *found.levels[level]) for level in LEVELS
        ],
        matches=_matches(found),
        gaps=tuple(
            GapLine(gap_words(gap, formats), gap.reason.side) for gap in found.gaps
        ),
        thread=_thread(found, formats),
        score=found.score,
        ties=tuple(map(_tie, ties_named(acting, list(ties)))),
        ties_page=ties,
        left=left_lately(acting, account, most=NEWEST),
        touches=touch_lines(touches_lately(acting, account, most=NEWEST)),
        forms=forms,
    )


def form_read(
    acting: User, account: Account, name: str, *, on: dt.date
) -> dict[str, Form | None]:
    """One form of the tab, if this person may send it."""
    found = relationship_read(acting, account, on)
    team = team_of(acting, account)
    offered = _forms(acting, account, found, team, {}, name, on=on)
    return {name: offered[name]} if name in offered else {}


def _forms(
    acting: User,
    account: Account,
    found: Relationship,
    team: Iterable[Membership],
    bound: dict[Key, Form],
    asked: str,
    *,
    on: dt.date,
) -> dict[str, Form | None]:
    us = _us(acting, team)
    drawn: dict[str, Callable[[], Form]] = {}
    if may_log(acting, account) and found.posts:
        drawn["touch"] = partial(
            TouchForm, posts=found.posts, us=us, acting=acting, on=on
        )
    if may_keep(acting, account):
        others = [post.position for post in found.posts]
        drawn["person"] = partial(PersonForm, others=others)
        if found.posts:
            drawn["tie"] = partial(TieForm, found=found, us=us)
        else:
            asked = "person"
    return {
        name: bound.get((name, 0)) or (draw() if name == asked else None)
        for name, draw in drawn.items()
    }


def _ties(found: Relationship) -> list[int]:
    """What should become more first, then the newest."""
    ties = {tie.pk: tie for tie in found.ties.values()}
    newest = sorted(ties.values(), key=lambda tie: (tie.on, tie.pk), reverse=True)
    order = sorted(newest, key=lambda tie: tie.wanted in {"", tie.level})
    return [tie.pk for tie in order]


def us_of(acting: User, account: Account) -> list[User]:
    """Who of us can have been in contact: the team, and who writes it down."""
    return _us(acting, team_of(acting, account))


def _us(acting: User, team: Iterable[Membership]) -> list[User]:
    everybody = [acting, *(each.user for each in team)]
    return list({each.pk: each for each in everybody}.values())


def _row(post: Post, found: Relationship, account: Account) -> PersonRow:
    position = post.position
    strongest = found.ours.get(post.strongest)
    elsewhere = position.account_id != account.pk
    return PersonRow(
        position=position.pk,
        contact=position.contact_id,
        name=position.holder,
        title=position.title,
        level=position.level,
        at=position.account.name if elsewhere else "",
        role=post.ratings.get("role", ""),
        influence=post.ratings.get("influence", ""),
        support=post.ratings.get("support", ""),
        coverage=post.coverage if found.recorded else "",
        last=post.last,
        by=strongest.name if strongest else "",
    )


def _fill(post: Post, bound: dict[Key, Form], *, keeps: bool) -> Form | None:
    pk = post.position.pk
    if ("fill", pk) in bound or not (keeps and post.known.nameless):
        return bound.get(("fill", pk))
    return FillForm(position=pk)


def _tie(tie: Tie) -> TieLine:
    return TieLine(
        ours=tie.user.name,
        theirs=tie.contact.name,
        level=tie.level,
        wanted=tie.wanted,
        evidence=tie.evidence,
        on=tie.on,
    )


def _matches(found: Relationship) -> tuple[MatchLine, ...]:
    names = {post.key: post.position.holder for post in found.posts}
    return tuple(
        MatchLine(
            theirs=names[each.theirs],
            level=level_words(each.level),
            ours=found.ours[each.ours].name,
            our_level=level_words(each.our_level),
            above=each.above > 0,
        )
        for each in found.matches[:NEWEST]
    )


def _thread(found: Relationship, formats: Formats) -> str:
    """How many of us carry the contact."""
    if found.thread is None:
        return ""
    text = _("Carried by %(number)s of us, counted by their share of it")
    return text % {"number": formats.score(found.thread.people)}
