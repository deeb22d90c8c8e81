"""A plan becomes people and posts, with what undoing it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts import naming
from vitalfew.apps.people.importing.known import parts
from vitalfew.apps.people.importing.lines import PERSON, POST
from vitalfew.apps.people.importing.matching import Someone
from vitalfew.apps.people.importing.planning import Plan
from vitalfew.apps.people.importing.posts import Post
from vitalfew.apps.people.importing.telling import moves, person_changes, post_changes
from vitalfew.apps.people.models import Brought, Contact, Position
from vitalfew.apps.people.services.persons import words_write

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch

AT_ONCE = 500
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
    return [
        *(Brought(batch=batch, position=each) for each in above.values()),
        *(Brought(batch=batch, contact_id=pk) for pk in holders if pk is not None),
    ]


def _posts(posts: Iterable[Post], batch: Batch) -> list[Brought]:
    brought: dict[Post, Brought] = {}
    new: list[Position] = []
    for post in posts:
        found = post_changes(post)
        created = post.position is None
        position = post.position or Position(
            account_id=post.account, contact=post.someone.contact, created_by=batch.by
        )
        said = dict(post.said)
        for name, _before, value in found:
            setattr(position, name, value)
            said[name] = value
        if created:
            new.append(position)
        brought[post] = Brought(
            batch=batch,
            created=created,
            said=_plain(said),
            before=_plain({name: before for name, before, _ in found}),
        )
    moved = [post for post in posts if moves(post)]
    fresh = [post for post in posts if brought[post].created]
    Position.objects.bulk_create(new, batch_size=AT_ONCE)
    for post, position in zip(fresh, new, strict=True):
        post.position = position
    for post, row in brought.items():
        row.position = post.position
    _report(posts, set(moved), brought)
    changed = [
        post.position
        for post in posts
        if post.position and (brought[post].before or post in moved)
    ]
    fields = [name.removesuffix("_id") for name in HELD]
    Position.objects.bulk_update(changed, fields, batch_size=AT_ONCE)
    return list(brought.values())


def _report(
    posts: Iterable[Post], moved: set[Post], brought: Mapping[Post, Brought]
) -> None:
    """Once every post has a number, they can name whom they report to."""
    for post in posts:
        above, position = post.superior, post.position
        if above is None or position is None:
            continue
        pk = above.position_id if isinstance(above, Post) else above.pk
        brought[post].said["reports_to_id"] = pk
        if post in moved:
            brought[post].before["reports_to_id"] = position.reports_to_id
            position.reports_to_id = pk


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }
