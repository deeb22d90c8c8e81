import importlib
import pkgutil
import re

import pytest

import vitalfew.analysis as package
from vitalfew.analysis.reasons import TEMPLATES, Reason, declare, english

for module in pkgutil.walk_packages(package.__path__, "vitalfew.analysis."):
    importlib.import_module(module.name)


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_every_place_of_a_sentence_has_a_kind(code):
    template = TEMPLATES[code]

    assert set(re.findall(r"%\((\w+)\)s", template.text)) == set(template.kinds)
    assert template.text % dict.fromkeys(template.kinds, "x")


def test_no_sentence_stands_under_two_codes():
    texts = [template.text for template in TEMPLATES.values()]

    assert len(texts) == len(set(texts))


def test_a_code_is_declared_once():
    with pytest.raises(ValueError, match=r"'payback.months' is declared twice"):
        declare("payback.months", "Paid")

    assert TEMPLATES["payback.months"].text == "Payback %(months)s months"


def test_a_reason_is_a_sentence_in_the_readers_formats_and_language():
    reason = Reason("for", "selection.ranked", {"rank": 2, "share": 0.061})

    assert reason.sentence() == "Ranked 2, 6.1% of contribution"
    assert reason.sentence(text="贡献第 %(rank)s，占 %(share)s") == "贡献第 2，占 6.1%"
    assert (
        reason.sentence(lambda kind, _: f"<{kind}>")
        == "Ranked <count>, <percent> of contribution"
    )


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("percent", 0.314, "31.4%"),
        ("money", 1234567.4, "1,234,567"),
        ("score", 4.25, "4.2"),
        ("months", 22, "22"),
        ("count", 1200, "1,200"),
        ("days", 9.0, "9"),
        ("text", "Li Wen", "Li Wen"),
        ("money", None, "unknown"),
    ],
)
def test_english_formats(kind, value, shown):
    assert english(kind, value) == shown
