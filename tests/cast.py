"""The people and customers every test knows.

Norvik Wind is a group with two companies below it; Marta manages it, Sam is on its
team as a specialist, Stella is its sponsor. Brenner Hydraulics is managed by Chen.
Kelan Medical has no team. The others see by role.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from vitalfew.apps.accounts import tree
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.teams.models import Capacity, Membership
from vitalfew.apps.users.models import Role, RoleGrant, User

START = datetime.date(2024, 3, 12)
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    ada: User  # administrator
    hana: User  # department head
    marta: User  # account manager of Norvik Wind
    chen: User  # account manager of Brenner Hydraulics
    sam: User  # specialist on Norvik Wind's team
    stella: User  # executive sponsor of Norvik Wind
    ana: User  # analyst
    fay: User  # finance
    carl: User  # care officer
    rhea: User  # read-only
    norvik: Account
    norvik_service: Account
    norvik_sea: Account
    brenner: Account
    kelan: Account

    @property
    def people(self) -> dict[str, User]:
        return {
            name: value for name, value in vars(self).items() if isinstance(value, User)
        }


def person(name: str, *roles: str) -> User:
    user = User.objects.create_user(
        email=f"{name.split(maxsplit=1)[0].lower()}@vitalfew.example",
        name=name,
        password=PASSWORD,
    )
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return user


def account(account_id: str, name: str, parent: Account | None = None) -> Account:
    row = Account(account_id=account_id, parent=parent, has_orders=True)
    tree.name_write(row, name)
    row.save()
    tree.words_write([row])
    tree.ancestry_write(row)
    return row


def member(account: Account, user: User, role: str, by: User) -> Membership:
    return Membership.objects.create(
        account=account, user=user, role=role, starts_on=START, added_by=by
    )


def make_cast() -> Cast:
    ada = person("Ada Admin", Role.ADMINISTRATOR)
    hana = person("Hana Head", Role.HEAD)
    marta = person("Marta Olsen", Role.MANAGER)
    chen = person("Chen Yu", Role.MANAGER)
    sam = person("Sam Tao", Role.SPECIALIST)
    stella = person("Stella Wang", Role.SPONSOR)
    norvik = account("C001", "Norvik Wind")
    brenner = account("C002", "Brenner Hydraulics")
    for manager in (marta, chen):
        Capacity.objects.create(user=manager, key_accounts=3)
    member(norvik, marta, "manager", hana)
    member(norvik, sam, "specialist", hana)
    member(norvik, stella, "sponsor", hana)
    member(brenner, chen, "manager", hana)
    return Cast(
        ada=ada,
        hana=hana,
        marta=marta,
        chen=chen,
        sam=sam,
        stella=stella,
        ana=person("Ana Lyst", Role.ANALYST),
        fay=person("Fay Nance", Role.FINANCE),
        carl=person("Carl Care", Role.CARE),
        rhea=person("Rhea Reader", Role.READER),
        norvik=norvik,
        norvik_service=account("C011", "Norvik Service", norvik),
        norvik_sea=account("C012", "Norvik Sea", norvik),
        brenner=brenner,
        kelan=account("C003", "Kelan Medical"),
    )
