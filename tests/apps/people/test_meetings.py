"""At which levels people were met, and whether our sponsor met their executives."""

from __future__ import annotations

import pytest

from tests.apps.people.test_services import meet, post, refused, today
from tests.apps.program.build import confirm, key
from vitalfew.apps.people.meetings import met_at
from vitalfew.apps.program.selectors import gate_next
from vitalfew.apps.program.services import gate_confirm

pytestmark = pytest.mark.django_db


def met(cast):
    found = met_at([cast.norvik.pk, cast.kelan.pk], today())
    assert cast.kelan.pk not in found
    return found[cast.norvik.pk]


def test_levels_are_met_by_contact_of_the_last_year_anywhere_below(cast):
    eva = post(cast, "Eva", level="technical", account=cast.norvik_sea)
    tom = post(cast, "Tom", level="management")
    assert not met(cast).recorded
    meet(cast, eva, days=-364)
    meet(cast, tom, days=-365)

    found = met(cast)

    assert found.known == {"technical", "management"}
    assert found.levels == {"technical"}
    assert found.recorded
    assert not found.by_sponsor


def test_only_our_sponsor_meeting_their_executive_counts_as_executives(cast):
    ingrid, tom = post(cast), post(cast, "Tom", level="management")
    meet(cast, ingrid)
    meet(cast, tom, ours=[cast.stella])
    assert (met(cast).has_sponsor, met(cast).by_sponsor) == (True, False)

    meet(cast, ingrid, ours=[cast.stella, cast.marta])

    assert met(cast).by_sponsor


def test_a_gate_answered_by_contact_is_no_longer_the_manager_s_word(cast):
    cycle = key(cast, cast.norvik)
    confirm(cast, cycle, "executives")
    assert not gate_next(cast.hana, cycle, "executives").by_evidence
    ingrid = post(cast)
    meet(cast, ingrid, ours=[cast.marta])

    gate = gate_next(cast.hana, cycle, "executives")

    assert (gate.state, gate.by_evidence) == ("met", True)
    assert gate.reason.code == "gate.waived"
    with refused("gate_evidence"):
        gate_confirm(
            acting=cast.marta, cycle=cycle, gate="executives", holds=True, note="Yes"
        )


def test_many_accounts_are_read_with_one_query(cast, django_assert_num_queries):
    post(cast)

    with django_assert_num_queries(1):
        met_at([cast.norvik.pk, cast.kelan.pk, cast.brenner.pk], today())


def test_asked_for_executives_nobody_else_is_looked_at(cast):
    post(cast, "Ingrid Solheim", level="executive")
    post(cast, "Tom Berg", level="technical")

    everybody = met_at([cast.norvik.pk], today())[cast.norvik.pk]
    executives = met_at([cast.norvik.pk], today(), levels=["executive"])

    assert everybody.known == {"executive", "technical"}
    assert executives[cast.norvik.pk].known == {"executive"}
    assert met_at([cast.norvik.pk], today(), levels=["management"]) == {}
