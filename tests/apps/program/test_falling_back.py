"""Proposals to fall back: from figures, from what people report, and their answers."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.apps.program.build import Day, climb, dated, key, measured, today
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.services import framework_record
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.program.falling_back import event_report, proposal_answer
from vitalfew.apps.program.finding import proposals_find
from vitalfew.apps.program.models import Event, Proposal
from vitalfew.apps.program.selectors import events_of

pytestmark = pytest.mark.django_db


def states():
    return list(Proposal.objects.order_by("pk").values_list("cause", "state"))


def report(cast, acting=None, **values):
    given = {"kind": "person_left", "on": today(-3), "note": "Their CPO, Jonas Lind"}
    if "industry" not in values:
        given["account"] = cast.norvik
    return event_report(acting=acting or cast.marta, **(given | values))


def answer(cast, proposal, acting=None, **values):
    given = {"fall_back": False, "answer": "The new one knows us"}
    return proposal_answer(
        acting=acting or cast.hana, proposal=proposal, **(given | values)
    )


@pytest.fixture
def cycle(cast):
    measured(cast.norvik)
    return climb(cast, key(cast, cast.norvik), "strengthen")


def test_what_somebody_reports_is_proposed_at_once(cast, cycle):
    event = report(cast)

    proposal = Proposal.objects.get()
    assert (proposal.cycle, proposal.target, proposal.event) == (
        cycle, "establish", event,
    )  # fmt: skip
    assert proposal.evidence == [
        "regression.person_left",
        {"on": event.on.isoformat(), "note": "Their CPO, Jonas Lind"},
    ]
    assert Entry.objects.get(action="event.report").account == cast.norvik


def test_an_account_shows_what_was_reported_of_it_and_of_its_industry(cast):
    Account.objects.filter(pk=cast.norvik.pk).update(industry="Wind energy")
    Account.objects.filter(pk=cast.brenner.pk).update(industry="100% wind_energy")
    own = report(cast)
    market = report(cast, acting=cast.hana, kind="market", industry="WIND ENERGY")

    assert events_of(cast.hana, cast.norvik) == [market, own]
    assert events_of(cast.marta, cast.norvik) == [market, own]
    assert events_of(cast.hana, cast.brenner) == []
    assert events_of(cast.hana, cast.kelan) == []
    assert events_of(cast.chen, cast.norvik) == []


def test_a_change_in_a_market_reaches_every_account_of_the_industry(cast, cycle):
    other = climb(cast, key(cast, cast.kelan), "stabilize")
    first = key(cast, cast.brenner, cast.chen)
    Account.objects.filter(pk__in=[cast.norvik.pk, cast.kelan.pk]).update(
        industry="Wind energy"
    )
    Account.objects.filter(pk=cast.brenner.pk).update(industry="wind energy")

    report(cast, acting=cast.hana, kind="market", industry="WIND ENERGY ")

    reached = set(Proposal.objects.values_list("cycle", flat=True))
    assert reached == {cycle.pk, other.pk}
    assert first.pk not in reached


@pytest.mark.parametrize(
    ("who", "values", "error"),
    [
        ("chen", {}, PermissionDenied),
        ("rhea", {}, PermissionDenied),
        ("marta", {"kind": "market", "industry": "Wind"}, PermissionDenied),
        ("marta", {"note": " "}, RefusedError),
        ("marta", {"on": Day(1)}, RefusedError),
        ("hana", {"kind": "market", "industry": " "}, RefusedError),
    ],
)
def test_what_may_not_be_reported_changes_nothing(cast, cycle, who, values, error):
    with pytest.raises(error):
        report(cast, acting=getattr(cast, who), **dated(values))

    assert not Event.objects.exists()
    assert not Proposal.objects.exists()


def test_confirming_falls_back_with_the_reason(cast, cycle):
    report(cast)

    answer(
        cast, Proposal.objects.get(), fall_back=True, answer="Start with the new CPO"
    )

    cycle.refresh_from_db()
    assert cycle.stage == "establish"
    assert cycle.moves.last().reason == "Start with the new CPO"
    assert Proposal.objects.get().state == "confirmed"


def test_declining_keeps_the_stage_and_asks_again_on_its_day(cast, cycle):
    report(cast)
    answer(cast, Proposal.objects.get(), look_again_on=today(30))

    cycle.refresh_from_db()
    assert cycle.stage == "strengthen"
    proposals_find()
    assert Proposal.objects.get().state == "declined"

    Proposal.objects.update(look_again_on=today())
    proposals_find()
    assert Proposal.objects.get().state == "open"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"answer": " "}, "Write down the reason"),
        ({"look_again_on": Day(0)}, "must lie in the future"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(cast, cycle, values, said):
    report(cast)

    with pytest.raises(RefusedError, match=said):
        answer(cast, Proposal.objects.get(), **dated(values))

    assert Proposal.objects.get().state == "open"


def test_an_answer_is_given_once_and_by_the_head(cast, cycle):
    report(cast)
    proposal = Proposal.objects.get()

    with pytest.raises(PermissionDenied):
        answer(cast, proposal, acting=cast.marta)
    answer(cast, proposal)
    with pytest.raises(RefusedError, match="answered already"):
        answer(cast, proposal, fall_back=True)

    cycle.refresh_from_db()
    assert (cycle.stage, Proposal.objects.get().state) == ("strengthen", "declined")


def test_the_same_cause_is_proposed_once_while_it_lasts(cast, cycle):
    measured(cast.norvik, centralization="dispersed", growth=-0.4)

    proposals_find()
    proposals_find()

    assert states() == [("reorganized", "open"), ("fell", "open")]


def test_a_declined_cause_is_not_proposed_again_while_it_lasts(cast, cycle):
    measured(cast.norvik, growth=-0.4)
    proposals_find()
    answer(cast, Proposal.objects.get())

    measured(cast.norvik, growth=-0.5)
    proposals_find()

    assert states() == [("fell", "declined")]


def test_a_cause_that_is_gone_closes_its_proposal_and_may_come_back(cast, cycle):
    measured(cast.norvik, growth=-0.4)
    proposals_find()
    measured(cast.norvik, growth=0.1)
    proposals_find()
    assert states() == [("fell", "gone")]

    measured(cast.norvik, growth=-0.4)
    proposals_find()

    assert states() == [("fell", "gone"), ("fell", "open")]


def test_how_they_bought_counts_from_the_day_they_came_to_the_stage(cast):
    measured(cast.norvik, centralization="dispersed")
    climb(cast, key(cast, cast.norvik), "stabilize")
    measured(cast.norvik, centralization="dispersed")

    proposals_find()

    assert states() == []


def needs(need):
    """Of which they buy 300."""
    return {"measures": {"potential": {"sales": 300, "recorded": need}}}


def test_a_share_of_a_recorded_need_that_falls_is_proposed(cast):
    measured(cast.norvik, **needs(500))
    climb(cast, key(cast, cast.norvik), "strengthen")
    measured(cast.norvik, **needs(600))
    proposals_find()
    assert states() == []

    measured(cast.norvik, **needs(1000))
    proposals_find()

    assert states() == [("share", "open")]
    assert Proposal.objects.get().evidence == [
        "regression.share",
        {"before": 0.6, "now": 0.3},
    ]


def test_where_nobody_had_recorded_a_need_the_first_share_counts(cast, cycle):
    measured(cast.norvik, **needs(500))
    proposals_find()
    cycle.refresh_from_db()
    assert (states(), cycle.share) == ([], 0.6)

    measured(cast.norvik, measures={"potential": {"sales": 300, "need": 9000}})
    proposals_find()
    assert states() == []

    measured(cast.norvik, **needs(1000))
    proposals_find()
    assert states() == [("share", "open")]


def test_a_take_over_is_found_by_the_change_of_parent(cast, cycle):
    Account.objects.filter(pk=cast.norvik.pk).update(parent=cast.kelan)

    proposals_find()
    assert states() == [("owner", "open")]
    answer(cast, Proposal.objects.get(), fall_back=True)
    proposals_find()

    assert states() == [("owner", "confirmed")]


def test_the_end_of_the_last_framework_is_proposed(cast, cycle):
    def runs(name, until):
        framework_record(
            acting=cast.hana, account=cast.norvik, contract_id=name, ends_on=until
        )

    cycle.account.designations.update(starts_on=today(-400))
    runs("F-1", today(-20))
    runs("F-2", today(20))
    proposals_find()
    assert states() == []

    runs("F-2", today(-1))
    proposals_find()

    assert states() == [("framework", "open")]
    assert Proposal.objects.get().evidence == [
        "regression.framework",
        {"name": "F-2", "on": today(-1).isoformat()},
    ]


def test_a_framework_that_had_ended_before_the_designation_says_nothing(cast, cycle):
    framework_record(
        acting=cast.hana, account=cast.norvik, contract_id="F-0", ends_on=today(-20)
    )

    proposals_find()

    assert states() == []
