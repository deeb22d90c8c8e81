"""Every kind of file the reader knows. A new one is a module and a line here."""

from __future__ import annotations

from pathlib import Path

from vitalfew.files.formats.csv import Csv
from vitalfew.files.formats.database import Database, shown_url
from vitalfew.files.formats.parquet import Parquet
from vitalfew.files.formats.table import Format
from vitalfew.files.formats.vcard import VCard
from vitalfew.files.formats.workbook import Workbook
from vitalfew.files.problems import FileProblem

FORMATS: tuple[Format, ...] = (Database(), Parquet(), Workbook(), VCard(), Csv())
"""Asked in this order; CSV is last because any text may be one."""

_HEAD = 4096


def is_url(source: Path | str) -> bool:
    """Whether this is the address of a database."""
    return isinstance(source, str) and "://" in source


def recognized(source: Path | str) -> tuple[Format, Path | str]:
    """The format of a file, and its path (or the URL as it is).

    Raises
    ------
    FileProblem
        It cannot be opened, is empty, or is of no known format.
    """
    place: Path | str = source if is_url(source) else Path(source)
    head = _head(place) if isinstance(place, Path) else b""
    for format_ in FORMATS:
        if format_.recognizes(place, head):
            return format_, place
    raise FileProblem("unknown_format", name=shown_name(place), found=_found(head))


def shown_name(source: Path | str) -> str:
    """What to call a source in a message: never its password."""
    if isinstance(source, str) and is_url(source):
        return shown_url(source)
    return Path(source).name or str(source)


def _head(path: Path) -> bytes:
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise FileProblem("is_directory", name=name)
        if path.exists() and not path.is_file():
            raise FileProblem("not_a_regular_file", name=name)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise FileProblem("not_found", name=str(path)) from None
    except PermissionError:
        raise FileProblem("no_permission", name=name) from None
    if not head.strip(b"\xef\xbb\xbf \r\n\t"):
        raise FileProblem("empty_file", name=name)
    return head


def _found(head: bytes) -> str:
    kinds = {
        b"%PDF": "a PDF",
        b"\x89PNG": "a picture",
        b"\xff\xd8\xff": "a picture",
        b"\x7fELF": "a program",
        b"MZ": "a program",
    }
    for magic, kind in kinds.items():
        if head.startswith(magic):
            return kind
    return "neither text nor a workbook"
