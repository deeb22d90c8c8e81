"""The company's own look for slides: one file, chosen by the head of the department."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from django.db import transaction

import vitalfew.apps.plans.problems  # noqa: F401  declares the sentences
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.plans.models import SlideTemplate
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

MEGABYTE = 1024 * 1024
MOST, MOST_UNPACKED = 20, 200
"""Megabytes; a small file can hold very much."""
TYPES = "[Content_Types].xml"
AS_TEMPLATE = b"presentationml.template.main+xml"
AS_SLIDES = b"presentationml.presentation.main+xml"


def slide_template() -> SlideTemplate | None:
    """The one that counts; no content is read before it is asked for."""
    return SlideTemplate.objects.defer("content").order_by("-pk").first()


@transaction.atomic
def slides_set(*, acting: User, name: str, content: bytes) -> SlideTemplate:
    """Let slides look like this file from now on."""
    require(acting, Role.HEAD)
    _check_size(content)
    content = _checked(content)
    SlideTemplate.objects.all().delete()
    made = SlideTemplate(name=name[:200], content=content, by=acting)
    made.full_clean()
    made.save()
    details = {"name": made.name}
    entry_record(acting=acting, action="slides.set", subject=made, details=details)
    return made


@transaction.atomic
def slides_remove(*, acting: User) -> None:
    """Go back to the plain look."""
    require(acting, Role.HEAD)
    found = slide_template()
    if found is None:
        return
    details = {"name": found.name}
    entry_record(acting=acting, action="slides.remove", subject=found, details=details)
    SlideTemplate.objects.all().delete()


def _check_size(content: bytes) -> None:
    if len(content) > MOST * MEGABYTE or _unpacked(content) > MOST_UNPACKED * MEGABYTE:
        raise RefusedError("slides_too_large", field="file", most=MOST)


def _checked(content: bytes) -> bytes:
    """The file as slides, when it can be the ground of some."""
    try:
        content = _as_slides(content)
        layouts = _layouts(content)
    # Whatever a broken file makes the reader stumble over, it is no template.
    except Exception as error:
        raise RefusedError("slides_unreadable", field="file") from error
    if not any(layouts):
        raise RefusedError("slides_no_title", field="file")
    return content


def _as_slides(content: bytes) -> bytes:
    """A template (.potx) holds what slides hold and only calls itself otherwise."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if AS_TEMPLATE not in packed.read(TYPES):
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
            for entry in packed.infolist():
                part = packed.read(entry)
                if entry.filename == TYPES:
                    part = part.replace(AS_TEMPLATE, AS_SLIDES)
                written.writestr(entry, part)
    return out.getvalue()


def _unpacked(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        return 0


def _layouts(content: bytes) -> list[bool]:
    """Of each layout, whether it has a place for a title."""
    from pptx import Presentation
    from pptx.enum.shapes import PP_PLACEHOLDER

    titles = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
    book: Any = Presentation(io.BytesIO(content))
    return [
        any(shape.placeholder_format.type in titles for shape in layout.placeholders)
        for layout in book.slide_layouts
    ]
