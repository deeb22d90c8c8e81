"""The small language of gains: what passes, what it gives, how far it may range."""

from __future__ import annotations

import operator
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import worked_table
from vitalfew.analysis.assessment.value import (
    Assumed,
    FormulaError,
    formula,
    worked_out,
    worth,
)

D = Decimal
NUMBERS = st.decimals(D("0.01"), D(999), places=2)
RULES = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def assumed(*rows):
    return {
        name: Assumed(D(low), D(likely), D(high)) for name, low, likely, high in rows
    }


@st.composite
def sums(draw, depth=3):
    """A formula beside what Python's own decimals make of it."""
    if depth == 0 or draw(st.booleans()):
        number = draw(NUMBERS)
        return str(number), number
    left, right = draw(sums(depth - 1)), draw(sums(depth - 1))
    sign = draw(st.sampled_from(sorted(RULES)))
    return f"({left[0]} {sign} {right[0]})", RULES[sign](left[1], right[1])


@settings(max_examples=60)
@given(sums())
def test_it_reckons_as_decimals_do(case):
    text, expected = case

    assert worked_out(formula(text), {}) == expected


@settings(max_examples=40)
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), min_size=3, max_size=3)
)
def test_low_and_high_are_the_least_and_the_greatest_corner(rows):
    names = ("a", "b", "c")
    given = assumed(*((n, *row) for n, row in zip(names, rows, strict=True)))

    found = worth(formula("a * b - c / b"), given)

    ends = product(*((row[0], row[2]) for row in rows))
    corners = [a * b - c / b for a, b, c in ends]
    assert found.low == min(*corners, found.likely)
    assert found.high == max(*corners, found.likely)


@pytest.mark.parametrize("row", worked_table("value", "A worked case"))
def test_the_worked_case_of_the_page(row):
    given = {
        r["name"]: Assumed(D(r["low"]), D(r["likely"]), D(r["high"]))
        for r in worked_table("value", "Assumptions")
    }

    found = worth(formula(row["formula"]), given)

    ends = (found.low, found.likely, found.high)
    wanted = (row["low"], row["likely"], row["high"])
    assert [round(each, 2) for each in ends] == [D(w.replace(",", "")) for w in wanted]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "formula_empty"),
        ("a" * 201, "formula_long"),
        ("hours *", "formula_unreadable"),
        ("(" * 150 + "1", "formula_unreadable"),
        ("a ** 2", "formula_refused"),
        ("a // 2", "formula_refused"),
        ("a % b", "formula_refused"),
        ("max(a, b)", "formula_refused"),
        ("a.real", "formula_refused"),
        ("__import__('os')", "formula_refused"),
        ("[a][0]", "formula_refused"),
        ("a if b else c", "formula_refused"),
        ("a < b", "formula_refused"),
        ("True", "formula_refused"),
        ("'a' * 3", "formula_refused"),
        ("2j", "formula_refused"),
        ("lambda: 1", "formula_refused"),
        ("1e999", "formula_too_large"),
        ("a+b+c+d+e+f+g+h+i", "formula_names"),
    ],
)
def test_whatever_else_one_writes_is_refused(text, code):
    with pytest.raises(FormulaError) as refused:
        formula(text)

    assert refused.value.code == code


def test_a_name_of_which_nothing_is_said_is_refused():
    with pytest.raises(FormulaError) as refused:
        worth(formula("hours * rate"), assumed(("hours", 1, 2, 3)))

    assert str(refused.value) == "The formula names rate, of which nothing is said."


@pytest.mark.parametrize(
    ("text", "code"),
    [("1 / a", "formula_by_zero"), ("1 / (b - b)", "formula_by_zero")],
)
def test_what_may_divide_by_zero_in_between_is_refused(text, code):
    with pytest.raises(FormulaError) as refused:
        worth(formula(text), assumed(("a", -1, 1, 2), ("b", 1, 2, 3)))

    assert refused.value.code == code


def test_an_order_that_cannot_be_is_refused():
    with pytest.raises(FormulaError) as refused:
        worth(formula("a"), assumed(("a", 3, 2, 4)))

    assert refused.value.code == "assumption_order"


def test_chinese_names_and_signs_are_read():
    found = worth(formula("（工时 − 2）× 5％"), assumed(("工时", 2, 42, 102)))

    assert (found.low, found.likely, found.high) == (0, 2, 5)


def test_figures_beyond_all_counting_are_too_large_to_be_true():
    huge = assumed(*((name, *["9e999999"] * 3) for name in "ab"))

    with pytest.raises(FormulaError) as refused:
        worth(formula("a * b"), huge)

    assert refused.value.code == "formula_too_large"
