"""How an account and we know each other: everything its map, table and gates need."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet

from vitalfew.analysis.assessment.relationship import (
    LEVELS,
    WINDOW,
    Bond,
    Contacted,
    Coverage,
    Gap,
    Known,
    Level,
    Match,
    Thread,
    bonds,
    coverage,
    gaps,
    matches,
    score,
    thread,
)
from vitalfew.apps.accounts.policies import of_visible
from vitalfew.apps.days import DayText
from vitalfew.apps.people.models import Position, Rating, Tie, Topic, Touch
from vitalfew.apps.people.selectors import (
    of_each,
    positions_shown,
    positions_weighed,
    ties_lasting,
)
from vitalfew.apps.prepared import prepared
from vitalfew.apps.teams.models import Membership, TeamRole
from vitalfew.apps.users.models import User

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account

Pair = tuple[str, str]
OUR_LEVELS: dict[TeamRole, Level] = {
    TeamRole.SPONSOR: "executive",
    TeamRole.MANAGER: "management",
    TeamRole.SPECIALIST: "technical",
}
"""At which level somebody of us stands, by what they do for the account."""


@dataclass(frozen=True)
class Post:
    """A post of theirs with what is known of who holds it."""

    position: Position
    ratings: dict[str, str]
    """The value of the newest of each topic."""
    bonds: dict[str, Bond]
    """By key of ours."""

    @property
    def key(self) -> str:
        return f"p{self.position.pk}"

    @cached_property
    def known(self) -> Known:
        return Known(
            key=self.key,
            name=self.position.holder,
            level=self.position.level,
            roles=frozenset(self._value(Topic.ROLE).split()),
            influence=self._value(Topic.INFLUENCE),
            support=self._value(Topic.SUPPORT),
            title=self.position.title,
            nameless=self.position.contact_id is None,
        )

    @cached_property
    def coverage(self) -> Coverage:
        return coverage(self.bonds.values())

    @property
    def last(self) -> dt.date | None:
        return max((bond.last for bond in self.bonds.values()), default=None)

    @property
    def strongest(self) -> str:
        """Who of us knows them best; empty where nobody does."""
        if not self.bonds:
            return ""
        return min(self.bonds, key=lambda key: (-self.bonds[key].strength, key))

    def _value(self, topic: str) -> str:
        return self.ratings.get(topic, "")


class Said(NamedTuple):
    """What somebody said of a tie that lasts: of hundreds only what all are asked."""

    pk: int
    user_id: int
    contact_id: int
    level: str
    wanted: str
    on: dt.date


@dataclass(frozen=True)
class Relationship:
    """All that is known of how two companies know each other, on a day."""

    on: dt.date
    posts: list[Post]
    ours: dict[str, User]
    """Everybody of us with a tie, by key."""
    bonds: dict[Pair, Bond]
    ties: dict[Pair, Said] = field(default_factory=dict)
    recorded: bool = False
    """Whether any contact was ever written down."""
    our_levels: dict[str, Level] = field(default_factory=dict)
    """At which level those of us stand who are on the team, by key."""
    last_met: dt.date | None = None
    """When anybody was last met or called, within a year."""

    @cached_property
    def gaps(self) -> list[Gap]:
        return gaps(
            [post.known for post in self.posts],
            self.bonds,
            names={key: user.name for key, user in self.ours.items()},
            our_levels=self.our_levels,
            recorded=self.recorded,
            on=self.on,
        )

    @cached_property
    def matches(self) -> list[Match]:
        return matches([post.known for post in self.posts], self.bonds, self.our_levels)

    @cached_property
    def thread(self) -> Thread | None:
        return thread(self.bonds)

    @cached_property
    def score(self) -> float | None:
        covered = {post.key: post.coverage for post in self.posts}
        return score([post.known for post in self.posts], covered)

    @cached_property
    def levels(self) -> dict[Level, tuple[int, int]]:
        """People known at each level, and how many of them have been met."""
        return {
            level: (
                len(there),
                sum(post.coverage != "none" for post in there),
            )
            for level in LEVELS
            for there in [
                [
                    post
                    for post in self.posts
                    if post.position.level == level and post.position.contact_id
                ]
            ]
        }


def relationship_read(acting: User, account: Account, on: dt.date) -> Relationship:
    """Of an account with everything below it: seven queries, however many people."""
    return relationships_read(acting, [account.pk], on)[account.pk]


def relationships_read(
    acting: User, accounts: Collection[int], on: dt.date, *, shown: bool = True
) -> dict[int, Relationship]:
    """Of many accounts, with no more queries than of one.

    What is not `shown` is only weighed: it has no ties, and of posts no more than
    counts.
    """
    keys = list(accounts)
    posts = _grouped(_held_now(acting, keys, shown=shown))
    met = _contacted(acting, keys, on)
    said = _said(_ties(acting, keys)) if shown else {}
    found = _Found(
        on=on,
        posts=posts,
        met=met,
        said=said,
        ratings=_newest([each.pk for held in posts.values() for each in held]),
        users=_users(met, said),
        levels=_levels(_team(acting, keys)),
        recorded=_recorded(acting, set(keys) - set(met)) | set(met),
    )
    return {account: _relationship(found, account) for account in accounts}


@dataclass(frozen=True)
class _Found:
    """What was read of all accounts at once, by account."""

    on: dt.date
    posts: dict[int, list[Position]]
    met: dict[int, list[Contacted]]
    said: dict[int, list[Said]]
    ratings: dict[int, dict[str, str]]
    """By position."""
    users: dict[int, User]
    """By their own key."""
    levels: dict[int, dict[str, Level]]
    recorded: set[int]


def _relationship(found: _Found, account: int) -> Relationship:
    positions, met = found.posts.get(account, []), found.met.get(account, [])
    said = found.said.get(account, [])
    held = _held(positions)
    tied, posts = posts_tied(positions, found.ratings, met, found.on)
    there = {int(each.ours[1:]) for each in met} | {tie.user_id for tie in said}
    return Relationship(
        on=found.on,
        posts=posts,
        ours={f"u{pk}": found.users[pk] for pk in sorted(there)},
        bonds=tied,
        ties={
            (f"u{tie.user_id}", post): tie
            for tie in said
            for post in held[tie.contact_id]
        },
        our_levels=found.levels.get(account, {}),
        recorded=account in found.recorded,
        last_met=max(
            (each.on for each in met if each.kind != Touch.Kind.MESSAGE), default=None
        ),
    )


def posts_tied(
    positions: Collection[Position],
    ratings: Mapping[int, dict[str, str]],
    met: Iterable[Contacted],
    on: dt.date,
) -> tuple[dict[Pair, Bond], list[Post]]:
    """The ties to who holds these posts, and the posts with what is known of them."""
    held = _held(positions)
    tied = {
        (ours, post): bond
        for (ours, theirs), bond in bonds(met, on=on).items()
        for post in held.get(int(theirs), ())
    }
    by_post: dict[str, dict[str, Bond]] = defaultdict(dict)
    for (ours, post), bond in tied.items():
        by_post[post][ours] = bond
    return tied, [
        Post(each, ratings.get(each.pk, {}), by_post[f"p{each.pk}"])
        for each in positions
    ]


def _held(positions: Iterable[Position]) -> dict[int, list[str]]:
    """Keys of the posts that each person holds."""
    found: dict[int, list[str]] = defaultdict(list)
    for position in positions:
        if position.contact_id is not None:
            found[position.contact_id].append(f"p{position.pk}")
    return found


@prepared
def _held_now(acting: User, accounts: list[int], *, shown: bool) -> QuerySet[Any]:
    held = positions_shown(acting) if shown else positions_weighed(acting)
    return of_each(held, accounts)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.whole].append(row)
    return found


@prepared
def _ties(acting: User, accounts: list[int]) -> QuerySet[Tie, Any]:
    ties = of_each(ties_lasting(acting), accounts)
    *columns, _on = Said._fields
    return ties.order_by("pk").values_list("whole", *columns, DayText("on"))


def _said(ties: Iterable[Any]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for whole, *said, day in ties:
        said.append(dt.date.fromisoformat(day))
        found[whole].append(Said._make(said))
    return found


def _users(
    met: dict[int, list[Contacted]], said: dict[int, list[Said]]
) -> dict[int, User]:
    """Everybody of us with a tie or a contact, by key."""
    asked = {int(each.ours[1:]) for there in met.values() for each in there}
    asked |= {tie.user_id for ties in said.values() for tie in ties}
    return {user.pk: user for user in _named(asked)}


@prepared
def _named(users: set[int]) -> QuerySet[User]:
    return User.objects.filter(pk__among=users).only("name")


def _levels(team: Iterable[Any]) -> dict[int, dict[str, Level]]:
    """At which level those of us stand who are on the team of each account."""
    found: dict[int, dict[str, Level]] = defaultdict(dict)
    for account, user, role in team:
        found[account][f"u{user}"] = OUR_LEVELS[TeamRole(role)]
    return found


@prepared
def _team(acting: User, accounts: list[int]) -> QuerySet[Membership, Any]:
    team = Membership.objects.filter(
        of_visible(acting), account__among=accounts, ends_on__isnull=True
    )
    return team.order_by("role", "pk").values_list("account_id", "user_id", "role")


def _recorded(acting: User, accounts: Collection[int]) -> set[int]:
    """At which of these any contact was ever written down."""
    return set(_touched(acting, list(accounts)))


@prepared
def _touched(acting: User, accounts: list[int]) -> QuerySet[Touch, Any]:
    touches = of_each(Touch.objects.filter(of_visible(acting)), accounts)
    return touches.order_by().values_list("whole", flat=True).distinct()


def _contacted(
    acting: User, accounts: list[int], on: dt.date
) -> dict[int, list[Contacted]]:
    first = on - dt.timedelta(days=WINDOW)
    found: dict[int, list[Contacted]] = defaultdict(list)
    for whole, ours, theirs, kind, day in _met(acting, accounts, first, on):
        on_day = dt.date.fromisoformat(day)
        found[whole].append(Contacted(f"u{ours}", str(theirs), kind, on_day))
    return found


@prepared
def _met(
    acting: User, accounts: list[int], first: dt.date, last: dt.date
) -> QuerySet[Touch, Any]:
    """After the first of these days, and until the last."""
    touches = of_each(Touch.objects.filter(of_visible(acting)), accounts)
    met = touches.filter(
        on__gt=first, on__lte=last, ours__isnull=False, theirs__isnull=False
    )
    return met.order_by().values_list("whole", "ours", "theirs", "kind", DayText("on"))


def _newest(positions: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for position, topic, value in _rated(list(positions)):
        found[position][topic] = value
    return found


@prepared
def _rated(positions: list[int]) -> QuerySet[Rating, Any]:
    found = Rating.objects.filter(position__among=positions)
    return found.values_list("position_id", "topic", "value")
