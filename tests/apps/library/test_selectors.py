"""What of the library somebody reads: methods all, cases where they see the account."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.apps.library.build import tell, try_out, write
from vitalfew.analysis.assessment.library import Suits, Wanted
from vitalfew.apps.accounts.policies import margins, money_of
from vitalfew.apps.library.selectors import (
    cases_told,
    records,
    suggested,
    text_words,
)
from vitalfew.apps.library.services import (
    case_correct,
    case_withdraw,
    method_retire,
)

pytestmark = pytest.mark.django_db
OURS = ""
"""The firm of these tests has not said what its currency is."""


@pytest.fixture
def method(cast):
    """Tried at Norvik twice and at Brenner once."""
    made = write(cast)
    try_out(cast, made, amount=Decimal(100))
    try_out(cast, made, outcome="partly", amount=Decimal(300))
    try_out(
        cast,
        made,
        who="chen",
        account=cast.brenner,
        led_by=cast.chen,
        outcome="failed",
        amount=Decimal(0),
    )
    return made


def test_the_record_is_over_the_accounts_its_reader_sees(cast, method):
    assert_record(
        cast.hana, method, worked=1, ended=3, accounts=2, amounts=(0, 100, 300)
    )
    assert_record(cast.marta, method, worked=1, ended=2, accounts=1, amounts=(100, 300))
    assert_record(cast.chen, method, worked=0, ended=1, accounts=1, amounts=(0,))


def assert_record(who, method, **expected):
    found = records(who, OURS)[method.pk]
    assert {name: getattr(found, name) for name in expected} == expected


def test_nobody_without_margins_learns_what_it_brings(cast, method):
    for who in (cast.sam, cast.rhea, cast.carl, cast.ada):
        assert_record(who, method, amounts=(), unknown=0)
        assert not any(each.told for each in cases_told(who, method=method))


def test_margins_of_many_are_those_of_each(cast):
    accounts = [cast.norvik, cast.norvik_sea, cast.brenner, cast.kelan]
    for who in cast.people.values():
        seen = set(margins(who))
        assert [each in seen for each in accounts] == [
            money_of(who, each) == "contribution" for each in accounts
        ], who


def test_cases_at_accounts_one_does_not_see_are_not_named(cast, method):
    accounts = {
        name: {each.case.account for each in cases_told(who, method=method)}
        for name, who in cast.people.items()
    }

    assert accounts["marta"] == accounts["sam"] == {cast.norvik}
    assert accounts["chen"] == {cast.brenner}
    assert accounts["ana"] == accounts["rhea"] == {cast.norvik, cast.brenner}


def test_what_was_corrected_or_withdrawn_no_longer_counts(cast):
    method = write(cast)
    first = try_out(cast, method)
    case_correct(acting=cast.marta, case=first, told=tell(cast, outcome="failed"))
    case_withdraw(acting=cast.marta, case=try_out(cast, method), reason="Twice")

    assert_record(cast.hana, method, worked=0, failed=1, ended=1)


def test_amounts_in_another_currency_are_not_added(cast, method):
    method.cases.filter(outcome="worked").update(currency="JPY")

    assert_record(cast.hana, method, amounts=(0, 300), unknown=1)


def test_what_suits_is_named_with_why_what_worked_first(cast):
    tried = write(cast, name="Workshop", gates=[], aims=["range"])
    write(cast, name="Sponsor lunch", gates=["executives"], stages=[])
    write(cast, name="Audit", stages=["strengthen"], gates=[])
    first = write(cast, name="Academy", gates=[])
    try_out(cast, tried)
    retired = write(cast, name="Fax", gates=["executives"])
    method_retire(acting=cast.hana, method=retired, retired=True)

    found = suggested(cast.marta, Wanted("establish", ["executives"]), OURS)

    assert [(each.method.name, each.reasons) for each in found] == [
        ("Sponsor lunch", (Suits("gate", "executives"),)),
        (tried.name, (Suits("stage", "establish"),)),
        (first.name, (Suits("stage", "establish"),)),
    ]
    assert [each.record.worked for each in found] == [0, 1, 0]


def test_what_is_written_finds_by_words_that_tell_methods_apart(cast):
    for name in (
        "Stock with them",
        "Lunch with them",
        "Audit with them",
        "联合改善研讨",
    ):
        write(cast, name=name, how="Meet with them")

    def names(text):
        found = suggested(cast.marta, Wanted(words=text_words(text)), OURS)
        return [each.method.name for each in found]

    assert names("a stock of parts with them") == ["Stock with them"]
    assert names("与客户做联合改善") == ["联合改善研讨"]
    assert names("telephone") == []


def test_the_library_asks_as_many_queries_for_many_cases_as_for_few(
    cast, method, django_assert_num_queries
):
    for _ in range(9):
        first = try_out(cast, method)
        case_correct(acting=cast.marta, case=first, told=tell(cast))

    with django_assert_num_queries(1):
        cases_told(cast.marta, method=method)
    with django_assert_num_queries(1):
        records(cast.marta, OURS)
