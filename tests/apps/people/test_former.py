"""What was corrected by hand is remembered with the person, found by, and erased."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.people.test_erasing import rows_naming
from tests.apps.people.test_merging import imported, merge, person, withdrawn
from tests.apps.program.build import today
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.finding import contacts_found
from vitalfew.apps.people.models import Contact, ContactWord, Touch
from vitalfew.apps.people.services.erasing import contact_erase
from vitalfew.apps.people.services.exporting import contact_export
from vitalfew.apps.people.services.mentions import mentions_left, spellings_of
from vitalfew.apps.people.services.merging import contact_part
from vitalfew.apps.people.services.persons import contact_edit

pytestmark = pytest.mark.django_db

OLD, NEW = "i.solheim@norvik.example", "i.berg@norvik.example"


def edit(cast, contact, **reached):
    contact_edit(acting=cast.hana, contact=contact, **reached)
    contact.refresh_from_db()
    return contact.formerly


def said(cast, *subjects):
    """Contact of which somebody else wrote the subjects."""
    for subject in subjects:
        Touch.objects.create(
            account=cast.norvik, kind="call", on=today(), subject=subject, by=cast.hana
        )


@pytest.fixture
def ingrid(cast):
    """Entered under one name, address and number; corrected by hand since."""
    found = person(cast, "Ingrid Solheim", email=OLD, phone="+47 22 33 44 55")
    edit(cast, found, name="Ingrid Berg", email=NEW, phone="")
    return found


def test_what_stood_there_is_remembered_until_it_stands_there_again(cast, ingrid):
    assert ingrid.formerly == {
        "name": ["Ingrid Solheim"], "email": [OLD], "phone": ["+47 22 33 44 55"],
    }  # fmt: skip
    edit(cast, ingrid, email=OLD, mobile="+47 22 33 44 55")
    assert ingrid.formerly == {"name": ["Ingrid Solheim"], "email": [NEW]}
    edit(cast, ingrid, name="INGRID BERG", email=NEW)
    assert ingrid.formerly == {"name": ["Ingrid Solheim"], "email": [OLD]}
    edit(cast, ingrid, email="ib@norvik.example")
    assert ingrid.formerly["email"] == [OLD, NEW]
    # The audit says what was changed, never how it read.
    assert [e.details for e in Entry.objects.filter(action="contact.edit")][-1] == {
        "changed": ["name", "email", "phone", "formerly"]
    }
    assert OLD not in str(list(Entry.objects.values_list("details", flat=True)))


def test_what_never_was_theirs_is_forgotten_and_finds_nobody(cast, ingrid):
    assert edit(cast, ingrid, never=["Ingrid Solheim", OLD]) == {
        "phone": ["+47 22 33 44 55"]
    }
    assert not ContactWord.objects.filter(word__startswith="solheim").exists()
    entries = Entry.objects.filter(action="contact.edit")
    assert entries.first().details == {"changed": ["formerly"]}

    with pytest.raises(PermissionDenied):
        contact_edit(acting=cast.sam, contact=ingrid, never=["+47 22 33 44 55"])
    ingrid.refresh_from_db()
    assert (ingrid.former, entries.count()) == (["+47 22 33 44 55"], 2)


def test_after_erasing_no_text_names_them_as_they_once_were(cast, ingrid):
    said(cast, f"Wrote to {OLD}", "+47 22 33 44 55: busy", "Solheim, Ingrid called")
    told = ("Solheim", OLD, NEW, "Berg", "+47 22 33 44 55")
    assert {"Contact.formerly", "Touch.subject", "Entry.subject_name",
            "ContactWord.word"} <= rows_naming("solheim", *told)  # fmt: skip
    assert set(spellings_of(cast.hana, ingrid)) == {
        "Ingrid Berg", "Berg Ingrid", "Berg, Ingrid", NEW, "Ingrid Solheim",
        "Solheim Ingrid", "Solheim, Ingrid", OLD, "+47 22 33 44 55",
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        spellings_of(cast.marta, ingrid)

    contact_erase(acting=cast.hana, contact=ingrid)

    assert rows_naming("solheim", *told) == set()
    name = f"Erased person {ingrid.pk}"
    assert set(Touch.objects.values_list("subject", flat=True)) == {
        f"Wrote to {name}", f"{name}: busy", f"{name} called",
    }  # fmt: skip


def test_a_part_of_a_former_name_or_address_is_listed(cast, ingrid):
    said(cast, "Ms Solheim agreed", "i.solheim at their own domain", "Solheimen")

    left = mentions_left(cast.hana, ingrid)

    assert {each.text for each in left if isinstance(each.row, Touch)} == {
        "Ms Solheim agreed", "i.solheim at their own domain",
    }  # fmt: skip


def test_an_address_that_somebody_else_has_by_now_is_left_to_them(cast, ingrid):
    sol = person(cast, "Sol Heim", email=OLD)
    said(cast, f"Offer to {OLD}")

    left = mentions_left(cast.hana, ingrid)
    contact_erase(acting=cast.hana, contact=ingrid)

    assert [each.text for each in left if each.row == sol] == [f"Sol Heim · {OLD}"]
    assert Touch.objects.get().subject == f"Offer to {OLD}"


def test_who_is_erased_was_nobody_else_once(cast, ingrid):
    sol = person(cast, "Sol Heim", email=OLD)

    contact_erase(acting=cast.hana, contact=sol)

    assert rows_naming(OLD) == set()
    ingrid.refresh_from_db()
    assert ingrid.former == ["Ingrid Solheim", "+47 22 33 44 55"]
    assert [e.contact for e in contacts_found(cast.hana, "solheim")] == [ingrid]
    assert contacts_found(cast.hana, OLD) == []


def test_the_export_says_what_they_had_once_also_of_merged_entries(cast, ingrid):
    kept = person(cast, "Inga Berg", title="Board", phone="1")
    edit(cast, kept, phone="2")
    merge(cast, ingrid, kept)

    told = contact_export(acting=cast.hana, contact=kept)

    assert told["person"]["formerly"] == {"phone": ["1"]}
    assert [row["formerly"] for row in told["contact"]] == [ingrid.formerly]


def test_what_a_merged_entry_says_itself_is_not_remembered_of_who_stays(cast, ingrid):
    kept = person(cast, "Inga Berg", title="Board", email="inga@norvik.example")
    done = merge(cast, ingrid, kept, taken=["email"])
    assert edit(cast, kept, email="ib@norvik.example") == {
        "email": ["inga@norvik.example"]
    }
    assert OLD in spellings_of(cast.hana, kept)

    contact_part(acting=cast.hana, merge=done)

    assert {OLD, NEW}.isdisjoint(spellings_of(cast.hana, kept))
    assert {OLD, NEW} <= set(spellings_of(cast.hana, ingrid))


def test_what_imports_replaced_is_remembered_once_it_is_corrected_by_hand(cast):
    anna = person(cast, "Anna", phone="11")
    batches = [
        imported(cast, [("Anna", "C001", "", "", phone, "", "", None)])
        for phone in ("22", "33")
    ]
    anna.refresh_from_db()
    assert anna.formerly == {}
    assert edit(cast, anna, phone="44") == {"phone": ["11", "22", "33"]}

    for batch in batches:
        withdrawn(batch)

    anna.refresh_from_db()
    assert (anna.phone, anna.formerly) == ("44", {"phone": ["11", "22", "33"]})
    assert {"11", "22", "33"} <= set(spellings_of(cast.hana, anna))


def test_an_import_that_is_withdrawn_takes_who_it_brought_with_all_they_had(cast):
    batch = imported(cast, [("Anna", "C001", "", "", "11", "", "", None)])
    anna = Contact.objects.get(name="Anna")
    edit(cast, anna, phone="22")
    assert edit(cast, anna, phone="11") == {"phone": ["22"]}

    withdrawn(batch)

    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        (OLD, OLD),
        ("I.Solheim@", OLD),
        ("solheim", "Ingrid Solheim"),
        ("Solheim I", "Ingrid Solheim"),
        ("ingrid", ""),
        (NEW, ""),
        ("berg ingrid", ""),
        ("inga", "Inga Dahl"),
        ("igd@", "igd@x.example"),
    ],
)
def test_search_says_by_which_former_spelling_it_found_somebody(
    cast, ingrid, typed, by
):
    twin = person(cast, "Inga D.", title="Board", email="igd@x.example")
    edit(cast, twin, name="Inga Dahl", email="")
    merge(cast, twin, ingrid, acting=cast.hana)

    (found,) = contacts_found(cast.hana, typed)

    assert (found.contact, found.by) == (ingrid, by)
    assert contacts_found(cast.chen, typed) == []
