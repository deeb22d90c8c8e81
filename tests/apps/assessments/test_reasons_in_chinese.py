"""Every sentence the analysis and the decisions say can be said in Chinese."""

import json
import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

import vitalfew.apps.assessments.changes
import vitalfew.web.candidates.chips  # noqa: F401  each declares its sentences
from vitalfew.analysis.assessment.warning import trials  # noqa: F401
from vitalfew.analysis.measures import loss  # noqa: F401
from vitalfew.apps.assessments.problems import templates

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
    for code, template in sorted(templates().items()):
        translation = chinese.get(template.text, "")
        assert translation, f"{code}: {template.text}"
        assert set(PLACE.findall(translation)) == set(template.kinds), code


NEVER_STORED = {
    "models.lifetimes",
    "warning.record.no_amount",
    "warning.record.no_category",
    "warning.record.no_cost",
    "warning.record.no_unit",
    "warning.record.short",
}
"""Said at once to whoever fits a model by hand, or asks for a back-test."""
FRESH = """
import json, pkgutil
from importlib import import_module
import vitalfew.analysis
from vitalfew.apps.assessments.problems import TEMPLATES, templates
known = set(templates())
for found in pkgutil.walk_packages(vitalfew.analysis.__path__, "vitalfew.analysis."):
    import_module(found.name)
print(json.dumps(sorted(set(TEMPLATES) - known)))
"""


def test_a_process_that_assessed_nothing_knows_every_sentence_that_may_be_stored():
    found = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, check=True, text=True
    )

    assert set(json.loads(found.stdout)) - NEVER_STORED == set()
