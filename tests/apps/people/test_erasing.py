"""Personal notes are for few; a person is exported or erased, and history holds."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from tests.apps.program.build import climb, key, measured, today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.people.models import Contact, PersonalNote, Rating, Tie, Touch
from vitalfew.apps.people.services.erasing import contact_erase
from vitalfew.apps.people.services.exporting import contact_export
from vitalfew.apps.people.services.mentions import mentions_left
from vitalfew.apps.people.services.merging import contact_merge
from vitalfew.apps.people.services.notes import note_write, notes_read
from vitalfew.apps.people.services.persons import contact_edit, words_write
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.apps.people.services.ratings import position_rate, tie_record
from vitalfew.apps.people.services.touches import touch_log
from vitalfew.apps.people.standing import relationship_read
from vitalfew.apps.plans.services import action_set, plan_begin
from vitalfew.apps.program.falling_back import event_report, proposal_answer
from vitalfew.apps.trust.services import (
    Heard,
    Taken,
    undertaking_begin,
    undertaking_word,
)

pytestmark = pytest.mark.django_db

EMAIL = "wang.wei@norvik.example"


@pytest.fixture
def wang(cast):
    """Somebody of whom everything is kept, and who is named in what others wrote."""
    post = position_add(
        acting=cast.marta, account=cast.norvik,
        held=Held(title="COO", level="executive"),
        person={"name": "王伟", "email": EMAIL, "mobile": "+86 139 0000 0001"},
    )  # fmt: skip
    day = timezone.localdate() - dt.timedelta(days=3)
    position_rate(
        acting=cast.marta, position=post, topic="support", values=["mentor"],
        evidence=f"王伟说他支持我们，见 {EMAIL}", on=day,
    )  # fmt: skip
    person = post.contact
    touch_log(
        acting=cast.marta, account=cast.norvik, kind="call", on=day,
        ours=[cast.marta], theirs=[person], subject="Budget with 王伟",
    )  # fmt: skip
    tie_record(
        acting=cast.marta, account=cast.norvik, user=cast.marta, contact=person,
        level="solver", wanted="adviser", evidence="王伟 asked us twice",
    )  # fmt: skip
    note_write(acting=cast.marta, contact=person, text="王伟 likes tea")
    Batch.objects.create(
        kind="contacts", name="王伟.csv", by=cast.ana, state=State.CHECKED,
        uploads=[{"name": "王伟.csv", "path": "x", "size": 1}],
        inspection={"columns": [{"heading": "姓名", "samples": ["王伟", EMAIL]}]},
    )  # fmt: skip
    return person


def rows_naming(*told):
    """Every text column of every table that holds one of these."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(
                field, models.CharField | models.TextField | models.JSONField
            ):
                values = model._default_manager.values_list(field.attname, flat=True)
                for value in values:
                    text = value if isinstance(value, str) else json.dumps(
                        value, cls=DjangoJSONEncoder, ensure_ascii=False
                    )  # fmt: skip
                    if any(each in text for each in told):
                        found.add(f"{model.__name__}.{field.name}")
    return found


def figures(cast):
    known = relationship_read(cast.marta, cast.norvik, timezone.localdate())
    return (
        len(known.posts),
        known.recorded,
        known.levels,
        list(Rating.objects.values_list("pk", "topic", "value", "on")),
        list(Touch.objects.values_list("pk", "theirs", "ours", "on")),
        list(Tie.objects.values_list("pk", "contact", "level", "wanted")),
    )


def test_after_erasing_no_table_names_the_person_and_no_figure_changes(cast, wang):
    told = ("王伟", EMAIL, "+86 139 0000 0001", "wangwei")
    assert {"Contact.name", "Rating.evidence", "Entry.subject_name", "Batch.name",
            "Batch.inspection", "PersonalNote.text"} <= rows_naming(*told)  # fmt: skip
    before, entries = figures(cast), Entry.objects.count()
    erased = contact_erase(acting=cast.hana, contact=wang)
    assert rows_naming(*told) == set()
    assert figures(cast) == before
    assert Entry.objects.count() == entries + 1
    assert erased.name == f"Erased person {wang.pk}"
    assert Rating.objects.get().evidence == (
        f"{erased.name}说他支持我们，见 {erased.name}"
    )
    assert Batch.objects.get().state == State.DISCARDED
    entry = Entry.objects.get(action="contact.erase")
    assert (entry.actor, entry.subject_name) == (cast.hana, erased.name)
    with pytest.raises(RefusedError):
        contact_edit(acting=cast.hana, contact=erased, name="王伟")


@pytest.fixture
def ingrid(cast):
    """Renamed, merged, heard, in plans, events and proposals, under all spellings."""
    measured(cast.norvik)
    cycle = climb(cast, key(cast, cast.norvik), "strengthen")
    post = position_add(
        acting=cast.hana, account=cast.norvik, held=Held(title="COO"),
        person={"name": "Ingrid Sølheim", "email": "i.s@norvik.example"},
    )  # fmt: skip
    person = post.contact
    contact_edit(acting=cast.hana, contact=person, name="Ingrid Berg")
    twin = position_add(
        acting=cast.hana, account=cast.norvik, held=Held(title="Board"),
        person={"name": "Inga B. Sølheim", "phone": "+47 22 33 44 55"},
    ).contact  # fmt: skip
    contact_merge(
        acting=cast.hana, gone=twin, kept=person, taken=["phone"],
        reason="Inga B. Sølheim is Ingrid Berg",
    )  # fmt: skip
    made = undertaking_begin(
        acting=cast.hana, account=cast.norvik,
        taken=Taken("pilot", "Pilot for Berg, Ingrid", cast.sam, today(-9)),
    )  # fmt: skip
    for who, contact in (("", person), ("INGRID SØLHEIM", None)):
        undertaking_word(
            acting=cast.hana, undertaking=made,
            heard=Heard("satisfied", today(), "Ingrid Berg: fine", contact, who),
        )  # fmt: skip
    plan = plan_begin(
        acting=cast.hana, account=cast.norvik, starts_on=today(-9), ends_on=today(300)
    )
    action_set(
        acting=cast.hana, plan=plan,
        values={"title": "Call Ingrid Berg", "note": "or Ms Berg's office"},
    )  # fmt: skip
    event = event_report(
        acting=cast.hana, account=cast.norvik, kind="reorganized", on=today(),
        note="Berg Ingrid got purchasing",
    )  # fmt: skip
    proposal_answer(
        acting=cast.hana, proposal=event.proposals.get(), fall_back=True,
        answer="Says ingrid berg; 22 334-455",
    )  # fmt: skip
    assert cycle.moves.last().reason == "Says ingrid berg; 22 334-455"
    return person


def test_every_spelling_goes_and_what_may_name_them_otherwise_is_listed(cast, ingrid):
    Contact.objects.create(name="Ingrid Berg", created_by=cast.hana)
    words_write(Contact.objects.exclude(pk=ingrid.pk).filter(merged_into=None))
    told = ("Ingrid Berg", "Berg Ingrid", "Berg, Ingrid", "ingrid berg",
            "Ingrid Sølheim", "INGRID SØLHEIM", "Inga B. Sølheim",
            "i.s@norvik.example", "+47 22 33 44 55")  # fmt: skip
    assert {"Entry.subject_name", "Entry.details", "ContactMerge.reason", "Word.text",
            "Word.who", "Action.title", "Event.note", "Proposal.evidence",
            "Proposal.answer", "Move.reason", "Undertaking.title",
            } <= rows_naming(*told)  # fmt: skip

    left = mentions_left(cast.hana, ingrid)
    contact_erase(acting=cast.hana, contact=ingrid)

    # The entry of the same name is another person, for all that is known.
    assert rows_naming(*told) == {"Contact.name"}
    assert {(each.row._meta.model_name, each.text) for each in left} >= {
        ("contact", "Ingrid Berg"),
        ("action", "or Ms Berg's office"),
        ("proposal", "Says …; 22 334-455"),
        ("move", "Says …; 22 334-455"),
    }


@pytest.mark.parametrize(
    ("name", "named", "other"),
    [
        ("王小明", "昨天见了王总", "王国"),
        ("王小明", "小明说可以", "大明"),
        ("王小明", "Lunch with Wang Xiaoming", "Wangfujing"),
        ("欧阳娜", "欧阳也在", "欧元"),
        ("Ingrid Sølheim", "SØLHEIM called", "Solheimen"),
        ("Li Na", "Li Na's words", "Linda"),
        ("Walt Brannigan", "Brannigan agreed", "Cole Brannigan agreed"),
    ],
)
def test_a_part_of_a_name_or_a_title_with_it_is_listed(cast, name, named, other):
    post = position_add(
        acting=cast.hana, account=cast.norvik, held=Held(), person={"name": name}
    )
    Contact.objects.create(name="Cole Brannigan", created_by=cast.hana)
    for subject in (named, other):
        Touch.objects.create(
            account=cast.norvik, kind="call", on=today(), subject=subject, by=cast.hana
        )

    left = mentions_left(cast.hana, post.contact)

    expected = [] if name in named else [(cast.norvik, named)]
    touches = [each for each in left if isinstance(each.row, Touch)]
    assert [(each.account, each.text) for each in touches] == expected


def test_of_a_note_on_somebody_else_only_is_told_whose_it_is(cast, wang):
    other = position_add(
        acting=cast.marta, account=cast.norvik, held=Held(), person={"name": "Li Na"}
    ).contact
    note_write(acting=cast.marta, contact=other, text="Dines with 王总 on Fridays")

    left = mentions_left(cast.ada, wang)

    assert [each.text for each in left if isinstance(each.row, PersonalNote)] == [
        "Li Na"
    ]
    assert "Fridays" not in str(left)


def test_only_who_may_erase_is_told_where_somebody_is_named(cast, wang):
    with pytest.raises(PermissionDenied):
        mentions_left(cast.marta, wang)


def test_names_within_other_words_and_of_other_people_stay(cast, wang):
    for name, title in (("Li", "Buyer"), ("Li", "Limited partner of Li")):
        person = {"name": name}
        position_add(
            acting=cast.marta, account=cast.norvik, held=Held(title=title),
            person=person,
        )  # fmt: skip
    first, second = Contact.objects.filter(name="Li").order_by("pk")
    contact_erase(acting=cast.ada, contact=first)
    second.refresh_from_db()
    assert second.name == "Li"
    assert second.positions.get().title == (
        f"Limited partner of Erased person {first.pk}"
    )


def test_only_the_head_and_the_administrator_erase_and_export(cast, wang):
    before = rows_naming("王伟")
    for acting in (cast.marta, cast.ana, cast.rhea):
        for refused in (contact_erase, contact_export):
            with pytest.raises(PermissionDenied):
                refused(acting=acting, contact=wang)
    assert rows_naming("王伟") == before


def test_everything_kept_of_a_person_is_exported(cast, wang):
    told = contact_export(acting=cast.hana, contact=wang)
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)
    assert told["person"]["email"] == EMAIL
    for part in ("王伟 likes tea", "Budget with 王伟", "王伟 asked us twice",
                 "王伟说他支持我们", '"title": "COO"', "rating.record"):  # fmt: skip
        assert part in text
    assert Entry.objects.filter(action="contact.export", actor=cast.hana).exists()


def test_every_reading_of_personal_notes_is_written_down(cast, wang):
    for acting in (cast.marta, cast.hana):
        assert [n.text for n in notes_read(acting=acting, contact=wang)] == [
            "王伟 likes tea"
        ]
    read = Entry.objects.filter(action="note.read").order_by("pk")
    assert [entry.actor for entry in read] == [cast.marta, cast.hana]
    for acting in (cast.ana, cast.sam, cast.chen):
        with pytest.raises(PermissionDenied):
            notes_read(acting=acting, contact=wang)
        with pytest.raises(PermissionDenied):
            note_write(acting=acting, contact=wang, text="x")
    assert PersonalNote.objects.count() == 1
    assert read.count() == 2
