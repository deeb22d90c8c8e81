"""Personal notes: for the few who may read them, and every reading leaves a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import Contact, PersonalNote
from vitalfew.apps.people.policies import may_read_notes, require
from vitalfew.apps.people.services.persons import contact_locked

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


@transaction.atomic
def notes_read(*, acting: User, contact: Contact) -> list[PersonalNote]:
    """The notes, newest first; that they were read is written down."""
    require(may_read_notes(acting, contact), acting, f"read notes of {contact.pk}")
    notes = list(contact.notes.select_related("by"))
    if notes:
        entry_record(
            acting=acting,
            action="note.read",
            subject=contact,
            details={"notes": len(notes)},
        )
    return notes


@transaction.atomic
def note_write(*, acting: User, contact: Contact, text: str) -> PersonalNote:
    """Add a note; the audit tells that there is one, never what it says."""
    require(may_read_notes(acting, contact), acting, f"write notes of {contact.pk}")
    contact = contact_locked(contact)
    text = text.strip()
    if not text:
        raise RefusedError("note_empty", field="text")
    note = PersonalNote.objects.create(contact=contact, text=text, by=acting)
    entry_record(acting=acting, action="note.write", subject=contact)
    return note
