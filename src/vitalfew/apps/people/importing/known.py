"""What is known already of the people, posts and customers that a file names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from vitalfew.apps.accounts.models import Account, Ancestry
from vitalfew.apps.people.entries import AT_ONCE, merged_into, survivors
from vitalfew.apps.people.importing.lines import Line
from vitalfew.apps.people.models import Contact, Position

Item = TypeVar("Item")


@dataclass
class Known:
    """Customers by number and by name, people, and their posts."""

    by_number: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=dict)
    group: dict[int, int] = field(default_factory=dict)
    """Account → the top of its group."""
    account_names: dict[int, str] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    """People, each by the entry that stays."""
    merged: dict[int, list[Contact]] = field(default_factory=dict)
    """Contact → the entries merged into it."""
    posts: dict[int, list[Position]] = field(default_factory=dict)
    """Contact → posts, those left out that nobody ever held."""
    above: dict[int, int | None] = field(default_factory=dict)
    """Post → the post it reports to, of everybody."""


def known(lines: Sequence[Line]) -> Known:
    found = Known()
    _accounts(found, {line.account for line in lines})
    wanted = _contact_keys(found, lines)
    _people(found, wanted)
    posts: dict[int, list[Position]] = defaultdict(list)
    for part in parts(found.contacts):
        held = Position.objects.filter(contact__in=part).order_by("pk")
        for position in held.exclude(leaving__in=Position.NEVER_HELD):
            posts[position.contact_id or 0].append(position)
    found.posts = posts
    reporting = Position.objects.filter(reports_to__isnull=False).order_by()
    found.above = dict(reporting.values_list("pk", "reports_to"))
    return found


def _people(found: Known, wanted: Iterable[int]) -> None:
    named = [
        contact
        for part in parts(wanted)
        for contact in Contact.objects.filter(pk__in=part)
    ]
    found.contacts = {contact.pk: contact for contact in survivors(named)}
    found.merged = merged_into(found.contacts)


def parts(values: Iterable[Item]) -> Iterator[list[Item]]:
    """Values in lists that one query takes."""
    rest = iter(values)
    while part := list(islice(rest, AT_ONCE)):
        yield part


def _accounts(found: Known, named: Iterable[str]) -> None:
    merged: dict[int, int] = {}
    names: dict[str, set[int]] = defaultdict(set)
    fields = ("pk", "account_id", "name", "merged_into")
    for pk, number, name, into in Account.objects.order_by().values_list(*fields):
        found.by_number[number] = pk
        found.account_names[pk] = name
        if into is not None:
            merged[pk] = into
        names[" ".join(name.split())].add(pk)
    wanted = set(named)
    for text in list(found.by_number):
        if text in wanted:
            found.by_number[text] = _last(merged, found.by_number[text])
        else:
            del found.by_number[text]
    for text in wanted:
        found.by_name[text] = {_last(merged, pk) for pk in names.get(text, ())}
    tops = Ancestry.objects.filter(ancestor__parent=None, ancestor__merged_into=None)
    found.group = dict(tops.order_by().values_list("descendant", "ancestor"))


def _last(merged: dict[int, int], pk: int) -> int:
    while pk in merged:
        pk = merged[pk]
    return pk


def _contact_keys(found: Known, lines: Sequence[Line]) -> set[int]:
    """People who may be meant: by number, e-mail, or name at the same customers."""
    numbers = {line.person["external_id"] for line in lines if _has(line)}
    emails = {line.person["email"] for line in lines if "email" in line.person}
    names = {line.person.get("name", "") for line in lines}
    superiors = {line.superior for line in lines if line.superior}
    wanted: set[int] = set()
    for field_name, values in (
        ("external_id", numbers | superiors),
        ("email", emails | {text.lower() for text in superiors}),
    ):
        for part in parts(sorted(values)):
            people = Contact.objects.filter(**{f"{field_name}__in": part}).order_by()
            wanted.update(people.values_list("pk", flat=True))
    at = {pk for pks in found.by_name.values() for pk in pks}
    at |= set(found.by_number.values())
    tops = {found.group.get(pk, pk) for pk in at}
    for part in parts(sorted((names | superiors) - {""})):
        there = Position.objects.filter(contact__name__in=part).order_by()
        for post in there.only("contact_id", "account_id"):
            top = found.group.get(post.account_id, post.account_id)
            if top in tops and post.contact_id is not None:
                wanted.add(post.contact_id)
        gone = Contact.objects.filter(name__in=part, merged_into__isnull=False)
        wanted.update(gone.order_by().values_list("pk", flat=True))
    return wanted


def _has(line: Line) -> bool:
    return "external_id" in line.person
