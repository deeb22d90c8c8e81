"""A name of any script, or one that means mischief, stays inside its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.files.bidi import CLOSES, OPENS, SIGNS, balanced, isolated, turns
from vitalfew.files.tables_out import csv_text

TEXTS = st.text(st.sampled_from(f"ab 1·{SIGNS}שלםعر"), max_size=12)


def end_of_first_isolate(line: str) -> int:
    """Where the isolate that begins a line ends (Unicode Annex 9, BD9)."""
    depth = 0
    for place, character in enumerate(line):
        depth += character in "\u2066\u2067\u2068"
        depth -= character == CLOSES and depth > 0
        if depth == 0:
            return place
    return -1


@given(TEXTS, TEXTS)
def test_whatever_a_name_holds_its_isolate_ends_with_it(name, rest):
    shown = isolated(name)

    if turns(name):
        line = shown + rest.replace(CLOSES, "")
        assert line[0] == OPENS
        assert end_of_first_isolate(line) == len(shown) - 1
    else:
        assert shown == name


@given(TEXTS)
def test_isolating_twice_is_isolating_once_and_loses_no_letter(name):
    letters = [c for c in name if c not in SIGNS]

    assert isolated(isolated(name)) == isolated(name)
    assert balanced(balanced(name)) == balanced(name)
    assert [c for c in isolated(name) if c not in SIGNS] == letters


@pytest.mark.parametrize(
    "name", ["Norvik Wind", "诺维克风电", "Québec Vélo", "", "AΩЖ"]
)
def test_most_names_are_as_they_were(name):
    assert isolated(name) == name


def test_a_line_of_an_export_keeps_its_order():
    text = csv_text(["name", "share"], [["\u202egnihton", 0.5], ["שלום", 0.25]])

    assert text.splitlines()[1] == "\u2068\u202egnihton\u2069,0.5"
    assert text.splitlines()[2] == "שלום,0.25"  # a script turns no other cell's letters
