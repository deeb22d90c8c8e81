"""Slides as an office program draws them: what a person sees on the wall.

LibreOffice stands for every office program: it reads the file by the standard and not
by the library that wrote it.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation

from tests.conftest import absent
from tests.web.decks.files import got, template, upload
from vitalfew.apps.plans.models import Objective, Risk

pytestmark = pytest.mark.django_db
FILES = {
    "plan.en": {"what": "plan"},
    "review.en": {"what": "review"},
    "plan.zh": {"what": "plan", "language": "zh-hans"},
    "review.zh": {"what": "review", "language": "zh-hans"},
}
FOOT = {"For", "仅供内部使用"}
"""How the line at the foot of a slide of ours begins."""
WORD = re.compile(
    r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>'
)
PAGE = re.compile(r'<page width="(.+?)" height="(.+?)">(.*?)</page>', re.DOTALL)


def drawn(folder: Path) -> dict[str, list[tuple[float, float, list]]]:
    """Every page of every file: its width, its height and where each word stands."""
    office = shutil.which("soffice")
    if office is None or shutil.which("pdftotext") is None:
        absent("LibreOffice or pdftotext")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = sorted(str(file) for file in folder.glob("*.pptx"))
    to_pdf = ["--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [office, profile, *to_pdf, *files], check=True, capture_output=True, timeout=300
    )
    return {Path(file).stem: pages_of(Path(file).with_suffix(".pdf")) for file in files}


def pages_of(pdf: Path) -> list[tuple[float, float, list]]:
    ran = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True
    )
    return [
        (
            float(width),
            float(height),
            [(*map(float, found[:4]), found[4]) for found in WORD.findall(page)],
        )
        for width, height, page in PAGE.findall(ran.stdout.decode())
    ]


def letters(text: str) -> str:
    """Without blanks and breaks, which an office program sets as it likes."""
    return "".join(text.split())


def test_an_office_program_draws_every_slide_with_all_its_words(house, tmp_path):
    for name, asked_for in FILES.items():
        (tmp_path / f"{name}.pptx").write_bytes(got(house, form="pptx", **asked_for))
    long = "在华东地区把备件交货周期从十四天缩短到三天并由双方共同签字确认" * 10
    Objective.objects.filter(pk=house.objective.pk).update(statement=long[:300])
    Risk.objects.filter(pk=house.risk.pk).update(text=long[:300], response=long * 12)
    asked = {"what": "plan", "language": "zh-hans"}
    (tmp_path / "long.zh.pptx").write_bytes(got(house, **asked))
    upload(house, template(width=11))
    (tmp_path / "own.pptx").write_bytes(got(house, what="plan"))

    for name, pages in drawn(tmp_path).items():
        slides = list(Presentation(tmp_path / f"{name}.pptx").slides)
        assert len(pages) == len(slides), name
        for slide, (width, height, words) in zip(slides, pages, strict=True):
            said = letters("".join(word for *_box, word in words))
            title = slide.shapes.title.text
            assert letters(title) in html.unescape(said), (name, title)
            for left, top, right, bottom, word in words:
                inside = left >= 0 and right <= width and top >= 0 and bottom <= height
                assert inside, (name, title, word)
            feet = [top for _l, top, _r, _b, word in words if word in FOOT]
            foot = max(feet)
            above = [bottom for _l, top, _r, bottom, _w in words if top < foot]
            assert max(above) <= foot, (name, title)
