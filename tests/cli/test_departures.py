"""`vitalfew import contacts`: who of weight leaves by a file, and what follows."""

from __future__ import annotations

import pytest

from tests.apps.people.test_importing import data_dir  # noqa: F401  a fixture
from tests.apps.people.test_importing_departures import LEFT, cycle  # noqa: F401
from vitalfew.apps.imports.models import Batch
from vitalfew.apps.program.models import Event, Proposal
from vitalfew.cli.importing import run

pytestmark = pytest.mark.django_db

FOLLOWS = (
    "  The import reports each as an event; where the account has left the first "
    "stage, falling back is proposed. Withdrawing the import takes both back, unless "
    "the proposal has been answered by then."
)


@pytest.fixture
def told(cast, cycle, data_dir, tmp_path, capsys):  # noqa: F811
    """What the command says of a file; in this process, which has rated people."""

    def told(text=LEFT, *, dry_run=False):
        file = tmp_path / "people.csv"
        file.write_text(text, encoding="utf-8")
        ana = cast.ana.email
        run("contacts", [str(file)], None, {}, ana, dry_run=dry_run, skip=False)
        return capsys.readouterr().err.splitlines()

    return told


def test_a_dry_run_names_who_of_weight_would_leave_and_what_follows(told):
    lines = told(dry_run=True)

    at = lines.index("  2 posts end of people who decide or speak for us:")
    assert lines[at + 1 :] == [
        "    Anna · Buyer, Norvik Wind: no longer from 2024-05-01",
        "    Bo · Buyer, Norvik Wind: no longer from 2024-05-01",
        FOLLOWS,
        "A dry run: nothing was kept.",
    ]
    assert not Event.objects.exists()


def test_the_import_says_so_and_then_what_it_reported_and_proposed(told):
    lines = told()

    assert "    Anna · Buyer, Norvik Wind: no longer from 2024-05-01" in lines
    number = Batch.objects.get().pk
    assert lines[lines.index(FOLLOWS) + 1 :] == [
        f"Imported as number {number}.",
        "Reported as events: 2; proposals to fall back: 2. Withdrawing the import "
        "takes both back, unless the proposal has been answered by then.",
    ]
    assert (Event.objects.count(), Proposal.objects.count()) == (2, 2)


def test_of_many_who_leave_the_first_are_named_and_the_others_counted(
    told, monkeypatch
):
    monkeypatch.setattr("vitalfew.apps.program.importing.LISTED", 1)

    lines = told(dry_run=True)

    at = lines.index("    Anna · Buyer, Norvik Wind: no longer from 2024-05-01")
    assert lines[at + 1 : at + 3] == ["    and 1 more", FOLLOWS]


def test_where_nobody_of_weight_leaves_nothing_is_said(told):
    lines = told("name,account,title,until\nCai,C001,Buyer,2024-05-01\n")

    assert not [line for line in lines if "decide" in line or "events" in line]
    assert lines[-1] == f"Imported as number {Batch.objects.get().pk}."
