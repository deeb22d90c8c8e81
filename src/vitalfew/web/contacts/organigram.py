"""The organigram: who reports to whom among the people of an account."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.web.charts.organigram import Tree
from vitalfew.web.contacts.map import more_words, support_words, theirs_of

if TYPE_CHECKING:
    from vitalfew.apps.people.standing import Relationship
    from vitalfew.web.formats import Formats


def tree_of(found: Relationship, formats: Formats) -> Tree:
    return Tree(
        people=theirs_of(found, formats),
        above=_above(found),
        label=tree_finding(found, formats),
        support=support_words(),
        alone=_("Superior not known"),
        under=_under,
        reports=_reports,
        more=more_words,
        empty=_("Nobody is known here yet"),
    )


def _under(name: str) -> str:
    return _("Below %(name)s") % {"name": name}


def _reports(one: str, other: str) -> str:
    return _("%(name)s reports to %(other)s") % {"name": one, "other": other}


def tree_finding(found: Relationship, formats: Formats) -> str:
    """How far it is known who reports to whom, as a title."""
    if not found.posts:
        return _("Nobody is known here yet")
    above = _above(found)
    if not above:
        return _("Who reports to whom is not known yet")
    # Somebody stands at the top: of the others a superior should be known.
    missing = len(found.posts) - len(above) - 1
    if missing:
        text = ngettext(
            "Whom %(count)s of %(all)s reports to is not known",
            "Whom %(count)s of %(all)s report to is not known",
            missing,
        )
        counts = {"count": missing, "all": len(found.posts)}
        return text % {key: formats.count(value) for key, value in counts.items()}
    (most, below), *_rest = Counter(above.values()).most_common(1)
    name = next(str(post.position) for post in found.posts if post.key == most)
    text = ngettext(
        "It is known who reports to whom: most to %(name)s, %(count)s person",
        "It is known who reports to whom: most to %(name)s, %(count)s people",
        below,
    )
    return text % {"name": name, "count": formats.count(below)}


def _above(found: Relationship) -> dict[str, str]:
    """Whose superior still holds a post here, by key."""
    here = {post.key for post in found.posts}
    above = {post.key: f"p{post.position.reports_to_id}" for post in found.posts}
    return {key: up for key, up in above.items() if up in here}
