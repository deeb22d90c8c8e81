"""An import of people is undone: what it brought goes, what has been used stays.

Each import keeps what it said and what it changed (`Brought`). Of two imports that say
the same, the later one inherits: only when both are withdrawn is a fact gone. A merge
changes facts in the same way and hands the memory of them on in the same chain; what it
holds stays until it is parted, which then does what the withdrawal could not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models

from vitalfew.apps.accounts import naming
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.people.importing.known import parts
from vitalfew.apps.people.importing.lines import PERSON
from vitalfew.apps.people.importing.writing import AT_ONCE, HELD
from vitalfew.apps.people.models import (
    Brought,
    Contact,
    ContactKey,
    ContactMerge,
    ContactWord,
    KeptApart,
    MapPlace,
    Position,
)
from vitalfew.apps.people.services.persons import words_write

DAYS = frozenset({"starts_on", "ends_on"})
Kept = Contact | Position
Heirs = Mapping[int, Sequence[Brought]]
OF_A_CONTACT = (ContactWord, ContactKey, Brought, Contact, ContactMerge, KeptApart)
"""What refers to a person without being a use of them."""


def taken_back(batch: Batch) -> None:
    """Undo an import of people, within the caller's transaction."""
    rows = Brought.objects.filter(batch=batch).select_related("contact", "position")
    mine = list(rows)
    for row in mine:
        row.stayed = ""
    posts = [row for row in mine if row.position_id is not None]
    people = [row for row in mine if row.contact_id is not None]
    posts_heirs, people_heirs = heirs_of(posts, "position"), heirs_of(people, "contact")
    held = _held(posts, posts_heirs, "position") | _held(
        people, people_heirs, "contact"
    )
    _posts_back(posts, posts_heirs, held)
    _people_back(people, people_heirs, held)


def waiting_taken_back() -> None:
    """Take back, now that entries were parted, what withdrawn imports had to leave."""
    rows = Brought.objects.filter(batch__state=State.WITHDRAWN)
    waiting = models.Q(stayed=Brought.Stayed.MERGED) | ~models.Q(said={})
    many = 0
    while (left := rows.count()) != many:
        many = left
        batches = rows.filter(waiting).order_by().values("batch")
        for batch in Batch.objects.filter(pk__in=batches).order_by("-pk"):
            taken_back(batch)


def heirs_of(mine: Sequence[Brought], what: str) -> dict[int, list[Brought]]:
    """Later imports that count, and merges, that speak of the same, in their order."""
    found: dict[int, list[Brought]] = defaultdict(list)
    counts = models.Q(batch__state=State.COMMITTED) | models.Q(merge__isnull=False)
    for part in parts(getattr(row, f"{what}_id") for row in mine):
        later = Brought.objects.filter(
            counts, **{f"{what}__in": part}, pk__gt=mine[-1].pk
        )
        for row in later.order_by("pk"):
            found[getattr(row, f"{what}_id")].append(row)
    return found


def _held(mine: Sequence[Brought], heirs: Heirs, what: str) -> set[int]:
    """Rows of what the import created and a merge has in hand."""
    created = _alone(mine, heirs, f"{what}_id")
    merged: set[int] = set()
    for part in parts(created):
        rows = Brought.objects.filter(**{f"{what}__in": part}, merge__isnull=False)
        merged.update(rows.order_by().values_list(f"{what}_id", flat=True))
    return {row.pk for row in mine if getattr(row, f"{what}_id") in merged}


def _people_back(mine: Sequence[Brought], heirs: Heirs, held: Collection[int]) -> None:
    created = _alone(mine, heirs, "contact_id")
    used = _used(Contact, created, aside=OF_A_CONTACT)
    gone: list[int] = []
    changed: list[Contact] = []
    for row in mine:
        contact = row.contact
        if contact is None:
            continue
        if contact.pk in created:
            row.stayed = _stays(row, contact, PERSON, used, held)
            if not row.stayed:
                gone.append(contact.pk)
        elif facts_back(row, contact, heirs.get(contact.pk, ())):
            contact.sort_key = naming.sort_key(contact.name)
            changed.append(contact)
    Contact.objects.bulk_update(changed, [*PERSON, "sort_key"], batch_size=AT_ONCE)
    for people in parts(changed):
        words_write(people)
    _close(mine, heirs, held)
    for part in parts(gone):
        Contact.objects.filter(pk__in=part).delete()


def _posts_back(mine: Sequence[Brought], heirs: Heirs, held: Collection[int]) -> None:
    created = _alone(mine, heirs, "position_id")
    used = _used(Position, created, aside=(Brought, MapPlace, Position))
    gone: dict[int, Brought] = {}
    changed: list[Position] = []
    for row in mine:
        position = row.position
        if position is None:
            continue
        if position.pk in created:
            row.stayed = _stays(row, position, HELD, used, held)
            if not row.stayed:
                gone[position.pk] = row
        elif facts_back(row, position, heirs.get(position.pk, ())):
            changed.append(position)
    fields = [name.removesuffix("_id") for name in HELD]
    Position.objects.bulk_update(changed, fields, batch_size=AT_ONCE)
    for pk in _still_above(gone):
        gone.pop(pk).stayed = Brought.Stayed.USED
    _close(mine, heirs, held)
    _posts_delete(gone)


def _alone(mine: Sequence[Brought], heirs: Heirs, key: str) -> set[int]:
    """What the import created and no later one speaks of."""
    created = {getattr(row, key) for row in mine if row.created}
    return {pk for pk in created if not _of_imports(heirs.get(pk, ()))}


def _of_imports(heirs: Iterable[Brought]) -> list[Brought]:
    """A merge changes what is there; it brings nobody."""
    return [row for row in heirs if row.batch_id is not None]


def _posts_delete(keys: Collection[int]) -> None:
    for part in parts(keys):
        # They may report to each other: first nobody does.
        Position.objects.filter(pk__in=part).update(reports_to=None)
    for part in parts(keys):
        Position.objects.filter(pk__in=part).delete()


def _still_above(gone: Collection[int]) -> set[int]:
    """Of the posts that would go, those to which somebody who stays reports."""
    reporting = Position.objects.filter(reports_to__isnull=False).order_by()
    above = dict(reporting.values_list("pk", "reports_to"))
    found: set[int] = set()
    for pk, up in above.items():
        if pk in gone:
            continue
        node: int | None = up
        while node is not None and node in gone and node not in found:
            found.add(node)
            node = above.get(node)
    return found


def _stays(
    row: Brought,
    kept: Kept,
    fields: Iterable[str],
    used: Collection[int],
    held: Collection[int],
) -> str:
    """Why something the import created stays; empty: it goes."""
    if row.pk in held:
        return Brought.Stayed.MERGED
    if kept.pk in used:
        return Brought.Stayed.USED
    empty = type(kept)()
    as_left = all(
        plain(getattr(kept, name)) == row.said.get(name, plain(getattr(empty, name)))
        for name in fields
    )
    return "" if as_left else Brought.Stayed.CHANGED


def facts_back(row: Brought, kept: Kept, heirs: Sequence[Brought]) -> bool:
    """Give fields back what they were, or hand the memory of it on."""
    changed = False
    for name, old in row.before.items():
        heir = next((each for each in heirs if name in each.said), None)
        if heir is not None:
            _inherit(heir, name, left=row.said[name], old=old)
        elif plain(getattr(kept, name)) != row.said[name]:
            row.stayed = Brought.Stayed.CHANGED
        elif _taken(kept, name, old):
            row.stayed = Brought.Stayed.USED
        else:
            setattr(kept, name, _value(name, old))
            changed = True
    later = _of_imports(heirs)
    if row.created and later:
        later[0].created = True
        if "name" in row.said:
            later[0].said.setdefault("name", row.said["name"])
    return changed


def _inherit(heir: Brought, name: str, *, left: object, old: object) -> None:
    if name in heir.before:
        if heir.before[name] == left:
            heir.before[name] = old
    elif heir.said[name] == left:
        heir.before[name] = old


def _taken(kept: Kept, name: str, old: object) -> bool:
    """Whether what stood there before belongs to somebody else by now."""
    if name == "reports_to_id" and isinstance(old, int):
        return not Position.objects.filter(pk=old).exists()
    if name not in {"email", "external_id"} or not old:
        return False
    others = Contact.objects.filter(**{name: old})
    if name == "external_id" and isinstance(kept, Contact):
        others = others.filter(source=kept.source)
    return others.exclude(pk=kept.pk).exists()


def heirs_keep(heirs: Heirs) -> None:
    later = [row for rows in heirs.values() for row in rows]
    Brought.objects.bulk_update(
        later, ["created", "said", "before"], batch_size=AT_ONCE
    )


def _close(mine: Sequence[Brought], heirs: Heirs, held: Collection[int]) -> None:
    """Keep why something stayed, forget the rest; heirs keep what they inherited.

    While a merge holds some of it, or of what rests on it, all is kept that taking it
    back later needs.
    """
    heirs_keep(heirs)
    stayed = [row for row in mine if row.stayed]
    if not held and not _something_waits(mine):
        for row in stayed:
            row.said, row.before = {}, {}
    Brought.objects.bulk_update(
        stayed, ["stayed", "said", "before"], batch_size=AT_ONCE
    )
    for part in parts(row.pk for row in mine if not row.stayed):
        Brought.objects.filter(pk__in=part).delete()


def _something_waits(mine: Sequence[Brought]) -> bool:
    waiting = Brought.objects.filter(stayed=Brought.Stayed.MERGED)
    return waiting.exclude(batch__in={row.batch_id for row in mine}).exists()


def _used(
    model: type[models.Model],
    keys: Collection[int],
    *,
    aside: Collection[type[models.Model]],
) -> set[int]:
    """Which of these rows something else refers to, wherever it is kept."""
    found: set[int] = set()
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in aside:
            continue
        name = relation.field.name
        for part in parts(keys):
            rows = other._default_manager.filter(**{f"{name}__in": part}).order_by()
            found.update(rows.values_list(name, flat=True))
    return found


def plain(value: Any) -> Any:  # noqa: ANN401  texts, days and numbers
    return value.isoformat() if isinstance(value, date) else value


def _value(name: str, plain: Any) -> Any:  # noqa: ANN401
    return date.fromisoformat(plain) if name in DAYS and plain else plain
