"""The worked case of payback, with figures of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.analysis.assessment.payback import Payback, payback
from vitalfew.analysis.criteria import PaybackCriteria
from vitalfew.web.account.pictures import Picture, payback_picture
from vitalfew.web.criteria.wording import UNITS as UNITS_OF_CRITERIA

if TYPE_CHECKING:
    from vitalfew.web.formats import Formats

WORKED_CASE = {
    "sales": 10_000_000,
    "margin": 30,
    "investment": 5_000_000,
    "serving": 500_000,
    "serve_from_year": 2,
    "years": 3,
    "rate": 10,
}
"""`docs/methods/payback.md`; shares in percent."""
MONEY = frozenset({"sales", "investment", "serving"})
UNITS: dict[str, Any] = {
    "margin": "%",
    "serve_from_year": "",
    "years": UNITS_OF_CRITERIA["years"],
    "rate": "%",
}
MOST = 1_000_000_000_000_000
MOST_YEARS = 30


def _number(label: Any, most: int, least: int = 0) -> forms.FloatField:  # noqa: ANN401  lazy
    widget = forms.NumberInput(attrs={"class": "in--num", "step": "any"})
    return forms.FloatField(label=label, min_value=least, max_value=most, widget=widget)


def _year(label: Any) -> forms.IntegerField:  # noqa: ANN401  lazy
    widget = forms.NumberInput(attrs={"class": "in--num"})
    return forms.IntegerField(
        label=label, min_value=1, max_value=MOST_YEARS, widget=widget
    )


def entered(asked: Mapping[str, str]) -> dict[str, Any]:
    """What the case depends on; what the address does not say is as on the page."""
    given = {name: asked[name] for name in WORKED_CASE if name in asked}
    return {**WORKED_CASE, **given}


class PaybackForm(forms.Form):
    """The figures of a case."""

    sales = _number(gettext_lazy("Sales a year"), MOST)
    margin = _number(gettext_lazy("Margin"), 100, -100)
    investment = _number(gettext_lazy("Spent to win an account"), MOST)
    serving = _number(gettext_lazy("Cost of serving it a year"), MOST)
    serve_from_year = _year(gettext_lazy("Serving costs from year"))
    years = _year(gettext_lazy("Years counted"))
    rate = _number(gettext_lazy("Discount rate"), 100)

    def lines(self, formats: Formats) -> Iterator[tuple[BoundField, str]]:
        """Each field with its unit."""
        for field in self:
            yield field, formats.currency if field.name in MONEY else UNITS[field.name]

    @property
    def contribution(self) -> float:
        return float(self.cleaned_data["sales"] * self.cleaned_data["margin"] / 100)

    @property
    def criteria(self) -> PaybackCriteria:
        given = self.cleaned_data
        return PaybackCriteria(
            investment=given["investment"],
            yearly_cost_to_serve=given["serving"],
            serve_from_year=given["serve_from_year"],
            horizon_years=given["years"],
            discount_rate=given["rate"] / 100,
            limit_months=12 * MOST_YEARS,
        )


@dataclass(frozen=True)
class Case:
    """What comes out: the picture of the account's page, its figures, year by year."""

    picture: Picture
    facts: list[tuple[str, str]]
    columns: list[str]
    rows: list[list[str]]


def case_read(form: PaybackForm, formats: Formats) -> Case | None:
    """The case that was entered; None when it cannot be computed."""
    if not form.is_valid():
        return None
    found = payback(form.contribution, criteria=form.criteria)
    investment = form.criteria.investment
    return Case(
        picture=payback_picture(asdict(found), investment, formats),
        facts=_facts(found, formats),
        columns=[_("Year"), _("Contribution"), _("Serving"), _("Flow"), _("Cash")],
        rows=_years(found, form, formats),
    )


def _facts(found: Payback, formats: Formats) -> list[tuple[str, str]]:
    month = _("month %(month)s") % {"month": formats.months(found.months)}
    years = _("not within the years counted")
    return [
        (_("Paid back in"), years if found.months is None else month),
        (_("Net present value"), formats.money_full(found.npv, 0)),
        (_("Return on all costs"), formats.percent(found.roi)),
        (_("After one order alone"), formats.money_full(found.single_order, 0)),
    ]


def _years(found: Payback, form: PaybackForm, formats: Formats) -> list[list[str]]:
    cash = [-(form.criteria.investment or 0.0), *found.cumulative]
    flows = [after - before for before, after in pairwise(cash)]
    return [
        [
            formats.count(year),
            formats.money_full(form.contribution, 0),
            formats.money_full(form.contribution - flow, 0),
            formats.money_full(flow, 0),
            formats.money_full(cash[year], 0),
        ]
        for year, flow in enumerate(flows, 1)
    ]
