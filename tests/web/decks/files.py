"""What the house takes along from its plan, and the look it gives to slides."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pptx import Presentation
from pptx.util import Inches


def got(house, who="hana", **asked):
    client = Client()
    client.force_login(getattr(house.cast, who))
    answer = client.get(reverse("plan-export", args=[house.plan.pk]), asked)
    assert answer.status_code == 200
    return answer.content


def template(width=10):
    book = Presentation()
    book.slide_width = Inches(width)
    example = book.slides.add_slide(book.slide_layouts[1])
    example.shapes.title.text = "An example of last year"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def title_only():
    """A template with no layout but that of a first slide."""
    book = Presentation()
    for layout in list(book.slide_layouts)[1:]:
        book.slide_layouts.remove(layout)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(house, content, name="ours.pptx"):
    client = Client()
    client.force_login(house.cast.hana)
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("slide-template"), {"file": file}, follow=True)
