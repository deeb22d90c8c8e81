"""Which accounts look like the same customer, and what people decided about them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import account
from vitalfew.apps.accounts.duplicates import Company, duplicates
from vitalfew.apps.accounts.models import Duplicate
from vitalfew.apps.accounts.proposals import (
    duplicate_keep,
    duplicates_open,
    duplicates_propose,
)
from vitalfew.apps.accounts.restructuring import account_merge
from vitalfew.apps.audit.models import Entry


def alike(one, other, *tax):
    numbers = tax or ("", "")
    return bool(
        duplicates([Company(1, one, numbers[0]), Company(2, other, numbers[1])])
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norvik Wind AB", "NORVIK WIND"),
        ("Norvik Wind", "Wind Norvik Ltd"),
        ("Brenner Hydraulics GmbH", "Brener Hydraulics"),
        ("Møller Schiffbau", "Moller Schiffbau GmbH"),
        ("诺维克风电设备有限公司", "诺维克风电设备公司"),
        ("ＡＢＣ Trading", "ABC Trading Co"),
    ],
)
def test_the_same_company_written_differently_is_proposed(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norvik Wind", "Norvik Water Works"),
        ("Store 12", "Store 13"),
        ("ABC", "ABD"),
        ("上海风电", "北京风电"),
        ("", ""),
        ("Ltd", "GmbH"),
    ],
)
def test_different_companies_are_not_proposed(one, other):
    assert not alike(one, other)


def test_the_same_tax_number_counts_whatever_the_names_are():
    assert alike("Norvik", "Completely Different", "91 3100-00", "913100 00")


def test_different_tax_numbers_are_different_companies():
    assert not alike("Norvik Wind", "Norvik Wind", "SE 1", "SE 2")


def test_companies_of_different_countries_are_different_companies():
    one = Company(1, "Rural Sporting Goods", country="Germany")
    other = Company(2, "Rural Sporting Goods", country="France")

    assert duplicates([one, other]) == []
    assert duplicates([one, Company(2, "Rural Sporting Goods")]) != []


def test_the_result_does_not_depend_on_the_order_of_the_accounts():
    names = ["Norvik Wind", "Norvik Wind AB", "Norvik Winds", "Brenner", "Brenner AG"]
    known = [Company(pk, name) for pk, name in enumerate(names)]

    assert duplicates(known) == duplicates(known[::-1])
    best = duplicates(known)[0]
    assert (best.one, best.other) == (0, 1)


def test_a_word_that_everybody_has_does_not_make_everybody_a_pair():
    known = [Company(pk, f"International Trading {pk:04}") for pk in range(3000)]

    assert duplicates(known) == []


def test_in_a_large_block_neighbors_are_still_found():
    known = [Company(pk, f"Trading {chr(97 + pk % 26) * 9}{pk}") for pk in range(400)]
    known += [Company(900, "Trading Zwolle Noord"), Company(901, "Trading Zwole Noord")]

    assert [(p.one, p.other) for p in duplicates(known)] == [(900, 901)]


def test_proposals_are_kept_apart_merged_or_gone(cast):
    same = account("C900", "Kelan Medical Ltd")
    account("C901", "Brenner Hydraulics AG")
    assert duplicates_propose() == 2
    kelan, brenner = duplicates_open(cast.ana).order_by("one__name").reverse()
    assert (kelan.one, kelan.other, kelan.why) == (cast.kelan, same, "name")

    account_merge(duplicate=same, survivor=cast.kelan, reason="same", acting=cast.ana)
    duplicate_keep(duplicate=brenner, acting=cast.ana)

    assert not duplicates_open(cast.ana).exists()
    duplicates_propose()
    assert not duplicates_open(cast.ana).exists()
    assert Entry.objects.filter(action="duplicate.keep").count() == 1


def test_a_group_and_its_own_company_are_not_proposed(cast):
    account("C013", "Norvik Wind Ltd", cast.norvik)

    assert duplicates_propose() == 0


def test_only_an_analyst_decides_about_a_pair(cast):
    account("C900", "Kelan Medical Ltd")
    duplicates_propose()

    with pytest.raises(PermissionDenied):
        duplicate_keep(duplicate=Duplicate.objects.get(), acting=cast.hana)

    assert duplicates_open(cast.ana).count() == 1


def test_nobody_is_shown_a_pair_with_an_account_they_may_not_see(cast):
    account("C900", "Norvik Wind Ltd")
    duplicates_propose()

    assert duplicates_open(cast.ana).count() == 1
    assert not duplicates_open(cast.marta).exists()
