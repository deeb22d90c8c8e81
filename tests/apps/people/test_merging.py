"""Two entries of one person become one, and are parted again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.people.test_importing import LINES, NAMES, made, rolled_back
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.people.importing.planning import planned
from vitalfew.apps.people.importing.withdrawing import taken_back
from vitalfew.apps.people.importing.writing import written
from vitalfew.apps.people.models import (
    Brought,
    Contact,
    ContactKey,
    ContactMerge,
    ContactWord,
    KeptApart,
    PersonalNote,
    Position,
    Rating,
    Tie,
    Touch,
)
from vitalfew.apps.people.selectors import contact_visible, positions_of
from vitalfew.apps.people.services.erasing import contact_erase
from vitalfew.apps.people.services.exporting import contact_export
from vitalfew.apps.people.services.merging import (
    contact_merge,
    contact_part,
    contacts_keep_apart,
    default_taken,
    kept_apart_undo,
)
from vitalfew.apps.people.services.notes import note_write
from vitalfew.apps.people.services.persons import contact_edit
from vitalfew.apps.people.services.posts import Held, position_add, position_edit
from vitalfew.apps.people.services.ratings import position_rate, tie_record
from vitalfew.apps.people.services.touches import touch_log

pytestmark = pytest.mark.django_db


def state():
    """Everything a merge touches, but for the audit and its own record."""
    tables = (Contact, Position, Rating, Touch, Tie, PersonalNote, Brought)
    rows = [list(table.objects.order_by("pk").values()) for table in tables]
    took_part = Touch.theirs.through.objects.values_list("touch", "contact")
    words = ContactWord.objects.values_list("contact", "word")
    keys = ContactKey.objects.values_list("contact", "kind", "key")
    return [*rows, *(sorted(found) for found in (took_part, words, keys))]


def person(cast, name, account=None, title="Buyer", acting=None, **reached):
    post = position_add(
        acting=acting or cast.hana, account=account or cast.norvik,
        held=Held(title=title), person={"name": name, **reached},
    )  # fmt: skip
    return post.contact


def known_of(cast, contact, text):
    """A rating, a tie, a contact that took place and a note."""
    day = timezone.localdate() - dt.timedelta(days=3)
    position_rate(
        acting=cast.hana, position=contact.positions.get(), topic="support",
        values=["mentor"], evidence=text, on=day,
    )  # fmt: skip
    touch_log(
        acting=cast.hana, account=cast.norvik, kind="call", on=day,
        ours=[cast.marta], theirs=[contact], subject=text,
    )  # fmt: skip
    tie_record(
        acting=cast.hana, account=cast.norvik, user=cast.marta, contact=contact,
        level="solver", wanted="", evidence=text,
    )  # fmt: skip
    note_write(acting=cast.hana, contact=contact, text=text)


def merge(cast, gone, kept, taken=(), acting=None):
    gone.refresh_from_db()
    kept.refresh_from_db()
    return contact_merge(
        acting=acting or cast.marta, gone=gone, kept=kept, taken=taken,
        reason="same number",
    )  # fmt: skip


def imported(cast, told):
    batch = Batch.objects.create(
        kind="contacts", name="f", by=cast.ana, state=State.COMMITTED,
        committed_at=timezone.now(),
    )  # fmt: skip
    written(planned(made(told)), batch=batch)
    return batch


def withdrawn(batch):
    batch.state = State.WITHDRAWN
    batch.save()
    taken_back(batch)


@pytest.fixture
def two(cast):
    """One person, entered from a card and from a list."""
    gone = person(cast, "Wei Wang", title="CPO", email="w@x.example", mobile="+86 139")
    kept = person(cast, "王伟", phone="021 555")
    for contact, text in ((gone, "card"), (kept, "list")):
        known_of(cast, contact, text)
    return gone, kept


def test_everything_goes_over_to_the_entry_that_stays(cast, two):
    gone, kept = two
    merge(cast, gone, kept, taken=["email", "mobile"])

    kept.refresh_from_db()
    assert (kept.name, kept.email, kept.phone, kept.mobile) == (
        "王伟", "w@x.example", "021 555", "+86 139",
    )  # fmt: skip
    assert set(kept.positions.values_list("title", flat=True)) == {"CPO", "Buyer"}
    assert set(kept.touches.values_list("subject", flat=True)) == {"card", "list"}
    assert set(kept.notes.values_list("text", flat=True)) == {"card", "list"}
    assert Rating.objects.filter(position__contact=kept).count() == 2
    gone.refresh_from_db()
    assert (gone.merged_into, gone.email) == (kept, "w@x.example")
    assert contact_visible(cast.marta, gone.pk) == kept
    assert ContactWord.objects.filter(contact=kept, word="wei").exists()
    assert not ContactWord.objects.filter(contact=gone).exists()


def test_parting_gives_everything_back(cast, two):
    before = state()
    done = merge(cast, *two, taken=["name", "email", "mobile"])
    assert state() != before

    assert contact_part(acting=cast.marta, merge=done) == []

    assert state() == before


def test_of_two_running_ties_of_one_pair_the_one_that_says_more_lasts(cast, two):
    gone, kept = two
    Tie.objects.filter(contact=kept).update(level="")
    before = state()
    done = merge(cast, gone, kept)

    lasting = Tie.objects.get(ended_on__isnull=True)
    assert (lasting.contact, lasting.evidence) == (kept, "card")
    assert Tie.objects.get(evidence="list").ended_on == timezone.localdate()
    contact_part(acting=cast.marta, merge=done)
    assert state() == before


def test_two_posts_of_one_title_at_one_customer_become_one(cast):
    boss = person(cast, "Boss", title="CEO").positions.get()
    gone, kept = person(cast, "Per Dahl"), person(cast, "P. Dahl")
    twin, post = gone.positions.get(), kept.positions.get()
    below = person(cast, "Bo", title="Clerk").positions.get()
    held = Held(title="Buyer", level="technical", reports_to=boss)
    position_edit(acting=cast.hana, position=twin, held=held)
    position_edit(
        acting=cast.hana, position=below, held=Held(title="Clerk", reports_to=twin)
    )
    known_of(cast, gone, "card")
    before = state()
    done = merge(cast, gone, kept)

    assert list(positions_of(cast.marta, kept)) == [post]
    post.refresh_from_db()
    below.refresh_from_db()
    assert (post.level, post.reports_to, below.reports_to) == ("technical", boss, post)
    assert post.ratings.get().evidence == "card"
    contact_part(acting=cast.marta, merge=done)
    assert state() == before


def test_posts_that_report_to_each_other_stay_two(cast):
    gone, kept = person(cast, "Per Dahl"), person(cast, "P. Dahl")
    twin, post = gone.positions.get(), kept.positions.get()
    held = Held(title="Buyer", reports_to=post)
    position_edit(acting=cast.hana, position=twin, held=held)
    merge(cast, gone, kept)

    assert set(positions_of(cast.marta, kept)) == {twin, post}


def test_a_fact_that_was_changed_since_stays_and_is_said(cast, two):
    gone, kept = two
    done = merge(cast, gone, kept, taken=["name", "mobile"])
    kept.refresh_from_db()
    contact_edit(acting=cast.marta, contact=kept, mobile="+86 150")

    assert contact_part(acting=cast.marta, merge=done) == ["mobile"]

    kept.refresh_from_db()
    assert (kept.name, kept.mobile) == ("王伟", "+86 150")


def test_what_came_after_the_merge_stays_with_the_one_that_stays(cast, two):
    gone, kept = two
    done = merge(cast, gone, kept)
    note_write(acting=cast.marta, contact=kept, text="later")
    contact_part(acting=cast.marta, merge=done)

    assert set(kept.notes.values_list("text", flat=True)) == {"list", "later"}


def test_an_entry_that_was_merged_is_not_written_to(cast, two):
    gone, kept = two
    merge(cast, gone, kept)
    before = state()

    for change in (
        lambda: note_write(acting=cast.hana, contact=gone, text="x"),
        lambda: contact_edit(acting=cast.hana, contact=gone, name="x"),
        lambda: touch_log(
            acting=cast.hana, account=cast.norvik, kind="call",
            on=timezone.localdate(), ours=[cast.marta], theirs=[gone],
        ),
    ):  # fmt: skip
        with pytest.raises((RefusedError, PermissionDenied)):
            change()

    assert state() == before


def test_merges_form_a_path_and_never_a_ring(cast):
    one, two, three = (person(cast, name) for name in ("A B", "A. B", "Al B"))
    first = merge(cast, one, two)
    second = merge(cast, two, three)
    before = state()

    assert contact_visible(cast.marta, one.pk) == three
    for gone, kept in ((three, one), (three, three), (one, three), (two, one)):
        with pytest.raises((RefusedError, PermissionDenied)):
            merge(cast, gone, kept)
    with pytest.raises(RefusedError, match="Part them first"):
        contact_part(acting=cast.marta, merge=first)
    assert state() == before

    contact_part(acting=cast.marta, merge=second)
    contact_part(acting=cast.marta, merge=first)
    back = merge(cast, two, one)
    assert contact_visible(cast.marta, two.pk) == one
    with pytest.raises(RefusedError, match="parted already"):
        contact_part(acting=cast.marta, merge=first)
    assert back.parted_at is None


def test_only_who_keeps_all_posts_of_both_merges_and_parts_them(cast):
    ours, other = person(cast, "A B"), person(cast, "A. B", account=cast.brenner)
    third = person(cast, "Al B")
    before, entries = state(), Entry.objects.count()
    for acting in (cast.marta, cast.chen, cast.sam, cast.ana, cast.ada, cast.rhea):
        with pytest.raises(PermissionDenied):
            merge(cast, ours, other, acting=acting)
        with pytest.raises(PermissionDenied):
            contacts_keep_apart(acting=acting, one=ours, other=other, reason="x")
    with pytest.raises(RefusedError):
        contact_merge(acting=cast.marta, gone=ours, kept=third, taken=(), reason="  ")
    assert (state(), Entry.objects.count()) == (before, entries)

    done = merge(cast, ours, other, acting=cast.hana)
    told = Entry.objects.filter(action="contact.merge")
    assert {entry.account for entry in told} == {cast.norvik, cast.brenner}
    with pytest.raises(PermissionDenied):
        contact_part(acting=cast.marta, merge=done)


def test_two_people_are_not_merged_until_that_is_taken_back(cast, two):
    said = contacts_keep_apart(
        acting=cast.marta, one=two[1], other=two[0], reason="Brothers"
    )
    before = state()
    with pytest.raises(RefusedError) as refused:
        merge(cast, *two)
    assert refused.value.values == {"by": "Marta Olsen"}
    assert state() == before
    with pytest.raises(PermissionDenied):
        kept_apart_undo(acting=cast.chen, said=said)
    kept_apart_undo(acting=cast.marta, said=said)
    merge(cast, *two)
    assert KeptApart.objects.get().undone_by == cast.marta


def test_a_value_counts_that_is_filled_or_was_said_last(cast):
    older = person(cast, "P. Dahl", phone="1", email="p@x.example")
    newer = person(cast, "Per Dahl", phone="2", mobile="3")

    assert default_taken(newer, older) == {"name", "phone", "mobile"}
    assert default_taken(older, newer) == {"email"}


def test_a_file_read_again_finds_the_entry_that_stays(cast):
    lines = [
        ("Anna", "C001", "a@x.example", "11", "", "Buyer", "", None),
        ("Anne", "C001", "", "22", "1", "Head", "", None),
    ]
    first = imported(cast, lines)
    gone, kept = Contact.objects.order_by("pk")
    merge(cast, gone, kept)
    again = imported(cast, lines)
    news = imported(cast, [("Anna", "C001", "", "11", "7", "Buyer", "", None)])

    assert Contact.objects.filter(merged_into=None).get() == kept
    kept.refresh_from_db()
    assert (kept.name, kept.email, kept.phone) == ("Anne", "", "7")
    for batch in (first, again, news):
        withdrawn(batch)
    assert {row.stayed for row in Brought.objects.filter(merge=None)} == {"merged"}
    assert Contact.objects.count() == 2
    contact_part(acting=cast.hana, merge=ContactMerge.objects.get())
    assert not Contact.objects.exists()
    assert not Brought.objects.exists()


@pytest.mark.parametrize("parted_first", [True, False])
def test_a_later_file_that_means_the_merged_entry_takes_back_who_the_first_brought(
    cast, parted_first
):
    gone = person(cast, "王伟")
    before = state()
    first = imported(cast, [("Anna", "C001", "", "", "", "", "", None)])
    kept = Contact.objects.get(name="Anna")
    done = merge(cast, gone, kept, taken=["name"])
    later = imported(cast, [("王伟", "C001", "b@x.example", "", "", "", "", None)])

    withdrawn(first)
    if not parted_first:
        withdrawn(later)
    contact_part(acting=cast.hana, merge=done)
    if parted_first:
        withdrawn(later)

    assert state() == before


@pytest.mark.parametrize("hand", ["1", "11", "99"])
def test_what_was_written_by_hand_stays_whatever_an_import_once_said(cast, hand):
    anna = person(cast, "Anna", phone="1")
    first, second = (
        imported(cast, [("Anna", "C001", "", "", phone, "", "", None)])
        for phone in ("11", "22")
    )
    anna.refresh_from_db()
    contact_edit(acting=cast.marta, contact=anna, phone=hand)
    withdrawn(first)
    withdrawn(second)

    anna.refresh_from_db()
    assert anna.phone == hand


def test_what_is_written_after_a_withdrawal_no_later_one_takes_back(cast):
    anna = person(cast, "Anna")
    batch = imported(cast, [("Anna", "C001", "a@x.example", "", "11", "", "", None)])
    anna.refresh_from_db()
    contact_edit(acting=cast.marta, contact=anna, phone="99")
    withdrawn(batch)
    anna.refresh_from_db()
    assert (anna.email, anna.phone) == ("", "99")
    assert Brought.objects.get().stayed == "changed"

    contact_edit(acting=cast.marta, contact=anna, phone="11", email="a@x.example")
    withdrawn(imported(cast, [("Bo", "C001", "", "", "", "", "", None)]))
    anna.refresh_from_db()
    assert (anna.email, anna.phone) == ("a@x.example", "11")


def test_withdrawing_an_import_leaves_what_was_merged_until_it_is_parted(cast):
    kept = person(cast, "王伟")
    before = state()
    batch = imported(cast, [("Anna", "C001", "", "", "1", "Head", "", None)])
    gone = Contact.objects.get(name="Anna")
    done = merge(cast, gone, kept, taken=["phone"])
    withdrawn(batch)

    kept.refresh_from_db()
    assert kept.phone == "1"
    assert kept.positions.count() == 2
    contact_part(acting=cast.marta, merge=done)
    assert state() == before


def test_a_merge_holds_the_post_to_which_it_lets_another_report(cast):
    gone, kept = person(cast, "Anna"), person(cast, "王伟")
    before = state()
    lines = [("Anna", "C001", *[""] * 4, "Bo", None), ("Bo", "C001", *[""] * 5, None)]
    batch = imported(cast, lines)
    done = merge(cast, gone, kept)
    withdrawn(batch)

    above = kept.positions.get(ends_on=None).reports_to
    assert above.contact.name == "Bo"
    assert Brought.objects.get(batch=batch, position=above).stayed == "merged"
    contact_part(acting=cast.marta, merge=done)
    assert state() == before


def test_an_import_after_the_parting_speaks_of_the_one_it_names(cast):
    kept, gone = person(cast, "Anna"), person(cast, "王伟", phone="11")
    contact_part(acting=cast.hana, merge=merge(cast, gone, kept, taken=["phone"]))
    first, second = (
        imported(cast, [("Anna", "C001", email, "", "11", "", "", None)])
        for email in ("", "a@x.example")
    )
    withdrawn(first)
    kept.refresh_from_db()
    assert kept.phone == "11"
    withdrawn(second)
    kept.refresh_from_db()
    assert (kept.phone, kept.email) == ("", "")


def test_an_address_of_both_is_that_of_the_other_entry_when_they_are_parted(cast):
    kept, gone = person(cast, "Anna"), person(cast, "Anne", email="a@x.example")
    done = merge(cast, gone, kept)
    kept.refresh_from_db()
    contact_edit(acting=cast.marta, contact=kept, email="a@x.example")
    contact_part(acting=cast.hana, merge=done)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.email, gone.email) == ("", "a@x.example")


def test_erasing_a_merged_person_erases_every_entry(cast, two):
    gone, kept = two
    done = merge(cast, gone, kept, taken=["mobile"])
    told = contact_export(acting=cast.hana, contact=gone)
    assert told["person"]["name"] == "王伟"
    assert [row["name"] for row in told["contact"]] == ["Wei Wang"]
    assert {row["text"] for row in told["personal note"]} == {"card", "list"}
    assert len(told["contact merge"]) == 1

    contact_erase(acting=cast.hana, contact=gone)

    names = {f"Erased person {kept.pk}"}
    assert set(Contact.objects.values_list("name", flat=True)) == names
    assert not Contact.objects.exclude(email="", phone="", mobile="").exists()
    assert not ContactKey.objects.filter(contact__in=two).exists()
    assert not ContactWord.objects.filter(contact__in=two).exists()
    with pytest.raises(RefusedError, match="was erased"):
        contact_part(acting=cast.hana, merge=done)


def test_nothing_of_who_was_erased_is_left_in_what_imports_and_merges_said(cast):
    gone, kept = person(cast, "Zebedee Quill", phone="555 111"), person(cast, "Anna")
    first = imported(cast, [("Anna", "C001", "", "", "777 888", "", "", None)])
    done = merge(cast, gone, kept, taken=["phone", "name"])
    later = imported(cast, [("Zebedee Quill", "C001", "z@x.example", *[""] * 4, None)])
    contact_part(acting=cast.hana, merge=done)
    withdrawn(first)
    for contact in (kept, gone):
        contact_erase(acting=cast.hana, contact=contact)

    told = str(list(Brought.objects.values_list("said", "before")))
    assert not [
        word for word in ("Zebedee", "555", "777", "z@x", "Anna") if word in told
    ]
    withdrawn(later)
    kept.refresh_from_db()
    assert (kept.erased_on is not None, kept.phone, kept.email) == (True, "", "")


MERGE = st.tuples(
    st.integers(0, 5),
    st.integers(0, 5),
    st.sets(st.sampled_from(("name", "email", "phone"))),
)
BACK = st.integers(0, 6)
"""Of what was done: the one that is taken back at once."""
STEPS = st.lists(st.one_of(LINES, MERGE, MERGE, BACK), min_size=2, max_size=8)
REACHED = ({}, {"phone": "11"}, {"email": "a@x.example"})


@given(steps=STEPS, order=st.permutations(range(8)), known=st.integers(0, 3))
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_taking_back_imports_and_merges_in_any_order_returns_the_tables(
    cast, steps, order, known
):
    with rolled_back():
        cast.kelan.account_id = "K7"
        cast.kelan.save()
        for name, reached in list(zip(NAMES, REACHED, strict=True))[:known]:
            known_of(cast, person(cast, name, **reached), name)
        before = state()
        done = []
        for step in steps:
            if not isinstance(step, int):
                done += step_done(cast, step)
            elif step < len(done) and was_taken_back(cast, done[step]):
                del done[step]
        waiting = [done[place] for place in order if place < len(done)]
        while waiting:
            waiting = [each for each in waiting if not was_taken_back(cast, each)]
        assert state() == before


def step_done(cast, step):
    if isinstance(step, list):
        return [imported(cast, step)]
    people = list(Contact.objects.filter(merged_into=None).order_by("pk"))
    one, other, taken = step
    if len(people) < 2 or (one - other) % len(people) == 0:
        return []
    gone, kept = (people[place % len(people)] for place in (one, other))
    return [merge(cast, gone, kept, taken, acting=cast.hana)]


def was_taken_back(cast, each):
    """Merges of one person go back in their order."""
    if isinstance(each, Batch):
        withdrawn(each)
        return True
    try:
        contact_part(acting=cast.hana, merge=each)
    except RefusedError as refused:
        assert refused.code == "merge_rests"  # noqa: PT017  nothing else may refuse
        return False
    return True
