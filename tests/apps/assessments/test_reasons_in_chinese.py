"""Every sentence the analysis and the decisions say can be said in Chinese."""

import re
from pathlib import Path

import polib
import pytest

import vitalfew.analysis.screen
import vitalfew.apps.assessments.changes
import vitalfew.apps.assessments.problems
import vitalfew.web.candidates.chips  # noqa: F401  each declares its sentences
from vitalfew.analysis.measures import cost_to_serve, loss  # noqa: F401
from vitalfew.analysis.reasons import TEMPLATES

CATALOGS = (
    Path(__file__).resolve().parents[3] / "src/vitalfew/locale/zh_Hans/LC_MESSAGES"
)
PLACE = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def chinese():
    return {
        entry.msgid: entry.msgstr
        for file in CATALOGS.glob("*.po")
        for entry in polib.pofile(str(file))
    }


def test_every_declared_sentence_has_a_translation_with_the_same_places(chinese):
    for code, template in sorted(TEMPLATES.items()):
        translation = chinese.get(template.text, "")
        assert translation, f"{code}: {template.text}"
        assert set(PLACE.findall(translation)) == set(template.kinds), code
