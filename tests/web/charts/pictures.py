"""What every picture has to be, whatever its kind: used by the tests of all of them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from vitalfew.web.charts.labels import Box
from vitalfew.web.charts.text import text_width

SVG_COLORS = re.compile(r"^(none|var\(--[a-z0-9-]+\))$")
WIDTHS = (358, 760, 1160)


def percent(value: float) -> str:
    return f"{value * 100:.0f}%"


def plain(value: float) -> str:
    return f"{value:,.0f}"


def parsed(svg: str) -> ET.Element:
    """The picture as XML, after holding it to the rules of all pictures."""
    root = ET.fromstring(svg)
    links = root.find(".//a") is not None or root.get("data-rows") is not None
    assert root.get("role") == ("group" if links else "img")
    assert root.get("aria-label")
    for element in root.iter():
        assert element.get("style") is None
        assert element.tag != "style"
        for color in (element.get("fill"), element.get("stroke")):
            assert color is None or SVG_COLORS.match(color), color
        for name, value in element.attrib.items():
            assert "nan" not in value or name == "aria-label"
            assert "inf" not in value or name == "aria-label"
    return root


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter("text")]


def boxes(root: ET.Element) -> list[tuple[str, Box]]:
    """Where each text lies."""
    found = []
    for element in root.iter("text"):
        size = float(element.get("font-size", "12"))
        bold = element.get("font-weight") == "600"
        text = element.text or ""
        wide = text_width(text, size, bold=bold)
        x, y = float(element.get("x", "0")), float(element.get("y", "0"))
        anchor = element.get("text-anchor", "start")
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        found.append((text, Box(left, y - size * 0.8, wide, size)))
    return found


def misplaced(root: ET.Element) -> list[tuple[str, ...]]:
    """Texts that lie on each other or run out of the picture at a side."""
    placed = boxes(root)
    wide = float(root.get("width", "0"))
    collisions: list[tuple[str, ...]] = [
        (one, other)
        for i, (one, box) in enumerate(placed)
        for other, second in placed[i + 1 :]
        if box.overlaps(second)
    ]
    spilled = [
        (text, "runs out")
        for text, box in placed
        if box.x < -2 or box.x + box.width > wide + 2
    ]
    return collisions + spilled


def points(element: ET.Element) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in element.get("points", "").split())
    return [(float(x), float(y)) for x, y in pairs]


def circles(root: ET.Element) -> list[tuple[float, float, float]]:
    return [
        (float(c.get("cx", 0)), float(c.get("cy", 0)), float(c.get("r", 0)))
        for c in root.iter("circle")
    ]


every_width = pytest.mark.parametrize("width", WIDTHS)
