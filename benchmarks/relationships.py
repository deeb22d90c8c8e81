"""People at 2,000 key accounts, who of us knows whom of them, and a plan for each.

Written straight into the tables: the figures are those of reading, not of entering.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.models import Contact, Position, Touch
    from vitalfew.apps.users.models import User

PEOPLE = 50
"""At each key account."""
OURS = 10
"""So many of us know all of them: with 2,000 key accounts a million ties."""
ACTIONS = 6
LEVELS = ("executive", "management", "management", "technical", "technical")
ROLES = ("economic", "champion", "procurement", "user", "technical")
SUPPORT = ("supporter", "neutral", "critic", "mentor")
KINDS = ("meeting", "call", "message", "visit")
TIES = ("supplier", "source", "solver", "adviser")
FAMILIES = ("Lindqvist", "Okafor", "Weber", "王", "Moreau", "Haddad", "Silva", "李")
GIVEN = ("Anna", "Jonas", "Mei", "Tomás", "Ida", "Karim", "Noor", "Paul", "Lena", "伟")


def relationships(acting: User, accounts: list[Account], ours: list[User]) -> None:
    """Fifty people an account, ten of us who met each, ratings, ties and a plan."""
    from django.utils import timezone

    on = timezone.localdate()
    number = itertools.count(1)
    for place, account in enumerate(accounts):
        contacts = _contacts(acting, number)
        _positions(acting, account, contacts, on)
        team = [ours[(place + each) % len(ours)] for each in range(OURS)]
        _met(account, contacts, team, on)
        _plan(account, team, on)


def _contacts(acting: User, number: Iterator[int]) -> list[Contact]:
    from vitalfew.apps.people.models import Contact
    from vitalfew.apps.people.services.persons import words_write

    found = []
    for each in itertools.islice(number, PEOPLE):
        family = FAMILIES[each % len(FAMILIES)]
        name = f"{GIVEN[each % len(GIVEN)]} {family} {each}"
        found.append(
            Contact(
                name=name,
                sort_key=name.casefold(),
                email=f"person.{each}@example.com",
                created_by=acting,
            )
        )
    contacts = Contact.objects.bulk_create(found)
    words_write(contacts)
    return contacts


def _positions(
    acting: User, account: Account, contacts: list[Contact], on: date
) -> list[Position]:
    from vitalfew.apps.people.models import Position, Rating

    held = Position.objects.bulk_create(
        [
            Position(
                account=account,
                contact=contact,
                title=f"Post {place}",
                level=LEVELS[place % len(LEVELS)],
                starts_on=on - timedelta(days=400 + place),
                created_by=acting,
            )
            for place, contact in enumerate(contacts)
        ]
    )
    for place, position in enumerate(held[1:], start=1):
        position.reports_to = held[(place - 1) // 4]
    Position.objects.bulk_update(held[1:], ["reports_to"])
    Rating.objects.bulk_create(
        Rating(
            position=position,
            topic=topic,
            value=values[place % len(values)],
            on=on - timedelta(days=place),
            by=acting,
        )
        for place, position in enumerate(held)
        for topic, values in (("role", ROLES), ("support", SUPPORT))
    )
    return held


def _met(account: Account, contacts: list[Contact], team: list[User], on: date) -> None:
    from vitalfew.apps.people.models import Tie, Touch

    pairs = list(itertools.product(team, contacts))
    Tie.objects.bulk_create(
        [
            Tie(
                account=account,
                user=user,
                contact=contact,
                level=TIES[place % len(TIES)],
                wanted=TIES[-1],
                on=on,
                by=user,
            )
            for place, (user, contact) in enumerate(pairs)
        ]
    )
    touches = Touch.objects.bulk_create(
        [
            Touch(
                account=account,
                kind=KINDS[place % len(KINDS)],
                on=on - timedelta(days=place % 360),
                subject="Where we stand",
                by=user,
            )
            for place, (user, _contact) in enumerate(pairs)
        ]
    )
    _took_part(touches, pairs)


def _took_part(touches: list[Touch], pairs: list[tuple[User, Contact]]) -> None:
    from vitalfew.apps.people.models import Touch

    ours: Any = Touch.ours.through
    theirs: Any = Touch.theirs.through
    met = list(zip(touches, pairs, strict=True))
    ours.objects.bulk_create(
        ours(touch_id=touch.pk, user_id=user.pk) for touch, (user, _) in met
    )
    theirs.objects.bulk_create(
        theirs(touch_id=touch.pk, contact_id=contact.pk) for touch, (_, contact) in met
    )


def _plan(account: Account, team: list[User], on: date) -> None:
    from vitalfew.apps.plans.models import Action, Objective, Plan

    plan = Plan.objects.create(
        account=account,
        starts_on=on - timedelta(days=100),
        ends_on=on + timedelta(days=265),
        state="agreed",
        next_review=on + timedelta(days=20),
        field_of_play="What they buy from us",
        strengths="Delivery\nQuality",
        begun_by=team[0],
    )
    for measure, target in (("revenue", 5_000_000), ("categories", 9)):
        Objective.objects.create(
            plan=plan, statement=f"More {measure}", measure=measure, target=target
        )
    Action.objects.bulk_create(
        Action(
            plan=plan,
            title=f"Step {place}",
            owner=team[place % len(team)],
            due_on=on + timedelta(days=place * 9 - 15),
        )
        for place in range(ACTIONS)
    )
