"""How everything is computed, readable in the product and in both languages."""

from __future__ import annotations

import calendar
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.analysis.method_pages import PAGES
from vitalfew.web.methods.markdown import document
from vitalfew.web.methods.pages import CONTENTS, contents, page_read

NAMES = sorted(file.stem for file in PAGES.glob("*.md"))
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
NAME = re.compile(r"`([a-z0-9]+(?:[._][a-z0-9_]+)+)`")
WORKED = re.compile(r"Worked|Result|Fixed points|rate$|Activities|Events|Even monthly")


def both(name):
    return [
        (folder / f"{name}.md").read_text(encoding="utf-8")
        for folder in (PAGES, PAGES / "zh")
    ]


def sections(text):
    """Each heading with its level, and what stands below it."""
    parts = HEADING.split(text)[1:]
    return list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))


def figures(text):
    """Every number of a text, and a month as the number Chinese gives it."""
    for number, month in enumerate(calendar.month_name[1:], 1):
        text = text.replace(month, str(number))
    return sorted(NUMBER.findall(text))


def rows(text):
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[NUMBER.findall(cell) for cell in line.split("|")] for line in lines]


def page_of(client, name, language="en"):
    with override(language):
        response = client.get(
            reverse("method", args=[name]), headers={"accept-language": language}
        )
    assert response.status_code == 200
    return response.content.decode()


def test_the_table_of_contents_names_every_page():
    listed = [entry.name for entry in contents("en")]

    assert sorted([*listed, CONTENTS]) == NAMES
    assert [entry.name for entry in contents("zh-hans")] == listed


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_headings(name):
    english, chinese = map(sections, both(name))

    assert [level for level, _title, _text in english] == [
        level for level, _title, _text in chinese
    ]


def test_a_heading_of_several_pages_is_always_called_the_same():
    called = {}
    for name in NAMES:
        pairs = zip(*map(sections, both(name)), strict=True)
        for (level, english, _text), (_level, chinese, _chinese_text) in pairs:
            if level != "#":
                called.setdefault(english, set()).add(chinese)

    assert {words: said for words, said in called.items() if len(said) > 1} == {}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_figures_and_names(name):
    english, chinese = both(name)

    assert rows(english) == rows(chinese)
    assert set(NAME.findall(english)) <= set(NAME.findall(chinese))
    for one, other in zip(sections(english), sections(chinese), strict=True):
        if WORKED.search(one[1]):
            assert figures(one[2]) == figures(other[2]), one[1]


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_can_be_jumped_to_at_the_same_places(name):
    places = [
        set(re.findall(r'\sid="([^"]+)"', page_read(name, language).html))
        for language in ("en", "zh-hans")
    ]

    assert places[0] <= places[1]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_the_look_of_the_product(name, language):
    html = page_read(name, language).html

    assert " style=" not in html
    assert "**" not in html
    assert html.count("<table") == html.count('<div class="tb-wrap" tabindex="0"')
    for address in re.findall(r'href="([^"]+)"', html):
        assert address in {reverse("method", args=[known]) for known in NAMES}


def test_html_and_scripts_are_text():
    page = document(
        "# Title\n\n<script>alert(1)</script> <b onclick=x>y</b>\n\n"
        "<div>\n\n[go](javascript:alert(2)) [in](fit.md#score)"
        " [out](../benchmarks.md)\n",
        ["title"],
    )

    assert "<script" not in page.html
    assert "<b" not in page.html
    assert "<div>" not in page.html
    assert 'href="javascript' not in page.html
    assert '<a href="/methods/fit/#score" class="link">in</a>' in page.html
    assert "<span>out</span>" in page.html


def test_columns_of_figures_are_set_right_and_names_can_be_jumped_to():
    page = document(
        "# Title\n\n| value | result |\n|---|---|\n| `a_b`, `c` | −1,200.5 |\n"
        "| `a_b` | – |\n| see `d` | 30 % |\n",
        ["title"],
    )

    assert '<th class="n">result</th>' in page.html
    assert '<td class="n">−1,200.5</td>' in page.html
    assert "<th>value</th>" in page.html
    assert page.html.count('<code id="a_b">') == 1
    assert '<code id="c">' in page.html
    assert '<code id="d">' not in page.html


def test_a_cited_work_says_in_which_language_it_is_written():
    page = document("# 标题\n\n*未知*，*Horngren*\n", ["title"], foreign="en")

    assert "<em>未知</em>" in page.html
    assert '<cite lang="en">Horngren</cite>' in page.html


def test_everybody_reads_the_pages_in_their_own_language(client, cast):
    for person in (cast.carl, cast.rhea):
        client.force_login(person)
        assert "How few customers" not in page_of(client, "concentration")
        assert '<h2 id="formula">Formula</h2>' in page_of(client, "concentration")
    person.language = "zh-hans"
    person.save()

    page = page_of(client, "concentration", "zh-hans")

    assert '<h2 id="formula">公式</h2>' in page
    assert "集中度 · 计算方法 · vitalfew" in page
    listed = client.get(reverse("methods")).content.decode()
    assert f"{len(NAMES) - 1} 页说明每项数字如何算出" in listed


def test_a_page_nobody_wrote_is_absent(client, cast):
    client.force_login(cast.hana)

    for name in ("nothing", "zh", "readme"):
        assert client.get(f"/methods/{name}/").status_code == 404
