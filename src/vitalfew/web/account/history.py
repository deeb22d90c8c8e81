"""Everything that happened to an account, in one line of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.care.models import WarningEvent
from vitalfew.apps.care.selectors import warnings_of
from vitalfew.apps.program.models import Event
from vitalfew.apps.program.selectors import events_of
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

A_PAGE = 100
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

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.at)


class Place(NamedTuple):
    """When something happened; of what is in the record only its key is read."""

    at: dt.datetime
    kind: str
    entry: int
    told: Happened | None = None


@dataclass(frozen=True)
class History:
    title: str
    lines: list[Happened]
    page: Page[Place]
    kinds: list[tuple[str, str]]
    kind: str


def history_read(
    acting: User, account: Account, formats: Formats, kind: str, number: str
) -> History:
    """What happened, the newest first, of one kind where one is asked for."""
    told = [*_found(acting, account, formats), *_of_industry(acting, account)]
    every = [*_recorded(account), *(Place(e.at, e.kind, 0, e) for e in told)]
    every.sort(key=lambda each: (each.at, each.entry), reverse=True)
    asked = kind if kind in KINDS else ""
    shown = [each for each in every if not asked or each.kind == asked]
    held = {each.kind for each in every}
    page = Paginator(shown, A_PAGE).get_page(number)
    return History(
        title=_title(shown, formats),
        lines=_read(acting, account, list(page)),
        page=page,
        kinds=[(key, str(words)) for key, words in KINDS.items() if key in held],
        kind=asked,
    )


def _title(lines: list[Place], formats: Formats) -> str:
    if not lines:
        return _("Nothing has happened yet")
    text = ngettext(
        "%(number)s thing happened since %(day)s",
        "%(number)s things happened since %(day)s",
        len(lines),
    )
    first = timezone.localdate(lines[-1].at)
    return text % {"number": formats.count(len(lines)), "day": formats.day(first)}


def _recorded(account: Account) -> Iterator[Place]:
    """What people did."""
    entries = Entry.objects.filter(account=account).order_by()
    for at, action, pk in entries.values_list("at", "action", "pk"):
        kind = OF_KIND.get(action.partition(".")[0])
        if kind is not None:
            yield Place(at, kind, pk)


def _read(acting: User, account: Account, places: Sequence[Place]) -> list[Happened]:
    keys = [each.entry for each in places if each.told is None]
    found = Entry.objects.select_related("actor").in_bulk(keys)
    return [
        each.told or _entry(acting, account, found[each.entry], each.kind)
        for each in places
    ]


def _entry(acting: User, account: Account, entry: Entry, kind: str) -> Happened:
    """The figures it rested on stand where it is read in full."""
    return Happened(
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


def _of_industry(acting: User, account: Account) -> Iterator[Happened]:
    """What changed in its market: told of an industry, it happened to each in it."""
    for event in events_of(acting, account):
        if event.account_id is None:
            yield Happened(
                at=event.at,
                kind="cycle",
                what=_("%(what)s: %(of)s")
                % {
                    "what": action_words("event.report"),
                    "of": event.get_kind_display(),
                },
                who="" if event.by.is_system else event.by.name,
                why=event.note,
                url=_place(acting, account, "cycle"),
            )


def _place(acting: User, account: Account, kind: str) -> str:
    name, part = PLACES.get(kind, ("account", ""))
    if not allowed(acting, name):
        return ""
    return reverse(name, args=[account.pk]) + part
