"""Markdown as HTML in the look of the product, with no HTML of its own.

What it adds to plain Markdown: every heading, and every name that a table defines, can
be jumped to; links lead to the product's pages; tables scroll and set figures right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vitalfew.web.charts.text import is_wide

PAGE = re.compile(r"([\w-]+)\.md(#.*)?")
FIGURE = re.compile(r"[−-]?[\d,]+(\.\d+)?( ?%)?|–?")
NOT_IN_ANCHORS = re.compile(r"[^\w.]+")


@dataclass(frozen=True)
class Section:
    """A heading, to jump to."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Document:
    """A page: its title, its headings, and everything below the title."""

    title: str
    sections: tuple[Section, ...]
    html: SafeString


def headings(text: str) -> list[str]:
    """What the headings of a page say, the title first."""
    return [title for _level, title in _headings(_parser().parse(text))]


def document(text: str, anchors: Sequence[str], *, foreign: str = "") -> Document:
    """A page as HTML; `anchors` name its headings, the title's first.

    `foreign` is the language of what is *emphasized*, where it is another one: a page
    in Chinese cites its sources in the language they were written in.
    """
    parser = _parser()
    tokens = parser.parse(text)
    found = _headings(tokens)
    for (token, _title), anchor in zip(found, anchors, strict=True):
        token.attrSet("id", anchor)
    body = tokens[3:] if found and found[0][0] is tokens[0] else tokens
    _define(body, set(anchors))
    _lead(body)
    _speak(body, foreign)
    html = parser.renderer.render(list(_framed(body)), parser.options, {})
    titles = [title for _token, title in found]
    return Document(
        titles[0], tuple(map(Section, anchors[1:], titles[1:])), SafeString(html)
    )


def anchor(title: str) -> str:
    """The name of a heading in an address.

    >>> anchor("What is *not* known"), anchor("payback")
    ('what-is-not-known', 'payback')
    """
    return NOT_IN_ANCHORS.sub("-", title.lower()).strip("-")


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _headings(tokens: Sequence[Token]) -> list[tuple[Token, str]]:
    return [
        (token, _said(tokens[i + 1]))
        for i, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _said(inline: Token) -> str:
    """The words of a line, without its marks."""
    return "".join(child.content for child in inline.children or ())


def _define(tokens: Sequence[Token], taken: set[str]) -> None:
    """A cell of nothing but names in code defines them: the first time, an anchor."""
    for i, token in enumerate(tokens):
        if token.type != "td_open" or not _names_only(tokens[i + 1]):
            continue
        for child in tokens[i + 1].children or ():
            if child.type == "code_inline" and child.content not in taken:
                taken.add(child.content)
                child.attrSet("id", child.content)


def _names_only(inline: Token) -> bool:
    children = inline.children or []
    rest = "".join(c.content for c in children if c.type != "code_inline")
    return bool(children) and not rest.strip(" ,，、")


def _lead(tokens: Sequence[Token]) -> None:
    """Links between the files become links between the pages.

    What leads to another document of the repository is not in the product: its words
    stay, as words.
    """
    for token in tokens:
        children = token.children or []
        for i, link in enumerate(children):
            if link.type != "link_open":
                continue
            href = str(link.attrGet("href"))
            found = PAGE.fullmatch(href)
            if found:
                address = reverse("method", args=[found[1]])
                link.attrs = {"href": address + (found[2] or ""), "class": "link"}
            elif "://" not in href:
                link.tag, link.attrs = "span", {}
                closing = (c for c in children[i:] if c.type == "link_close")
                next(closing).tag = "span"


def _speak(tokens: Sequence[Token], foreign: str) -> None:
    """What is emphasized in another language says which one it is."""
    for token in tokens if foreign else ():
        children = token.children or []
        for i, child in enumerate(children):
            if child.type == "em_open" and not is_wide(children[i + 1].content):
                child.tag = children[i + 2].tag = "cite"
                child.attrSet("lang", foreign)


def _framed(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tables in a frame that scrolls, named after their heading."""
    heading = ""
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _said(tokens[i + 1])
        if token.type == "table_open":
            token.attrSet("class", "tb tb--doc")
            _set_right(tokens[i:])
            yield _raw(
                format_html(
                    '<div class="tb-wrap" tabindex="0" role="region" aria-label="{}">',
                    heading,
                )
            )
        yield token
        if token.type == "table_close":
            yield _raw("</div>")


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=html)


def _set_right(table: Sequence[Token]) -> None:
    """Columns of figures are set right; heads stand with them."""
    rows: list[list[tuple[Token, str]]] = []
    for i, token in enumerate(table):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        if token.type in {"th_open", "td_open"}:
            rows[-1].append((token, _said(table[i + 1])))
    for column in zip(*rows, strict=True):
        _head, *cells = column
        said: list[Any] = [text for _token, text in cells]
        if any(said) and all(FIGURE.fullmatch(text) for text in said):
            for token, _text in column:
                token.attrSet("class", "n")
