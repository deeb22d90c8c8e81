"""What a page was made of is gone when it was answered."""

from __future__ import annotations

import gc
import weakref

import pytest
from django.template import TemplateDoesNotExist

from vitalfew.project.templates import Templates


class Thing:
    """Something a page shows."""

    name = "Norvik"


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "page.html").write_text('{% include "part.html" with it=shown %}.')
    (tmp_path / "part.html").write_text("{{ it.name }}")
    (tmp_path / "broken.html").write_text('{% include "missing.html" %}')
    given = {"NAME": "pages", "DIRS": [tmp_path], "APP_DIRS": False, "OPTIONS": {}}
    return Templates(given)


@pytest.fixture
def without_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_what_a_page_shows_does_not_wait_for_the_collector(rf, templates):
    shown = Thing()
    known = weakref.ref(shown)

    text = templates.get_template("page.html").render({"shown": shown}, rf.get("/"))

    assert text == "Norvik."
    del shown
    assert known() is None


def test_a_page_that_includes_a_missing_part_says_which(rf, templates):
    with pytest.raises(TemplateDoesNotExist, match=r"missing\.html"):
        templates.get_template("broken.html").render({}, rf.get("/"))
