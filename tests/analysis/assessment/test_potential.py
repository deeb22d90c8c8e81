import numpy as np
import pytest

from tests.analysis.method_pages import worked_table
from vitalfew.analysis.assessment.potential import potential
from vitalfew.analysis.criteria import PotentialCriteria

ROWS = worked_table("potential", "Worked table")


def column(name):
    return np.array([float(row[name]) for row in ROWS])


@pytest.mark.parametrize("name", ["low", "need", "high", "open"])
def test_potential_is_that_of_the_method_page(name):
    found = potential(
        column("sales"),
        column("main share"),
        np.ones(len(ROWS), dtype=np.int64),
        criteria=PotentialCriteria(),
    )

    assert found[name] == pytest.approx(column(name))


def test_an_account_is_compared_with_its_own_group_only():
    sales = np.array([100.0, 100.0, 100.0, 100.0])
    share = np.array([1.0, 0.5, 1.0, 0.1])
    found = potential(
        sales, share, np.array([2, 2, -7, -7]), criteria=PotentialCriteria()
    )

    assert found["need"] == pytest.approx([175.0, 100.0, 775.0, 100.0])


def test_potential_is_unknown_without_peers_sales_or_lines():
    found = potential(
        np.array([100.0, np.nan, 100.0, 100.0, 0.0]),
        np.array([0.5, 0.5, np.nan, 0.4, 0.5]),
        np.array([1, 2, 2, 2, 2]),
        criteria=PotentialCriteria(),
    )

    assert np.isnan(found["need"]).tolist() == [True, True, True, False, True]
