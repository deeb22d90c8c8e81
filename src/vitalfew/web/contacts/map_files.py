"""The map or the organigram as a file: SVG, PNG or PDF, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from vitalfew.apps.people.standing import relationship_read
from vitalfew.files.bidi import isolated
from vitalfew.web.account.tab import tab_read
from vitalfew.web.charts import organigram, relationship
from vitalfew.web.charts.text import is_wide
from vitalfew.web.contacts.found import account_found
from vitalfew.web.contacts.map import support_words
from vitalfew.web.contacts.organigram import tree_finding
from vitalfew.web.contacts.picture import (
    ORGANIGRAM,
    lines_words,
    map_read,
    tree_read,
)
from vitalfew.web.contacts.sheet import WIDTH, Sheet, sheet_svg
from vitalfew.web.contacts.words import finding
from vitalfew.web.reports.languages import Language
from vitalfew.web.reports.typesetting import ReportError, fonts, set_pdf

if TYPE_CHECKING:
    from vitalfew.web.charts.relationship import Person
    from vitalfew.web.requests import Request

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
SHARP = 2
"""Pixels of a PNG for each of the picture."""
LONGEST_NAME = 60
UNSAFE = re.compile(r"[^\w\- ]+")
PAGE = """#set document(date: none)
#set page(paper: "a4", flipped: {flipped}, margin: 1cm)
#align(center + horizon, image("map.svg", width: 100%, height: 100%, fit: "contain"))
"""


def picture_file(request: Request, pk: int, form: str, view: str) -> HttpResponse:
    acting, account = request.user, account_found(request, pk)
    tab = tab_read(acting, account, "account-people")
    found = relationship_read(acting, account, tab.on)
    if view == ORGANIGRAM:
        tree = tree_read(acting, account, found, tab.formats)
        drawn = organigram.draw(replace(tree, people=_unlinked(tree.people)), WIDTH)
        title, name = tree_finding(found, tab.formats), _("organigram")
    else:
        data = map_read(acting, account, found, tab.formats)
        drawn = relationship.draw(replace(data, theirs=_unlinked(data.theirs)), WIDTH)
        title, name = finding(found, tab.formats), _("relationship map")
    by = _("Exported by %(name)s") % {"name": isolated(acting.name)}
    said = Sheet(
        title=title,
        lines=lines_words(view),
        support=support_words(),
        remark=" · ".join((isolated(account.name), tab.formats.day(tab.on), by)),
    )
    try:
        content = written(sheet_svg(drawn, said), form)
    except ReportError:
        text = _(
            "The picture has Chinese words and this machine has no Chinese font. Take "
            "SVG, or ask whoever runs it to install one."
        )
        messages.error(request, text)
        return redirect("account-people", pk)
    response = HttpResponse(content, content_type=TYPES[form])
    name = file_name(account.name, name, f"{tab.on:%Y-%m-%d}", form)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    return response


def _unlinked(people: Sequence[Person]) -> tuple[Person, ...]:
    """An address of this installation leads nowhere from a file."""
    return tuple(replace(person, href="") for person in people)


def file_name(account: str, view: str, day: str, form: str) -> str:
    """Letters, figures, blanks and dashes of any script, nothing a disk may refuse."""
    kept = " ".join(UNSAFE.sub(" ", account).split())[:LONGEST_NAME].strip()
    return f"{' '.join(each for each in (kept, view, day) if each)}.{form}"


def written(svg: str, form: str) -> bytes:
    """The picture in one of the forms.

    Raises
    ------
    ReportError
        A word needs a font this machine does not have.
    """
    if form == "svg":
        return svg.encode()
    # Where a sign is missing the whole line is set in any font that has it: a Chinese
    # one stands first, it has Latin letters too.
    wide = any(is_wide(character) for character in svg)
    families = fonts(svg, Language.CHINESE if wide else Language.ENGLISH)
    list_ = ", ".join(f"'{name}'" for name in families)
    svg = re.sub(r'font-family="[^"]*"', f'font-family="{list_}"', svg, count=1)
    return _png(svg, families[0]) if form == "png" else _pdf(svg)


def _png(svg: str, family: str) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SHARP, font_family=family))


def _pdf(svg: str) -> bytes:
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    flipped = size is None or int(size[1]) > int(size[2])
    return set_pdf(PAGE.format(flipped=str(flipped).lower()), {"map.svg": svg})
