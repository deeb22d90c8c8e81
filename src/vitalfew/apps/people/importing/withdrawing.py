"""Imports and merges of people are taken back: what they brought goes, used stays.

Each keeps what it said of a person or a post and what it found (`Brought`). A fact is
what the newest says that still stands; where none does, what was there before all of
them, or what somebody wrote by hand in between. So it does not matter in which order
they are taken back. Of that only two things are ever forgotten: what nobody speaks of
any more, and, with a merge that is parted, what was said since of the other entry.

Each also holds whomever it only names, by a row that says nothing: to whom it lets
somebody report, and which post stands for another. What was brought goes when none
holds it any more; so only what people do makes it theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
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
Undone = Batch | ContactMerge
WAITING = frozenset({Brought.Stayed.MERGED.value, Brought.Stayed.USED.value})
"""What stayed for another's sake, and may go with it."""
OF_A_CONTACT = (ContactWord, ContactKey, Brought, Contact, ContactMerge, KeptApart)
"""What refers to a person without being a use of them."""


@dataclass
class Told:
    """What imports and merges said of one person or post, in their order."""

    kept: Kept
    undone: Undone
    """What is taken back now."""
    rows: list[Brought] = field(default_factory=list)
    noted: dict[int, str] = field(default_factory=dict)
    """By row, why it stayed when this was read."""
    settled: set[int] = field(default_factory=set)
    """Rows some of which is forgotten."""

    @property
    def imported(self) -> bool:
        """Whether an import that counts speaks of it."""
        return any(row.batch_id is not None and stands(row) for row in self.rows)

    @property
    def merged(self) -> bool:
        return any(row.merge_id is not None and stands(row) for row in self.rows)

    @property
    def rests(self) -> bool:
        """Whether only what was taken back brought it here."""
        return any(row.created for row in self.rows) and not self.imported

    def fact(self, name: str) -> list[Any]:
        """What counts, then what else has been there that nobody wrote by hand."""
        return self._fact(name, stands)

    def left(self, name: str) -> list[Any]:
        """What the program left there; another value was written by hand.

        Where something had to stay, it may be what counted earlier.
        """
        if any(why in WAITING for why in self.noted.values()):
            return self.fact(name)
        return self._fact(name, self._stood)[:1]

    def _stood(self, row: Brought) -> bool:
        return self.undone in (row.batch, row.merge) or stands(row)

    def _fact(self, name: str, standing: Callable[[Brought], bool]) -> list[Any]:
        seen: list[Any] = []
        for row in self.rows:
            if name not in row.said:
                continue
            found = row.before.get(name, row.said[name])
            if found not in seen:
                seen = [found]
            if standing(row) and (
                standing == self._stood or not self._of_other(row, name)
            ):
                seen = [row.said[name]]
            else:
                seen.append(row.said[name])
        return seen

    def _of_other(self, row: Brought, name: str) -> bool:
        """Said while the merge stood that is parted, of the entry it took that from."""
        return row.batch_id is not None and any(
            self._parts(other)
            and other.pk < row.pk
            and other.said.get(name) == row.said[name]
            for other in self.rows
        )

    def _parts(self, row: Brought) -> bool:
        return row.merge is not None and row.merge == self.undone

    def names(self) -> set[str]:
        return {name for row in self.rows for name in row.said}

    def as_left(self, fields: Iterable[str]) -> bool:
        """Whether nobody changed it by hand."""
        empty = type(self.kept)()
        return all(
            plain(getattr(self.kept, name))
            in (self.left(name) or [plain(getattr(empty, name))])
            for name in fields
        )

    def facts_back(self) -> dict[str, str]:
        """Let every fact be what counts; those that stay, and why."""
        stay: dict[str, str] = {}
        for name in self.names():
            fact, now = self.fact(name), plain(getattr(self.kept, name))
            if now == fact[0]:
                continue
            if now not in self.left(name):
                stay[name] = Brought.Stayed.CHANGED
            elif _taken(self.kept, name, fact[0]):
                stay[name] = Brought.Stayed.USED
            else:
                setattr(self.kept, name, _value(name, fact[0]))
        return stay

    def settle(self, stay: dict[str, str]) -> None:
        """Forget what was said of the other entry, and of facts that are theirs now."""
        over = self._over(stay)
        for row in self.rows:
            gone = {
                name for name in row.said if name in over or self._of_other(row, name)
            }
            if gone:
                row.said = _without(row.said, gone)
                row.before = _without(row.before, gone)
                self.settled.add(row.pk)

    def _over(self, stay: dict[str, str]) -> set[str]:
        """Facts nobody speaks of any more."""
        if any(row.created for row in self.rows):
            return set()
        waiting = {name for name, why in stay.items() if why in WAITING}
        spoken = {name for row in self.rows if stands(row) for name in row.said}
        return self.names() - spoken - waiting

    def say(self, stay: dict[str, str]) -> None:
        """Note why facts stay with those that changed them and were taken back."""
        covered: set[str] = set()
        for row in reversed(self.rows):
            if stands(row):
                said = {name for name in row.said if not self._of_other(row, name)}
                covered |= said
            else:
                left = [name for name in row.before if name not in covered]
                why = [stay[name] for name in left if name in stay]
                row.stayed = why[0] if why else ""


def stands(row: Brought) -> bool:
    if row.batch is not None:
        return row.batch.state == State.COMMITTED
    return row.merge is not None and row.merge.parted_at is None


def _without(facts: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in names}


def taken_back(batch: Batch) -> None:
    """Undo an import of people, within the caller's transaction."""
    _all_back(Brought.objects.filter(batch=batch), batch)


def parted(merge: ContactMerge) -> None:
    """Undo what a merge said, and what withdrawn imports had to leave for it."""
    _all_back(merge.brought.all(), merge)


def told_by(merge: ContactMerge) -> list[Told]:
    rows = merge.brought.order_by()
    return [
        each
        for what in ("contact", "position")
        for each in _told(_keys(rows, what), what, merge)
    ]


def _all_back(mine: models.QuerySet[Brought], undone: Undone) -> None:
    posts, people = set(_keys(mine, "position")), set(_keys(mine, "contact"))
    many = None
    while many != (many := Brought.objects.count()):
        # What had to stay for another's sake may go with it.
        waiting = Brought.objects.exclude(stayed="").exclude(created=False, said={})
        waiting = waiting.order_by()
        left = _posts_back(posts | set(_keys(waiting, "position")), undone)
        left += _people_back(people | set(_keys(waiting, "contact")), undone)
    if not waiting.filter(stayed=Brought.Stayed.MERGED).exists():
        _settle(left)


def _settle(told: Iterable[Told]) -> None:
    """What stays because people use it is theirs from now on."""
    rows = [row.pk for each in told if each.rests for row in each.rows]
    for part in parts(rows):
        Brought.objects.filter(pk__in=part).update(created=False, said={}, before={})


def _keys(rows: models.QuerySet[Brought], what: str) -> Iterable[int]:
    return rows.filter(**{f"{what}__isnull": False}).values_list(what, flat=True)


def _told(keys: Iterable[int], what: str, undone: Undone) -> list[Told]:
    found: dict[int, Told] = {}
    for part in parts(sorted(keys)):
        there = Brought.objects.filter(**{f"{what}__in": part})
        rows = list(there.select_related(what).order_by("pk"))
        # Thousands of rows are of a few imports: each is read once.
        batches = Batch.objects.in_bulk({row.batch_id for row in rows} - {None})
        merges = ContactMerge.objects.in_bulk({row.merge_id for row in rows} - {None})
        for row in rows:
            if row.stayed and not row.created and not row.said:
                continue  # settled
            row.batch = batches.get(row.batch_id)
            row.merge = merges.get(row.merge_id)
            kept = getattr(row, what)
            told = found.setdefault(kept.pk, Told(kept, undone))
            told.rows.append(row)
            told.noted[row.pk] = row.stayed
    return list(found.values())


def _people_back(keys: Collection[int], undone: Undone) -> list[Told]:
    told = _told(keys, "contact", undone)
    resting = [each.kept.pk for each in told if each.rests]
    used = _used(Contact, resting, aside=OF_A_CONTACT)
    gone, changed = _sorted(told, PERSON, used)
    for contact in changed:
        contact.sort_key = naming.sort_key(contact.name)
    Contact.objects.bulk_update(changed, [*PERSON, "sort_key"], batch_size=AT_ONCE)
    for people in parts(changed):
        words_write(people)
    _close(told, gone)
    for part in parts(gone):
        Contact.objects.filter(pk__in=part).delete()
    return [each for each in told if each.kept.pk not in gone]


def _posts_back(keys: Collection[int], undone: Undone) -> list[Told]:
    told = _told(keys, "position", undone)
    resting = [each.kept.pk for each in told if each.rests]
    used = _used(Position, resting, aside=(Brought, MapPlace, Position))
    gone, changed = _sorted(told, HELD, used)
    fields = [name.removesuffix("_id") for name in HELD]
    Position.objects.bulk_update(changed, fields, batch_size=AT_ONCE)
    for pk in _still_above(gone):
        _stay(gone.pop(pk), Brought.Stayed.USED)
    _close(told, gone)
    _posts_delete(gone)
    return [each for each in told if each.kept.pk not in gone]


def _sorted(
    told: Iterable[Told], fields: Iterable[str], used: Collection[int]
) -> tuple[dict[int, Told], list[Any]]:
    """What goes, and what stays with other facts."""
    gone: dict[int, Told] = {}
    changed: list[Any] = []
    for each in told:
        if not each.rests:
            before = dict(vars(each.kept))
            stay = each.facts_back()
            each.say(stay)
            each.settle(stay)
            if vars(each.kept) != before:
                changed.append(each.kept)
        elif each.merged:
            _stay(each, Brought.Stayed.MERGED)
        elif each.kept.pk in used:
            _stay(each, Brought.Stayed.USED)
        elif not each.as_left(fields):
            _stay(each, Brought.Stayed.CHANGED)
        else:
            gone[each.kept.pk] = each
    return gone, changed


def _stay(told: Told, why: str) -> None:
    for row in told.rows:
        if row.batch_id is not None:
            row.stayed = why


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


def _close(told: Iterable[Told], gone: Collection[int]) -> None:
    """Keep what stands with all it rests on, and why something stayed."""
    noted: list[Brought] = []
    over: list[int] = []
    for each in told:
        if each.kept.pk in gone:
            continue  # its rows go with it
        counts = any(stands(row) for row in each.rows)
        waits = any(row.stayed for row in each.rows)
        if counts or waits:
            noted += [
                row
                for row in each.rows
                if row.pk in each.settled or row.stayed != each.noted[row.pk]
            ]
        if not counts and not waits:
            over += [row.pk for row in each.rows]
    Brought.objects.bulk_update(noted, ["stayed", "said", "before"], batch_size=AT_ONCE)
    for part in parts(over):
        Brought.objects.filter(pk__in=part).delete()


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
