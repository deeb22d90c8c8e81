"""What an import of people would change, changed, and left when it was withdrawn."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from vitalfew.apps.imports.keeping import CHANGES
from vitalfew.apps.imports.models import State
from vitalfew.apps.imports.storage import uploads_folder
from vitalfew.apps.people.models import Brought, Level
from vitalfew.apps.people.policies import contacts_visible
from vitalfew.apps.program.importing import Leaver, leavers
from vitalfew.apps.program.models import Event
from vitalfew.web.imports import wording

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch
    from vitalfew.apps.people.models import Contact
    from vitalfew.apps.users.models import User

SHOWN = 50
FATES = {
    "person_new": _("New person"),
    "person_changed": _("Person changes"),
    "post_new": _("New post"),
    "post_changed": _("Post changes"),
}


@dataclass(frozen=True)
class Row:
    """One thing that is new, or one field that changes."""

    row: str
    name: str
    account: str
    what: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """People and posts by what becomes of them."""

    people: dict[str, int]
    posts: dict[str, int]
    rows: list[Row]
    departures: int
    """Posts that end of people who carry the relationship."""
    leavers: list[Leaver]
    """The first of them."""

    @property
    def nothing(self) -> bool:
        counts = (self.people, self.posts)
        return not any(count["new"] or count["changed"] for count in counts)


def change(batch: Batch, acting: User) -> Change | None:
    if "people" not in batch.effect:
        return None
    effect = batch.effect
    return Change(
        effect["people"],
        effect["posts"],
        list(_rows(batch)),
        effect.get("departures", 0),
        leavers(acting, batch),
    )


def _rows(batch: Batch) -> Iterator[Row]:
    """The first changes; none once the list has expired."""
    path = uploads_folder() / batch.folder / CHANGES
    if not batch.folder or not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if number == SHOWN:
                return
            yield Row(
                row=row["row"],
                name=row["name"],
                account=row["account"],
                what=str(FATES[row["what"]]),
                field=wording.field_word(row["field"]),
                before=_value(row["field"], row["before"]),
                after=_value(row["field"], row["after"]),
            )


def _value(field: str, text: str) -> str:
    return str(Level(text).label) if field == "level" and text else text


def stayed(batch: Batch, acting: User) -> list[tuple[Contact, str, str]]:
    """Who and which posts a withdrawn import left, and why."""
    if batch.state != State.WITHDRAWN:
        return []
    rows = Brought.objects.filter(batch=batch).exclude(stayed="")
    rows = rows.select_related("contact", "position__contact")[:SHOWN]
    told = [
        (
            row.position.contact if row.position else row.contact,
            row.position.title if row.position else "",
            str(row.get_stayed_display()),
        )
        for row in rows
    ]
    answered = _("The event of leaving: what it proposed was answered")
    events = Event.objects.filter(batch=batch).select_related("position__contact")
    told += [
        (event.position.contact, event.position.title, str(answered))
        for event in events[:SHOWN]
        if event.position
    ]
    keys = {contact.pk for contact, _title, _why in told if contact}
    seen = contacts_visible(acting).filter(pk__in=keys).values_list("pk", flat=True)
    shown = set(seen)
    return [
        (contact, title, why)
        for contact, title, why in told
        if contact is not None and contact.pk in shown
    ]
