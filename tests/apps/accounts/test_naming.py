"""Under which words a name is found, and how it sorts."""

from __future__ import annotations

import doctest

import pytest

from vitalfew.apps.accounts import naming


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(naming).failed == 0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Zürich Re", "zurich re"),
        ("  Åkerlund  AB", "akerlund ab"),
        ("ＡＢＣ", "abc"),
        ("重庆银行", "chong qing yin hang"),
        ("大众 VW", "da zhong vw"),
        ("", ""),
    ],
)
def test_names_sort_by_letters_and_by_sound(name, key):
    assert naming.sort_key(name) == key


@pytest.mark.parametrize(
    "typed", ["诺维克", "风电", "nuoweike", "fengdian", "nwkfd", "fd", "x-17", "17"]
)
def test_a_chinese_company_is_found_by_characters_sound_initials_and_id(typed):
    found = naming.words("诺维克风电设备有限公司", "X-17")

    assert any(word.startswith(typed) for word in found)


def test_the_ending_that_every_company_has_finds_nobody():
    found = naming.words("诺维克风电设备有限公司", "X-17")

    assert not any(word.startswith("有限") for word in found)


def test_invisible_marks_and_accents_make_no_difference():
    plain = naming.words("Norvik Moller", "C1")

    assert naming.words("Nor\u200bvik\u202e Møller", "C1") == plain


def test_a_very_long_name_has_a_bounded_number_of_short_words():
    found = naming.words("工业" * 150, "X" * 200)

    assert len(found) <= naming.MOST_WORDS
    assert max(map(len, found)) == naming.LONGEST_WORD
