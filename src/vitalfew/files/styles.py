"""Day first or month first, point or comma: decided by what a column holds.

Each value votes when it can be read in one way only; values that could be either do
not. One vote against twenty is a typing error; anything closer is not decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from vitalfew.files import sql
from vitalfew.files.options import DateOrder, Decimals
from vitalfew.files.values import FULL_WIDTH, HALF_WIDTH, NUMBER_MARK, SPACE, YEAR_LAST

Ask = Literal["ask"]
ASK: Ask = "ask"
Patterns = tuple[str, str, str]
_NARROW = str.maketrans(FULL_WIDTH, HALF_WIDTH)
_OUTVOTED = 20

# A short "26/11/06" may begin with its year, so only 13 to 19 speak for the day there.
_DAY_FIRST = (
    r"^(?:1[3-9]|2\d|3[01])[-/ ]\d{1,2}[-/ ]\d{4}"
    r"|^1[3-9][-/ ]\d{1,2}[-/ ]\d{2}(?:\D|$)"
    r"|^\d{1,2}[.]\d{1,2}[.]\d"
)
_MONTH_FIRST = r"^\d{1,2}[-/ ](?:1[3-9]|2\d|3[01])[-/ ]\d"
_ENDS = r"[^\d.,]*$"
_POINT = (
    rf"\.\d{{1,2}}{_ENDS}|\.\d{{4,}}{_ENDS}|,\d{{3}}\.\d|,\d{{3}},\d{{3}}(?:\D|$)"
    rf"|^\D*0\.\d{{3}}{_ENDS}|\d{{4}}\.\d{{3}}{_ENDS}"
)
_COMMA = (
    rf",\d{{1,2}}{_ENDS}|,\d{{4,}}{_ENDS}|\.\d{{3}},\d|\.\d{{3}}\.\d{{3}}(?:\D|$)"
    rf"|^\D*0,\d{{3}}{_ENDS}|\d{{4}},\d{{3}}{_ENDS}"
)
_EITHER = rf"^\D*[1-9]\d{{0,2}}[.,]\d{{3}}{_ENDS}"


@dataclass(frozen=True)
class Votes:
    """How many values speak for the first reading, the second, or for neither."""

    first: int = 0
    second: int = 0
    either: int = 0

    def __add__(self, other: Votes) -> Votes:
        return Votes(
            self.first + other.first,
            self.second + other.second,
            self.either + other.either,
        )

    @property
    def decided(self) -> Literal["first", "second", "none", "ask"]:
        """`none`: nothing to decide. `ask`: nothing decides."""
        if self.first > self.second * _OUTVOTED:
            return "first"
        if self.second > self.first * _OUTVOTED:
            return "second"
        return "ask" if self.first or self.either else "none"


DATE_PATTERNS = (_DAY_FIRST, _MONTH_FIRST, YEAR_LAST)
NUMBER_PATTERNS = (_POINT, _COMMA, _EITHER)


def votes(values: Iterable[str], patterns: Patterns) -> Votes:
    """Count the votes of a sample."""
    first, second, either = (re.compile(pattern) for pattern in patterns)
    counts = [0, 0, 0]
    for value in values:
        if value.startswith(NUMBER_MARK):
            continue
        plain = value.translate(_NARROW).strip(SPACE)
        if first.search(plain):
            counts[0] += 1
        elif second.search(plain):
            counts[1] += 1
        elif either.search(plain):
            counts[2] += 1
    return Votes(*counts)


def votes_sql(column: str, patterns: Patterns) -> str:
    """The same count over a whole column, as three aggregates of the engine."""
    narrow = f"translate({column}, {sql.text(FULL_WIDTH)}, {sql.text(HALF_WIDTH)})"
    plain = f"trim({narrow}, {sql.text(SPACE)})"
    written = f"NOT starts_with({column}, chr(31))"
    first, second, either = (
        f"regexp_matches({plain}, {sql.text(pattern)})" for pattern in patterns
    )
    return (
        f"count_if({written} AND {first}), "
        f"count_if({written} AND NOT {first} AND {second}), "
        f"count_if({written} AND NOT {first} AND NOT {second} AND {either})"
    )


def date_order(found: Votes) -> DateOrder | Ask | None:
    """What the votes of the date columns say; None: no order is needed."""
    readings: dict[str, DateOrder | Ask | None] = {
        "first": "dmy",
        "second": "mdy",
        "ask": ASK,
        "none": None,
    }
    return readings[found.decided]


def decimals(found: Votes) -> Decimals | Ask | None:
    """What the votes of the amount columns say; None: only plain digits."""
    readings: dict[str, Decimals | Ask | None] = {
        "first": ".",
        "second": ",",
        "ask": ASK,
        "none": None,
    }
    return readings[found.decided]
