"""The icons of the pages: each drawn once a process, a page shows hundreds of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from django import template
from django.utils.safestring import SafeString

register = template.Library()
NAMESPACE = "{http://www.w3.org/2000/svg}"


@register.simple_tag
def lucide(name: str, *, size: int = 24, **attributes: str) -> SafeString:
    """`{% lucide "plus" size=16 class="i" aria_hidden="true" %}`: an icon as SVG."""
    return _drawn(name, size, tuple(attributes.items()))


@cache
def _archive() -> ZipFile:
    # Its list of 1,700 names takes longer to read than all icons of a page.
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@cache
def _drawn(name: str, size: int, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    svg = ET.fromstring(_archive().read(f"{name}.svg"))  # noqa: S314
    for node in svg.iter():
        node.tag = node.tag.removeprefix(NAMESPACE)
    for attribute, value in (("width", size), ("height", size), *attributes):
        svg.set(attribute.replace("_", "-"), str(value))
    return SafeString(ET.tostring(svg, encoding="unicode"))
