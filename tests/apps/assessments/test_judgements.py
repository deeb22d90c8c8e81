import pytest
from django.core.exceptions import PermissionDenied

from vitalfew.apps.assessments.models import Judgement
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.assessments.selectors import judgements_of
from vitalfew.apps.assessments.services import judgement_record
from vitalfew.apps.audit.models import Entry


def judge(cast, acting=None, **values):
    made = {"account": cast.norvik, "topic": "fit", "reason": "Engineers like us"}
    return judgement_record(acting=acting or cast.ana, **(made | values))


def test_a_judgement_is_kept_with_who_and_why(cast):
    judgement = judge(cast, score=4.5)

    assert (judgement.by, judgement.score) == (cast.ana, 4.5)
    entry = Entry.objects.get(action="judgement.record")
    assert entry.account == cast.norvik
    assert entry.details == {"topic": "fit", "reason": "Engineers like us"}


def test_a_later_judgement_stands_above_the_earlier_and_leaves_it(cast):
    judge(cast, score=2)
    judge(cast, score=4, acting=cast.marta)

    assert [each.score for each in judgements_of(cast.hana, cast.norvik)] == [4, 2]


def test_figures_belong_to_their_topic(cast):
    values = {"need": 5_000_000, "low": 4_000_000, "high": 6_000_000, "hours": 12}

    judgement = judge(cast, topic="potential", values=values)

    assert judgement.values == {"need": 5e6, "low": 4e6, "high": 6e6}


@pytest.mark.parametrize("who", ["rhea", "carl", "chen"])
def test_readers_care_and_strangers_do_not_judge(cast, who):
    with pytest.raises(PermissionDenied):
        judge(cast, acting=getattr(cast, who), score=3)

    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"score": 3, "reason": "  "}, "reason_missing"),
        ({}, "judgement_empty"),
        ({"score": 5.5}, "score_range"),
        ({"score": 0.5}, "score_range"),
        ({"topic": "mood", "score": 3}, "no_topic"),
        ({"topic": "potential", "values": {"low": 6, "high": 4}}, "range_order"),
        ({"topic": "potential", "values": {"need": -1}}, "figure_negative"),
        ({"topic": "potential", "values": {"need": float("inf")}}, "figure_negative"),
        ({"topic": "parity", "values": {"our_level": 6}}, "level_range"),
        ({"topic": "parity", "values": {"our_level": 2.5}}, "level_range"),
    ],
)
def test_what_says_nothing_or_cannot_be_is_refused(cast, values, code):
    with pytest.raises(RefusedError) as refused:
        judge(cast, **values)

    assert refused.value.code == code
    assert not Judgement.objects.exists()
    assert not Entry.objects.exists()
