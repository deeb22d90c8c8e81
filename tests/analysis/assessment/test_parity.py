import pytest

from tests.analysis.method_pages import number, worked_table
from vitalfew.analysis.assessment.parity import SIZES_UNKNOWN, parity
from vitalfew.analysis.criteria import ParityCriteria

CRITERIA = ParityCriteria(our_size=10e6)


@pytest.mark.parametrize("row", worked_table("parity", "Worked table"))
def test_parity_is_that_of_the_method_page(row):
    result = parity(
        criteria=CRITERIA,
        their_size=number(row["their sales"]),
        our_level=number(row["our level"]),
        their_level=number(row["their level"]),
    )

    score = number(row["score"])
    assert result.label == row["label"]
    assert result.score == (None if score is None else pytest.approx(score, abs=0.005))


def test_their_size_alone_says_nothing_while_ours_is_not_entered():
    result = parity(criteria=ParityCriteria(), their_size=1e6)

    assert result.label == "unknown"
    assert result.reason == SIZES_UNKNOWN


def test_equal_and_far_ratio_may_be_the_same():
    criteria = ParityCriteria(our_size=1.0, equal_ratio=3, far_ratio=3)

    assert parity(criteria=criteria, their_size=3.0).score == 5.0
    assert parity(criteria=criteria, their_size=4.0).score == 1.0
