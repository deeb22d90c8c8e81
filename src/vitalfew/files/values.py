"""Reading numbers, dates and ids out of text: as expressions of the engine.

Each reader is a chain: what most files hold is tried first and cheaply; only what it
cannot read goes through the patterns. A value that no link can read is null.
"""

from __future__ import annotations

from dataclasses import dataclass

from vitalfew.files import sql
from vitalfew.files.options import DateOrder, Decimals

NUMBER_MARK = "\x1f"
"""Before a cell that was a number in its workbook, whatever the style of the texts."""
ABSENT = (
    "-", "–", "—", "NULL", "null", "N/A", "n/a", "#N/A", "NaN", "nan", "None", "无",
)  # fmt: skip
"""Words that exports write where there is no value."""
FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000\u2212"
HALF_WIDTH = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " -"
SPACE = " \t\r\n\u00a0\u2007\u202f\u3000\ufeff\u200b"
MONEY = "DECIMAL(18,4)"
FIRST_DAY, LAST_DAY = "DATE '1900-01-01'", "DATE '2199-12-31'"
"""Dates outside are typing errors, or an engine's infinity."""

_CURRENCY = r"(?:[$€£¥￥₹₽₩]|RMB|CNY|USD|EUR|GBP|CHF|JPY|HKD|US\$|元)"
_TIME = (
    r"(?:[T ]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:[.,]\d+)?秒?)?分?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
)
YEAR_FIRST = rf"^(\d{{4}})[-/. 年](\d{{1,2}})[-/. 月](\d{{1,2}})日?{_TIME}$"
COMPACT = r"^((?:19|20|21)\d{2})(\d{2})(\d{2})(?:\d{4}|\d{6})?$"
YEAR_LAST = rf"^(\d{{1,2}})([-/. ])(\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}$"
SERIAL = r"^[2-7]\d{4}(?:\.\d+)?$"
_MONTH_NAMES = (
    "%d-%b-%y", "%d %b %y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y",
    "%B %d, %Y", "%b %d %Y",
)  # fmt: skip  # short years first: %Y would take 26 for the year 26
_BLANKS = r"\s\x{a0}\x{2007}\x{202f}\x{3000}\x{feff}\x{200b}\x1f"
_EDGES = sql.text(rf"^[{_BLANKS}]|[{_BLANKS}]$|^$")
_UNUSUAL = sql.text(r"^\s|\s$|^$|[^ -~]|\.0$")
"""What an id can hold that is not part of it."""
_YES = ("1", "true", "t", "yes", "y", "x", "ja", "oui", "是", "√", "总部")
_NO = ("0", "false", "f", "no", "n", "nein", "non", "否", "")


@dataclass(frozen=True)
class Values:
    """How the texts of one table are to be read."""

    decimals: Decimals = "."
    order: DateOrder = "ymd"
    marked: bool = False
    """Whether cells may carry `NUMBER_MARK`."""

    def text(self, column: str) -> str:
        """Text without the blanks around it; null when nothing is left."""
        trimmed = f"nullif({self._trimmed(column)}, '')"
        return _where(f"regexp_matches({column}, {_EDGES})", trimmed, column)

    def identifier(self, column: str) -> str:
        """An id as text: leading zeros stay, ``13085.0`` becomes ``13085``."""
        plain = f"nullif({self._plain(column)}, '')"
        whole = f"regexp_extract({plain}, '^\\d+')"
        short = _where(f"regexp_full_match({plain}, '\\d+\\.0')", whole, plain)
        return _where(f"regexp_matches({column}, {_UNUSUAL})", short, column)

    def is_blank(self, column: str) -> str:
        """Whether a cell says nothing, so that there is nothing to misread."""
        trimmed = self._trimmed(column)
        return f"({column} IS NULL OR {trimmed} = '' OR {absent(trimmed)})"

    def number(self, column: str) -> str:
        """An amount or a quantity in the money type."""
        slow = self._patterned_number(self._plain(column))
        if self.decimals == ".":
            plain = f"TRY_CAST({column} AS {MONEY})"
            slow = _where(f"{plain} IS NOT NULL", plain, slow)
        return self._cell_or(column, f"TRY_CAST({column}[2:] AS {MONEY})", slow)

    def rate(self, column: str) -> str:
        """A share; ``12 %`` is 0.12. Plain numbers are as they stand."""
        percent = self._patterned_number(f"rtrim({self._plain(column)}, '% ')")
        share = f"CAST({percent} / 100 AS {MONEY})"
        return _where(self.has_percent_sign(column), share, self.number(column))

    def has_percent_sign(self, column: str) -> str:
        """Whether a share says itself that it is a percentage."""
        return f"ends_with({self._plain(column)}, '%')"

    def flag(self, column: str) -> str:
        """Yes or no, in the words of exports."""
        plain = f"lower({self._plain(column)})"
        return (
            f"CASE WHEN {plain} IN ({_list(_YES)}) THEN true "
            f"WHEN {plain} IN ({_list(_NO)}) THEN false END"
        )

    def day(self, column: str) -> str:
        """A date as written; time of day and zone are dropped."""
        plain = self._plain(column)
        months = _list(_MONTH_NAMES)
        chain = (
            _matched(plain, YEAR_FIRST, r"\1-\2-\3"),
            self._year_last(plain),
            _matched(plain, COMPACT, r"\1-\2-\3"),
            _serial(plain),
            f"CAST(try_strptime({plain}, [{months}]) AS DATE)",
        )
        cell = f"{column}[2:]"
        compact = _matched(cell, COMPACT, r"\1-\2-\3")
        cells = f"coalesce({compact}, {_serial(cell)})"
        iso = f"TRY_CAST({column} AS DATE)"
        # The engine drops what follows in longer texts, and takes 26/11/06 for the
        # year 26.
        quick = f"strlen({column}) <= 10 AND {iso} >= {FIRST_DAY}"
        slow = f"coalesce({', '.join(chain)})"
        return self._cell_or(column, cells, _where(quick, iso, slow))

    def _year_last(self, plain: str) -> str:
        long, short = {
            "mdy": (r"\4-\1-\3", r"20\4-\1-\3"),
            "dmy": (r"\4-\3-\1", r"20\4-\3-\1"),
            "ymd": (r"\4-\3-\1", r"20\1-\3-\4"),
        }[self.order]
        form = sql.text(YEAR_LAST)
        year = f"length(regexp_extract({plain}, {form}, 4))"
        return (
            f"CASE WHEN regexp_matches({plain}, {form}) THEN "
            f"TRY_CAST(CASE WHEN {year} = 4 "
            f"THEN regexp_replace({plain}, {form}, '{long}') "
            f"ELSE regexp_replace({plain}, {form}, '{short}') END AS DATE) END"
        )

    def _patterned_number(self, plain: str) -> str:
        group = "," if self.decimals == "." else "."
        separator = f"[{group}'’ \u00a0\u202f]"
        bare = f"trim(regexp_replace({plain}, '{_CURRENCY}', '', 'gi'))"
        # (12), 12- and - 12 are -12.
        open_minus = rf"regexp_replace({bare}, '^\((.*)\)$', '-\1')"
        ahead = rf"regexp_replace({open_minus}, '^([^-]*[^- ]) ?-$', '-\1')"
        tight = rf"trim(regexp_replace({ahead}, '^([+-]) *', '\1'))"
        grouped = rf"\d{{1,3}}(?:{separator}\d{{2,3}})*{separator}\d{{3}}"
        point = f"[{self.decimals}]"
        form = (
            rf"^[+-]?(?:(?:\d+|{grouped})(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?$"
        )
        digits = f"regexp_replace({tight}, {sql.text(separator)}, '', 'g')"
        read = f"TRY_CAST(replace({digits}, '{self.decimals}', '.') AS {MONEY})"
        return f"CASE WHEN regexp_matches({tight}, {sql.text(form)}) THEN {read} END"

    def _cell_or(self, column: str, cell: str, written: str) -> str:
        """Number cells of a workbook are exact; only texts have a style."""
        if not self.marked:
            return written
        return (
            f"CASE WHEN starts_with({column}, chr(31)) THEN {cell} ELSE {written} END"
        )

    def _trimmed(self, column: str) -> str:
        bare = f"ltrim({column}, chr(31))" if self.marked else column
        return f"trim({bare}, {sql.text(SPACE)})"

    def _plain(self, column: str) -> str:
        """Trimmed, with 全角 signs as the plain ones; plain text costs a comparison."""
        trimmed = self._trimmed(column)
        narrow = f"translate({column}, {sql.text(FULL_WIDTH)}, {sql.text(HALF_WIDTH)})"
        ascii_only = f"strlen({column}) = length({column})"
        return _where(ascii_only, trimmed, self._trimmed(narrow))


def absent(column: str) -> str:
    """Whether a text is a word for no value."""
    return f"{column} IN ({_list(ABSENT)})"


def _where(test: str, then: str, other: str) -> str:
    # Not coalesce: the engine computes parts common to its arguments for every row.
    return f"CASE WHEN {test} THEN {then} ELSE {other} END"


def _matched(plain: str, pattern: str, replacement: str) -> str:
    form = sql.text(pattern)
    read = f"TRY_CAST(regexp_replace({plain}, {form}, '{replacement}') AS DATE)"
    return f"CASE WHEN regexp_matches({plain}, {form}) THEN {read} END"


def _serial(plain: str) -> str:
    """Days as workbooks count them."""
    days = f"CAST(floor(TRY_CAST({plain} AS DOUBLE)) AS INTEGER)"
    return (
        f"CASE WHEN regexp_matches({plain}, '{SERIAL}') "
        f"THEN DATE '1899-12-30' + {days} END"
    )


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(sql.text(word) for word in words)
