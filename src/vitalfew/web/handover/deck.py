"""The handing over of an account on paper, a section a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalfew.web.decks.deck import Cell, Column, Deck, Slide, Table
from vitalfew.web.handover.words import end_words, finding, proposal_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.handover.loose_ends import LooseEnd
    from vitalfew.apps.users.models import User
    from vitalfew.web.account.tab import AccountTab
    from vitalfew.web.handover.pack import Section


def handover_deck(
    acting: User,
    account: Account,
    tab: AccountTab,
    ends: list[LooseEnd],
    sections: Sequence[Section],
) -> Deck:
    """What hangs in the air first, then everything there is to know."""
    hanging = [[end_words(end), proposal_words(end), ""] for end in ends]
    slides = [_slide(_("Loose ends"), finding(ends, tab.formats), hanging, "")]
    for section in sections:
        rows = [[row.what, row.more, row.aside] for row in section.rows]
        slides.append(_slide(section.title, section.title, rows, section.empty))
    on = tab.formats.day(tab.on)
    return Deck(
        name=_("Handing over"),
        title=_("Handing over %(account)s") % {"account": account.name},
        language=get_language() or "en",
        facts=[
            _("As of %(day)s") % {"day": on},
            _("Written for %(name)s") % {"name": acting.name},
        ],
        slides=slides,
        footer=f"{account.name} · {on}",
    )


def _slide(name: str, title: str, rows: list[list[str]], empty: str) -> Slide:
    if not rows:
        return Slide(name, title, note=empty)
    columns = [
        Column(_("What"), 45),
        Column(_("More of it"), 40),
        Column(_("When, or how it stands"), 15),
    ]
    cells = [[Cell(each) for each in row] for row in rows]
    return Slide(name, title, Table(columns, cells))
