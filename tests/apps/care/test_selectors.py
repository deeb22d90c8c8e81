import datetime as dt

from tests.apps.assessments.build import AS_OF, assessment
from tests.apps.care.build import LATER, found
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.care.selectors import (
    Answers,
    answers_since,
    warning_visible,
    warnings_of,
    warnings_open,
    warnings_past,
)
from vitalfew.apps.care.services import warning_answer, warnings_sync


def raised(*warnings, day=AS_OF):
    warnings_sync(assessment(day=day), warnings, as_of=day)


def seen(acting):
    return [(warning.account.name, warning.kind) for warning in warnings_open(acting)]


def test_open_warnings_come_with_the_most_severe_first(cast):
    raised(
        found(cast.norvik, severity=1.0), found(cast.brenner, "decline", severity=3.0)
    )
    assert seen(cast.hana) == [
        ("Brenner Hydraulics", "decline"),
        ("Norvik Wind", "silence"),
    ]


def test_a_manager_sees_the_warnings_of_the_own_accounts_only(cast):
    raised(found(cast.norvik), found(cast.brenner))
    assert seen(cast.chen) == [("Brenner Hydraulics", "silence")]
    assert list(warnings_of(cast.chen, cast.norvik)) == []


def test_warnings_with_margins_are_not_there_without_a_margin_role(cast):
    raised(found(cast.norvik, "decline", money="contribution"))
    warning = EarlyWarning.objects.get()
    for person in (cast.ada, cast.sam, cast.carl, cast.rhea):
        assert seen(person) == []
        assert list(warnings_of(person, cast.norvik)) == []
        assert warning_visible(person, warning.pk) is None
        assert answers_since(person, AS_OF) == Answers(0, 0, 0, 0)
    for person in (cast.hana, cast.ana, cast.fay, cast.marta, cast.stella):
        assert list(warnings_of(person, cast.norvik)) == [warning]
        assert warning_visible(person, warning.pk) == warning


def test_a_care_officer_reads_warnings_without_amounts_only(cast):
    raised(found(cast.norvik), found(cast.norvik, "decline", money="revenue"))
    assert seen(cast.carl) == [("Norvik Wind", "silence")]


def test_dismissed_and_cleared_warnings_wait_no_more_and_stay_in_the_past(cast):
    raised(found(cast.norvik), found(cast.brenner), found(cast.kelan))
    warning = EarlyWarning.objects.get(account=cast.norvik)
    warning_answer(acting=cast.hana, warning=warning, state="dismissed", note="No")
    raised(found(cast.norvik), found(cast.kelan), day=LATER)

    assert seen(cast.hana) == [("Kelan Medical", "silence")]
    past = [warning.account.name for warning in warnings_past(cast.hana)]
    assert sorted(past) == ["Brenner Hydraulics", "Norvik Wind"]


def test_what_people_answer_is_measured(cast):
    raised(found(cast.norvik), found(cast.brenner), found(cast.kelan))
    for account, state in ((cast.norvik, "dismissed"), (cast.brenner, "acted")):
        warning = EarlyWarning.objects.get(account=account)
        warning_answer(acting=cast.hana, warning=warning, state=state, note="Known")
    raised(found(cast.kelan), day=LATER)

    assert answers_since(cast.hana, AS_OF) == Answers(3, 1, 1, 2)
    assert answers_since(cast.hana, AS_OF).dismissed_share == 1 / 3
    after = AS_OF + dt.timedelta(days=1)
    assert answers_since(cast.hana, after).dismissed_share is None
