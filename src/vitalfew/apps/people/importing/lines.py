"""The lines of a file of people, each checked by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from vitalfew.apps.accounts import naming
from vitalfew.apps.imports.keeping import Refusal
from vitalfew.apps.imports.problems import ImportProblem
from vitalfew.apps.people.models import Contact, Level, Position
from vitalfew.files.bidi import has_signs, shows

MOST_LINES = 200_000
SOURCE = "import"
"""In which system a number counts whose file does not say."""
PERSON = ("name", "email", "phone", "mobile", "source", "external_id")
POST = ("title", "department", "level", "starts_on", "ends_on")
ROOM: dict[str, int] = {
    field.name: field.max_length or 0
    for model in (Contact, Position)
    for field in model._meta.concrete_fields
    if field.name in {*PERSON, "title", "department"}
}
"""How long a text may be."""
LEVELS = {
    Level.EXECUTIVE: (
        "executive", "executives", "c-level", "board", "director", "vp",
        "高层", "决策层", "高管", "geschäftsführung", "vorstand", "leitung",
    ),
    Level.MANAGEMENT: (
        "management", "manager", "middle management", "中层", "管理层", "经理",
        "führung", "führungskraft", "mittleres management",
    ),
    Level.TECHNICAL: (
        "technical", "specialist", "expert", "engineer", "staff", "技术", "技术层",
        "专业", "基层", "technik", "fachebene", "fachkraft",
    ),
}  # fmt: skip
_LEVEL = {word: level.value for level, words in LEVELS.items() for word in words}


@dataclass(frozen=True)
class Line:
    """One person in one post."""

    place: int
    """Its place among the lines that were read; the row alone may occur twice."""
    row: int
    account: str
    person: Mapping[str, str]
    """Fields of `PERSON` of which the line says something."""
    post: Mapping[str, Any]
    """Fields of `POST` of which the line says something."""
    superior: str
    refusal: Refusal | None = field(default=None, compare=False)

    def refused(self, name: str, reason: str, value: object = "") -> Refusal:
        return Refusal(self.row, FILE_FIELD.get(name, name), str(value), reason)


FILE_FIELD = {"account": "account_id", "superior": "reports_to"}


def lines_read(path: Path) -> list[Line]:
    """Every line of a staged file, those that cannot be used with the reason why."""
    import pyarrow.parquet as pq

    rows = pq.ParquetFile(path).metadata.num_rows
    if rows > MOST_LINES:
        raise ImportProblem("too_many_people", lines=rows, most=MOST_LINES)
    today = timezone.localdate()
    table = pq.read_table(path).to_pylist()
    return [_line(place, raw, today) for place, raw in enumerate(table)]


def _line(place: int, raw: Mapping[str, Any], today: date) -> Line:
    person = {name: text for name in PERSON if (text := _text(raw, name))}
    person["email"] = person.get("email", "").lower()
    if not person["email"]:
        del person["email"]
    if "external_id" in person:
        person.setdefault("source", SOURCE)
    else:
        person.pop("source", None)
    post: dict[str, Any] = {
        name: text for name in ("title", "department") if (text := _text(raw, name))
    }
    level = _text(raw, "level")
    if level:
        post["level"] = _LEVEL.get(level.casefold(), "")
    days = {name: raw.get(name) for name in ("starts_on", "ends_on")}
    post |= {name: day for name, day in days.items() if day is not None}
    read = {
        "place": place,
        "row": raw["row_number"],
        "account": _text(raw, "account_id"),
        "person": person,
        "post": post,
        "superior": _text(raw, "reports_to"),
    }
    line = Line(**read)
    reasons = _reasons(line, level, today)
    return Line(**read, refusal=next(reasons, None))


def _text(raw: Mapping[str, Any], name: str) -> str:
    return " ".join((raw.get(name) or "").split())


def _reasons(line: Line, level: str, today: date) -> Iterator[Refusal]:
    texts = {
        "account": line.account,
        **line.person,
        **{n: t for n, t in line.post.items() if n in ROOM},
        "superior": line.superior,
    }
    for name, text in texts.items():
        if len(text) > ROOM.get(name, 400):
            yield line.refused(name, "too_long", text)
        if has_signs(text) or not shows(text) or _is_hidden(name, text):
            yield line.refused(name, "bad_sign", text)
    yield from _bad_email(line)
    if level and not line.post["level"]:
        yield line.refused("level", "bad_level", level)
    starts, ends = (line.post.get(name) for name in ("starts_on", "ends_on"))
    for name, day in (("starts_on", starts), ("ends_on", ends)):
        if day is not None and day > today:
            yield line.refused(name, "future_date", day)
    if starts is not None and ends is not None and ends < starts:
        yield line.refused("ends_on", "end_before_start", ends)


def _is_hidden(name: str, text: str) -> bool:
    """Whether a name has nothing to sort it by."""
    return name == "name" and not text[:1].isalnum() and not naming.sort_key(text)


def _bad_email(line: Line) -> Iterator[Refusal]:
    email = line.person.get("email")
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError:
        yield line.refused("email", "bad_email", email)
