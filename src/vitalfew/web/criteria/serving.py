"""The page of rates: what the departments cost, and how long activities take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.analysis.serving import ServingRates, plain
from vitalfew.apps.assessments.policies import may_set_criteria
from vitalfew.apps.assessments.selectors import (
    criteria_current,
    criteria_versions,
    latest_assessment,
)
from vitalfew.apps.assessments.services import criteria_change
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.imports.selectors import activities_recorded
from vitalfew.web.formats import Formats, formats_for
from vitalfew.web.refusals import done
from vitalfew.web.serving import serving_of, serving_said

if TYPE_CHECKING:
    from vitalfew.web.requests import Request

Label = Any
FIGURES: dict[str, dict[str, tuple[Label, str]]] = {
    "departments": {
        "cost": (gettext_lazy("Cost a year"), "money"),
        "people": (gettext_lazy("People"), ""),
        "hours_a_day": (gettext_lazy("Hours a day"), "hours"),
        "days": (gettext_lazy("Days a year"), "days"),
        "practical_share": (gettext_lazy("Practical share"), "percent"),
    },
    "activities": {
        "minutes": (gettext_lazy("Minutes of each"), "minutes"),
        "lines": (gettext_lazy("and for an order line"), "minutes"),
        "quantity": (gettext_lazy("and for one of its quantity"), "minutes"),
        "km": (gettext_lazy("and for a kilometer"), "minutes"),
        "rush": (gettext_lazy("and when it is urgent"), "minutes"),
    },
}
UNITS = {
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "minutes": gettext_lazy("minutes"),
    "percent": "%",
}
MOST = {"hours_a_day": 24, "days": 366, "practical_share": 100}
KNOWN_BY_DEFAULT = {"practical_share": 85}


@dataclass(frozen=True)
class Entry:
    """One department or activity on the page."""

    title: str
    note: str
    fields: list[tuple[BoundField, str]]


class RatesForm(forms.Form):
    """Departments and activities, each with a blank one at the end."""

    complete = forms.BooleanField(
        label=gettext_lazy("Everything we do for customers is in the record"),
        help_text=gettext_lazy(
            "Then a customer without an activity cost nothing to serve; otherwise "
            "that is not known."
        ),
        required=False,
    )
    note = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("What changed, and why")
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401  as Django
        *,
        rates: ServingRates,
        recorded: Mapping[str, int],
        based_on: int | None = None,
    ) -> None:
        super().__init__(data, initial={"based_on": based_on})
        self.recorded = recorded
        self.initial["complete"] = rates.complete
        known = {plain(each.name) for each in rates.activities}
        missing = [name for name in recorded if plain(name) not in known]
        self.rows: dict[str, list[Any]] = {
            "departments": [*rates.departments, None],
            "activities": [*rates.activities, *missing, None],
        }
        choices = [("", "–"), *((d.name, d.name) for d in rates.departments)]
        for group, rows in self.rows.items():
            for number, row in enumerate(rows):
                self._add(group, number, row, choices)

    def _add(
        self, group: str, number: int, row: object, choices: list[tuple[str, str]]
    ) -> None:
        name = row if isinstance(row, str) else getattr(row, "name", "")
        key = f"{group}-{number}"
        self.fields[f"{key}-name"] = forms.CharField(
            label=_("Name"), required=False, max_length=120
        )
        self.initial[f"{key}-name"] = name
        if group == "activities":
            self.fields[f"{key}-department"] = forms.ChoiceField(
                label=_("Done by"), choices=choices, required=False
            )
            self.initial[f"{key}-department"] = getattr(row, "department", "")
        for figure, (label, _unit) in FIGURES[group].items():
            self.fields[f"{key}-{figure}"] = forms.FloatField(
                label=label,
                required=False,
                min_value=0,
                max_value=MOST.get(figure),
                widget=forms.NumberInput(attrs={"class": "in--num", "step": "any"}),
            )
            self.initial[f"{key}-{figure}"] = _shown(figure, row)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for group in self.rows:
            names = [plain(each["name"]) for each in self._values(group, cleaned)]
            for name in sorted({name for name in names if names.count(name) > 1}):
                text = _("%(name)s stands there twice.") % {"name": name}
                self.add_error(None, text)
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, as `ServingRates.from_dict` takes it."""
        return {
            "departments": list(self._values("departments", self.cleaned_data)),
            "activities": list(self._values("activities", self.cleaned_data)),
            "complete": self.cleaned_data["complete"],
        }

    def _values(
        self, group: str, cleaned: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        for number in range(len(self.rows[group])):
            key = f"{group}-{number}"
            name = (cleaned.get(f"{key}-name") or "").strip()
            if not name:
                continue
            entry: dict[str, Any] = {"name": name}
            if group == "activities":
                entry["department"] = cleaned.get(f"{key}-department") or ""
            for figure in FIGURES[group]:
                entry[figure] = _stored(group, figure, cleaned.get(f"{key}-{figure}"))
            yield entry

    def entries(self, group: str, formats: Formats) -> Iterator[Entry]:
        for number, row in enumerate(self.rows[group]):
            names = ["name", *FIGURES[group]]
            if group == "activities":
                names.insert(1, "department")
            fields = [
                (self[f"{group}-{number}-{name}"], _unit(group, name, formats))
                for name in names
            ]
            title = row if isinstance(row, str) else getattr(row, "name", "")
            count = self.recorded.get(title)
            note = ""
            if count:
                note = _("recorded %(count)s times") % {"count": formats.count(count)}
            yield Entry(title or _new(group), note, fields)


def _new(group: str) -> str:
    return _("Another department") if group == "departments" else _("Another activity")


def _unit(group: str, name: str, formats: Formats) -> str:
    unit = FIGURES[group].get(name, ("", ""))[1]
    return formats.currency if unit == "money" else str(UNITS.get(unit, ""))


def _shown(figure: str, row: object) -> float | None:
    if row is None or isinstance(row, str):
        return KNOWN_BY_DEFAULT.get(figure)
    value: float | None = getattr(row, figure)
    if value is None or (value == 0 and figure not in {"minutes", "cost"}):
        return None
    shown = round(value * 100, 8) if figure == "practical_share" else value
    return int(shown) if float(shown).is_integer() else shown


def _stored(group: str, figure: str, entered: float | None) -> float | None:
    if entered is None:
        return 0.0 if group == "activities" and figure != "minutes" else None
    return round(entered / 100, 10) if figure == "practical_share" else entered


def serving_rates(request: Request) -> HttpResponse:
    """What an activity costs: read, or set as a new version of the criteria."""
    rates = criteria_current().rates
    recorded = activities_recorded()
    newest = criteria_versions().first()
    form = RatesForm(
        request.POST or None,
        rates=rates,
        recorded=recorded,
        based_on=newest.pk if newest else None,
    )

    def save() -> None:
        criteria_change(
            acting=request.user,
            values=criteria_current().to_dict() | {"rates": form.values},
            note=form.cleaned_data["note"],
            based_on=form.cleaned_data["based_on"],
        )

    if request.method == "POST" and done(form, save):
        messages.success(
            request, _("The rates are saved; the next assessment uses them.")
        )
        return redirect("serving-rates")
    return _page(request, form, rates, recorded, status=422 if form.errors else 200)


def _page(
    request: Request,
    form: RatesForm,
    rates: ServingRates,
    recorded: Mapping[str, int],
    *,
    status: int,
) -> HttpResponse:
    formats = formats_for(request.user, firm_settings())
    latest = latest_assessment()
    serving = serving_of(latest, "contribution")
    context = {
        "form": form,
        "departments": list(form.entries("departments", formats)),
        "activities": list(form.entries("activities", formats)),
        "title": _title(rates, recorded, formats),
        "uses": [_use(each, formats) for each in serving.get("departments", [])],
        "uses_title": _uses_title(serving.get("departments", []), formats),
        "said": serving_said(latest, "contribution", formats),
        "may_set": may_set_criteria(request.user),
    }
    return render(request, "criteria/serving.html", context, status=status)


def _title(rates: ServingRates, recorded: Mapping[str, int], formats: Formats) -> str:
    """How many of the recorded activities have a cost."""
    if not recorded:
        return _("Nothing that was done for customers is recorded yet")
    priced = {
        plain(each.name) for each in rates.activities if rates.rate_of(each) is not None
    }
    known = sum(plain(name) in priced for name in recorded)
    values = {"known": formats.count(known), "all": formats.count(len(recorded))}
    return _("%(known)s of %(all)s recorded activities have a rate") % values


def _use(each: Mapping[str, Any], formats: Formats) -> dict[str, str]:
    hours = {
        name: _hours(each.get(name), formats)
        for name in ("practical_minutes", "minutes", "unused")
    }
    return hours | {
        "name": str(each["name"]),
        "rate": formats.money_full(each.get("rate"), 2),
        "unused_cost": formats.money(each.get("unused_cost")),
    }


def _hours(minutes: float | None, formats: Formats) -> str:
    return formats.count(None if minutes is None else round(minutes / 60))


def _uses_title(uses: list[dict[str, Any]], formats: Formats) -> str:
    known = [
        each["unused_cost"] for each in uses if each.get("unused_cost") is not None
    ]
    if not known:
        return _("How much of their capacity is used is not known yet")
    unused = sum(cost for cost in known if cost > 0)
    values = {"amount": formats.money(unused)}
    return _("Unused capacity cost %(amount)s in the last 12 months") % values
