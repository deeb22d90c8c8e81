import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vitalfew.apps.assessments.models import Framework
from vitalfew.apps.assessments.selectors.frameworks import (
    framework_ends,
    frameworks_of,
)
from vitalfew.apps.assessments.services import framework_record
from vitalfew.apps.audit.models import Entry

LATE = dt.date(2027, 12, 31)
SOON = dt.date(2026, 12, 31)


def record(cast, contract="F-1", ends_on=LATE, acting=None, **values):
    return framework_record(
        acting=acting or cast.marta,
        account=cast.norvik,
        contract_id=contract,
        ends_on=ends_on,
        **values,
    )


def test_the_end_of_a_framework_is_kept_with_who_said_so(cast):
    record(cast, note="Signed in March")

    (known,) = frameworks_of(cast.hana, cast.norvik)
    assert (known.contract_id, known.ends_on, known.by) == ("F-1", LATE, cast.marta)
    entry = Entry.objects.get(action="framework.record")
    assert entry.details == {"contract_id": "F-1", "ends_on": "2027-12-31"}


def test_the_newest_record_counts_and_the_older_one_stays(cast):
    record(cast, ends_on=SOON)
    record(cast, ends_on=LATE)

    assert [each.ends_on for each in frameworks_of(cast.hana, cast.norvik)] == [LATE]
    assert Framework.objects.count() == 2
    assert framework_ends() == {("C001", "F-1"): LATE}


def test_the_framework_that_ends_first_comes_first(cast):
    record(cast, "F-2", LATE)
    record(cast, "F-1", SOON)

    names = [each.contract_id for each in frameworks_of(cast.hana, cast.norvik)]
    assert names == ["F-1", "F-2"]


def test_a_merged_account_hands_its_frameworks_over(cast):
    record(cast)
    cast.norvik.merged_into = cast.brenner
    cast.norvik.save()

    assert framework_ends() == {("C002", "F-1"): LATE}


@pytest.mark.parametrize("person", ["chen", "carl", "rhea"])
def test_who_may_not_judge_the_account_records_nothing(cast, person):
    with pytest.raises(PermissionDenied):
        record(cast, acting=cast.people[person])

    assert not Framework.objects.exists()
    assert not Entry.objects.exists()


def test_a_framework_without_a_name_is_refused(cast):
    with pytest.raises(ValidationError):
        record(cast, contract="  ")

    assert not Framework.objects.exists()


def test_who_does_not_see_the_account_sees_no_framework(cast):
    record(cast)
    assert frameworks_of(cast.chen, cast.norvik) == []
