"""From a solution to a proposition, the customer's answer, and what is proven."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.analysis.method_pages import number, worked_table
from tests.apps.value.build import DAY, FIGURES, WRITTEN, agree, offered, solution
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.firm.models import Firm
from vitalfew.apps.value.catalog import Written, solution_write
from vitalfew.apps.value.ledger import value_ledger
from vitalfew.apps.value.models import Gain, Proposition, Solution
from vitalfew.apps.value.propositions import (
    gain_confirm,
    gain_record,
    proposition_decline,
    proposition_draft,
    proposition_figures,
    proposition_offer,
    proposition_renew,
)

pytestmark = pytest.mark.django_db


def refused(do, **values):
    with pytest.raises(RefusedError) as why:
        do(**values)
    return why.value.code


def test_a_proposition_copies_the_formula_and_works_out_a_range(cast):
    one = offered(cast)
    changed = Written(**(vars(WRITTEN) | {"formula": "hours * rate * 2"}))
    solution_write(acting=cast.ana, solution=one.solution, written=changed)

    one.refresh_from_db()
    assert (one.low, one.likely, one.high) == (48_000, 100_000, 180_000)
    assert (one.formula, one.name) == ("hours * rate", "Monitoring")


def test_without_a_solution_it_has_a_formula_of_its_own(cast):
    made = proposition_draft(
        acting=cast.marta,
        account=cast.norvik,
        name="Fewer trucks",
        answers=[],
        solution=None,
        text="trips * 450",
        assumptions="trips：每年少跑的车次",
    )

    assert made.assumptions == [["trips", "每年少跑的车次", "", "", "", ""]]


def test_once_offered_nothing_but_the_answer_changes(cast):
    one = offered(cast)
    values = {"acting": cast.marta, "proposition": one}

    code = refused(proposition_figures, figures=FIGURES, price=None, **values)

    assert code == "proposition_fixed"
    agree(cast, one)
    again = refused(proposition_decline, reason="No", on=DAY, **values)
    assert again == "proposition_state"
    renewed = proposition_renew(**values)
    assert (renewed.version, renewed.state, renewed.likely) == (2, "draft", 100_000)
    one.refresh_from_db()
    assert (one.state, one.answered_who, one.answer) == (
        "agreed",
        "Eva Marsh",
        "Signed",
    )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"who": " "}, "agreed_who_missing"),
        ({"how": ""}, "agreed_how_missing"),
        ({"on": dt.date(2999, 1, 1)}, "answer_day_future"),
        ({"years": 11}, "years_range"),
    ],
)
def test_an_agreement_says_who_how_when_and_for_how_long(cast, values, code):
    one = offered(cast)

    assert refused(agree, cast=cast, made=one, **values) == code
    one.refresh_from_db()
    assert one.state == "offered"


@pytest.mark.parametrize(
    ("rate", "code"),
    [
        (("x", "1", "2", "Log"), "assumption_number"),
        (("3", "1", "2", "Log"), "assumption_order"),
        (("1", "1", "2", " "), "assumption_source"),
        (("NaN", "1", "2", "Log"), "assumption_number"),
    ],
)
def test_assumptions_are_numbers_in_order_with_a_source(cast, rate, code):
    with pytest.raises(RefusedError) as why:
        offered(cast, figures=FIGURES | {"rate": rate})

    assert why.value.code == code
    assert Proposition.objects.get().likely is None


def test_promised_and_proven_are_those_of_the_page(cast):
    Firm.objects.update(currency="EUR")
    one = agree(cast, offered(cast))
    record = {"acting": cast.marta, "proposition": one, "evidence": "Their log"}
    gain_record(year=2025, amount=Decimal(70_000), who="Eva Marsh", on=DAY, **record)
    gain_record(year=2026, amount=Decimal(40_000), **record)

    found = value_ledger(cast.marta, cast.norvik, on=DAY)

    rows = worked_table("value", "Ledger")
    columns = ("year", "promised", "proven", "not confirmed", "gap")
    assert [
        (y.year, y.promised, y.proven, y.unconfirmed, y.gap) for y in found.years
    ] == [tuple(number(row[c]) for c in columns) for row in rows]
    assert (found.promised, found.proven) == (200_000, 70_000)
    assert value_ledger(cast.chen, cast.norvik, on=DAY).years == []


def test_what_they_confirm_later_is_proven_then(cast):
    one = agree(cast, offered(cast))
    gain = gain_record(
        acting=cast.marta,
        proposition=one,
        year=2025,
        amount=Decimal(500),
        evidence="Log",
    )
    assert value_ledger(cast.marta, cast.norvik, on=DAY).proven == 0

    gain_confirm(acting=cast.marta, gain=gain, who="Eva Marsh", on=DAY)

    assert value_ledger(cast.marta, cast.norvik, on=DAY).proven == 500
    code = refused(gain_confirm, acting=cast.marta, gain=gain, who="X", on=DAY)
    assert code == "gain_confirmed"


def test_a_newer_agreed_version_takes_the_place_of_the_old_one(cast):
    old = agree(cast, offered(cast), from_year=2024, years=4)
    new = proposition_renew(acting=cast.marta, proposition=old)
    half = FIGURES | {"rate": ("400", "500", "750", "Their controller")}
    proposition_figures(acting=cast.marta, proposition=new, figures=half, price=None)
    proposition_offer(acting=cast.marta, proposition=new)
    agree(cast, new, from_year=2026, years=2)

    found = value_ledger(cast.marta, cast.norvik, on=DAY)

    assert [(y.year, y.promised) for y in found.years] == [
        (2024, 100_000), (2025, 100_000), (2026, 50_000), (2027, 50_000),
    ]  # fmt: skip


def test_only_what_was_agreed_can_be_proven(cast):
    one = offered(cast)

    code = refused(
        gain_record,
        acting=cast.marta,
        proposition=one,
        year=2025,
        amount=Decimal(1),
        evidence="Log",
    )

    assert (code, Gain.objects.count()) == ("gain_not_agreed", 0)


@pytest.mark.parametrize("who", ["chen", "sam", "ana", "rhea"])
def test_only_who_runs_the_account_offers(cast, who):
    with pytest.raises(PermissionDenied):
        proposition_draft(
            acting=getattr(cast, who),
            account=cast.norvik,
            name="X",
            answers=[],
            solution=solution(cast),
        )

    assert not Proposition.objects.exists()


@pytest.mark.parametrize("who", ["marta", "sam", "fay"])
def test_only_the_head_and_the_analyst_write_the_catalog(cast, who):
    with pytest.raises(PermissionDenied):
        solution_write(acting=getattr(cast, who), solution=None, written=WRITTEN)

    assert not Solution.objects.exists()
