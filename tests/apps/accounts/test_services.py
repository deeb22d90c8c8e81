"""What a person may change of an account, and what stays when it is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vitalfew.apps.accounts import restructuring, selectors, services
from vitalfew.apps.accounts.models import Account, HeadOffice, Kind, Restructuring
from vitalfew.apps.assessments.models import Decision, Designation
from vitalfew.apps.audit.models import Entry

NOT_ANALYSTS = ("ada", "hana", "marta", "sam", "stella", "fay", "carl", "rhea")


def make_key(cast, account):
    decision = Decision.objects.create(
        account=account, kind="designate", reason="large", by=cast.hana
    )
    return Designation.objects.create(
        account=account,
        starts_on=datetime.date(2024, 4, 1),
        started_by=decision,
    )


def state():
    """Everything these services could have changed."""
    return [
        list(Account.objects.order_by("pk").values()),
        list(Restructuring.objects.values()),
        list(HeadOffice.objects.values()),
        list(Entry.objects.values()),
    ]


CHANGES = {
    "edit": lambda cast, acting: services.account_edit(
        account=cast.kelan, values={"name": "Kelan"}, acting=acting
    ),
    "restore": lambda cast, acting: services.account_restore(
        account=cast.kelan, fact="name", acting=acting
    ),
    "move": lambda cast, acting: services.account_move(
        account=cast.kelan, parent=cast.norvik, reason="bought", acting=acting
    ),
    "exclude": lambda cast, acting: services.account_exclude(
        account=cast.kelan, exclusion="test", reason="a test", acting=acting
    ),
    "include": lambda cast, acting: services.account_include(
        account=cast.kelan, reason="real", acting=acting
    ),
    "head office": lambda cast, acting: services.head_office_mark(
        account=cast.kelan, unit_id="U1", marked=True, acting=acting
    ),
    "merge": lambda cast, acting: restructuring.account_merge(
        duplicate=cast.kelan, survivor=cast.norvik, reason="same", acting=acting
    ),
    "split": lambda cast, acting: restructuring.account_split(
        account=cast.kelan, units=["U1"], name="New", reason="sold", acting=acting
    ),
}


@pytest.mark.parametrize("name", NOT_ANALYSTS)
@pytest.mark.parametrize("change", sorted(CHANGES))
def test_only_an_analyst_changes_accounts(cast, change, name):
    before = state()

    with pytest.raises(PermissionDenied):
        CHANGES[change](cast, getattr(cast, name))

    assert state() == before


def test_a_correction_counts_and_the_imported_value_is_kept(cast):
    cast.kelan.imported = {"name": "KELAN MED", "employees": 20}
    cast.kelan.save()

    account = services.account_edit(
        account=cast.kelan,
        values={"name": "Kelan Medical Group", "yearly_revenue": Decimal("5.50")},
        acting=cast.ana,
    )

    account.refresh_from_db()
    assert account.name == "Kelan Medical Group"
    assert account.yearly_revenue == Decimal("5.50")
    assert account.imported == {"name": "KELAN MED", "employees": 20}
    assert account.edited == {"name": "Kelan Medical Group", "yearly_revenue": "5.50"}
    assert selectors.accounts_found(cast.ana, "kelan med gro") == [account]


def test_restoring_lets_the_imported_value_count_again(cast):
    cast.kelan.imported = {"name": "KELAN MED", "yearly_revenue": "7.25"}
    cast.kelan.save()
    values = {"name": "Other", "yearly_revenue": Decimal(1)}
    services.account_edit(account=cast.kelan, values=values, acting=cast.ana)

    for fact in values:
        services.account_restore(account=cast.kelan, fact=fact, acting=cast.ana)

    cast.kelan.refresh_from_db()
    assert cast.kelan.name == "KELAN MED"
    assert cast.kelan.yearly_revenue == Decimal("7.25")
    assert cast.kelan.edited == {}


def test_there_is_nothing_to_restore_where_nothing_was_imported(cast):
    services.account_edit(account=cast.kelan, values={"city": "Xi'an"}, acting=cast.ana)
    before = state()

    with pytest.raises(ValidationError):
        services.account_restore(account=cast.kelan, fact="city", acting=cast.ana)

    assert state() == before


@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"name": "x" * 301}, {"tax_id": "9" * 41}, {"employees": -1}],
)
def test_a_value_that_does_not_fit_is_refused(cast, values):
    before = state()

    with pytest.raises(ValidationError):
        services.account_edit(account=cast.kelan, values=values, acting=cast.ana)

    assert state() == before


@pytest.mark.parametrize("column", ["account_id", "kind", "merged_into", "exclusion"])
def test_nothing_but_facts_can_be_edited(cast, column):
    before = state()

    services.account_edit(account=cast.kelan, values={column: "C9"}, acting=cast.ana)

    assert state() == before


def test_each_change_writes_one_audit_row(cast):
    services.account_edit(account=cast.kelan, values={"city": "Bern"}, acting=cast.ana)
    services.account_edit(account=cast.kelan, values={"city": "Bern"}, acting=cast.ana)

    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.account) == (
        "account.edit",
        cast.ana,
        cast.kelan,
    )
    assert entry.details == {"city": {"before": "", "after": "Bern"}}


def test_an_excluded_group_takes_what_belongs_to_it_along(cast):
    services.account_exclude(
        account=cast.norvik, exclusion="pseudo", reason="not real", acting=cast.ana
    )

    assert selectors.excluded_ids() == {"C001", "C011", "C012"}


def test_own_companies_count_where_the_settings_say_so(cast):
    from vitalfew.apps.firm.models import Firm

    services.account_exclude(
        account=cast.kelan, exclusion="intercompany", reason="ours", acting=cast.ana
    )
    assert selectors.excluded_ids() == {"C003"}

    Firm.objects.create(pk=1, leave_out_intercompany=False)
    assert selectors.excluded_ids() == set()


def test_including_again_forgets_the_reason(cast):
    services.account_exclude(
        account=cast.kelan, exclusion="test", reason="a test", acting=cast.ana
    )

    services.account_include(account=cast.kelan, reason="it is real", acting=cast.ana)

    cast.kelan.refresh_from_db()
    assert (cast.kelan.exclusion, cast.kelan.exclusion_reason) == ("", "")
    assert Entry.objects.count() == 2


def test_a_group_with_a_key_account_in_it_cannot_be_excluded(cast):
    make_key(cast, cast.norvik_sea)
    before = state()

    with pytest.raises(ValidationError, match="Norvik Sea is a key account"):
        services.account_exclude(
            account=cast.norvik, exclusion="test", reason="x", acting=cast.ana
        )

    assert state() == before


@pytest.mark.parametrize("reason", ["", "   "])
def test_leaving_an_account_out_needs_a_reason(cast, reason):
    before = state()

    with pytest.raises(ValidationError):
        services.account_exclude(
            account=cast.kelan, exclusion="test", reason=reason, acting=cast.ana
        )

    assert state() == before


def test_a_head_office_is_marked_once_and_unmarked(cast):
    for marked in (True, True, False):
        services.head_office_mark(
            account=cast.kelan, unit_id="U1", marked=marked, acting=cast.ana
        )
        assert selectors.head_offices() == ({"C003": ["U1"]} if marked else {})

    assert Entry.objects.count() == 2


@pytest.mark.parametrize("name", ["hana", "ana"])
def test_a_prospect_is_an_account_without_orders(cast, name):
    prospect = services.prospect_create(
        name=" 天和轨道 ",
        values={"industry": "Rail", "employees": 900},
        acting=getattr(cast, name),
    )

    assert (prospect.account_id, prospect.name) == ("prospect-1", "天和轨道")
    assert (prospect.kind, prospect.has_orders) == (Kind.PROSPECT, False)
    assert prospect in selectors.accounts_visible(cast.hana)
    assert prospect not in selectors.accounts_visible(cast.marta)
    assert selectors.accounts_found(cast.ana, "tianhe") == [prospect]


@pytest.mark.parametrize("name", ["marta", "sam", "fay", "carl", "rhea", "ada"])
def test_others_enter_no_prospects(cast, name):
    before = state()

    with pytest.raises(PermissionDenied):
        services.prospect_create(name="New", acting=getattr(cast, name))

    assert state() == before


@pytest.mark.parametrize(
    ("name", "account_id"), [("", "P1"), ("  ", "P1"), ("New", "C001")]
)
def test_a_prospect_without_a_name_or_with_a_taken_id_is_refused(
    cast, name, account_id
):
    before = state()

    with pytest.raises(ValidationError):
        services.prospect_create(name=name, account_id=account_id, acting=cast.hana)

    assert state() == before


def test_entered_prospects_never_share_an_id(cast):
    made = [
        services.prospect_create(name=f"P {n}", acting=cast.ana).account_id
        for n in range(3)
    ]

    assert made == ["prospect-1", "prospect-2", "prospect-3"]
