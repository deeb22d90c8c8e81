"""Finds entries that may be one person, with what speaks for it and against it.

Comparing everybody with everybody is impossible, so only entries that share a key are
compared (`ContactKey`): an address, a number, or a name at the same group of companies.
A key that many hold, such as the number of an exchange, tells nobody apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.db import connection

from vitalfew.apps.accounts.models import Account, Ancestry
from vitalfew.apps.people.entries import in_parts
from vitalfew.apps.people.keys import name_likeness, same_number
from vitalfew.apps.people.models import Contact, ContactKey, KeptApart, Position
from vitalfew.apps.people.policies import contacts_kept
from vitalfew.apps.users.models import Role

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

For = Literal["email", "phone", "name", "letters", "sound", "alike"]
Against = Literal["numbers", "elsewhere", "emails"]
WEIGHT: dict[str, int] = {
    "email": 100, "phone": 60, "name": 40, "letters": 40, "sound": 25, "alike": 20,
    "numbers": -50, "elsewhere": -20, "emails": -20,
}  # fmt: skip
HOLDERS = 6
"""A number or address that more people hold is that of an office."""
NAMESAKES = 30
"""A name that more people of one group hold tells nobody apart."""
MOST = 1_000
"""Pairs that are compared at a time."""


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one person; `one` is the older."""

    one: Contact
    other: Contact
    speaking_for: tuple[For, ...]
    against: tuple[Against, ...]

    @property
    def strength(self) -> int:
        return sum(WEIGHT[each] for each in (*self.speaking_for, *self.against))


def pairs_open(acting: User) -> list[Pair]:
    """Pairs on which nobody has decided, among those this person may merge."""
    return _compared(acting, _candidates(acting, None))


def pairs_of(acting: User, contact: Contact) -> list[Pair]:
    """With whom one entry may be the same person."""
    return _compared(acting, _candidates(acting, contact))


def pair_of(one: Contact, other: Contact) -> Pair:
    """What speaks for and against two entries, also where nothing proposes them."""
    one, other = sorted((one, other), key=lambda each: each.pk)
    return _pair(one, other, _posts([one.pk, other.pk]))


def _compared(acting: User, keys: Collection[tuple[int, int]]) -> list[Pair]:
    people = _people(acting, {pk for pair in keys for pk in pair})
    apart = _kept_apart()
    posts = _posts(people)
    found = []
    for one, other in keys:
        if one in people and other in people and (one, other) not in apart:
            pair = _pair(people[one], people[other], posts)
            if pair.speaking_for:
                found.append(pair)
    return sorted(found, key=lambda pair: (-pair.strength, pair.one.pk, pair.other.pk))


@dataclass(frozen=True)
class _Post:
    whole: int
    """The top of the group the account belongs to."""
    ends_on: date | None


def _pair(one: Contact, other: Contact, posts: dict[int, list[_Post]]) -> Pair:
    for_: list[For] = []
    if one.email and one.email == other.email:
        for_.append("email")
    if any(
        same_number(a, b)
        for a in (one.phone, one.mobile)
        for b in (other.phone, other.mobile)
    ):
        for_.append("phone")
    first, second = posts.get(one.pk, []), posts.get(other.pk, [])
    near = {each.whole for each in first} & {each.whole for each in second}
    likeness = name_likeness(one.name, other.name)
    if likeness and (near or for_):
        for_.append(likeness)  # type: ignore[arg-type]  # one of the four ways
    return Pair(one, other, tuple(for_), tuple(_against(one, other, posts, near)))


def _against(
    one: Contact,
    other: Contact,
    posts: dict[int, list[_Post]],
    near: Collection[int],
) -> Iterable[Against]:
    numbered = one.external_id and other.external_id
    if numbered and one.source == other.source:
        yield "numbers"
    now = [
        {each.whole for each in posts.get(pk, ()) if each.ends_on is None}
        for pk in (one.pk, other.pk)
    ]
    if all(now) and not now[0] & now[1]:
        yield "elsewhere"
    if near and one.email and other.email and one.email != other.email:
        yield "emails"


def _people(acting: User, keys: Collection[int]) -> dict[int, Contact]:
    seen = contacts_kept(acting)
    return {
        each.pk: each for part in in_parts(keys) for each in seen.filter(pk__in=part)
    }


def _posts(keys: Collection[int]) -> dict[int, list[_Post]]:
    found: dict[int, list[_Post]] = defaultdict(list)
    for part in in_parts(keys):
        held = Position.objects.filter(
            contact__in=part,
            account__above__ancestor__parent=None,
            account__above__ancestor__merged_into=None,
        ).exclude(leaving__in=Position.NEVER_HELD)
        rows = held.order_by("pk").values_list(
            "contact", "account__above__ancestor", "ends_on"
        )
        for contact, whole, ends_on in rows:
            found[contact].append(_Post(whole, ends_on))
    return found


def _kept_apart() -> set[tuple[int, int]]:
    """Pairs of which somebody said that they are two people, by who stays now."""
    said = KeptApart.objects.filter(undone_at=None).order_by("pk")
    pairs = list(said.values_list("one", "other"))
    if not pairs:
        return set()
    gone = Contact.objects.filter(merged_into__isnull=False).order_by()
    into = dict(gone.values_list("pk", "merged_into"))

    def stays(pk: int) -> int:
        while (next_one := into.get(pk)) is not None:
            pk = next_one
        return pk

    now = {(stays(one), stays(other)) for one, other in pairs}
    return {(min(pair), max(pair)) for pair in now}


def _candidates(acting: User, contact: Contact | None) -> list[tuple[int, int]]:
    """Entries that share a key nearly nobody else holds."""
    narrow, given, mine = "", [], ""
    if contact is not None:
        keys = list(contact.keys.values_list("kind", "key"))
        if not keys:
            return []
        either = " OR ".join(["k.kind = %s AND k.key = %s"] * len(keys))
        narrow, mine = f"AND ({either})", "WHERE %s IN (x.contact_id, y.contact_id)"
        given = [value for pair in keys for value in pair]
    elif not acting.has_role(Role.HEAD):
        kept, params = contacts_kept(acting).values("pk").query.sql_with_params()
        narrow, given = f"AND k.contact_id IN ({kept})", list(params)
    sql = PAIRS.replace("{narrow}", narrow).replace("{mine}", mine)
    asked = [] if contact is None else [contact.pk]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *given, *given, HOLDERS, NAMESAKES, *asked, MOST])
        return [(one, other) for one, other, _place in cursor.fetchall()]


KEYS = ContactKey._meta.db_table
# Only entries that stay have keys. Names count at one group of companies only: the
# world is full of namesakes.
# Nearly every key has one holder: those go first, before anybody's post is looked at.
PAIRS = f"""
WITH shared AS (
    SELECT k.kind, k.key FROM {KEYS} k WHERE k.contact_id > 0 {{narrow}}
    GROUP BY k.kind, k.key HAVING COUNT(*) > 1
), held AS (
    SELECT k.kind, k.key, 0 AS whole, k.contact_id FROM shared s
    JOIN {KEYS} k ON k.kind = s.kind AND k.key = s.key
    WHERE k.kind IN ('email', 'phone') {{narrow}}
    UNION
    SELECT k.kind, k.key, a.ancestor_id AS whole, k.contact_id FROM shared s
    JOIN {KEYS} k ON k.kind = s.kind AND k.key = s.key
    JOIN {Position._meta.db_table} p ON p.contact_id = k.contact_id
    JOIN {Ancestry._meta.db_table} a ON a.descendant_id = p.account_id
    JOIN {Account._meta.db_table} t ON t.id = a.ancestor_id
        AND t.parent_id IS NULL AND t.merged_into_id IS NULL
    WHERE k.kind IN ('name', 'alike') AND p.leaving NOT IN ('mistake', 'merged')
        {{narrow}}
), counted AS (
    SELECT kind, key, whole, contact_id,
        COUNT(*) OVER (PARTITION BY kind, key, whole) AS holders
    FROM held
), few AS (
    SELECT kind, key, whole, contact_id FROM counted
    WHERE holders > 1 AND holders <= CASE WHEN whole = 0 THEN %s ELSE %s END
)
SELECT x.contact_id, y.contact_id, MIN(
    CASE x.kind WHEN 'email' THEN 0 WHEN 'phone' THEN 1 WHEN 'name' THEN 2 ELSE 3 END
) AS place FROM few x
JOIN few y ON x.kind = y.kind AND x.key = y.key AND x.whole = y.whole
    AND x.contact_id < y.contact_id {{mine}}
GROUP BY x.contact_id, y.contact_id ORDER BY place, x.contact_id, y.contact_id
LIMIT %s
"""  # noqa: S608  names of tables only
