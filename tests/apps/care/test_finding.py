import datetime as dt
from dataclasses import dataclass

import pytest

from tests.cast import Cast, make_cast
from vitalfew.apps.assessments import following
from vitalfew.apps.assessments.models import Assessment
from vitalfew.apps.assessments.services import (
    assessment_request,
    assessment_run,
    decision_record,
)
from vitalfew.apps.care.finding import accounts_watched
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.imports.services import batch_import

START = dt.date(2024, 1, 1)


def orders_file(folder, name, lines):
    path = folder / name
    rows = []
    for account, called, day in lines:
        on = START + dt.timedelta(days=day)
        rows.append(f"{account},{called},{on},S{account}{day},1,100.00,60.00")
    head = "account_id,account_name,ordered_on,order_id,line_id,net_amount,cost"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def silent_norvik(folder):
    """Norvik buys every week and stops; Brenner and many others go on."""
    lines = [("C001", "Norvik Wind", day) for day in range(0, 500, 7)]
    lines += [("C002", "Brenner Hydraulics", day) for day in range(0, 700, 7)]
    for other in range(8):
        account = f"D{other:03}"
        lines += [(account, f"Other {other}", day) for day in range(other, 700, 9)]
    return orders_file(folder, "orders.csv", lines)


def assessed(cast):
    run = assessment_run(assessment_request(acting=cast.ana))
    assert run.state == Assessment.State.FINISHED, run.problem
    return run


@dataclass(frozen=True)
class Silent:
    cast: Cast
    run: Assessment


def build(folder):
    """Norvik is a key account, and silent when the orders are assessed."""
    cast = make_cast()
    batch_import(acting=cast.ana, places=[silent_norvik(folder)])
    decision_record(
        acting=cast.hana,
        account=cast.norvik,
        kind="designate",
        reason="Large",
        manager=cast.marta,
    )
    return Silent(cast, assessed(cast))


@pytest.fixture(scope="module")
def silent(keep):
    yield from keep(build)


@pytest.mark.django_db
def test_an_assessment_raises_the_silence_of_a_key_account(silent):
    run, norvik = silent.run, silent.cast.norvik

    warning = EarlyWarning.objects.get(account=norvik)
    assert (warning.kind, warning.state) == ("silence", "raised")
    assert warning.assessment == run
    assert warning.evidence[0] == "warning.silence"
    assert warning.evidence[1]["days"] == (run.as_of - START).days - 497
    assert norvik in accounts_watched(run)


@pytest.mark.django_db
def test_the_next_order_clears_silence_and_shows_how_little_was_bought(
    silent, tmp_path
):
    cast = silent.cast
    again = orders_file(tmp_path, "again.csv", [("C001", "Norvik Wind", 699)])
    batch_import(acting=cast.ana, places=[again])
    run = assessed(cast)

    silence, decline = EarlyWarning.objects.filter(account=cast.norvik).order_by("pk")
    assert (silence.kind, silence.cleared_on) == ("silence", run.as_of)
    # One order in seven months is not what a weekly buyer did before.
    assert (decline.kind, decline.cleared_on) == ("decline", None)


@pytest.mark.django_db
def test_an_account_nobody_watches_raises_nothing(silent):
    watched = accounts_watched(silent.run)
    warned = {warning.account for warning in EarlyWarning.objects.all()}
    assert warned
    assert warned <= set(watched)


@pytest.mark.django_db
def test_a_search_for_warnings_that_fails_leaves_the_assessment(silent, monkeypatch):
    def broken(_assessment):
        raise RuntimeError

    before = list(EarlyWarning.objects.order_by("pk").values())
    monkeypatch.setattr(following, "_FOLLOWERS", [broken])
    assert assessed(silent.cast).state == Assessment.State.FINISHED
    assert list(EarlyWarning.objects.order_by("pk").values()) == before
