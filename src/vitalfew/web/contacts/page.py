"""Everything the page of one person shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.people.duplicates import pairs_of
from vitalfew.apps.people.models import Rating, Topic
from vitalfew.apps.people.policies import may_erase, may_keep, may_merge
from vitalfew.apps.people.selectors import positions_at, positions_of, touches_with
from vitalfew.web.contacts.forms import (
    CorrectForm,
    LeavingForm,
    PostForm,
    RatingForm,
)
from vitalfew.web.contacts.same import Beside, beside
from vitalfew.web.contacts.touches import TouchLine, touch_lines

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.people.models import Contact, Position
    from vitalfew.apps.users.models import User

NEWEST = 20
Key = tuple[str, int, str]
"""Which form of the page: its kind, the post it is of, and the topic."""


@dataclass(frozen=True)
class TopicLine:
    """What is held of somebody on one topic, how it was before, and the form."""

    label: str
    rating: Rating | None
    former: list[Rating]
    form: Form | None


@dataclass(frozen=True)
class PostBlock:
    """One post a person holds or held."""

    position: Position
    topics: list[TopicLine]
    edit: Form | None
    leave: Form | None


@dataclass(frozen=True)
class Page:
    contact: Contact
    title: str
    posts: list[PostBlock]
    touches: list[TouchLine]
    reach: Form | None
    notes: bool
    """Whether the reader may open the personal notes."""
    erasable: bool
    beside: Beside | None
    """Who else they may be; None where the reader may not merge them."""


def page_read(acting: User, contact: Contact, bound: dict[Key, Form]) -> Page:
    """The page; `bound` holds what somebody sent and could not be done."""
    positions = list(positions_of(acting, contact))
    keeps = {
        each.account_id: may_keep(acting, each.account)
        for each in positions
        if contact.erased_on is None
    }
    reach = bound.get(("reach", 0, "")) or CorrectForm(contact=contact)
    return Page(
        contact=contact,
        title=_title(positions),
        posts=[
            _block(acting, each, bound, keeps=keeps.get(each.account_id, False))
            for each in positions
        ],
        touches=touch_lines(
            touches_with(acting, contact).prefetch_related("ours", "theirs")[:NEWEST]
        ),
        reach=reach if any(keeps.values()) else None,
        notes=any(keeps.values()),
        erasable=may_erase(acting) and contact.erased_on is None,
        beside=beside(contact, pairs_of(acting, contact))
        if any(keeps.values()) and may_merge(acting, contact)
        else None,
    )


def _title(positions: list[Position]) -> str:
    held = [each for each in positions if each.ends_on is None]
    if not held:
        return _("Holds no post at a customer any more")
    text = ngettext(
        "%(count)s post: %(posts)s", "%(count)s posts: %(posts)s", len(held)
    )
    posts = ", ".join(
        " · ".join(filter(None, (each.title, each.account.name))) for each in held
    )
    return text % {"count": len(held), "posts": posts}


def _block(
    acting: User, position: Position, bound: dict[Key, Form], *, keeps: bool
) -> PostBlock:
    held = keeps and position.ends_on is None
    ratings: dict[str, list[Rating]] = {}
    for rating in position.ratings.select_related("by"):
        ratings.setdefault(rating.topic, []).append(rating)
    pk = position.pk
    # What was sent and refused is shown with the reason, though the post has ended.
    edit, leave = bound.get(("post", pk, "")), bound.get(("leave", pk, ""))
    if held:
        others = others_of(acting, position)
        edit = edit or PostForm(others=others, position=position)
        leave = leave or LeavingForm(position=pk)
    return PostBlock(
        position=position,
        topics=[
            _topic(topic, ratings.get(topic, []), pk, bound, offered=held)
            for topic in Topic.values
        ],
        edit=edit,
        leave=leave,
    )


def others_of(acting: User, position: Position) -> list[Position]:
    """The posts at the same account that one can report to."""
    there = positions_at(acting, position.account)
    return [each for each in there if each.pk != position.pk]


def _topic(
    topic: str, ratings: list[Rating], pk: int, bound: dict[Key, Form], *, offered: bool
) -> TopicLine:
    now = ratings[-1] if ratings else None
    form = bound.get(("rate", pk, topic))
    if form is None and offered:
        value = now.value if now else ""
        form = RatingForm(position=pk, topic=topic, now=value)
    return TopicLine(
        label=str(Topic(topic).label),
        rating=now,
        former=list(reversed(ratings[:-1])),
        form=form,
    )
