"""The tab People of an account, and the page of one person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.apps.audit.models import Entry
from vitalfew.apps.imports.services import batch_import
from vitalfew.apps.people.models import Contact, Position, Rating, Tie, Touch
from vitalfew.apps.program.models import Event

pytestmark = pytest.mark.django_db
TAB, PERSON = 37, 20


def page(
    house, who="marta", name="account-people", pk=None, view="", form="", **settings
):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    asked = {k: v for k, v in (("view", view), ("form", form)) if v}
    html = client.get(reverse(name, args=[pk or house.cast.norvik.pk]), asked)
    return " ".join(html.content.decode().split())


def send(house, url, *args, who="marta", **data):
    client = Client()
    client.force_login(getattr(house.cast, who))
    answer = client.post(reverse(url, args=args), data, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_the_title_says_what_is_missing_first(house):
    html = page(house)

    assert "Nobody has met Jonas Lind, who decides</h2>" in html
    assert "3 people and posts are known" in html
    assert "A post without a name: Plant" in html
    assert "&lt;b&gt;Al&lt;/b&gt;" in html


def test_the_map_shows_who_knows_whom(house):
    html = page(house)
    map_ = html[html.index('<div class="chart-set">') :]

    assert "Jonas Lind · CPO · Decides · Support not known" in map_
    assert "Sam" in map_


def test_the_organigram_shows_who_reports_to_whom_and_says_what_is_not_known(house):
    Position.objects.filter(contact__name="Jonas Lind").update(
        reports_to=house.nameless
    )
    html = page(house, view="organigram")

    assert "Whom 1 of 3 reports to is not known</h2>" in html
    assert "<title>Jonas Lind reports to Plant</title>" in html
    assert "Superior not known" in html
    assert "thicker a line" not in html
    assert "Jonas Lind 的上级是 Plant" in page(
        house, view="organigram", HTTP_ACCEPT_LANGUAGE="zh-CN"
    )


def test_a_view_nobody_knows_is_the_map(house):
    assert "The thicker a line" in page(house, view="\x00")


@pytest.mark.parametrize(
    ("who", "keeps", "logs"),
    [
        ("marta", True, True),
        ("hana", True, True),
        ("sam", False, True),
        ("rhea", False, False),
    ],
)
def test_each_is_offered_what_they_may_do(house, who, keeps, logs):
    html = page(house, who)
    person = page(house, who, "contact", house.contact.pk)

    assert ("Add a person or a post" in html) == keeps
    assert ("Say who" in html) == keeps
    assert ("Log contact" in html) == logs
    assert ("Does not hold it any more" in person) == keeps
    assert ("Rate anew" in person) == keeps


@pytest.mark.parametrize(
    ("name", "field"), [("touch", "minutes"), ("tie", "wanted"), ("person", "mobile")]
)
def test_a_form_is_there_for_whoever_opens_it(house, name, field):
    control = f'name="{field}"'
    closed = page(house)
    assert control not in closed
    assert f'href="/accounts/{house.cast.norvik.pk}/people/?form={name}' in closed

    assert control in page(house, form=name)
    alone = page(house, form=name, HTTP_HX_REQUEST="true")
    assert control in alone
    assert "<h2" not in alone


def test_a_form_nobody_may_send_is_not_fetched(house):
    client = Client(HTTP_HX_REQUEST="true")
    client.force_login(house.cast.sam)
    url = reverse("account-people", args=[house.cast.norvik.pk])

    assert 'name="mobile"' not in page(house, "sam", form="person")
    for name in ("person", "tie", "password", ""):
        assert client.get(url, {"form": name}).status_code == 404
    assert client.get(url, {"form": "touch"}).status_code == 200


def test_a_person_is_added_met_rated_and_leaves(house):
    norvik = house.cast.norvik.pk
    eva = {"name": "Eva Akker", "title": "Quality", "level": "technical"}
    assert "Eva Akker" in send(house, "position-add", norvik, **eva)[1]
    post = Position.objects.get(contact__name="Eva Akker")
    said = {"values": ["champion"], "evidence": "Says so", "on": "2026-05-03"}
    send(house, "position-rate", post.pk, "role", **said)
    met = {"kind": "call", "on": "2026-05-05", "theirs": [post.contact_id]}
    met["ours"] = [house.cast.sam.pk]
    assert "Call" in send(house, "touch-log", norvik, who="sam", **met)[1]
    left = {"on": "2026-05-06", "leaving": "left", "reason": "To Brenner"}
    _status, html = send(house, "position-leave", post.pk, **left)
    assert "Holds no post at a customer any more" in html

    event = Event.objects.latest("pk")
    assert event.note == "Eva Akker · Quality. Left the company. To Brenner"
    assert "1 post ended" in page(house)
    history = page(house, "marta", "account-history")
    assert "Person rated" in history
    assert "Contact logged" in history


def test_what_was_sent_of_a_post_that_ended_meanwhile_is_shown_with_the_reason(house):
    pk = house.position.pk
    left = {"on": timezone.localdate(), "leaving": "left", "reason": "To Brenner"}
    assert send(house, "position-leave", pk, **left)[0] == 200
    ended = "This post has ended; nothing was changed."
    said = {"values": "mentor", "evidence": "Told me twice", "on": "2026-05-03"}

    for url, args, given, kept in (
        ("position-leave", [], left, "To Brenner"),
        ("position-edit", [], {"title": "Chair"}, 'value="Chair"'),
        ("position-rate", ["support"], said, "Told me twice"),
    ):
        status, html = send(house, url, pk, *args, **given)
        form = html.split('/" novalidate>')[1]
        assert (status, ended in form, kept in form) == (422, True, True)

    assert not Rating.objects.filter(evidence="Told me twice").exists()


def test_somebody_known_by_e_mail_is_given_a_second_post_not_a_second_entry(house):
    norvik = house.cast.norvik.pk
    jonas = Contact.objects.get(name="Jonas Lind")
    Contact.objects.filter(pk=jonas.pk).update(email="jonas@norvik.example")
    given = {"name": "J. Lind", "email": "Jonas@Norvik.example", "title": "Chair"}
    asked = "It is Jonas Lind: give them this post"
    assert asked not in page(house, form="person")

    status, html = send(house, "position-add", norvik, **given)
    assert (status, asked in html) == (422, True)
    assert "Jonas Lind has this e-mail address already" in html
    assert 'value="Chair"' in html
    assert Position.objects.filter(contact=jonas).count() == 1

    assert send(house, "position-add", norvik, **given, same="on")[0] == 200
    vacant = Position.objects.create(
        account=house.cast.norvik, title="Board", created_by=house.cast.hana
    )
    filled = {"name": "Jonas", "email": "jonas@norvik.example"}
    assert asked in send(house, "position-fill", vacant.pk, **filled)[1]
    assert send(house, "position-fill", vacant.pk, **filled, same="on")[0] == 200

    held = Position.objects.filter(contact=jonas).values_list("title", flat=True)
    assert sorted(held) == ["Board", "CPO", "Chair"]
    jonas.refresh_from_db()
    assert jonas.name == "Jonas Lind"


def test_an_address_without_a_name_is_refused_not_lost(house):
    before = Position.objects.count()
    given = {"name": "", "email": "new@norvik.example", "title": "Quality"}

    status, html = send(house, "position-add", house.cast.norvik.pk, **given)

    assert (status, 'value="new@norvik.example"' in html) == (422, True)
    assert "Give the person a name" in html
    assert Position.objects.count() == before


def test_what_was_refused_stays_in_the_form(house):
    before = [model.objects.count() for model in (Contact, Rating, Touch)]
    met = {"kind": "call", "on": "2099-01-01", "subject": "Stock"}
    met |= {"ours": [house.cast.marta.pk], "theirs": [house.contact.pk]}

    status, html = send(house, "touch-log", house.cast.norvik.pk, **met)
    assert status == 422
    assert "belongs in the plan" in html
    assert 'value="Stock"' in html
    said = {"values": "mentor", "on": "2026-05-03"}
    status, html = send(house, "position-rate", house.position.pk, "support", **said)
    assert status == 422
    assert "it is kept." in html
    for email in ("no", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}"):
        wrong = {"name": "X", "email": email}
        assert send(house, "position-add", house.cast.norvik.pk, **wrong)[0] == 422

    assert [m.objects.count() for m in (Contact, Rating, Touch)] == before


def test_of_many_ties_what_is_wanted_is_listed_first_and_the_others_by_pages(house):
    cast = house.cast
    for i, (by, wanted) in enumerate([(cast.sam, ""), (cast.stella, "adviser")]):
        Tie.objects.create(
            account=cast.norvik, user=by, contact=house.contact, level="source",
            wanted=wanted, evidence=f"E{i}", on="2026-01-01", by=by,
        )  # fmt: skip
    for i in range(7):
        contact = Contact.objects.create(name=f"N{i}", created_by=cast.hana)
        Position.objects.create(
            account=cast.norvik, contact=contact, created_by=cast.hana
        )
        Tie.objects.create(
            account=cast.norvik, user=cast.sam, contact=contact, level="source",
            evidence="Seen", on=f"2026-02-0{i + 1}", by=cast.sam,
        )  # fmt: skip
    listed = page(house).partition('id="ties-title"')[2]
    kept = Tie.objects.filter(account=cast.norvik).count()

    assert f"1–8 of {kept}" in listed
    assert listed.index(" · E1</p>") < listed.index("– N6</b>")
    assert listed.index("– N6</b>") < listed.index("– N5</b>")
    assert " · E0<" not in listed
    assert 'href="?page=2"' in listed


def test_the_tab_speaks_chinese(house):
    html = page(house, HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert "Jonas Lind 有决定权，我方却无人见过" in html
    assert "经济决策者" in html


def test_the_pages_ask_few_queries(house, django_assert_num_queries):
    client = Client()
    client.force_login(house.cast.marta)
    for count, name, pk, asked in (
        (TAB, "account-people", house.cast.norvik.pk, {}),
        (TAB, "account-people", house.cast.norvik.pk, {"view": "organigram"}),
        (PERSON, "contact", house.contact.pk, {}),
    ):
        client.get(reverse(name, args=[pk]), asked)
        with django_assert_num_queries(count):
            client.get(reverse(name, args=[pk]), asked)


def test_personal_notes_stand_on_a_page_of_their_own_and_reading_leaves_a_trace(house):
    pk = house.contact.pk
    status, html = send(house, "contact-notes", pk, text="Likes tea")
    assert (status, "Likes tea" in html) == (200, True)
    assert "Likes tea" not in page(house, "marta", "contact", pk)
    assert "Likes tea" in page(house, "hana", "contact-notes", pk)
    assert Entry.objects.filter(action="note.read").first().actor == house.cast.hana
    assert send(house, "contact-notes", pk, text="")[0] == 422


def test_erasing_asks_back_and_leaves_a_page_without_the_name(house):
    pk, name = house.contact.pk, "&lt;b&gt;Al&lt;/b&gt;"
    assert send(house, "contact-erase", pk, who="hana")[0] == 422
    assert name in page(house, "hana")
    html = send(house, "contact-erase", pk, who="hana", sure="on")[1]
    assert f"Erased person {pk} is all that is left" in html
    assert name not in page(house, "hana", "contact", pk)
    assert name not in page(house, "hana")
    assert "Erase this person" not in page(house, "hana", "contact", pk)


def test_the_page_that_asks_back_lists_what_may_name_them_otherwise(house):
    pk = house.contact.pk
    Contact.objects.filter(pk=pk).update(name="Ingrid Solheim", email="")
    told = {"kind": "call", "on": dt.date(2026, 3, 2), "by": house.cast.marta}
    for subject in ("Lunch with Ingrid <b>", "Ingrid Solheim alone", "Ingridsson"):
        Touch.objects.create(account=house.cast.norvik, subject=subject, **told)

    html = page(house, "hana", "contact-erase", pk)

    assert "1 place may name them in another way, and stays as it is" in html
    assert "Contact that took place" in html
    assert "Lunch with Ingrid &lt;b&gt;" in html
    zh = page(house, "hana", "contact-erase", pk, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert "有 1 处可能以其他方式提到此人，不会改动" in zh


def test_what_was_corrected_is_shown_found_and_forgotten_by_who_may_correct_it(house):
    pk, forget = house.contact.pk, "Forget this: it never was theirs"
    now = {"name": "Al Berg", "email": "al@norvik.example"}
    for name in ("Al Solheim", "Al Berg"):
        assert send(house, "contact-edit", pk, **now | {"name": name})[0] == 200
    once = '<div class="x sec">Al Solheim</div><div class="r mut">'
    html = page(house, "rhea", "contact", pk)
    assert f"{once}Formerly</div>" in html
    assert forget not in html
    assert forget in page(house, "marta", "contact", pk)
    zh = page(house, "hana", "contact", pk, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert f"{once}曾用</div>" in zh
    assert "删除：从来不属于此人" in zh
    asked = page(house, "hana", "contact-erase", pk)
    assert "9 spellings go from every text" in asked
    assert ">Solheim, Al<" in asked
    client = Client()
    client.force_login(house.cast.rhea)
    found = client.get(reverse("search"), {"q": "solheim"}).content.decode()
    assert "found by “Al Solheim”" in found

    refused = send(house, "contact-edit", pk, **now, never=["Solheim"])
    assert refused[0] == 422
    assert send(house, "contact-edit", pk, who="rhea", **now)[0] == 404
    former = ["Al Solheim", "<b>Al</b>", "dir@norvik.example"]
    assert Contact.objects.get(pk=pk).former == former
    html = send(house, "contact-edit", pk, **now, never=["Al Solheim"])[1]
    assert once not in html
    assert Contact.objects.get(pk=pk).former == former[1:]


def test_people_leave_as_vcards_and_come_back_the_same(house, tmp_path):
    contact = house.contact
    Contact.objects.filter(pk=contact.pk).update(
        name="王伟; 采购, 总监 \u0645\u200c\u0646" + "长" * 40,
        email="w@x.example",
        mobile="+86 1",
    )
    client = Client()
    client.force_login(house.cast.marta)
    one = client.get(reverse("contact-card", args=[contact.pk])).content
    assert all(len(line) <= 75 for line in one.split(b"\r\n"))
    every = client.get(reverse("account-cards", args=[house.cast.norvik.pk])).content
    assert one in every
    assert "\u0645\u200c\u0646" in one.decode().replace("\r\n ", "")
    file = tmp_path / "people.vcf"
    file.write_bytes(every)
    batch = batch_import(acting=house.cast.ana, kind="contacts", places=[file])
    assert batch.report["refused"] == 0
    assert batch.effect["people"] == {
        "new": 0, "changed": 0, "unchanged": every.count(b"BEGIN:VCARD"),
    }  # fmt: skip
