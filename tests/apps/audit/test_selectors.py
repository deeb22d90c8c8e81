"""Finding what somebody did, page by page."""

from __future__ import annotations

import datetime

import time_machine

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.audit.selectors import (
    EntryFilter,
    actions,
    actors,
    entries,
    entries_page,
)
from vitalfew.apps.audit.services import entry_record


def record(cast, action="account.edit", acting=None, account=None):
    return entry_record(
        acting=acting or cast.ana,
        action=action,
        subject=cast.kelan,
        account=account or cast.kelan,
    )


def test_pages_follow_each_other_without_gap_even_when_something_happens(cast):
    made = [record(cast).pk for _ in range(7)]

    first, after = entries_page(EntryFilter(), size=3)
    record(cast)
    second, after = entries_page(EntryFilter(), before=after, size=3)
    third, end = entries_page(EntryFilter(), before=after, size=3)

    assert [e.pk for e in [*first, *second, *third]] == made[::-1]
    assert end is None


def test_a_full_last_page_has_no_next(cast):
    for _ in range(3):
        record(cast)

    assert entries_page(EntryFilter(), size=3)[1] is None


def test_entries_are_found_by_person_account_and_kind(cast):
    one = record(cast, "account.merge", acting=cast.ana)
    two = record(cast, "account.merge.undo", acting=cast.hana, account=cast.norvik)
    three = record(cast, "account.merged", acting=cast.hana)

    assert list(entries(EntryFilter(actor=cast.ana.pk))) == [one]
    assert list(entries(EntryFilter(account=cast.norvik.pk))) == [two]
    assert list(entries(EntryFilter(action="account.merge"))) == [two, one]
    assert list(entries(EntryFilter(action="account"))) == [three, two, one]
    assert actions() == ["account.merge", "account.merge.undo", "account.merged"]
    assert list(actors()) == [cast.ana, cast.hana]


def test_entries_are_found_by_day_both_days_included(cast):
    made = []
    for day in (1, 2, 3):
        with time_machine.travel(
            datetime.datetime(2024, 5, day, 12, tzinfo=datetime.UTC)
        ):
            made.append(record(cast))

    first, last = datetime.date(2024, 5, 1), datetime.date(2024, 5, 2)
    assert list(entries(EntryFilter(first=first, last=last))) == made[1::-1]


def test_what_a_job_did_says_so(cast):
    entry_record(acting=None, action="import.commit", subject=cast.kelan)

    assert Entry.objects.get().source == "job"
