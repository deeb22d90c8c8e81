"""Everything that happened to an account, in one line of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.care.models import WarningEvent
from vitalfew.apps.care.selectors import warnings_of
from vitalfew.apps.program.models import Event
from vitalfew.apps.trust.models import Word
from vitalfew.apps.value.topics import Topic
from vitalfew.web.access import allowed
from vitalfew.web.activity.words import action_words
from vitalfew.web.cycle.words import GATES, moved
from vitalfew.web.warnings.lines import evidence

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

MOST = 300
KINDS: dict[str, Any] = {
    "decision": gettext_lazy("Decisions"),
    "cycle": gettext_lazy("Cycle"),
    "plan": gettext_lazy("Plan"),
    "people": pgettext_lazy("of a customer", "People"),
    "business": gettext_lazy("Business"),
    "warning": gettext_lazy("Warnings"),
    "judgement": gettext_lazy("Judgements"),
    "team": gettext_lazy("Team"),
    "account": gettext_lazy("Account"),
}
OF_KIND = {
    "decision": "decision",
    "cycle": "cycle",
    "gate": "cycle",
    "proposal": "cycle",
    "event": "cycle",
    "effort": "cycle",
    "plan": "plan",
    "objective": "plan",
    "action": "plan",
    "risk": "plan",
    "contact": "people",
    "position": "people",
    "rating": "people",
    "tie": "people",
    "touch": "people",
    "end": "people",
    "statement": "business",
    "proposition": "business",
    "gain": "business",
    "undertaking": "business",
    "case": "business",
    "warning": "warning",
    "judgement": "judgement",
    "framework": "judgement",
    "membership": "team",
    "account": "account",
    "head_office": "account",
    "prospect": "account",
    "duplicate": "account",
}
"""By the first word of an action."""
PLACES = {
    "decision": ("account-decisions", ""),
    "cycle": ("account-cycle", ""),
    "plan": ("account-plan", ""),
    "people": ("account-people", ""),
    "business": ("account-business", ""),
    "judgement": ("account", "#judgements"),
    "team": ("account", ""),
}
"""Where each kind is read in full."""
ICONS = {
    "decision": "gavel",
    "cycle": "orbit",
    "plan": "target",
    "people": "contact",
    "business": "factory",
    "warning": "bell",
    "judgement": "message-square",
    "team": "users",
    "account": "building-2",
}


@dataclass(frozen=True)
class Happened:
    """One thing that happened: what, by whom, why, and where it is read in full."""

    at: dt.datetime
    kind: str
    what: str
    who: str
    why: str
    url: str

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


@dataclass(frozen=True)
class History:
    title: str
    lines: list[Happened]
    kinds: list[tuple[str, str]]
    kind: str


def history_read(
    acting: User, account: Account, formats: Formats, kind: str
) -> History:
    """The newest things that happened, of one kind where one is asked for."""
    every = [*_recorded(acting, account), *_found(acting, account, formats)]
    every.sort(key=lambda each: each.at, reverse=True)
    asked = kind if kind in KINDS else ""
    shown = [each for each in every if not asked or each.kind == asked]
    held = {each.kind for each in every}
    return History(
        title=_title(shown, formats),
        lines=shown[:MOST],
        kinds=[(key, str(words)) for key, words in KINDS.items() if key in held],
        kind=asked,
    )


def _title(lines: list[Happened], formats: Formats) -> str:
    if not lines:
        return _("Nothing has happened yet")
    text = ngettext(
        "%(number)s thing happened since %(day)s",
        "%(number)s things happened since %(day)s",
        len(lines),
    )
    first = lines[-1].at.date()
    return text % {"number": formats.count(len(lines)), "day": formats.day(first)}


def _recorded(acting: User, account: Account) -> Iterator[Happened]:
    """What people did; the figures it rested on stand where it is read in full."""
    entries = Entry.objects.filter(account=account).select_related("actor")
    for entry in entries.order_by("-at", "-pk")[:MOST]:
        kind = OF_KIND.get(entry.action.partition(".")[0])
        if kind is None:
            continue
        yield Happened(
            at=entry.at,
            kind=kind,
            what=_what(entry),
            who=entry.actor.name if entry.actor and not entry.actor.is_system else "",
            why=str(entry.details.get("reason") or ""),
            url=_place(acting, account, kind),
        )


def _what(entry: Entry) -> str:
    if entry.action == "cycle.move":
        return moved(entry.details["from"], entry.details["to"])
    words, of = action_words(entry.action), _of(entry)
    return _("%(what)s: %(of)s") % {"what": words, "of": of} if of else words


def _of(entry: Entry) -> str:
    """What it was done to, where that is not the account itself."""
    details, kind = entry.details, OF_KIND[entry.action.partition(".")[0]]
    found = ""
    if kind == "plan":
        found = details.get("name", "")
    elif details.get("gate") in GATES:
        found = str(GATES[details["gate"]])
    elif entry.action in {"event.report", "event.take_back"}:
        found = str(Event.Kind(details["kind"]).label)
    elif entry.subject_type == "statement":
        found = str(Topic(details["topic"]).label)
    elif entry.action == "undertaking.word":
        said = str(Word.Said(details["word"]).label)
        found = _("%(what)s: %(of)s") % {"what": details["name"], "of": said}
    elif entry.subject_type in {"undertaking", "case"}:
        found = details["name"]
    elif entry.subject_type == "membership":
        found = entry.subject_name.partition(" · ")[0]
    return found


def _found(acting: User, account: Account, formats: Formats) -> Iterator[Happened]:
    """What the program found: warnings that were raised, and that cleared."""
    words = {
        WarningEvent.Kind.RAISED: _("Warning raised: %(kind)s"),
        WarningEvent.Kind.CLEARED: _("Warning cleared: %(kind)s"),
    }
    for warning in warnings_of(acting, account):
        for event in warning.events.all():
            text = words.get(WarningEvent.Kind(event.kind))
            if text is not None:
                yield Happened(
                    at=event.at,
                    kind="warning",
                    what=text % {"kind": warning.get_kind_display()},
                    who="",
                    why=evidence(warning, formats),
                    url=reverse("account", args=[account.pk]),
                )


def _place(acting: User, account: Account, kind: str) -> str:
    name, part = PLACES.get(kind, ("account", ""))
    if not allowed(acting, name):
        return ""
    return reverse(name, args=[account.pk]) + part
