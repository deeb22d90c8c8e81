"""Merging beside another merge, an import, an erasing or a note loses nothing."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from tests.apps.people.test_importing import made
from tests.cast import make_cast
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.imports.services.commits import ledger_locked
from vitalfew.apps.people.importing.planning import planned
from vitalfew.apps.people.importing.writing import written
from vitalfew.apps.people.models import Contact, ContactMerge, PersonalNote, Position
from vitalfew.apps.people.services.erasing import contact_erase
from vitalfew.apps.people.services.merging import contact_merge
from vitalfew.apps.people.services.notes import note_write
from vitalfew.apps.people.services.posts import Held, position_add

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LINE = ("Per Dahl", "C001", "per@x.example", "", "", "Buyer", "", None)


def at_once(*acts):
    """What came of each, begun at one moment."""
    gate, said = threading.Barrier(len(acts)), {}

    def do(place, act):
        gate.wait()
        try:
            act()
            said[place] = "done"
        except (RefusedError, PermissionDenied) as refused:
            said[place] = getattr(refused, "code", "denied")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=do, args=[place, act]) for place, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [said[place] for place in range(len(acts))]


@pytest.fixture
def scene():
    if connection.vendor != "postgresql":
        pytest.skip("This database is not PostgreSQL.")
    cast = make_cast()
    gone, kept = (
        position_add(
            acting=cast.hana, account=cast.norvik, held=Held(title=title),
            person={"name": name, "email": email},
        ).contact
        for name, email, title in (
            ("Per Dahl", "per@x.example", "Buyer"), ("P. Dahl", "", "Head"),
        )
    )  # fmt: skip
    note_write(acting=cast.hana, contact=gone, text="tea")
    merge = partial(contact_merge, acting=cast.hana, taken=(), reason="one")
    return cast, gone, kept, merge


def test_of_two_merges_against_each_other_one_is_made(scene):
    _cast, gone, kept, merge = scene
    said = at_once(
        lambda: merge(gone=gone, kept=kept), lambda: merge(gone=kept, kept=gone)
    )

    assert sorted(said) == ["contact_merged", "done"]
    assert ContactMerge.objects.count() == 1
    assert Contact.objects.filter(merged_into=None).count() == 1


def test_a_note_written_meanwhile_goes_over_or_is_refused(scene):
    cast, gone, kept, merge = scene
    said = at_once(
        lambda: merge(gone=gone, kept=kept),
        lambda: note_write(acting=cast.hana, contact=gone, text="golf"),
    )

    assert said[0] == "done"
    texts = {"tea"} if said[1] != "done" else {"tea", "golf"}
    assert set(kept.notes.values_list("text", flat=True)) == texts
    assert not gone.notes.exists()


def test_an_erasing_meanwhile_leaves_no_trace_of_the_person(scene):
    cast, gone, kept, merge = scene
    said = at_once(
        lambda: merge(gone=gone, kept=kept),
        lambda: contact_erase(acting=cast.hana, contact=gone),
    )

    assert said in (["done", "done"], ["contact_erased", "done"])
    assert not Contact.objects.filter(email="per@x.example").exists()
    assert not PersonalNote.objects.exists()
    left = {"P. Dahl"} if said[0] == "contact_erased" else set()
    names = Contact.objects.filter(erased_on=None).values_list("name", flat=True)
    assert set(names) == left


def test_an_import_meanwhile_brings_nobody_back(scene):
    cast, gone, kept, merge = scene
    batch = Batch.objects.create(
        kind="contacts", name="f", by=cast.ana, state=State.COMMITTED
    )

    def keep():
        with transaction.atomic():
            ledger_locked()
            written(planned(made([LINE])), batch=batch)

    assert at_once(lambda: merge(gone=gone, kept=kept), keep) == ["done", "done"]
    assert Contact.objects.count() == 2
    assert set(Position.objects.values_list("contact", flat=True)) == {kept.pk}
