import pytest
from django.core.exceptions import PermissionDenied

from vitalfew.analysis.criteria import Criteria, CriteriaError
from vitalfew.apps.assessments.models import CriteriaVersion
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors import criteria_current, criteria_versions
from vitalfew.apps.assessments.services import criteria_change
from vitalfew.apps.audit.models import Entry


def change(cast, acting=None, **values):
    return criteria_change(acting=acting or cast.ana, **values)


def test_before_anybody_sets_them_the_documented_defaults_count(cast):
    assert criteria_current() == Criteria()
    assert not CriteriaVersion.objects.exists()


def test_a_change_is_a_new_version_and_the_defaults_stay_the_first(cast):
    version = change(cast, values={"capacity": {"accounts": 12}}, note="Two left")

    assert criteria_current().capacity.accounts == 12
    first = criteria_versions().last()
    assert Criteria.from_dict(first.values) == Criteria()
    assert (version.created_by, version.note) == (cast.ana, "Two left")


def test_the_audit_row_names_what_changed(cast):
    change(cast, values={"capacity": {"accounts": 12}, "payback": {"investment": 5e6}})

    entry = Entry.objects.get(action="criteria.change")
    assert entry.details["changes"] == {
        "payback.investment": [None, 5e6],
        "capacity.accounts": [25, 12],
    }


@pytest.mark.parametrize("who", ["ada", "marta", "fay", "rhea", "stella"])
def test_only_analyst_and_head_set_criteria(cast, who):
    with pytest.raises(PermissionDenied):
        change(cast, acting=getattr(cast, who), values={"capacity": {"accounts": 12}})

    assert not CriteriaVersion.objects.exists()


def test_a_value_out_of_range_is_refused_by_name(cast):
    with pytest.raises(CriteriaError) as refused:
        change(cast, values={"payback": {"discount_rate": 7}})

    assert refused.value.name == "payback.discount_rate"
    assert not Entry.objects.exists()


def test_saving_the_same_again_makes_no_version(cast):
    with pytest.raises(RefusedError, match="Nothing was changed"):
        change(cast, values=Criteria().to_dict())

    assert not CriteriaVersion.objects.filter(created_by__isnull=False).exists()


def test_two_people_editing_at_once_do_not_overwrite_each_other(cast):
    first = change(cast, values={"capacity": {"accounts": 12}})
    change(cast, values={"capacity": {"accounts": 14}}, based_on=first.pk)

    with pytest.raises(RefusedError, match="Ana Lyst changed the criteria"):
        change(
            cast,
            acting=cast.hana,
            values={"capacity": {"accounts": 30}},
            based_on=first.pk,
        )

    assert criteria_current().capacity.accounts == 14


def test_criteria_stored_before_a_field_existed_take_its_default(cast):
    CriteriaVersion.objects.create(values={"capacity": {"accounts": 9}})

    assert criteria_current().capacity.accounts == 9
    assert criteria_current().weights == Criteria().weights
