"""What the page says of a loss beside its picture."""

from __future__ import annotations

from decimal import Decimal

from vitalfew.analysis.measures.loss import YearTotal, loss_of
from vitalfew.web.formats import Formats
from vitalfew.web.portfolio.loss import facts

ENGLISH = Formats(language="en", currency="EUR")


def said(fixed, **contributions):
    totals = {
        name: YearTotal(sales=Decimal(1000), contribution=Decimal(amount))
        for name, amount in contributions.items()
    }
    found = loss_of(totals, {"a"}, fixed_costs=Decimal(fixed))
    said = facts(found, "contribution", Decimal(fixed), ENGLISH)
    return {name: value for name, value, _method in said}


def test_the_cover_of_fixed_costs_is_a_number_of_times():
    shown = said(200, a=300, b=100)

    assert shown["Fixed costs covered now"] == "2.00 times"
    assert shown["Fixed costs covered then"] == "0.50 times"


def test_a_negative_contribution_covers_nothing_instead_of_minus_times():
    shown = said(200, a=300, b=-100)

    assert shown["Fixed costs covered now"] == "1.00 times"
    assert shown["Fixed costs covered then"] == "Not at all"
