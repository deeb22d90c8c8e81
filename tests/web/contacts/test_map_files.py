"""The relationship map as a file, read back."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.web.files import text_of_pdf
from vitalfew.apps.accounts.models import Account
from vitalfew.web.contacts.map_files import file_name

pytestmark = pytest.mark.django_db
NAME = "<script>x</script> \u202e诺维克/风电"


@pytest.fixture
def named(house):
    Account.objects.filter(pk=house.cast.norvik.pk).update(name=NAME)
    return house


def got(house, form, language="en"):
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(house.cast.marta)
    return client.get(reverse(f"account-map-{form}", args=[house.cast.norvik.pk]))


def test_the_svg_stands_alone_and_a_name_stays_text(named):
    answer = got(named, "svg")
    svg = answer.content.decode()
    root = ElementTree.fromstring(svg)
    said = " ".join(root.itertext())

    assert "Nobody has met Jonas Lind, who decides" in said
    assert "<script>x</script>" in said
    assert "Exported by Marta" in said
    assert "Supports us" in said
    assert not [each for each in root.iter() if each.tag.endswith(("script", "}a"))]
    assert "var(--" not in svg
    assert "Noto Sans CJK SC" in root.attrib["font-family"]
    assert answer["Content-Type"] == "image/svg+xml"
    told = unquote(answer["Content-Disposition"])
    assert "script x script 诺维克 风电 relationship map 20" in told
    assert told.startswith("attachment;")


def test_the_png_is_twice_the_picture_and_not_blank(named):
    root = ElementTree.fromstring(got(named, "svg").content)
    picture = Image.open(io.BytesIO(got(named, "png").content))
    width, height = (2 * float(root.attrib[side]) for side in ("width", "height"))

    assert picture.size == (pytest.approx(width, abs=2), pytest.approx(height, abs=2))
    assert len(picture.convert("RGB").getcolors(1 << 24)) > 50


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Jonas Lind", "Exported by Marta", "<script>x</script>"]),
        ("zh-CN", ["有决定权", "Jonas Lind", "导出人：Marta"]),
    ],
)
def test_the_pdf_has_the_names_as_text(named, language, told):
    text = text_of_pdf(got(named, "pdf", language).content)

    for words in told:
        assert words in text


def test_a_file_name_has_nothing_a_disk_refuses():
    name = file_name('..\\a/b:"c"\u202e' + "长" * 90, "map", "2026-05-03", "svg")

    assert name == f"a b c {'长' * 54} map 2026-05-03.svg"
