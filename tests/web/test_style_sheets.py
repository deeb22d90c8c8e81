"""Every rule of a style sheet is for something a page may show.

A class counts as used where a template, a component, a script or the Python that draws
and words a page names it. What a template puts together (`chip--{{ kind }}`) uses the
endings that something gives to it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "src" / "vitalfew" / "web"
SHEETS = sorted((WEB / "static" / "css").glob("*.css"))
BY_HTMX = "htmx-request"
"""Set by htmx itself while it waits."""

CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
ATTRIBUTE = re.compile(r'\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"')
BLOCK = re.compile(r"\{% block \w+_class %\}(.*?)\{% endblock %\}")
COMPONENT = re.compile(r"<c-[\w-]+((?:\{%.*?%\}|\{\{.*?\}\}|[^>])*)>")
GIVEN = re.compile(r'[ :]\w+="([\w-]+)"')
NAME = re.compile(r"[\w-]+")
ANY = "\0"
"""What is known only when the page is drawn."""


def classes_in(css: str) -> set[str]:
    """The classes its selectors name."""
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", rules)
    plain = (re.sub(r'"[^"]*"', "", each) for each in selectors)
    return {
        name
        for each in plain
        if not each.strip().startswith("@")
        for name in CLASS.findall(each)
    }


def in_templates() -> Iterator[str]:
    for template in WEB.rglob("*.html"):
        html = template.read_text("utf-8")
        for value in [*ATTRIBUTE.findall(html), *BLOCK.findall(html)]:
            shown = re.sub(r"\{\{.*?\}\}", ANY, value)
            yield from re.sub(r"\{%.*?%\}", " ", shown).split()


def in_scripts() -> Iterator[str]:
    for script in (WEB / "static" / "js").glob("*.js"):
        for quoted in re.findall(r"\"[^\"]*\"|'[^']*'|`[^`]*`", script.read_text()):
            yield from NAME.findall(quoted)


def in_python() -> Iterator[str]:
    """The words and numbers of the code of the pages, f-strings with their gaps."""
    for source in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (getattr(part, "value", ANY) for part in node.values)
                text = "".join(each if isinstance(each, str) else ANY for each in parts)
                yield from re.findall(rf"[\w{ANY}-]+", text)
            elif isinstance(node, ast.Constant):
                text = str(node.value)
                if "\n" not in text:  # no docstring of several lines
                    yield from NAME.findall(text)


def given_to_components() -> Iterator[str]:
    for template in WEB.rglob("*.html"):
        for attributes in COMPONENT.findall(template.read_text("utf-8")):
            yield from GIVEN.findall(attributes)


@dataclass(frozen=True)
class Used:
    """Whole names, and the starts and endings from which others are put together."""

    names: frozenset[str]
    starts: frozenset[str]
    endings: frozenset[str]

    def __contains__(self, name: str) -> bool:
        return name in self.names or any(
            name.startswith(start) and name.removeprefix(start) in self.endings
            for start in self.starts
        )


@pytest.fixture(scope="module")
def used() -> Used:
    python = {*in_python()}
    named = {*in_templates(), *in_scripts(), *python, BY_HTMX}
    starts = {each.split(ANY)[0] for each in named if ANY in each}
    return Used(
        names=frozenset(named),
        starts=frozenset(start for start in starts if start.endswith("-")),
        endings=frozenset({*python, *given_to_components()}),
    )


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_class_of_a_style_sheet_is_used(sheet, used):
    found = classes_in(sheet.read_text("utf-8"))
    assert len(found) >= 4  # the sheet was read
    assert [name for name in sorted(found) if name not in used] == []


def test_a_class_nobody_names_is_found(used):
    assert "skel" not in used
    assert "chip--few" in used
    assert "chip--purple" not in used
