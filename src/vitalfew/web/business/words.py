"""A customer's business in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.apps.value.models import Placing, Purchase

if TYPE_CHECKING:
    from vitalfew.apps.value.profile import Profile
    from vitalfew.web.formats import Formats

PLACING_MEANS: dict[str, Any] = {
    Placing.CORE: gettext_lazy("Core: they want us, and buy much from us"),
    Placing.DEVELOPMENT: gettext_lazy("Development: they want us, and buy little yet"),
    Placing.EXPLOITABLE: gettext_lazy(
        "Exploitable: they buy much from us, and would rather not"
    ),
    Placing.NUISANCE: gettext_lazy("Nuisance: they buy little, and do not want us"),
}
PURCHASE_MEANS: dict[str, Any] = {
    Purchase.STRATEGIC: gettext_lazy(
        "Strategic: matters to their profit, and hard to replace"
    ),
    Purchase.LEVERAGE: gettext_lazy(
        "Leverage: matters to their profit, and easy to replace"
    ),
    Purchase.BOTTLENECK: gettext_lazy(
        "Bottleneck: hardly matters to their profit, but hard to replace"
    ),
    Purchase.NONCRITICAL: gettext_lazy(
        "Non-critical: hardly matters to their profit, and easy to replace"
    ),
}

MEETING: dict[str, Any] = {
    "mutual": gettext_lazy("Both sides want it"),
    "courting": gettext_lazy("We want them more than they want us"),
    "courted": gettext_lazy("They want us more than we want them"),
    "indifferent": gettext_lazy("Nobody wants it: only the price holds it together"),
    "unknown": gettext_lazy("How both sides see each other is not known yet"),
}


def known_words(profile: Profile, formats: Formats) -> str:
    """How much of their business is known: for a title."""
    unknown, stale = (len(profile.in_state(s)) for s in ("unknown", "stale"))
    values = {
        "unknown": formats.count(unknown),
        "stale": formats.count(stale),
        "all": formats.count(len(profile.topics)),
    }
    if not unknown and not stale:
        return _("All %(all)s topics are known") % values
    parts = []
    if unknown:
        parts.append(_("%(unknown)s of %(all)s topics are unknown") % values)
    if stale:
        text = ngettext("%(stale)s is stale", "%(stale)s are stale", stale)
        parts.append(text % values)
    return _(", ").join(parts)
