"""What hangs on a person goes over to another entry of theirs, and back.

Whatever refers to a person moves, also what is added to the program later: rows by
their foreign key, takings-part by their row between. What they say of each other as
facts (a post that is the same twice) is kept as `Brought`, like what imports say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from vitalfew.apps.people.importing.withdrawing import OF_A_CONTACT, plain
from vitalfew.apps.people.models import (
    Brought,
    Contact,
    ContactMerge,
    Position,
    Rating,
    Tie,
)

FILLED = ("department", "level", "reports_to_id", "starts_on")
"""Of a post that is entered twice, what the one that stays takes where it is empty."""


def things_move(merge: ContactMerge) -> dict[int, Brought]:
    """Move everything to the entry that stays; what became of each post, by its key."""
    gone, kept = merge.gone, merge.kept
    posts = list(
        Position.objects.select_for_update(of=("self",))
        .filter(contact__in=[gone, kept])
        .order_by("pk")
    )
    said = _Said(merge, posts)
    moved: dict[str, Any] = {
        "ties": _ties_end(gone, kept),
        "ratings": {},
        "posts": {},
    }
    for twin, post in twins(posts, gone, kept):
        moved["posts"][str(twin.pk)] = post.pk
        moved["ratings"][str(twin.pk)] = _fold(twin, post, said)
    moved["rows"], moved["between"] = _rows_move(gone, kept)
    said.save()
    for pk in moved["rows"][_label(Position, "contact")]:
        said.row(pk)
    merge.moved = moved
    return said.rows


def things_return(merge: ContactMerge) -> None:
    """Give back what moved, as far as it is still where it went."""
    gone, kept, moved = merge.gone, merge.kept, merge.moved
    for model, name, is_between in _referring():
        label = _label(model, name)
        rows = model._default_manager.filter(pk__in=moved["rows"].get(label, []))
        rows.filter(**{name: kept.pk}).update(**{name: gone.pk})
        if is_between:
            other = _other_side(model, name)
            for pk in moved["between"].get(label, []):
                if model._default_manager.filter(**{other: pk}).exists():
                    model._default_manager.create(**{other: pk, name: gone.pk})
    for pk, keys in moved["ratings"].items():
        into = moved["posts"][pk]
        Rating.objects.filter(pk__in=keys, position=into).update(position=int(pk))
    for pk, day in moved["ties"].items():
        _tie_reopen(int(pk), date.fromisoformat(day))


def twins(
    posts: list[Position], gone: Contact, kept: Contact
) -> list[tuple[Position, Position]]:
    """Posts held by both entries that are one: same customer, same title."""
    free = [each for each in posts if each.contact_id == kept.pk and not each.ends_on]
    found = []
    for twin in posts:
        if twin.contact_id != gone.pk or twin.ends_on:
            continue
        for post in free:
            same = (post.account_id, post.title) == (twin.account_id, twin.title)
            if same and not (_is_above(post, twin) or _is_above(twin, post)):
                free.remove(post)
                found.append((twin, post))
                break
    return found


class _Said:
    """What the merge makes of posts, so that parting can take it back."""

    def __init__(self, merge: ContactMerge, posts: list[Position]) -> None:
        self.merge = merge
        self.posts = {post.pk: post for post in posts}
        self.rows: dict[int, Brought] = {}

    def row(self, pk: int) -> Brought:
        new = Brought(merge=self.merge, position_id=pk)
        return self.rows.setdefault(pk, new)

    def set(self, post: Position, name: str, value: object) -> None:
        post = self.posts.setdefault(post.pk, post)
        row = self.row(post.pk)
        row.before.setdefault(name, plain(getattr(post, name)))
        row.said[name] = plain(value)
        setattr(post, name, value)
        if name == "reports_to_id":
            self.row(row.said[name])

    def save(self) -> None:
        for pk, row in self.rows.items():
            if row.said:
                fields = [name.removesuffix("_id") for name in row.said]
                self.posts[pk].save(update_fields=fields)


def _fold(twin: Position, post: Position, said: _Said) -> list[int]:
    """Let one post stand for both; the ratings that moved."""
    said.row(post.pk)
    for name in FILLED:
        if not getattr(post, name) and getattr(twin, name):
            said.set(post, name, getattr(twin, name))
    for below in Position.objects.filter(reports_to=twin).order_by("pk"):
        said.set(said.posts.get(below.pk, below), "reports_to_id", post.pk)
    starts = [each.starts_on for each in (twin, post) if each.starts_on]
    said.set(twin, "ends_on", max([timezone.localdate(), *starts]))
    said.set(twin, "leaving", Position.Leaving.MERGED.value)
    ratings = list(twin.ratings.values_list("pk", flat=True))
    Rating.objects.filter(pk__in=ratings).update(position=post)
    return ratings


def _is_above(above: Position, below: Position) -> bool:
    """Whether one reports to the other, directly or through others."""
    node, seen = below.reports_to, set[int]()
    while node is not None and node.pk not in seen:
        if node.pk == above.pk:
            return True
        seen.add(node.pk)
        node = node.reports_to
    return False


def _ties_end(gone: Contact, kept: Contact) -> dict[str, str]:
    """Of two running ties of one pair of people end the one that says less."""
    today = timezone.localdate()
    ended: dict[str, str] = {}
    running = Tie.objects.select_for_update().filter(ended_on__isnull=True)
    theirs = {
        (tie.account_id, tie.user_id): tie for tie in running.filter(contact=kept)
    }
    for tie in running.filter(contact=gone).order_by("pk"):
        twin = theirs.get((tie.account_id, tie.user_id))
        if twin is None:
            continue
        less = min(tie, twin, key=lambda each: (bool(each.level), each.on, -each.pk))
        less.ended_on = max(today, less.on)
        less.save(update_fields=["ended_on"])
        ended[str(less.pk)] = less.ended_on.isoformat()
    return ended


def _tie_reopen(pk: int, day: date) -> None:
    """Only what the merge ended begins again, not what ended for a reason since."""
    tie = Tie.objects.filter(pk=pk, ended_on=day).first()
    if tie is None:
        return
    others = Tie.objects.filter(
        account=tie.account, user=tie.user, contact=tie.contact, ended_on=None
    )
    if not others.exists():
        tie.ended_on = None
        tie.save(update_fields=["ended_on"])


def _rows_move(
    gone: Contact, kept: Contact
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    rows: dict[str, list[int]] = {}
    between: dict[str, list[int]] = {}
    for model, name, is_between in _referring():
        label = _label(model, name)
        found = model._default_manager.filter(**{name: gone.pk})
        if is_between:
            # Where both took part, one person did.
            other = _other_side(model, name)
            there = model._default_manager.filter(**{name: kept.pk}).values(other)
            both = found.filter(**{f"{other}__in": there})
            between[label] = list(both.order_by(other).values_list(other, flat=True))
            both.delete()
        rows[label] = list(found.order_by("pk").values_list("pk", flat=True))
        found.update(**{name: kept.pk})
    return rows, between


def _referring() -> Iterator[tuple[type[models.Model], str, bool]]:
    """Every table that refers to people, the field, and whether it stands between."""
    for relation in Contact._meta.related_objects:
        if isinstance(relation, models.ManyToManyRel):
            between: Any = relation.through
            yield between, f"{relation.field.m2m_reverse_field_name()}_id", True
        elif relation.related_model not in OF_A_CONTACT:
            yield relation.related_model, relation.field.attname, False


def _other_side(model: type[models.Model], name: str) -> str:
    """The other column of a table between two."""
    keys = [field.attname for field in model._meta.fields if field.is_relation]
    return next(each for each in keys if each != name)


def _label(model: type[models.Model], name: str) -> str:
    return f"{model._meta.label}.{name.removesuffix('_id')}"
