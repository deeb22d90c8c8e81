"""Who reports to whom, once every post of a file is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from vitalfew.apps.imports.keeping import Refusal
from vitalfew.apps.people.importing.known import Known
from vitalfew.apps.people.importing.lines import SOURCE
from vitalfew.apps.people.importing.matching import People, Someone
from vitalfew.apps.people.importing.posts import Post
from vitalfew.apps.people.models import Position

Node = int | Post
"""A known post by its number, or one the file brings."""


def superiors_find(
    posts: Sequence[Post], people: People, known: Known
) -> dict[Post, str]:
    """Let posts report as the file says; those that cannot, with the reason why."""
    there: dict[Someone, list[Post]] = defaultdict(list)
    for post in posts:
        there[post.someone].append(post)
    refused: dict[Post, str] = {}
    for post in posts:
        named = {line.superior for line in post.lines if line.superior}
        if not named:
            continue
        found = _superior(post, named, people, known, there)
        if isinstance(found, str):
            refused[post] = found
        else:
            post.superior = found
    for post in _in_rings(posts, known):
        refused.setdefault(post, "ring")
    return _with_followers(posts, refused)


def refusals_of(refused: dict[Post, str]) -> dict[int, Refusal]:
    return {
        line.place: line.refused("superior", reason, line.superior)
        for post, reason in refused.items()
        for line in post.lines
    }


def _superior(
    post: Post,
    named: Collection[str],
    people: People,
    known: Known,
    there: Mapping[Someone, Sequence[Post]],
) -> Post | Position | str:
    """The post meant by what the file gives; or the reason why none is."""
    if len(named) > 1:
        return "contradiction"
    sources = [line.person.get("source", SOURCE) for line in post.lines]
    meant = people.called(min(named), sources[0], post.account)
    if len(meant) > 1:
        return "person_not_clear"
    near = [
        each
        for someone in meant
        for each in _held(someone, known, there)
        if _one_group(known, _account(each), post.account)
    ]
    if not near:
        return "superior_unknown"
    # The same company before others of the group, a post held before one that ended.
    return min(
        near, key=lambda each: (_account(each) != post.account, not _is_open(each))
    )


def _held(
    someone: Someone, known: Known, there: Mapping[Someone, Sequence[Post]]
) -> list[Post | Position]:
    posts = there.get(someone, [])
    told = {post.position.pk for post in posts if post.position}
    contact = someone.contact.pk if someone.contact else 0
    rest = [each for each in known.posts.get(contact, []) if each.pk not in told]
    return [*posts, *rest]


def _account(held: Post | Position) -> int:
    return held.account if isinstance(held, Post) else held.account_id


def _is_open(held: Post | Position) -> bool:
    return held.is_open if isinstance(held, Post) else held.ends_on is None


def _one_group(known: Known, one: int, other: int) -> bool:
    return known.group.get(one, one) == known.group.get(other, other)


def _node(held: Post | Position) -> Node:
    if isinstance(held, Position):
        return held.pk
    return held.position.pk if held.position else held


def _in_rings(posts: Sequence[Post], known: Known) -> list[Post]:
    """The posts whose reporting, as the file says it, closes a ring."""
    above: dict[Node, Node | None] = {}
    above.update(known.above.items())
    said: dict[Node, Post] = {}
    for post in posts:
        if post.superior is not None:
            above[_node(post)] = _node(post.superior)
            said[_node(post)] = post
    found: list[Post] = []
    done: set[Node] = set()
    for start in said:
        path: dict[Node, None] = {}
        node: Node | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = above.get(node)
        if node is not None and node in path:
            ring = list(path)[list(path).index(node) :]
            found += [said[each] for each in ring if each in said]
        done.update(path)
    return found


def _with_followers(posts: Sequence[Post], refused: dict[Post, str]) -> dict[Post, str]:
    """Whoever reports to a new post whose row is refused is refused as well."""
    below: dict[Post, list[Post]] = defaultdict(list)
    for post in posts:
        if isinstance(post.superior, Post) and post.superior.position is None:
            below[post.superior].append(post)
    waiting = list(refused)
    while waiting:
        for post in below.get(waiting.pop(), []):
            if post not in refused:
                refused[post] = "superior_refused"
                waiting.append(post)
    return refused
