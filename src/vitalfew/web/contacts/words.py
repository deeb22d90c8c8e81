"""Levels, ratings, coverage and gaps, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vitalfew.apps.people.models import Level, rating_words
from vitalfew.web.formats import reason_sentence

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.relationship import Gap
    from vitalfew.apps.people.standing import Post, Relationship
    from vitalfew.web.charts.cards import Support
    from vitalfew.web.formats import Formats

COVERAGE: dict[str, Any] = {
    "none": gettext_lazy("Not met"),
    "brief": gettext_lazy("Met briefly"),
    "multiple": gettext_lazy("Met several times"),
    "in_depth": gettext_lazy("Known well"),
}
ROLES: dict[str, Any] = {
    "economic": pgettext_lazy("in a decision", "Decides"),
    "procurement": pgettext_lazy("in a decision", "Buys"),
    "technical": pgettext_lazy("in a decision", "Specifies"),
    "user": pgettext_lazy("in a decision", "Uses"),
    "executive": pgettext_lazy("in a decision", "Sponsors"),
    "champion": pgettext_lazy("in a decision", "Speaks for us"),
    "coach": pgettext_lazy("in a decision", "Guides us"),
    "blocker": pgettext_lazy("in a decision", "Can block"),
}
"""What a role does, in one word, as the map shows it; the first that applies."""
SIDES: dict[str, Support] = {
    "": "unknown",
    "mentor": "supporter",
    "supporter": "supporter",
    "neutral": "neutral",
    "critic": "critic",
    "opponent": "critic",
}
"""The shape that stands for the support of somebody."""


def level_words(level: str) -> str:
    """The name of a level; a dash where it is unknown."""
    return str(Level(level).label) if level else "–"


def role_words(post: Post) -> str:
    """What somebody does when it is decided, in a word; empty where unknown."""
    roles = post.known.roles
    return next((str(words) for code, words in ROLES.items() if code in roles), "")


def rated(topic: str, value: str) -> str:
    """A rating in words; a dash where there is none."""
    return rating_words(topic, value) if value else "–"


def gap_words(gap: Gap, formats: Formats) -> str:
    return reason_sentence(gap.reason.code, dict(gap.reason.values), formats)


def finding(found: Relationship, formats: Formats) -> str:
    """What the people of an account and their ties say together, as a title."""
    held = [post for post in found.posts if post.position.contact_id]
    if not held:
        return _("Nobody is known here yet")
    if found.gaps:
        return gap_words(found.gaps[0], formats)
    if not found.recorded:
        return _("Whom we have met is not known: no contact was written down")
    met = sum(post.coverage != "none" for post in held)
    text = ngettext(
        "%(met)s of %(all)s person met within a year",
        "%(met)s of %(all)s people met within a year",
        len(held),
    )
    return text % {"met": formats.count(met), "all": formats.count(len(held))}
