"""Supplier preferencing, ours and theirs: the tables of the page."""

from __future__ import annotations

import pytest

from tests.analysis.method_pages import worked_table
from vitalfew.analysis.assessment.preferencing import is_large, meeting, preferencing

YES = {"yes": True, "high": True, "no": False, "low": False}


@pytest.mark.parametrize(
    "row", worked_table("preferencing", "Our class of them"), ids=lambda r: r["class"]
)
def test_the_two_axes_give_the_classes_of_the_page(row):
    axes = YES[row["attractive"]], YES[row["relative value"]]

    assert preferencing(*axes) == row["class"]


@pytest.mark.parametrize("axes", [(None, True), (False, None), (None, None)])
def test_an_axis_that_is_not_known_gives_no_class(axes):
    assert preferencing(*axes) is None


@pytest.mark.parametrize("row", worked_table("preferencing", "How they meet"))
def test_the_classes_meet_as_on_the_page(row):
    ours, theirs = (None if row[k] == "–" else row[k] for k in ("ours", "theirs"))

    assert meeting(ours, theirs) == row["meeting"]


@pytest.mark.parametrize(
    ("share", "cumulative", "large"),
    [(0.6, 0.6, True), (0.3, 0.79, True), (0.3, 0.8, False), (None, 0.2, None)],
)
def test_relative_value_is_high_where_half_of_the_revenue_begins(
    share, cumulative, large
):
    assert is_large(share, cumulative) is large
