"""Loose ends and what is proposed for them, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from vitalfew.apps.handover.loose_ends import Kind, LooseEnd
    from vitalfew.web.formats import Formats

LEFT: dict[Kind, Any] = {
    "action": gettext_lazy("The action of %(who)s waits: %(what)s"),
    "risk": gettext_lazy("Nobody watches the risk of %(who)s: %(what)s"),
    "undertaking": gettext_lazy("Nobody answers for what %(who)s took on: %(what)s"),
    "case": gettext_lazy("Nobody leads what %(who)s is trying with them: %(what)s"),
    "tie_ours": gettext_lazy("%(who)s, who knew %(what)s, is no longer there"),
    "known_by": gettext_lazy("Only %(who)s, who is no longer there, has met %(what)s"),
    "tie_theirs": gettext_lazy("%(who)s, whom %(what)s knew, has left"),
    "pair_ours": gettext_lazy(
        "%(who)s was the sponsor who met %(what)s; no sponsor has met them since"
    ),
    "pair_theirs": gettext_lazy("%(who)s, whom our sponsor %(what)s met, has left"),
    "post": gettext_lazy("Nobody knows who came after %(who)s: %(what)s"),
    "seat": gettext_lazy("%(what)s of the account is %(who)s, who is no longer there"),
}
PROPOSED: dict[Kind, Any] = {
    "action": gettext_lazy("Give it to %(to)s"),
    "risk": gettext_lazy("Give it to %(to)s"),
    "undertaking": gettext_lazy("Give it to %(to)s"),
    "case": gettext_lazy("Give it to %(to)s"),
    "tie_ours": gettext_lazy("%(to)s takes over"),
    "known_by": gettext_lazy("%(to)s is to get to know them"),
    "tie_theirs": gettext_lazy("End the tie, and win over %(to)s instead"),
    "pair_ours": gettext_lazy("%(to)s is to get to know them"),
    "pair_theirs": gettext_lazy("%(to)s is to get to know %(after)s"),
    "seat": gettext_lazy("Take %(who)s off the team"),
}
NOBODY_AFTER = gettext_lazy("End the tie")


def end_words(end: LooseEnd) -> str:
    return str(LEFT[end.kind]) % {"who": end.who, "what": end.what}


def proposal_words(end: LooseEnd) -> str:
    """What somebody could do about it at once; empty where nothing is proposed."""
    if not end.can_be_taken:
        return ""
    to = end.to.name if end.to else ""
    if end.kind == "tie_theirs":
        if end.successor is None:
            return str(NOBODY_AFTER)
        to = end.successor.holder
    after = end.successor.holder if end.successor else ""
    return str(PROPOSED[end.kind]) % {"to": to, "after": after, "who": end.who}


def finding(ends: list[LooseEnd], formats: Formats) -> str:
    if not ends:
        return _("Nothing hangs in the air")
    text = ngettext(
        "%(number)s thing hangs in the air",
        "%(number)s things hang in the air",
        len(ends),
    )
    return text % {"number": formats.count(len(ends))}
