"""Which entries may be one person, with what speaks for it and against it."""

from __future__ import annotations

import pytest

from tests.apps.people.test_importing import made
from tests.apps.people.test_merging import merge, person
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.people.duplicates import pairs_of, pairs_open
from vitalfew.apps.people.importing.planning import planned
from vitalfew.apps.people.importing.writing import written
from vitalfew.apps.people.keys import digits, name_likeness, same_number
from vitalfew.apps.people.models import Contact
from vitalfew.apps.people.services.merging import contacts_keep_apart

pytestmark = pytest.mark.django_db


def told(acting):
    return [
        (pair.one.name, pair.other.name, *pair.speaking_for, *pair.against)
        for pair in pairs_open(acting)
    ]


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Per Dahl", "Dahl, Per", "name"),
        ("Møller, Søren", "Soren Moller", "name"),
        ("王小明", "Xiaoming Wang", "letters"),
        ("王伟", "王薇", "sound"),
        ("P. Dahl", "Per Dahl", "alike"),
        ("Jonas Lind", "Jonas Lindt", "alike"),
        ("Jonas Lind", "Jonas Berg", ""),
        ("Per Dahl", "Pia Dahl", ""),
        ("王伟", "李伟", ""),
    ],
)
def test_names_are_one_in_several_ways(one, other, likeness):
    assert name_likeness(one, other) == likeness


def test_numbers_are_one_however_they_are_written():
    assert same_number("+47 22 33 44 55", "22334455")
    assert same_number("+49 (0)30 123456", "030/123456")
    assert same_number("+86 139 0000 0001", "13900000001")
    assert not same_number("13800000001", "13900000001")
    assert not same_number("12 34", "12 34")
    assert digits("021 555 0000 ext. 12") == "0215550000"


def test_the_strongest_pair_comes_first_and_says_why(cast):
    person(cast, "王伟", mobile="+86 139 0000 0001")
    person(cast, "Wei Wang", phone="13900000001", account=cast.norvik_sea)
    person(cast, "Per Dahl", email="per@x.example")
    person(cast, "P. Dahl", email="p@x.example")

    assert told(cast.marta) == [
        ("王伟", "Wei Wang", "phone", "letters"),
        ("Per Dahl", "P. Dahl", "alike", "emails"),
    ]


def test_namesakes_at_customers_that_do_not_belong_together_are_not_proposed(cast):
    person(cast, "Per Dahl")
    far = person(cast, "Per Dahl", account=cast.brenner)
    assert told(cast.hana) == []

    Contact.objects.filter(name="Per Dahl").update(phone="021 5550000")
    for contact in Contact.objects.all():
        contact.keys.create(kind="phone", key="15550000")
    assert told(cast.hana) == [("Per Dahl", "Per Dahl", "phone", "name", "elsewhere")]
    assert told(cast.marta) == []
    assert [pair.other for pair in pairs_of(cast.hana, Contact.objects.first())] == [
        far
    ]


def test_the_number_of_an_office_tells_nothing(cast):
    for number in range(7):
        person(cast, f"{'ABCDEFG'[number]}x Y{number}", phone="021 5550000")
    assert told(cast.marta) == []


def test_different_numbers_of_one_system_speak_against_it(cast):
    batch = Batch.objects.create(
        kind="contacts", name="f", by=cast.ana, state=State.COMMITTED
    )
    lines = [
        ("Per Dahl", "C001", "", number, "", "Buyer", "", None) for number in ("1", "2")
    ]
    written(planned(made(lines)), batch=batch)

    assert told(cast.marta) == [("Per Dahl", "Per Dahl", "name", "numbers")]


def test_two_people_stay_two_also_for_entries_merged_into_one_of_them(cast):
    one, other, third = (person(cast, "Per Dahl", title=t) for t in ("A", "B", "C"))
    contacts_keep_apart(acting=cast.marta, one=one, other=other, reason="Brothers")
    assert len(told(cast.marta)) == 2
    merge(cast, one, third)

    assert told(cast.marta) == []
