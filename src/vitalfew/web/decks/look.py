"""The plain look of slides, for firms that have no template of their own.

It lives in the theme, the master and its layouts, so that whoever goes on working with
the slides gets it too.
"""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
THEME = {
    "dk2": "1C1A16",
    "lt2": "F6F4F0",
    "accent1": "2759BC",
    "accent2": "B9B5AC",
    "accent3": "C27A1E",
    "accent4": "5B9981",
    "accent5": "74275F",
    "accent6": "64615B",
    "hlink": "2759BC",
    "folHlink": "514D46",
}
"""Those of the pages: cobalt for what matters, grey for what it is held against."""
CHINESE = "微软雅黑"
HAIRLINE, HEADING = "D7D4CD", "6B675F"
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""Of tables: neither colors nor lines of the program's own."""


def plain() -> Any:  # noqa: ANN401
    """An empty file, 16 by 9."""
    book: Any = Presentation()
    wider = WIDTH / book.slide_width
    book.slide_width, book.slide_height = WIDTH, HEIGHT
    for master in book.slide_masters:
        _color(master.part.part_related_by(RELATIONSHIP_TYPE.THEME))
        for where in (master, *master.slide_layouts):
            _widen(where, wider)
    return book


def _color(theme: Any) -> None:  # noqa: ANN401
    root: Any = parse_xml(theme.blob)
    for name, color in THEME.items():
        found = root.find(f".//{qn(f'a:{name}')}")
        for former in list(found):
            found.remove(former)
        found.append(_colored(color))
    for font in root.iterfind(f".//{qn('a:font')}[@script='Hans']"):
        font.set("typeface", CHINESE)
    # The library opens a theme as bytes, and offers no way to write it.
    theme._blob = serialize_part_xml(root)  # noqa: SLF001


def _colored(color: str) -> Any:  # noqa: ANN401
    found: Any = OxmlElement("a:srgbClr")
    found.set("val", color)
    return found


def _widen(where: Any, wider: float) -> None:  # noqa: ANN401
    """Stretch what is made for 4 by 3."""
    for shape in where.shapes:
        # What has no place of its own follows what it is laid out by.
        if shape.element.find(f".//{qn('a:xfrm')}") is not None:
            shape.left = Emu(round(shape.left * wider))
            shape.width = Emu(round(shape.width * wider))


def quiet_table(table: Any) -> None:  # noqa: ANN401
    """Words on white, a hairline below each row."""
    properties = table._tbl.tblPr  # noqa: SLF001
    properties.find(qn("a:tableStyleId")).text = NO_STYLE
    table.horz_banding = False
    for row in table.rows:
        for cell in row.cells:
            _underline(cell)


def _underline(cell: Any) -> None:  # noqa: ANN401
    line: Any = OxmlElement("a:lnB")
    line.set("w", str(Pt(0.75)))
    fill: Any = OxmlElement("a:solidFill")
    fill.append(_colored(HAIRLINE))
    line.append(fill)
    # Lines come before fills, or office programs call the file damaged.
    cell._tc.get_or_add_tcPr().insert(0, line)  # noqa: SLF001
