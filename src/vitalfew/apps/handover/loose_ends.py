"""What hangs in the air when somebody has left, on either side, and who could take it.

Nothing is stored: a loose end is there for as long as the records say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from vitalfew.analysis.assessment.relationship import WINDOW
from vitalfew.apps.accounts.policies import may_see, seen_by
from vitalfew.apps.accounts.staff import managers_of
from vitalfew.apps.handover.models import LetBe
from vitalfew.apps.library.models import STANDING, Case
from vitalfew.apps.people.models import Level, Position, Rating, Tie, Topic, Touch
from vitalfew.apps.people.selectors import positions_left
from vitalfew.apps.people.standing import Post, Relationship, relationship_read
from vitalfew.apps.plans.models import Action, Plan, Risk
from vitalfew.apps.program.departures import carries
from vitalfew.apps.teams.models import Membership, TeamRole
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.trust.selectors import undertakings_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

Kind = Literal[
    "action",
    "risk",
    "undertaking",
    "case",
    "tie_ours",
    "known_by",
    "tie_theirs",
    "pair_ours",
    "pair_theirs",
    "post",
    "seat",
]


@dataclass(frozen=True)
class LooseEnd:
    """One thing that somebody left behind."""

    kind: Kind
    key: str
    what: str
    """The action, the person or the post it is about."""
    who: str
    """Who has left."""
    record: Action | Risk | Undertaking | Case | Tie | Position | Membership | None = (
        None
    )
    to: User | None = None
    """Who of us could take it."""
    successor: Position | None = None
    """Who of them came after."""

    @property
    def can_be_taken(self) -> bool:
        """Whether there is a proposal that can be carried out at once."""
        if isinstance(self.record, Membership):
            # Who follows an account manager is a decision, not a proposal.
            return self.record.role != TeamRole.MANAGER
        return self.to is not None or self.kind == "tie_theirs"


@dataclass(frozen=True)
class _Scene:
    """What the loose ends of an account are read from."""

    acting: User
    account: Account
    found: Relationship
    there: dict[int, User]
    """Of us who still may know the account, by key."""
    manager: User | None
    left: list[Position]
    """Posts of theirs that ended within a year, the last first."""

    first: dt.date
    """What was before this day is too long ago."""

    @cached_property
    def ties(self) -> list[Tie]:
        """What was said and lasts, each once."""
        said = Tie.objects.filter(
            account__above__ancestor=self.account, ended_on__isnull=True
        ).select_related("user", "contact", "account")
        return list({tie.pk: tie for tie in said}.values())

    @cached_property
    def tied(self) -> set[tuple[int, int]]:
        """Who of us is tied to whom of them, or is to be."""
        return {(tie.user_id, tie.contact_id) for tie in self.ties}

    @cached_property
    def seats(self) -> list[Membership]:
        """Who is and was on the team."""
        found = Membership.objects.filter(account=self.account)
        return list(found.select_related("user", "account").order_by("role", "pk"))

    @cached_property
    def sponsors(self) -> dict[int, User]:
        """Sponsors of the account who are there, by key."""
        return {
            seat.user_id: seat.user
            for seat in self.seats
            if seat.role == TeamRole.SPONSOR
            and seat.ends_on is None
            and seat.user_id in self.there
        }

    @cached_property
    def held(self) -> dict[int, Post]:
        """Who of them still holds a post, by key of the person."""
        return {
            post.position.contact_id: post
            for post in self.found.posts
            if post.position.contact_id is not None
        }

    def colleague(self, post: Post | None) -> User | None:
        """Who of us knows somebody best and is still there, else the manager."""
        known = {} if post is None else post.bonds
        near = sorted(known, key=lambda key: (-known[key].strength, key))
        for key in near:
            if int(key[1:]) in self.there:
                return self.there[int(key[1:])]
        return self.manager

    def successor(self, gone: Position) -> Position | None:
        """Who holds the post of somebody who left."""
        title = gone.title.casefold()
        held = [
            post.position
            for post in self.held.values()
            if title and post.position.title.casefold() == title
        ]
        return held[0] if held else None


def loose_ends(acting: User, account: Account, *, on: dt.date) -> list[LooseEnd]:
    """Of an account and what lies below it; what somebody let be is left out."""
    if not may_see(acting, account):
        return []
    first = on - dt.timedelta(days=WINDOW)
    there = {user.pk: user for user in seen_by(account)}
    manager = managers_of(acting, [account]).get(account.pk)
    scene = _Scene(
        acting=acting,
        account=account,
        found=relationship_read(acting, account, on),
        there=there,
        # Who has left takes nothing over.
        manager=manager if manager is not None and manager.pk in there else None,
        left=list(positions_left(acting, account).filter(ends_on__gt=first)),
        first=first,
    )
    let_be = set(LetBe.objects.filter(account=account).values_list("key", flat=True))
    every = [
        *_seats(scene),
        *_of_the_plan(scene),
        *_taken_on(scene),
        *_cases(scene),
        *_ties(scene),
        *_known_by(scene),
        *_pairs(scene),
        *_posts(scene),
    ]
    return [end for end in every if end.key not in let_be]


def let_be_of(acting: User, account: Account) -> QuerySet[LetBe]:
    """What was left as it is, the newest first."""
    found = LetBe.objects.filter(account=account).select_related("by")
    return found if may_see(acting, account) else found.none()


def _seats(scene: _Scene) -> Iterator[LooseEnd]:
    """What somebody was on the team who has gone."""
    for seat in scene.seats:
        if seat.ends_on is None and seat.user_id not in scene.there:
            what = str(seat.get_role_display())
            yield LooseEnd("seat", f"seat:{seat.pk}", what, seat.user.name, seat)


def _of_the_plan(scene: _Scene) -> Iterator[LooseEnd]:
    """Actions and risks whose owner has gone."""
    running = {"plan__account": scene.account, "owner__isnull": False}
    actions = Action.objects.filter(**running, state=Action.State.OPEN)
    risks = Risk.objects.filter(**running)
    kinds: tuple[tuple[Kind, QuerySet[Action] | QuerySet[Risk]], ...] = (
        ("action", actions),
        ("risk", risks),
    )
    for kind, records in kinds:
        for record in records.exclude(plan__state=Plan.State.CLOSED).select_related(
            "owner", "plan__account"
        ):
            owner = record.owner
            if owner is None or owner.pk in scene.there:
                continue
            yield LooseEnd(
                kind, f"{kind}:{record.pk}", str(record), owner.name, record,
                to=scene.manager,
            )  # fmt: skip


def _taken_on(scene: _Scene) -> Iterator[LooseEnd]:
    """Promises, pilots and visits that nobody who is there answers for."""
    for each in undertakings_of(scene.acting, scene.account):
        if each.state != Undertaking.State.OPEN or each.owner_id in scene.there:
            continue
        yield LooseEnd(
            "undertaking", f"undertaking:{each.pk}", each.title, each.owner.name, each,
            to=scene.manager,
        )  # fmt: skip


def _cases(scene: _Scene) -> Iterator[LooseEnd]:
    """What is being tried with the account, and nobody who is there leads."""
    running = Case.objects.filter(
        **STANDING, account=scene.account, outcome=Case.Outcome.RUNNING
    ).exclude(led_by__in=scene.there)
    for case in running.select_related("method", "led_by", "account"):
        yield LooseEnd(
            "case", f"case:{case.pk}", case.method.name, case.led_by.name, case,
            to=scene.manager,
        )  # fmt: skip


def _ties(scene: _Scene) -> Iterator[LooseEnd]:
    """Ties of somebody who has gone, on our side or on theirs."""
    for tie in scene.ties:
        post = scene.held.get(tie.contact_id)
        if tie.user_id not in scene.there:
            to = scene.colleague(post)
            yield LooseEnd(
                "tie_ours", f"tie:{tie.pk}", tie.contact.name, tie.user.name, tie, to=to
            )
        elif post is None:
            gone = next(
                (each for each in scene.left if each.contact_id == tie.contact_id), None
            )
            yield LooseEnd(
                "tie_theirs", f"tie:{tie.pk}", tie.user.name, tie.contact.name, tie,
                successor=scene.successor(gone) if gone else None,
            )  # fmt: skip


def _known_by(scene: _Scene) -> Iterator[LooseEnd]:
    """People who count, and whom only those of us have met who have gone."""
    for post in scene.held.values():
        known = {int(key[1:]) for key in post.bonds}
        if not post.known.counts or not known or known & set(scene.there):
            continue
        if any((pk, post.position.contact_id) in scene.tied for pk in scene.there):
            continue
        gone = scene.found.ours[post.strongest]
        yield LooseEnd(
            "known_by", f"known:{post.position.pk}:{gone.pk}", post.position.holder,
            gone.name, post.position, to=scene.manager,
        )  # fmt: skip


def _pairs(scene: _Scene) -> Iterator[LooseEnd]:
    """Executives of both sides who met, and of whom one has gone."""
    yield from _pairs_ours(scene)
    yield from _pairs_theirs(scene)


def _pairs_ours(scene: _Scene) -> Iterator[LooseEnd]:
    """Executives whom only a sponsor met who has gone or is sponsor no more."""
    was = {
        seat.user_id: seat.user
        for seat in scene.seats
        if seat.role == TeamRole.SPONSOR and seat.user_id not in scene.sponsors
    }
    to = next(iter(scene.sponsors.values()), scene.manager)
    for post in scene.held.values():
        known = {int(key[1:]) for key in post.bonds}
        gone = next((was[pk] for pk in sorted(known) if pk in was), None)
        if gone is None or post.position.level != Level.EXECUTIVE:
            continue
        if known & set(scene.sponsors) or _is_listed(scene, post, gone, known):
            continue
        if to is not None and (to.pk, post.position.contact_id) in scene.tied:
            continue
        yield LooseEnd(
            "pair_ours", f"pair:{post.position.pk}:{gone.pk}", post.position.holder,
            gone.name, post.position, to=to,
        )  # fmt: skip


def _is_listed(scene: _Scene, post: Post, gone: User, known: set[int]) -> bool:
    """Whether it is told already that this pair has lost one of the two."""
    if gone.pk not in scene.there and (gone.pk, post.position.contact_id) in scene.tied:
        return True
    return post.known.counts and not known & set(scene.there)


def _pairs_theirs(scene: _Scene) -> Iterator[LooseEnd]:
    """Executives who have gone, and whom a sponsor of ours had met."""
    left = {
        each.contact_id: each
        for each in reversed(scene.left)
        if each.level == Level.EXECUTIVE and each.contact_id not in scene.held
    }
    met = Touch.objects.filter(
        account__above__ancestor=scene.account, on__gt=scene.first,
        theirs__in=[pk for pk in left if pk], ours__in=list(scene.sponsors),
    )  # fmt: skip
    pairs = set(met.order_by().values_list("theirs", "ours"))
    for contact, user in sorted(pairs):
        if (user, contact) in scene.tied:
            continue  # listed as a tie
        gone, ours = left[contact], scene.sponsors[user]
        after = scene.successor(gone)
        if after is not None and (user, after.contact_id) in scene.tied:
            continue
        yield LooseEnd(
            "pair_theirs", f"pair:{gone.pk}:{user}", ours.name, gone.holder, gone,
            to=ours if after is not None else None, successor=after,
        )  # fmt: skip


def _posts(scene: _Scene) -> Iterator[LooseEnd]:
    """Posts that carry the relationship, and that nobody is known to hold now."""
    said: dict[int, dict[str, str]] = {}
    ratings = Rating.objects.filter(
        position__in=[each.pk for each in scene.left],
        topic__in=(Topic.ROLE, Topic.INFLUENCE),
    ).order_by("on", "at", "pk")
    for position, topic, value in ratings.values_list("position", "topic", "value"):
        said.setdefault(position, {})[topic] = value
    for gone in scene.left:
        if not carries(said.get(gone.pk, {})) or scene.successor(gone):
            continue
        yield LooseEnd("post", f"post:{gone.pk}", gone.title, gone.holder, gone)
