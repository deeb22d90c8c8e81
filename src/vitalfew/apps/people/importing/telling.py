"""What a plan would change, told before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from vitalfew.apps.people.importing.matching import Someone
from vitalfew.apps.people.importing.planning import Plan
from vitalfew.apps.people.importing.posts import Post
from vitalfew.apps.people.models import Position

Change = tuple[str, Any, Any]
"""A field, and its value before and after."""


def person_changes(someone: Someone) -> list[Change]:
    contact = someone.contact
    before = {name: getattr(contact, name) if contact else "" for name in someone.said}
    return [
        (name, before[name], value)
        for name, value in someone.said.items()
        if before[name] != value
    ]


def post_changes(post: Post) -> list[Change]:
    """What a post is changed to; whom it reports to is not among it."""
    said, held = dict(post.said), post.position
    if "ends_on" in said and (held is None or held.ends_on is None):
        said["leaving"] = Position.Leaving.LEFT.value
    empty = Position()
    found = [(name, getattr(held or empty, name), said[name]) for name in said]
    return [change for change in found if change[1] != change[2]]


def ends(post: Post) -> bool:
    """Whether a post that is held ends with the file."""
    held = post.position
    return held is not None and held.ends_on is None and "ends_on" in post.said


def moves(post: Post) -> bool:
    """Whether it comes to report to somebody else."""
    above = post.superior
    if above is None:
        return False
    now = post.position.reports_to_id if post.position else None
    then = above.pk if isinstance(above, Position) else above.position_id
    return then is None or now != then


def person_fate(someone: Someone) -> str:
    if someone.contact is None:
        return "new"
    return "changed" if person_changes(someone) else "unchanged"


def post_fate(post: Post) -> str:
    if post.position is None:
        return "new"
    return "changed" if post_changes(post) or moves(post) else "unchanged"


def counts(plan: Plan) -> dict[str, Any]:
    """New, changed and unchanged people and posts."""
    fates = {
        "people": Counter(map(person_fate, plan.people)),
        "posts": Counter(map(post_fate, plan.posts)),
    }
    return {
        what: {fate: found[fate] for fate in ("new", "changed", "unchanged")}
        for what, found in fates.items()
    }


def changes(plan: Plan) -> list[list[str]]:
    """Rows of `keeping.CHANGE_COLUMNS`: what is new, and each field that changes."""
    return sorted(_rows(plan), key=lambda row: int(row[0]))


def _rows(plan: Plan) -> Iterator[list[str]]:
    for someone in plan.people:
        yield from _told(
            [str(someone.lines[0].row), someone.value("name"), ""],
            f"person_{person_fate(someone)}",
            person_changes(someone),
        )
    holders = {
        position.pk: plan.known.contacts[contact].name
        for contact, positions in plan.known.posts.items()
        for position in positions
    }
    for post in plan.posts:
        found = post_changes(post)
        if moves(post):
            before = post.position.reports_to_id if post.position else None
            now = "" if before is None else holders.get(before, "…")
            found.append(("reports_to", now, _name(post.superior, holders)))
        account = plan.known.account_names[post.account]
        yield from _told(
            [str(post.lines[0].row), post.someone.value("name"), account],
            f"post_{post_fate(post)}",
            found,
        )


def _told(head: list[str], fate: str, found: list[Change]) -> Iterator[list[str]]:
    if fate.endswith("_new"):
        after = " · ".join(str(value) for name, _, value in found if name not in HIDDEN)
        yield [*head, fate, "", "", after]
        return
    for name, before, after in found:
        if name not in HIDDEN:
            yield [*head, fate, name, _text(before), _text(after)]


HIDDEN = frozenset({"source", "leaving"})
"""What goes without saying beside the number and the day."""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _name(superior: Post | Position | None, holders: Mapping[int, str]) -> str:
    if isinstance(superior, Post):
        return superior.someone.value("name")
    return holders.get(superior.pk, "…") if superior else ""


def fingerprint(plan: Plan) -> str:
    """The same as long as writing the plan would change the same."""
    told: Mapping[str, Any] = {
        "people": [
            [someone.contact and someone.contact.pk, person_changes(someone)]
            for someone in plan.people
        ],
        "posts": [
            [post.position_id, post.account, post_changes(post), moves(post)]
            for post in plan.posts
        ],
        "refused": [[each.row, each.field, each.reason] for each in plan.refusals],
    }
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
