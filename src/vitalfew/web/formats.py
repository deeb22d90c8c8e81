"""Numbers, money and days as a reader expects: by person, firm, then language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import floor, isnan
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalfew.analysis.reasons import Kind
from vitalfew.apps.assessments.problems import template
from vitalfew.files.bidi import isolated

if TYPE_CHECKING:
    from vitalfew.analysis.reasons import Say
    from vitalfew.apps.firm.models import Firm
    from vitalfew.apps.users.models import User

UNKNOWN = "–"
MINUS = "−"
SYMBOLS = {
    "CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CHF": "CHF ",
}  # fmt: skip
NUMBER_FORMATS = {
    "1,234.56": (",", "."),
    "1.234,56": (".", ","),
    "1 234,56": ("\u202f", ","),
    "1'234.56": ("’", "."),
}
SCALES = {
    "k": ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")),
    "wan": ((100_000_000, " 亿"), (10_000, " 万")),
    "full": (),
}
Number = int | float | Decimal


@dataclass(frozen=True)
class Formats:
    """How one reader sees figures."""

    language: str
    currency: str = ""
    number_format: str = ""
    money_format: str = ""

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    @cached_property
    def _marks(self) -> tuple[str, str]:
        return NUMBER_FORMATS.get(self.number_format, (",", "."))

    @cached_property
    def _scale(self) -> tuple[tuple[int, str], ...]:
        key = self.money_format or ("wan" if self.chinese else "k")
        return SCALES[key]

    def number(self, value: Number | None, digits: int = 0) -> str:
        if value is None or isnan(value):
            return UNKNOWN
        thousands, point = self._marks
        text = f"{abs(value):,.{digits}f}"
        sign = MINUS if value < 0 and text.strip("0,.") else ""
        return sign + text.replace(",", "\0").replace(".", point).replace(
            "\0", thousands
        )

    def count(self, value: Number | None) -> str:
        return self.number(value)

    def signed(self, value: Number) -> str:
        """A whole number with its sign: +6, −6."""
        text = self.number(value)
        return text if text.startswith(MINUS) else f"+{text}"

    def score(self, value: Number | None) -> str:
        """Rounded down: below its threshold it never looks as if it reached it."""
        if value is None or isnan(value):
            return UNKNOWN
        return self.number(floor(float(value) * 10 + 1e-9) / 10, 1)

    def percent(self, value: Number | None, digits: int = 1) -> str:
        if value is None or isnan(value):
            return UNKNOWN
        return f"{self.number(float(value) * 100, digits)}%"

    def percent_whole(self, value: Number | None) -> str:
        return self.percent(value, 0)

    def change(self, value: Number | None) -> str:
        """A change with its sign: +6.4%."""
        if value is None or isnan(value):
            return UNKNOWN
        text = self.percent(value)
        return text if text.startswith(MINUS) else f"+{text}"

    def money(self, value: Number | None) -> str:
        """Short, three figures: ¥41.1M, 4,110 万."""
        if value is None or isnan(value):
            return UNKNOWN
        scaled, digits, name = self._scaled(float(value))
        return self._with_symbol(scaled, digits, name)

    def money_tick(self, value: float) -> str:
        """As `money`, without zeros that only fill it up: $20k beside $2.5k."""
        scaled, digits, name = self._scaled(value)
        while digits and round(scaled, digits) == round(scaled, digits - 1):
            digits -= 1
        return self._with_symbol(scaled, digits, name)

    def _scaled(self, amount: float) -> tuple[float, int, str]:
        """In the unit that suits it: the number, its decimals, the unit's name."""
        for unit, name in self._scale:
            if abs(amount) >= unit * 0.9995:
                scaled = amount / unit
                digits = 2 if abs(scaled) < 9.995 else 1 if abs(scaled) < 99.95 else 0
                return scaled, digits, name
        return amount, 0, ""

    def money_full(self, value: Number | None, digits: int = 2) -> str:
        """To the cent, as in a statement."""
        if value is None or isnan(value):
            return UNKNOWN
        return self._with_symbol(value, digits, "")

    def _with_symbol(self, value: Number, digits: int, unit: str) -> str:
        text = self.number(value, digits)
        unknown = f"{self.currency} " if self.currency else ""
        symbol = SYMBOLS.get(self.currency, unknown)
        if self._marks[1] == "," and symbol:
            return f"{text}{unit}\u00a0{symbol.strip()}"
        sign, digits_text = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
        return f"{sign}{symbol}{digits_text}{unit}"

    def months(self, value: Number | None) -> str:
        return self.number(value)

    def day(self, value: dt.date | str | None) -> str:
        if value is None:
            return UNKNOWN
        if isinstance(value, str):
            value = dt.date.fromisoformat(value[:10])
        if self.chinese:
            return f"{value.year} 年 {value.month} 月 {value.day} 日"
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"

    def month(self, value: dt.date) -> str:
        if self.chinese:
            return f"{value.year} 年 {value.month} 月"
        return f"{MONTHS[value.month - 1]} {value.year % 100:02d}"

    def moment(self, value: dt.datetime) -> str:
        return f"{self.day(value.date())} {value:%H:%M}"

    def by_kind(self, kind: Kind, value: object) -> str:
        """Format one value of a reason's sentence."""
        if kind == "text":
            return isolated(str(value))
        if kind == "date":
            return self.day(value)  # type: ignore[arg-type]
        if kind == "percent":
            return self.percent(value)  # type: ignore[arg-type]
        if kind == "money":
            return self.money(value)  # type: ignore[arg-type]
        if kind == "score":
            return self.score(value)  # type: ignore[arg-type]
        return self.number(value)  # type: ignore[arg-type]


MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def formats_for(user: User | None, firm: Firm) -> Formats:
    """The person's own choice, then the firm's, then what the language suggests."""
    number_format = (user.number_format if user else "") or firm.number_format
    money_format = (user.money_format if user else "") or firm.money_format
    return Formats(
        language=get_language() or "en",
        currency=firm.currency,
        number_format=number_format,
        money_format=money_format,
    )


def said_in(formats: Formats) -> Say:
    """Says reasons in the reader's language and formats."""
    return lambda reason: reason_sentence(reason.code, dict(reason.values), formats)


def reason_sentence(code: str, values: dict[str, object], formats: Formats) -> str:
    """A stored reason in the reader's language and formats."""
    from vitalfew.analysis.reasons import Reason

    reason = Reason(side="for", code=code, values=values)
    return reason.sentence(formats.by_kind, _(template(code).text))
