"""An installation as a department has it: orders, people, assessments, decisions."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Session
from benchmarks.screens import orders_file

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

LINES = 20_000_000
BEFORE = "2023-07-01"
"""As of this day the first assessment, over few lines; the second after all of them."""
HEAD = "Bench Mark"
MANAGERS = 200
PLACES = 2_500
KEY_ACCOUNTS = 2_000
READY = "ready"


def environment(data: Path) -> dict[str, str]:
    return {
        "VITALFEW_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "vitalfew.project.settings",
    }


def installation(session: Session) -> Path:
    """The folder of an installation with so many lines, made once."""
    lines = session.lines(LINES)
    data = session.folder / f"installation-{lines}"
    if (data / READY).exists():
        return data
    vitalfew = str(Path(sys.executable).parent / "vitalfew")
    file = str(orders_file(session.folder, lines))
    this = [sys.executable, "-m", "benchmarks.installation"]
    static = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"]
    for step, command in (
        ("import", [vitalfew, "import", "orders", file]),
        ("people", [*this, "people"]),
        ("assess", [vitalfew, "assess", "--as-of", BEFORE]),
        ("assess again", [vitalfew, "assess"]),
        ("decisions", [*this, "decisions"]),
        ("relationships", [*this, "relationships"]),
        ("static files", static),
    ):
        started = time.perf_counter()
        session.command(command, environment=environment(data))
        took = time.perf_counter() - started
        print(f"{step}: {took:.1f} s", file=sys.stderr)
        (data / f"{step}.seconds").write_text(f"{took:.1f}", encoding="ascii")
    (data / READY).touch()
    return data


def seconds(data: Path, step: str) -> float:
    """How long a step took when the installation was made."""
    return float((data / f"{step}.seconds").read_text(encoding="ascii"))


def people() -> None:
    """A head with room for many key accounts, and managers to run them."""
    from vitalfew.apps.assessments.selectors import criteria_current
    from vitalfew.apps.assessments.services import criteria_change
    from vitalfew.apps.teams.services import capacity_change
    from vitalfew.apps.users.models import Role

    head = _person(HEAD, Role.HEAD, Role.ANALYST)
    values = criteria_current().to_dict()
    values["capacity"]["accounts"] = PLACES
    criteria_change(acting=head, values=values)
    for number in range(MANAGERS):
        manager = _person(f"Manager {number:02}", Role.MANAGER)
        capacity_change(acting=head, user=manager, key_accounts=10)


def decisions() -> None:
    """Key accounts of every kind, some proposals put off or declined, some open."""
    from datetime import timedelta

    from django.utils import timezone

    from vitalfew.apps.assessments.models import Decision
    from vitalfew.apps.assessments.selectors import rows
    from vitalfew.apps.assessments.services import decision_record
    from vitalfew.apps.users.models import Role, User

    head = User.objects.get(name=HEAD)
    managers = list(User.objects.filter(role_grants__role=Role.MANAGER))
    proposed = [row.account for row in rows(head).filter(verdict="propose")]
    others = [row.account for row in rows(head).exclude(verdict="propose")[:6]]
    for number, account in enumerate([*proposed[: KEY_ACCOUNTS - 2], *others[:2]]):
        decision_record(
            acting=head,
            account=account,
            kind=Decision.Kind.DESIGNATE,
            reason="It carries us.",
            manager=managers[number % MANAGERS],
        )
    later = timezone.localdate() + timedelta(days=90)
    for account in [*proposed[-2:], *others[2:4]]:
        decision_record(
            acting=head,
            account=account,
            kind=Decision.Kind.NOT_NOW,
            reason="Not yet.",
            ask_again_on=later,
        )
    for account in others[4:]:
        decision_record(
            acting=head, account=account, kind=Decision.Kind.DECLINE, reason="Too far."
        )


def relationships() -> None:
    """People at each key account, our ties to them, plans, and how healthy each is."""
    from django.db import transaction

    from benchmarks.relationships import relationships
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.health.keeping import readings_keep
    from vitalfew.apps.users.models import Role, User

    head = User.objects.get(name=HEAD)
    managers = list(User.objects.filter(role_grants__role=Role.MANAGER).order_by("pk"))
    key = Account.objects.filter(designations__ends_on__isnull=True)
    with transaction.atomic():
        relationships(
            head, list(key.filter(designations__isnull=False).distinct()), managers
        )
    started = time.perf_counter()
    readings_keep()
    print(f"health: {time.perf_counter() - started:.1f} s", file=sys.stderr)


def _person(name: str, *roles: str) -> User:
    from vitalfew.apps.users.models import RoleGrant, User

    email = f"{name.replace(' ', '.').lower()}@example.com"
    person = User.objects.create_user(
        email=email, name=name, password=os.urandom(16).hex()
    )
    RoleGrant.objects.bulk_create(RoleGrant(user=person, role=role) for role in roles)
    return person


if __name__ == "__main__":
    import django

    django.setup()
    steps = {
        "people": people,
        "decisions": decisions,
        "relationships": relationships,
    }
    steps[sys.argv[1]]()
