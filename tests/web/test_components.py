"""The parts pages are made of: what they say to a browser and to a screen reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from vitalfew.web.navigation import FOOT, PLACES
from vitalfew.web.templatetags.icons import lucide
from vitalfew.web.templatetags.marks import GO_KEYS, initials

TEMPLATES = (
    Path(__file__).resolve().parents[2] / "src" / "vitalfew" / "web" / "templates"
)


class Decision(forms.Form):
    reason = forms.CharField(widget=forms.Textarea, help_text="Kept with the decision.")
    until = forms.IntegerField(required=False)
    manager = forms.ChoiceField(choices=[("1", "Marta Olsen"), ("2", "Chen Yu")])
    sure = forms.BooleanField(required=False)
    verdict = forms.ChoiceField(
        choices=[("yes", "Make key account"), ("no", "Decline")],
        widget=forms.RadioSelect,
    )


def test_every_place_of_the_rail_has_a_key_of_its_own():
    assert set(GO_KEYS) == {place.name for place in (*PLACES, *FOOT)}
    assert len(set(GO_KEYS.values())) == len(GO_KEYS)


def rendered(source: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    request.resolver_match = None
    request.user = AnonymousUser()
    template = engines["django"].from_string(CottonCompiler().process(source))
    return " ".join(template.render(context, request).split())


def test_an_error_replaces_the_hint_and_is_tied_to_its_field():
    form = Decision({"manager": "1", "verdict": "yes"})
    form.is_valid()
    html = rendered('<c-field :field="form.reason" />', form=form)
    assert "Kept with the decision." not in html
    assert 'id="id_reason_error"' in html
    assert re.search(r'<textarea[^>]*aria-invalid="true"', html)
    assert re.search(r'<textarea[^>]*aria-describedby="[^"]*id_reason_error', html)


def test_a_hint_is_read_with_its_field():
    html = rendered('<c-field :field="form.reason" />', form=Decision())
    assert 'id="id_reason_helptext"' in html
    assert re.search(r'<textarea[^>]*aria-describedby="id_reason_helptext"', html)


def test_optional_fields_say_so_and_required_ones_do_not():
    form = Decision()
    assert "optional" in rendered('<c-field :field="form.until" />', form=form)
    assert "optional" not in rendered('<c-field :field="form.reason" />', form=form)


def test_radio_buttons_are_a_group_with_a_legend():
    html = rendered('<c-field :field="form.verdict" />', form=Decision())
    assert "<legend>Verdict</legend>" in html
    assert html.count('type="radio"') == 2


def test_the_summary_of_errors_links_to_the_fields():
    form = Decision({})
    form.is_valid()
    html = rendered('<c-errors :form="form" />', form=form)
    assert 'role="alert"' in html
    assert 'href="#id_reason"' in html


@pytest.mark.parametrize(
    ("now", "next_sort", "state"),
    [
        ("-share", "sort=share", "descending"),
        ("share", "sort=-share", "ascending"),
        ("name", "sort=-share", "none"),
    ],
)
def test_a_column_head_sorts_the_other_way_and_keeps_the_filter(now, next_sort, state):
    html = rendered(
        '<c-sort key="share" :now="now" n="y">Share</c-sort>',
        path="/?q=wind&page=3",
        now=now,
    )
    assert f'aria-sort="{state}"' in html
    assert f"?q=wind&amp;{next_sort}" in html
    assert "page=" not in html


def test_the_pager_says_where_one_is_and_keeps_the_filter():
    page = Paginator(range(95), 50).page(1)
    html = rendered('<c-pager :page="page" />', path="/?q=wind", page=page)
    assert "1–50 of 95" in html
    assert "?q=wind&amp;page=2" in html
    assert 'rel="prev"' not in html


def test_a_list_of_one_page_has_no_pager():
    page = Paginator(range(9), 50).page(1)
    assert rendered('<c-pager :page="page" />', page=page) == ""


def test_the_data_of_a_picture_is_a_table_that_needs_no_script():
    html = rendered(
        '<c-figure title="48 make 80%" :svg="svg" :columns="columns" :rows="rows" />',
        svg="<b>not trusted</b>",
        columns=["Customer", "Share"],
        rows=[["Norvik", "6.1%"]],
    )
    assert "<h2" in html
    assert '<th scope="row">Norvik</th>' in html
    assert "&lt;b&gt;not trusted" in html


def test_a_chip_tells_its_side_without_color():
    assert "Against:" in rendered('<c-chip kind="con">3 sites</c-chip>')
    assert "Not known:" in rendered('<c-chip kind="unknown">Payback</c-chip>')


def test_a_button_with_an_address_is_a_link():
    assert rendered('<c-btn href="/x/">Go</c-btn>').startswith('<a href="/x/"')
    assert rendered("<c-btn>Go</c-btn>").startswith('<button type="submit"')


def test_a_message_that_can_be_undone_posts_to_its_address():
    html = rendered(
        '{% include "partials/toasts.html" %}',
        messages=[Message(25, "Merged two accounts.", "undo /accounts/undo/7/")],
    )
    assert 'role="status"' in html
    assert '<form method="post" action="/accounts/undo/7/">' in html
    assert "csrfmiddlewaretoken" in html


def test_a_message_is_text_and_never_markup():
    html = rendered(
        '{% include "partials/toasts.html" %}', messages=[Message(20, "<b>Norvik</b>")]
    )
    assert "&lt;b&gt;Norvik" in html
    assert "<form" not in html


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Norvik Wind", "NW"),
        ("Aster", "AS"),
        ("诺维克风电", "诺"),
        ("A & B Trading", "AB"),
        ("  ", "?"),
        ("…", "?"),
    ],
)
def test_initials(name, shown):
    assert initials(name) == shown


def test_every_icon_of_every_template_exists():
    names = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\{% lucide "([\w-]+)"', template.read_text("utf-8"))
    }
    assert len(names) > 10
    for name in sorted(names):
        assert "<svg" in lucide(name)


def test_the_page_says_what_is_missing_and_not_the_browser():
    """A browser's own bubble speaks its own language, and is gone after a moment."""
    silent = {
        f"{template.name}: {form}"
        for template in TEMPLATES.rglob("*.html")
        for form, inside in re.findall(
            r"(<form\b.*?>)\{% csrf_token %\}(.*?)</form>",
            template.read_text(encoding="utf-8"),
            re.DOTALL,
        )
        if re.search("<c-field|<c-errors|<textarea|_fields.html", inside)
        if "novalidate" not in form
    }

    assert silent == set()


def test_the_cells_of_a_picture_s_data_are_text_and_never_markup():
    html = rendered(
        '<c-figure title="One" :rows="rows" :columns="columns" />',
        rows=[["<b>Norvik</b>", "6 & 7", 8]],
        columns=["Customer", "Share", "Rank"],
    )
    assert '<th scope="row">&lt;b&gt;Norvik&lt;/b&gt;</th>' in html
    assert '<td class="n">6 &amp; 7</td><td class="n">8</td>' in html


def test_a_chip_of_a_row_is_the_component_and_speaks_its_reader_s_language():
    tag = '{% load marks %}{% chip "con" words %}'
    component = '<c-chip kind="con">{{ words }}</c-chip>'
    html = rendered(tag, words="3 <sites>")
    assert html == rendered(component, words="3 <sites>")
    assert html.endswith('<span class="sr">Against:</span>3 &lt;sites&gt;</span>')
    with translation.override("zh-hans"):
        chinese = rendered(tag, words="3 个网点")
    assert "Against:" not in chinese
