import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.assessments.build import AS_OF, assessment
from tests.apps.care.build import LATER, found, state_of
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.care.models import EarlyWarning, WarningEvent
from vitalfew.apps.care.services import warning_answer, warnings_sync


def sync(*warnings, day=AS_OF):
    warnings_sync(assessment(day=day), warnings, as_of=day)


def only():
    return EarlyWarning.objects.get()


def events():
    return list(WarningEvent.objects.values_list("kind", flat=True))


def test_what_an_assessment_finds_first_is_raised(cast):
    sync(found(cast.norvik))

    assert state_of(cast.norvik) == [("silence", "raised", True)]
    assert only().raised_on == AS_OF
    assert events() == ["raised"]


def test_the_same_cause_is_never_raised_twice(cast):
    sync(found(cast.norvik))
    sync(found(cast.norvik, severity=9.0), day=LATER)

    assert state_of(cast.norvik) == [("silence", "raised", True)]
    assert (only().severity, only().raised_on) == (9.0, AS_OF)
    assert events() == ["raised"]


def test_a_dismissed_cause_stays_dismissed_while_it_lasts(cast):
    sync(found(cast.norvik))
    warning_answer(
        acting=cast.marta, warning=only(), state="dismissed", note="Plant holiday"
    )
    sync(found(cast.norvik), day=LATER)

    assert state_of(cast.norvik) == [("silence", "dismissed", True)]


def test_a_cause_that_is_gone_is_cleared(cast):
    sync(found(cast.norvik))
    sync(day=LATER)

    assert state_of(cast.norvik) == [("silence", "raised", False)]
    assert only().cleared_on == LATER
    assert events() == ["raised", "cleared"]


def test_a_cause_that_comes_back_after_it_was_gone_is_raised_anew(cast):
    sync(found(cast.norvik))
    sync(day=LATER)
    sync(found(cast.norvik), day=LATER)

    assert state_of(cast.norvik) == [
        ("silence", "raised", False),
        ("silence", "raised", True),
    ]


def test_another_kind_and_another_account_are_other_causes(cast):
    sync(found(cast.norvik), found(cast.norvik, "decline"), found(cast.brenner))

    assert [kind for kind, _, _ in state_of(cast.norvik)] == ["silence", "decline"]
    assert [kind for kind, _, _ in state_of(cast.brenner)] == ["silence"]


@pytest.mark.parametrize("person", ["hana", "carl", "marta"])
def test_the_head_a_care_officer_and_the_manager_may_answer(cast, person):
    sync(found(cast.norvik))
    acting = cast.people[person]
    warning_answer(acting=acting, warning=only(), state="acted", note="Called them")

    event = WarningEvent.objects.get(kind="acted")
    assert (event.by, event.note) == (acting, "Called them")
    entry = Entry.objects.get(action="warning.acted")
    assert (entry.actor, entry.account) == (acting, cast.norvik)
    assert entry.details == {"reason": "Called them"}


@pytest.mark.parametrize(
    "person", ["ada", "chen", "sam", "stella", "ana", "fay", "rhea"]
)
def test_nobody_else_may_answer(cast, person):
    sync(found(cast.norvik))
    with pytest.raises(PermissionDenied):
        warning_answer(acting=cast.people[person], warning=only(), state="seen")

    assert only().state == "raised"
    assert events() == ["raised"]
    assert not Entry.objects.filter(action__startswith="warning").exists()


def test_who_may_not_see_the_money_of_a_warning_may_not_answer_it(cast):
    sync(found(cast.norvik, "decline", money="contribution"))
    with pytest.raises(PermissionDenied):
        warning_answer(acting=cast.carl, warning=only(), state="seen")

    assert only().state == "raised"


@pytest.mark.parametrize("state", ["acted", "dismissed"])
def test_acting_and_dismissing_need_a_note(cast, state):
    sync(found(cast.norvik))
    with pytest.raises(RefusedError, match="Write down"):
        warning_answer(acting=cast.hana, warning=only(), state=state, note="  ")

    assert only().state == "raised"
    assert events() == ["raised"]


def test_seeing_needs_no_note(cast):
    sync(found(cast.norvik))
    warning_answer(acting=cast.hana, warning=only(), state="seen")

    assert only().state == "seen"


def test_a_warning_that_cleared_meanwhile_is_not_answered(cast):
    sync(found(cast.norvik))
    looked_at = only()
    sync(day=LATER)
    with pytest.raises(RefusedError, match="does not find it any more"):
        warning_answer(acting=cast.hana, warning=looked_at, state="seen")

    assert only().state == "raised"
    assert events() == ["raised", "cleared"]
