"""A plan becomes people and posts, with what undoing it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts import naming
from vitalfew.apps.people.importing.known import parts
from vitalfew.apps.people.importing.lines import PERSON, POST
from vitalfew.apps.people.importing.matching import Someone
from vitalfew.apps.people.importing.planning import Plan
from vitalfew.apps.people.importing.posts import Post
from vitalfew.apps.people.importing.telling import moves, person_changes, post_changes
from vitalfew.apps.people.models import Brought, Contact, MapPlace, Position
from vitalfew.apps.people.services.persons import words_write

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch

AT_ONCE = 100
HELD = (*POST, "leaving", "reports_to_id")


def written(plan: Plan, *, batch: Batch) -> None:
    """Write a plan, within the caller's transaction."""
    brought = _people(plan.people, batch)
    brought += _posts(plan.posts, batch)
    brought += _named(plan, batch)
    Brought.objects.bulk_create(brought, batch_size=AT_ONCE)


def _people(people: Iterable[Someone], batch: Batch) -> list[Brought]:
    brought, new, changed, renamed = [], [], [], []
    for someone in people:
        found = person_changes(someone)
        contact = someone.contact or Contact(created_by=batch.by)
        created = someone.contact is None
        for name, _before, value in found:
            setattr(contact, name, value)
        if created:
            new.append(contact)
        elif found:
            changed.append(contact)
        if {"name", "email"} & {name for name, _, _ in found}:
            contact.sort_key = naming.sort_key(contact.name)
            renamed.append(contact)
        someone.contact = contact
        before = {name: before for name, before, _ in found}
        if created:
            del before["name"]  # nobody is ever without one
        brought.append(
            Brought(
                batch=batch,
                contact=contact,
                created=created,
                said=_plain(someone.said),
                before=_plain(before),
            )
        )
        # Who speaks of a person speaks of all their entries: should these be parted,
        # and an earlier import be withdrawn, each still has who stands for it.
        brought += [
            Brought(batch=batch, contact=entry, said=someone.repeated.get(pk, {}))
            for pk, entry in someone.merged.items()
        ]
    Contact.objects.bulk_create(new, batch_size=AT_ONCE)
    Contact.objects.bulk_update(changed, [*PERSON, "sort_key"], batch_size=AT_ONCE)
    for part in parts(renamed):
        words_write(part)
    return brought


def _named(plan: Plan, batch: Batch) -> list[Brought]:
    """Of whom the file says no more than that others report to them."""
    told = {post.position_id for post in plan.posts}
    people = {someone.contact.pk for someone in plan.people if someone.contact}
    above = {
        post.superior.pk: post.superior
        for post in plan.posts
        if isinstance(post.superior, Position) and post.superior.pk not in told
    }
    holders = {each.contact_id for each in above.values()} - people
    holders |= {
        entry.pk for pk in list(holders) for entry in plan.known.merged.get(pk or 0, ())
    }
    return [
        *(Brought(batch=batch, position=each) for each in above.values()),
        *(Brought(batch=batch, contact_id=pk) for pk in holders if pk is not None),
    ]


def _posts(posts: Iterable[Post], batch: Batch) -> list[Brought]:
    brought: dict[Post, Brought] = {}
    changed: list[Position] = []
    for post in _bosses_first(posts):
        found, created = post_changes(post), post.position is None
        before = {name: old for name, old, _new in found}
        said = {**post.said, **{name: value for name, _old, value in found}}
        position = post.position or Position(
            account_id=post.account, contact=post.someone.contact, created_by=batch.by
        )
        if moves(post):
            before["reports_to_id"] = position.reports_to_id
        for name, _old, value in found:
            setattr(position, name, value)
        if post.superior is not None:
            above = post.superior
            pk = above.position_id if isinstance(above, Post) else above.pk
            said["reports_to_id"] = position.reports_to_id = pk
        if created:
            position.save(force_insert=True)
            post.position = position
        elif before:
            changed.append(position)
        brought[post] = Brought(
            batch=batch,
            position=position,
            created=created,
            said=_plain(said),
            before=_plain(before),
        )
    fields = [name.removesuffix("_id") for name in HELD]
    Position.objects.bulk_update(changed, fields, batch_size=AT_ONCE)
    ended = [post for post in changed if post.ends_on is not None]
    for part in parts(ended):
        MapPlace.objects.filter(position__in=part).delete()
    return list(brought.values())


def _bosses_first(posts: Iterable[Post]) -> Iterator[Post]:
    """In an order in which whoever is reported to has a number already."""
    told: set[Post] = set()
    for post in posts:
        chain = []
        node: Post | Position | None = post
        while isinstance(node, Post) and node not in told:
            told.add(node)
            chain.append(node)
            node = node.superior
        yield from reversed(chain)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }
