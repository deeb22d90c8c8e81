"""People come from files: who is meant, what changes, and how it is taken back."""

from __future__ import annotations

import csv
import datetime as dt
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analysis.method_pages import worked_table
from vitalfew.apps.imports import services, storage
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.imports.selectors import ledger
from vitalfew.apps.people.importing.lines import Line
from vitalfew.apps.people.importing.planning import planned
from vitalfew.apps.people.importing.withdrawing import taken_back
from vitalfew.apps.people.importing.writing import written
from vitalfew.apps.people.models import Brought, Contact, ContactWord, Position
from vitalfew.apps.people.services.persons import contact_edit
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.apps.people.services.touches import touch_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def data_dir(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    yield settings.DATA_DIR
    storage._store.cache_clear()


@pytest.fixture
def file(cast, data_dir, tmp_path):
    """Look at a file; give the draft, or the import when it is to be kept."""

    def look(text, *, keep=True, acting=None, name="people.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        batch = services.draft_create(
            acting=acting or cast.ana, kind="contacts", places=[path]
        )
        batch = services.draft_read(batch)
        if keep and batch.state == State.CHECKED:
            batch = services.draft_keep(batch, acting=cast.ana, skip_refused=True)
        return batch

    return look


def refused(batch):
    path = storage.uploads_folder() / batch.folder / "refused.csv"
    with path.open(encoding="utf-8-sig") as lines:
        return [
            (int(row["row"]), row["column"], row["value"], row["reason"])
            for row in csv.DictReader(lines)
        ]


def fates(batch, what="people"):
    told = batch.effect[what]
    return told["new"], told["changed"], told["unchanged"]


def tables():
    """Everything that is kept of people, by what it says."""
    holders = {None: None}
    contacts = Contact.objects.order_by("pk")
    fields = ("name", "sort_key", "email", "phone", "mobile", "source", "external_id")
    held = ("title", "department", "level", "starts_on", "ends_on", "leaving")
    posts = Position.objects.order_by("pk").values_list(
        "pk", "account", "contact", "reports_to", *held
    )
    words = ContactWord.objects.order_by("contact", "word")
    return (
        list(contacts.values_list("pk", *fields, "erased_on")),
        list(posts),
        list(words.values_list("contact", "word")),
        holders,
    )


THREE = """姓名,客户,邮箱,手机,职务,级别,上级,任职日期,编号
王伟,C001,wang@norvik.example,+86 139 0000 0001,采购总监,管理层,,2021-03-01,7
Ingrid Solheim,Norvik Wind,ingrid@norvik.example,,COO,Executive,,2019-05-01,8
Per Dahl,C001,,,Engineer,technical,wang@norvik.example,,9
"""


def test_a_file_is_looked_at_kept_and_taken_back(file, cast):
    before = tables()
    draft = file(THREE, keep=False)
    assert (draft.state, draft.rows, draft.refused) == (State.CHECKED, 3, 0)
    assert (fates(draft), fates(draft, "posts")) == ((3, 0, 0), (3, 0, 0))
    assert tables() == before
    changes = ledger().changes
    batch = services.draft_keep(draft, acting=cast.ana, skip_refused=False)
    assert batch.state == State.COMMITTED
    wang, per = (Contact.objects.get(name=name) for name in ("王伟", "Per Dahl"))
    assert (wang.sort_key, wang.mobile) == ("wang wei", "+86 139 0000 0001")
    assert (wang.source, wang.external_id) == ("import", "7")
    post = wang.positions.get()
    assert (post.account, post.level) == (cast.norvik, "management")
    assert per.positions.get().reports_to == post
    assert ContactWord.objects.filter(contact=wang, word="wangwei").exists()
    assert not any(c["samples"] for c in batch.inspection["columns"])
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="wrong file")
    assert tables() == before
    assert not Brought.objects.exists()
    assert ledger().changes == changes


def test_the_same_file_again_changes_nothing_and_stands_for_the_first(file, cast):
    empty = tables()
    first, second = file(THREE), file(THREE)
    assert (fates(second), fates(second, "posts")) == ((0, 0, 3), (0, 0, 3))
    kept = tables()
    services.batch_withdraw(batch=first, acting=cast.ana, reason="twice")
    assert tables() == kept
    services.batch_withdraw(batch=second, acting=cast.ana, reason="both")
    assert tables() == empty


def test_people_are_found_by_number_then_e_mail_then_name_at_the_customer(file, cast):
    file(THREE)
    batch = file(
        "name,account,email,job title,contact id\n"
        "Wei Wang,C001,wei.wang@norvik.example,采购总监,7\n"
        "Ingrid Berg,C001,ingrid@norvik.example,CEO,\n"
        "Per Dahl,C001,per@norvik.example,Engineer,\n"
        "Per Dahl,C003,,Engineer,\n",
    )
    assert (fates(batch), fates(batch, "posts")) == ((1, 3, 0), (1, 1, 2))
    assert Contact.objects.get(external_id="7").name == "Wei Wang"
    ingrid = Contact.objects.get(email="ingrid@norvik.example")
    assert (ingrid.name, ingrid.positions.get().title) == ("Ingrid Berg", "CEO")
    assert Contact.objects.get(external_id="9").email == "per@norvik.example"
    assert Contact.objects.filter(name="Per Dahl").count() == 2


def test_an_empty_cell_says_nothing(file):
    file(THREE)
    batch = file("name,account,email,mobile\n王伟,C001,wang@norvik.example,\n")
    assert fates(batch) == (0, 0, 1)
    assert Contact.objects.get(name="王伟").mobile == "+86 139 0000 0001"


def test_every_line_of_the_worked_table_has_its_fate(file, cast):
    cast.kelan.account_id, cast.kelan.name = "Z1", "Aurora Steel"
    cast.kelan.save()
    rows = worked_table("contacts", "Worked table")
    told = [name for name in rows[0] if name not in {"row", "fate"}]
    lines = [",".join(told), *(",".join(row[name] for name in told) for row in rows)]
    batch = file("\n".join(lines).replace("2027-01-01", str(next_year())) + "\n")
    expected = [(int(row["row"]), row["fate"]) for row in rows if row["fate"] != "used"]
    assert [(row, why) for row, _, _, why in sorted(refused(batch))] == expected
    assert batch.rows == len(rows) - len(expected)
    assert set(Contact.objects.values_list("name", flat=True)) == {"王伟", "Per Dahl"}
    assert batch.report["refused_reasons"]["ring"] == 2
    columns = {why: column for _, column, _, why in refused(batch)}
    assert (columns["ring"], columns["contradiction"]) == ("reports to", "name")


def next_year():
    return timezone.localdate() + dt.timedelta(days=366)


def test_a_hostile_file_is_refused_line_by_line_and_keeps_no_formula_alive(file):
    batch = file(
        "name,account,email,phone,phone\n"
        f"{'O' * 300},C001,,,\nP\u202eQ,C001,,,\n{'x' * 100_000},C001,,,\n"
        "=1+1,C001,,+1 2,+1 3\n=2+2,C999,,,\n\u0301,C001,,,\n",
    )
    assert sorted((row, why) for row, _, _, why in refused(batch)) == [
        (2, "too_long"), (3, "bad_sign"), (4, "too_long"), (6, "unknown_account"),
        (7, "bad_sign"),
    ]  # fmt: skip
    assert max(len(value) for _, _, value, _ in refused(batch)) <= 1000
    assert Contact.objects.get().phone == "+1 2"


def test_what_people_changed_or_used_since_stays_and_says_why(file, cast):
    batch = file(THREE)
    wang, ingrid, per = Contact.objects.order_by("pk")
    contact_edit(acting=cast.marta, contact=ingrid, phone="+47 1")
    touch_log(
        acting=cast.marta, account=cast.norvik, kind="call", on=timezone.localdate(),
        ours=[cast.marta], theirs=[per],
    )  # fmt: skip
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="wrong file")
    assert set(Contact.objects.all()) == {ingrid, per}
    stayed = Brought.objects.filter(batch=batch)
    assert {(row.contact, row.stayed) for row in stayed} == {
        (ingrid, "changed"),
        (per, "used"),
    }
    assert not Position.objects.exists()
    assert wang not in Contact.objects.all()


def test_a_changed_fact_returns_unless_somebody_changed_it_again(file, cast):
    for name in ("Anna", "Bo"):
        position_add(
            acting=cast.marta, account=cast.norvik, held=Held(title="Buyer"),
            person={"name": name, "phone": "1"},
        )  # fmt: skip
    batch = file(
        "name,account,job title,phone,until\n"
        "Anna,C001,Head buyer,2,\nBo,C001,Buyer,2,2024-05-01\n"
    )
    anna, bo = Contact.objects.order_by("pk")
    assert (anna.phone, anna.positions.get().title) == ("2", "Head buyer")
    assert (bo.positions.get().ends_on, bo.positions.get().leaving) == (
        dt.date(2024, 5, 1), "left",
    )  # fmt: skip
    contact_edit(acting=cast.marta, contact=anna, phone="3")
    services.batch_withdraw(batch=batch, acting=cast.ana, reason="wrong file")
    anna, bo = Contact.objects.order_by("pk")
    assert (anna.phone, anna.positions.get().title, bo.phone) == ("3", "Buyer", "1")
    assert (bo.positions.get().ends_on, bo.positions.get().leaving) == (None, "")
    assert [(row.contact, row.stayed) for row in Brought.objects.all()] == [
        (anna, "changed")
    ]


def test_a_post_that_ended_here_is_not_opened_again(file, cast):
    file("name,account,title,until\nPer Dahl,C001,Engineer,2024-05-01\n")
    batch = file("name,account,title\nPer Dahl,C001,Engineer\n")
    assert fates(batch, "posts") == (0, 0, 1)
    assert Position.objects.get().ends_on == dt.date(2024, 5, 1)


def test_nothing_is_kept_that_was_not_looked_at(file, cast):
    draft = file(THREE, keep=False)
    position_add(
        acting=cast.marta, account=cast.norvik, held=Held(title="Buyer"),
        person={"name": "Per Dahl"},
    )  # fmt: skip
    before = tables()
    batch = services.draft_keep(draft, acting=cast.ana, skip_refused=False)
    assert (batch.state, batch.problem["code"]) == (State.DRAFT, "people_changed")
    assert tables() == before
    services.draft_read(batch)
    batch = services.draft_keep(
        services.draft_read(batch), acting=cast.ana, skip_refused=False
    )
    assert batch.state == State.COMMITTED
    assert Contact.objects.filter(name="Per Dahl").count() == 1


def test_only_who_may_import_imports_people(file, cast):
    before = tables()
    with pytest.raises(PermissionDenied):
        file(THREE, acting=cast.marta)
    assert tables() == before


NAMES = ("王伟", "Anna", "Bo")
LINES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("C001", "C001", "K7")),
        st.sampled_from(("", "", "a@x.example", "b@x.example")),
        st.sampled_from(("", "", "1", "2")),
        st.sampled_from(("", "11", "22")),
        st.sampled_from(("", "Buyer", "Head")),
        st.sampled_from(("", *NAMES)),
        st.sampled_from((None, dt.date(2020, 1, 1))),
    ),
    max_size=5,
)


def made(told) -> list[Line]:
    lines = []
    for place, (name, account, email, number, phone, title, above, end) in enumerate(
        told
    ):
        person = {"name": name, "email": email, "phone": phone}
        if number:
            person |= {"source": "crm", "external_id": number}
        post = {"title": title, "ends_on": end}
        lines.append(
            Line(
                place, place + 2, account,
                {field: text for field, text in person.items() if text},
                {field: value for field, value in post.items() if value},
                above,
            )
        )  # fmt: skip
    return lines


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(
    files=st.lists(LINES, min_size=1, max_size=3),
    order=st.permutations(range(3)),
    known=st.integers(0, 2),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_withdrawing_all_imports_in_any_order_returns_the_tables(
    cast, files, order, known
):
    with rolled_back():
        cast.kelan.account_id = "K7"
        cast.kelan.save()
        for name in NAMES[:known]:
            position_add(
                acting=cast.hana, account=cast.norvik, held=Held(title="Buyer"),
                person={"name": name},
            )  # fmt: skip
        before = tables()
        batches = []
        for told in files:
            batch = Batch.objects.create(
                kind="contacts", name="f", by=cast.ana, state=State.COMMITTED
            )
            plan = planned(made(told))
            assert len(plan.lines) + len(plan.refusals) == len(told)
            written(plan, batch=batch)
            batches.append(batch)
        for place in order:
            if place < len(batches):
                batches[place].state = State.WITHDRAWN
                batches[place].save()
                taken_back(batches[place])
        assert tables() == before
        assert not Brought.objects.exists()
