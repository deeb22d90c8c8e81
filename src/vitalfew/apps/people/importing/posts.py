"""Which post each line is about: one that is known, or one the file brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vitalfew.apps.imports.keeping import Refusal
from vitalfew.apps.people.importing.known import Known
from vitalfew.apps.people.importing.lines import Line
from vitalfew.apps.people.importing.matching import Someone
from vitalfew.apps.people.models import Position


@dataclass(eq=False)
class Post:
    """A post as the file has it."""

    someone: Someone
    account: int
    position: Position | None = None
    said: dict[str, Any] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    superior: Post | Position | None = None
    """Whom the file says it reports to."""

    def value(self, name: str) -> Any:  # noqa: ANN401  texts and days
        known = getattr(self.position, name) if self.position else None
        return self.said.get(name) or known

    @property
    def position_id(self) -> int | None:
        return self.position.pk if self.position else None

    @property
    def is_open(self) -> bool:
        return self.value("ends_on") is None


def posts_of(
    someone: Someone, account: int, lines: Sequence[Line], known: Known
) -> tuple[list[Post], dict[int, Refusal]]:
    """The posts of one person at one customer, and the lines that tell of none."""
    contact = someone.contact
    there = known.posts.get(contact.pk, []) if contact else []
    free = [position for position in there if position.account_id == account]
    found: list[Post] = []
    refused: dict[int, Refusal] = {}
    # A line without a title speaks of what the others name.
    for line in sorted(lines, key=lambda each: "title" not in each.post):
        post = _same(found, line) or _untitled(found, free, line)
        if post is None:
            meant = _known(free, line, alone=len(lines) == 1)
            if meant is not None:
                free.remove(meant)
            post = Post(someone, account, meant)
        elif isinstance(post, Refusal):
            refused[line.place] = post
            continue
        refusal = _contradiction(post, line)
        if refusal is not None:
            refused[line.place] = refusal
            continue
        if not post.lines:
            found.append(post)
        post.lines.append(line)
        post.said.update(line.post)
    return found, refused


def _same(found: Iterable[Post], line: Line) -> Post | None:
    """A post an earlier line told of: the same title, and no other beginning."""
    begins = line.post.get("starts_on")
    for post in found:
        told = post.said.get("starts_on")
        same = post.said.get("title") == line.post.get("title")
        if same and (begins is None or told is None or begins == told):
            return post
    return None


def _untitled(
    found: Sequence[Post], free: Sequence[Position], line: Line
) -> Post | Refusal | None:
    """Without a title the only post they hold is meant; another line may name it."""
    if "title" in line.post or any(not each.title for each in free):
        return None
    told = [post for post in found if post.is_open]
    held = [each for each in free if each.ends_on is None]
    if len(told) + len(held) > 1:
        return line.refused("title", "post_not_clear", line.person["name"])
    return told[0] if told else None


def _known(free: Sequence[Position], line: Line, *, alone: bool) -> Position | None:
    """The known post a line means; None where it tells of another one."""
    title = line.post.get("title", "")
    same = [each for each in free if each.title == title and _may_be(each, line)]
    same.sort(key=lambda each: (each.ends_on != line.post.get("ends_on"), each.pk))
    if same:
        return same[0]
    held = [each for each in free if each.ends_on is None]
    if len(held) == 1 and (not title or (alone and "ends_on" not in line.post)):
        return held[0]
    ended = [each for each in free if not title and _may_be(each, line)]
    ended.sort(key=lambda each: (each.ends_on or date.max, each.pk))
    return ended[-1] if ended else None


def _may_be(position: Position, line: Line) -> bool:
    """A post that ended is not one that began, or was held, after that."""
    end = position.ends_on
    if end is None:
        return True
    begins = line.post.get("starts_on")
    if "ends_on" in line.post and begins and position.starts_on:
        return bool(begins == position.starts_on)
    return begins is None or begins < end


def _contradiction(post: Post, line: Line) -> Refusal | None:
    for name, value in line.post.items():
        if post.said.get(name, value) != value:
            return line.refused(name, "contradiction", value)
    starts = line.post.get("starts_on") or post.value("starts_on")
    ends = line.post.get("ends_on") or post.value("ends_on")
    if starts is not None and ends is not None and ends < starts:
        name = "ends_on" if "ends_on" in line.post else "starts_on"
        return line.refused(name, "end_before_start", line.post[name])
    return None
