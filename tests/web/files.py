"""What a person reads in the files the product hands out."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile

from tests.conftest import absent


def text_of_pdf(pdf: bytes, *, pages: int = 1000) -> str:
    """Of so many pages from the first."""
    if shutil.which("pdftotext") is None:
        absent("pdftotext")
    ran = subprocess.run(
        ["pdftotext", "-l", str(pages), "-layout", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return " ".join(ran.stdout.decode().split())


def text_of_office(file: bytes) -> str:
    """Every part of a PowerPoint or Excel file."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        names = [name for name in parts.namelist() if name.endswith(".xml")]
        return "\n".join(parts.read(name).decode() for name in names)
