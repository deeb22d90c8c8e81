"""Who may add and change people, and what a deactivated person can still do."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.users import services
from vitalfew.apps.users.models import Role, RoleGrant, User
from vitalfew.apps.users.selectors import system_user, user_by_email, users_with_roles

GOOD = "a long and quiet river"


def state():
    return [
        list(User.objects.order_by("pk").values()),
        list(RoleGrant.objects.order_by("pk").values("user", "role")),
        Entry.objects.count(),
    ]


CHANGES = {
    "create": lambda acting, _user: services.user_create(
        acting=acting, email="new@x.example", name="New", roles=["head"], password=GOOD
    ),
    "rename": lambda acting, user: services.user_rename(
        acting=acting, user=user, name="Other", email="other@x.example"
    ),
    "roles": lambda acting, user: services.user_set_roles(
        acting=acting, user=user, roles=["administrator"]
    ),
    "password": lambda acting, user: services.user_set_password(
        acting=acting, user=user, password=GOOD
    ),
    "deactivate": lambda acting, user: services.user_deactivate(
        acting=acting, user=user
    ),
    "activate": lambda acting, user: services.user_activate(acting=acting, user=user),
}


@pytest.mark.parametrize(
    "name", ["hana", "marta", "sam", "stella", "ana", "fay", "carl", "rhea"]
)
@pytest.mark.parametrize("change", sorted(CHANGES))
def test_only_an_administrator_changes_people(cast, change, name):
    before = state()

    with pytest.raises(PermissionDenied):
        CHANGES[change](getattr(cast, name), cast.sam)

    assert state() == before


def test_a_new_person_has_their_roles_and_can_sign_in(cast):
    user = services.user_create(
        acting=cast.ada,
        email=" Mei@Firm.Example ",
        name="Mei Lin",
        roles=["manager", "analyst"],
        password=GOOD,
    )

    assert user.email == "mei@firm.example"
    assert user.roles == {"manager", "analyst"}
    assert user.check_password(GOOD)
    assert user_by_email("MEI@firm.example") == user
    entry = Entry.objects.get()
    assert (entry.action, entry.actor) == ("user.create", cast.ada)
    assert "password" not in str(entry.details)


def test_an_invited_person_has_no_password_yet(cast):
    user = services.user_create(
        acting=cast.ada, email="mei@x.example", name="Mei", roles=[]
    )

    assert not user.has_usable_password()


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "hana@vitalfew.example"},
        {"email": "HANA@VITALFEW.EXAMPLE"},
        {"email": "no address"},
        {"name": "   "},
        {"roles": ["king"]},
        {"password": "short"},
        {"password": "12345678901"},
        {"password": "mei.lin@x.example"},
        {"language": "x" * 20},
    ],
)
def test_a_person_who_cannot_be_added_is_refused(cast, wrong):
    values = {
        "email": "mei.lin@x.example",
        "name": "Mei Lin",
        "roles": ["head"],
        "password": GOOD,
    }
    before = state()

    with pytest.raises(ValidationError):
        services.user_create(acting=cast.ada, **{**values, **wrong})

    assert state() == before


def test_roles_are_set_exactly(cast):
    services.user_set_roles(acting=cast.ada, user=cast.sam, roles=["analyst", "head"])

    cast.sam.refresh_from_db()
    assert cast.sam.roles == {"analyst", "head"}
    assert Entry.objects.get().details == {
        "before": ["specialist"],
        "after": ["analyst", "head"],
    }


def test_setting_the_same_roles_again_changes_nothing(cast):
    before = state()

    services.user_set_roles(acting=cast.ada, user=cast.sam, roles=["specialist"])

    assert state() == before


def test_the_only_administrator_stays(cast):
    before = state()

    for change in (
        lambda: services.user_set_roles(acting=cast.ada, user=cast.ada, roles=["head"]),
        lambda: services.user_deactivate(acting=cast.ada, user=cast.ada),
    ):
        with pytest.raises(ValidationError, match="only administrator"):
            change()

    assert state() == before


def test_with_a_second_administrator_the_first_may_go(cast):
    services.user_set_roles(acting=cast.ada, user=cast.hana, roles=["administrator"])

    services.user_deactivate(acting=cast.hana, user=cast.ada)

    cast.ada.refresh_from_db()
    assert not cast.ada.is_active


def test_deactivating_makes_the_old_password_useless_for_ever(cast):
    services.user_deactivate(acting=cast.ada, user=cast.marta)
    services.user_activate(acting=cast.ada, user=cast.marta)

    cast.marta.refresh_from_db()
    assert cast.marta.is_active
    assert not cast.marta.has_usable_password()


def test_the_installation_itself_is_nobody_one_can_name(db):
    system = system_user()

    assert system_user() == system
    assert system not in users_with_roles()
    assert not system.has_usable_password()
    assert system.has_role(Role.ANALYST)


@pytest.mark.parametrize(
    "values",
    [
        {"theme": "pink"},
        {"density": "huge"},
        {"language": "x" * 11},
        {"number_format": "x" * 9},
    ],
)
def test_a_setting_that_does_not_exist_is_refused(cast, values):
    before = state()

    with pytest.raises(ValidationError):
        services.own_settings_change(acting=cast.sam, values=values)

    assert state() == before


def test_nothing_but_own_settings_can_be_changed_that_way(cast):
    before = state()

    services.own_settings_change(
        acting=cast.sam,
        values={"is_system": True, "email": "x@y.example", "is_active": False},
    )

    assert state() == before
