from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from vitalfew.analysis.criteria import ASKED, RANGES, WHOLE, Criteria
from vitalfew.web.criteria.wording import CRITERIA, GROUPS, UNITS
from vitalfew.web.formats import Formats

BOUNDS = {name: (low, high) for name, low, high in RANGES}
OPTIONAL = frozenset(name for name in BOUNDS if Criteria().value(name) is None)
FORM_ONLY = ("note", "based_on")


@dataclass(frozen=True)
class Line:
    """One criterion on the page: its field, unit and default."""

    field: BoundField
    unit: str
    hint: str
    changed: bool


@dataclass(frozen=True)
class Section:
    title: str
    text: str
    lines: list[Line]
    method: str
    """Where it is said what the section means."""
    previewed: bool
    """Whether one may see what would change before it is saved."""


class CriteriaForm(forms.Form):
    """Every criterion as a field; shares are entered in percent."""

    note = forms.CharField(
        required=False, max_length=500, label=_("What changed, and why")
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401  as Django
        *,
        current: Criteria,
        based_on: int | None = None,
    ) -> None:
        initial = {name: shown(name, current.value(name)) for name in CRITERIA}
        super().__init__(data, initial={**initial, "based_on": based_on})
        self.current = current
        for name in CRITERIA:
            self.fields[name] = _field(name)

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """What was entered, as `Criteria.from_dict` takes it."""
        # What a page of its own sets stays as it is.
        groups: dict[str, dict[str, Any]] = {"rates": self.current.to_dict()["rates"]}
        for name in CRITERIA:
            group, _dot, own = name.partition(".")
            entered = self.cleaned_data.get(name)
            groups.setdefault(group, {})[own] = stored(name, entered)
        return groups

    def sections(self, formats: Formats) -> Iterator[Section]:
        for group, (title, text) in GROUPS.items():
            names = [name for name in CRITERIA if name.startswith(f"{group}.")]
            lines = [self._line(name, formats) for name in names]
            yield Section(
                str(title), str(text), lines, f"criteria#{group}", group == "health"
            )

    def _line(self, name: str, formats: Formats) -> Line:
        default = Criteria().value(name)
        said = _("%(help)s Default: %(value)s") % {
            "help": CRITERIA[name].help,
            "value": described(name, default, formats),
        }
        unit = CRITERIA[name].unit
        return Line(
            self[name],
            formats.currency if unit == "money" else str(UNITS.get(unit, "")),
            said,
            self.current.value(name) != default,
        )


def shown(name: str, value: float | None) -> float | None:
    """A criterion as it is entered."""
    if value is None or name in ASKED:
        return value
    entered = round(value * 100, 8) if CRITERIA[name].unit == "percent" else value
    return int(entered) if float(entered).is_integer() else entered


def stored(name: str, entered: float | None) -> float | int | None:
    """What was entered, as the criterion is stored."""
    if entered is None or name in ASKED:
        return entered
    if CRITERIA[name].unit == "percent":
        return round(entered / 100, 10)
    return int(entered) if name in WHOLE else entered


def described(name: str, value: float | None, formats: Formats) -> str:
    """A criterion in the reader's formats."""
    if value is None:
        return str(_("empty"))
    if name in ASKED:
        return str(_("asked") if value else _("not asked"))
    unit = CRITERIA[name].unit
    if unit == "money":
        return formats.money(value)
    digits = next((few for few in (0, 1) if round(value, few) == value), 2)
    if unit == "percent":
        digits = 0 if round(value * 100, 8).is_integer() else 1
        return formats.percent(value, digits)
    number = formats.number(value, digits)
    return f"{number} {UNITS[unit]}" if unit in UNITS else number


def _field(name: str) -> forms.Field:
    if name in ASKED:
        return forms.BooleanField(label=CRITERIA[name].label, required=False)
    low, high = BOUNDS[name]
    scale = 100 if CRITERIA[name].unit == "percent" else 1
    made = forms.IntegerField if name in WHOLE else forms.FloatField
    limits: dict[str, Any] = {
        "min_value": None if low is None else low * scale,
        "max_value": None if high is None else high * scale,
    }
    field: forms.Field = made(
        label=CRITERIA[name].label,
        required=name not in OPTIONAL,
        widget=forms.NumberInput(
            attrs={"class": "in--num", "step": "1" if name in WHOLE else "any"}
        ),
        **limits,
    )
    return field
