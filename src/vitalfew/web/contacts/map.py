"""The relationship map: who decides, who knows whom, and what is missing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.people.models import Level, Tie
from vitalfew.web.charts.relationship import Map, Person
from vitalfew.web.charts.relationship import Tie as Drawn
from vitalfew.web.contacts.words import SIDES, finding, gap_words, role_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.standing import Post, Relationship
    from vitalfew.apps.teams.models import Membership
    from vitalfew.apps.users.models import User
    from vitalfew.web.charts.cards import Support
    from vitalfew.web.formats import Formats

LACK = frozenset({"unmet", "blocker", "faded"})
"""What is missing with a person; an empty post has a look of its own."""
DEPTH = {"executive": 3, "management": 2, "technical": 1, "": 0}


def map_of(
    account: Account, found: Relationship, team: Sequence[Membership], formats: Formats
) -> Map:
    """The map of an account: its people, our team there, and whoever else met them."""
    us = {f"u{each.user_id}": each.user for each in team} | found.ours
    tasks = {f"u{each.user_id}": each.get_role_display() for each in team}
    return Map(
        theirs=theirs_of(found, formats),
        ours=tuple(_ours(key, user, tasks) for key, user in us.items()),
        ties=_ties(found),
        lines=(),
        theirs_name=account.name,
        ours_name=_("Our team"),
        label=finding(found, formats),
        support=support_words(),
        levels={DEPTH[level]: str(Level(level).label) for level in Level.values}
        | {0: _("Level not known")},
        more=_more_theirs,
        more_ours=_more_ours,
        empty=_("Nobody is known here yet"),
    )


def theirs_of(found: Relationship, formats: Formats) -> tuple[Person, ...]:
    """Their people and posts with what is missing of each first."""
    missing = {
        gap.key: gap_words(gap, formats)
        for gap in reversed(found.gaps)
        if gap.kind in LACK
    }
    return tuple(_theirs(post, missing.get(post.key, "")) for post in found.posts)


def support_words() -> dict[Support, str]:
    return {
        "supporter": _("Supports us"),
        "neutral": _("Neutral"),
        "critic": _("Against us"),
        "unknown": _("Support not known"),
    }


def more_words(count: int) -> str:
    text = ngettext("and %(count)s more", "and %(count)s more", count)
    return text % {"count": count}


def _more_theirs(_level: int, count: int) -> str:
    return more_words(count)


def _more_ours(count: int) -> str:
    text = ngettext("and %(count)s of us", "and %(count)s of us", count)
    return text % {"count": count}


def _theirs(post: Post, gap: str) -> Person:
    position = post.position
    return Person(
        key=post.key,
        name=position.holder or position.title,
        post=position.title if position.holder else _("Nobody knows who"),
        role=role_words(post),
        level=DEPTH[position.level],
        support=SIDES[post.known.support],
        gap=gap,
        href=_address(position.contact_id) if position.contact_id else "",
        placeholder=post.known.nameless,
    )


@lru_cache(maxsize=4096)
def _address(contact: int) -> str:
    return reverse("contact", args=[contact])


def _ours(key: str, user: User, tasks: Mapping[str, str]) -> Person:
    return Person(key=key, name=user.name, post=tasks.get(key, ""))


def _ties(found: Relationship) -> tuple[Drawn, ...]:
    """What there is, and what somebody wants and there is not."""
    there = [
        Drawn(ours, theirs, bond.strength)
        for (ours, theirs), bond in found.bonds.items()
    ]
    names = {post.key: post.position.holder for post in found.posts}
    wanted = [
        Drawn(
            ours,
            theirs,
            0.0,
            wanted=True,
            words=_wish(found.ours[ours].name, names[theirs], tie.wanted),
        )
        for (ours, theirs), tie in found.ties.items()
        if tie.wanted and (ours, theirs) not in found.bonds
    ]
    return (*there, *wanted)


def _wish(ours: str, theirs: str, wanted: str) -> str:
    text = _("%(ours)s should become to %(theirs)s: %(wanted)s")
    names = {"ours": ours, "theirs": theirs}
    return text % (names | {"wanted": Tie.Level(wanted).label})
