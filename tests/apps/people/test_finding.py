"""People are found by what somebody types, as far as they may be known of."""

from __future__ import annotations

import datetime as dt

import pytest

from vitalfew.apps.people.finding import contacts_found
from vitalfew.apps.people.models import Contact, Position
from vitalfew.apps.people.services.erasing import contact_erase
from vitalfew.apps.people.services.merging import contact_merge
from vitalfew.apps.people.services.posts import Held, position_add, position_end

pytestmark = pytest.mark.django_db


def post(cast, name, title="Buyer", account=None, **person):
    return position_add(
        acting=cast.hana, account=account or cast.norvik, held=Held(title=title),
        person={"name": name, **person},
    )  # fmt: skip


def names(acting, typed):
    return [each.contact.name for each in contacts_found(acting, typed)]


@pytest.fixture
def people(cast):
    post(cast, "Ingrid Solheim", "COO", email="i.solheim@norvik.example")
    post(cast, "欧阳小明", "采购总监")
    post(cast, "Åse Møller", account=cast.brenner)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ingrid Sol", "Ingrid Solheim"),
        ("solheim ingrid", "Ingrid Solheim"),
        ("Solheim, I", "Ingrid Solheim"),
        ("i.solheim@norvik.example", "Ingrid Solheim"),
        ("I.Solheim@", "Ingrid Solheim"),
        ("欧阳", "欧阳小明"),
        ("小明", "欧阳小明"),
        ("明", "欧阳小明"),
        ("ouyang", "欧阳小明"),
        ("ou yang", "欧阳小明"),
        ("xiaoming", "欧阳小明"),
        ("oyxm", "欧阳小明"),
        ("ase moller", "Åse Møller"),
        ("solheim@norvik", None),
        ("Ingrid Dahl", None),
        (" ", None),
    ],
)
def test_a_person_is_found_by_name_in_either_order_sound_and_address(
    cast, people, typed, found
):
    assert names(cast.hana, typed) == ([found] if found else [])


def test_who_may_know_of_none_of_their_accounts_does_not_find_them(cast, people):
    assert names(cast.chen, "solheim") == []
    assert names(cast.chen, "i.solheim@norvik.example") == []
    assert names(cast.marta, "moller") == []
    assert names(cast.sam, "solheim") == ["Ingrid Solheim"]


def test_the_post_shown_is_one_that_may_be_seen(cast, people):
    ase = Contact.objects.get(name="Åse Møller")
    adviser = position_add(
        acting=cast.hana, account=cast.norvik, held=Held(title="Adviser"), contact=ase
    )
    theirs = Position.objects.get(contact=ase, account=cast.brenner)
    position_end(acting=cast.hana, position=adviser, on=dt.date(2026, 1, 2),
                 leaving="left")  # fmt: skip

    for acting, position in ((cast.hana, theirs), (cast.marta, adviser)):
        (found,) = contacts_found(acting, "moller")
        assert (found.contact, found.position) == (ase, position)


def test_the_spelling_of_a_merged_entry_finds_who_stays_and_an_erased_one_nobody(
    cast, people
):
    ase = Contact.objects.get(name="Åse Møller")
    twin = post(cast, "Aase Moeller", account=cast.brenner).contact
    contact_merge(acting=cast.hana, kept=ase, gone=twin, taken=(), reason="one")

    assert names(cast.hana, "moeller") == ["Åse Møller"]

    contact_erase(acting=cast.hana, contact=ase)
    assert names(cast.hana, "moeller") == names(cast.hana, "moller") == []
    assert names(cast.hana, "erased") == []


def test_finding_people_asks_twice_however_many_there_are(
    cast, people, django_assert_num_queries
):
    for number in range(12):
        post(cast, f"Solheim {number}")
    cast.hana.has_role("head")

    with django_assert_num_queries(2):
        found = contacts_found(cast.hana, "solheim")

    assert len(found) == 8
    assert [each.contact.name for each in found][:2] == ["Solheim 0", "Solheim 1"]
