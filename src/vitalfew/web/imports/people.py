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

    @property
    def nothing(self) -> bool:
        counts = (self.people, self.posts)
        return not any(count["new"] or count["changed"] for count in counts)


def change(batch: Batch) -> Change | None:
    if "people" not in batch.effect:
        return None
    return Change(batch.effect["people"], batch.effect["posts"], list(_rows(batch)))


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
    found: list[tuple[Contact, str, str]] = []
    seen = contacts_visible(acting)
    for row in rows:
        contact = row.position.contact if row.position else row.contact
        if contact is None or not seen.filter(pk=contact.pk).exists():
            continue
        title = row.position.title if row.position else ""
        found.append((contact, title, str(row.get_stayed_display())))
    return found
