"""Pages on which entries of one person are found, compared, merged and parted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.contacts.test_pages import page, send
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.people.models import Contact, ContactMerge, KeptApart
from vitalfew.apps.people.services.merging import contact_merge
from vitalfew.apps.people.services.posts import Held, position_add

pytestmark = pytest.mark.django_db
LIST = 9


@pytest.fixture
def pair(house):
    """An engineer from a card and from a list."""
    told = (
        ("Eva Akker", {"phone": "+47 22 33 44 55"}),
        ("Akker, Eva", {"mobile": "22 33 44 55", "email": "eva@norvik.example"}),
    )
    return [
        position_add(
            acting=house.cast.marta, account=house.cast.norvik,
            held=Held(title="Engineer"), person={"name": name, **reached},
        ).contact
        for name, reached in told
    ]  # fmt: skip


def listed(house, who="marta", **settings):
    client = Client(**settings)
    client.force_login(getattr(house.cast, who))
    html = client.get(reverse("contacts-same")).content.decode()
    return " ".join(html.split())


def test_the_list_says_how_many_pairs_and_why(house, pair):
    html = listed(house)

    assert "1 pair may be one person" in html
    assert "Same telephone number · Same name" in html
    assert "1 对条目可能是同一个人" in listed(house, HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert "Nobody seems to be entered twice" in listed(house, "chen")


def test_a_person_shows_who_they_may_be_and_is_compared_and_merged(house, pair):
    one, other = pair
    html = page(house, "marta", "contact", one.pk)
    assert "May be the same as" in html
    compare = reverse("contact-merge", args=[other.pk, one.pk])
    assert compare in html
    assert "May be the same as" not in page(house, "sam", "contact", one.pk)

    client = Client()
    client.force_login(house.cast.marta)
    html = " ".join(client.get(compare).content.decode().split())
    assert "it becomes one." in html
    assert html.count('type="radio"') == 2
    assert client.post(compare, {"name": "kept"}).status_code == 422
    assert not ContactMerge.objects.filter(gone=other).exists()
    answer = client.post(compare, {"name": "kept", "reason": "One number"}, follow=True)
    html = " ".join(answer.content.decode().split())

    one.refresh_from_db()
    assert (one.name, one.email) == ("Eva Akker", "eva@norvik.example")
    assert "Merged from 1 other entry" in html
    assert client.get(reverse("contact", args=[other.pk])).url == one_url(one)
    assert "0 pairs may be one person" in listed(house)
    assert "Entries of a person merged" in page(house, "marta", "account-history")

    merge = ContactMerge.objects.get(gone=other)
    html = send(house, "contact-part", merge.pk)[1]
    assert "all is as it was" in html
    assert "1 pair may be one person" in listed(house)


def one_url(contact):
    return reverse("contact", args=[contact.pk])


def test_what_was_changed_since_is_said_when_they_are_parted(house, pair):
    one, other = pair
    done = contact_merge(
        acting=house.cast.marta, gone=other, kept=one, taken=["email"], reason="x"
    )
    Contact.objects.filter(pk=one.pk).update(email="e@norvik.example")

    html = send(house, "contact-part", done.pk)[1]

    assert "Changed since, and therefore left: E-mail." in html


def test_two_people_are_not_proposed_until_that_is_taken_back(house, pair):
    one, other = pair
    args = (other.pk, one.pk)
    assert send(house, "contacts-apart", *args)[0] == 422
    html = send(house, "contacts-apart", *args, reason="Mother and daughter")[1]
    assert "0 pairs may be one person" in html

    html = page(house, "marta", "contact", one.pk)
    assert "Mother and daughter" in html
    assert "May be the same as" not in html
    said = KeptApart.objects.get(one=one)
    send(house, "apart-undo", said.pk)
    assert "1 pair may be one person" in listed(house)


def test_whoever_does_not_keep_both_finds_nothing_and_changes_nothing(house, pair):
    one, other = pair
    brenner = position_add(
        acting=house.cast.hana, account=house.cast.brenner, held=Held(title="CFO"),
        person={"name": "Eva Akker", "phone": "+47 22334455"},
    ).contact  # fmt: skip
    before = (ContactMerge.objects.count(), KeptApart.objects.count())
    entries = Entry.objects.count()
    for who, gone, kept in (
        ("marta", one, brenner), ("chen", one, brenner), ("chen", one, other),
        ("sam", one, other), ("ana", one, other), ("marta", one, one),
    ):  # fmt: skip
        for url in ("contact-merge", "contacts-apart"):
            told = {"reason": "x", "name": "kept"}
            assert send(house, url, gone.pk, kept.pk, who=who, **told)[0] == 404
    assert send(house, "contact-part", house.merged.pk, who="chen")[0] == 404
    assert send(house, "apart-undo", house.apart.pk, who="chen")[0] == 404
    assert (ContactMerge.objects.count(), KeptApart.objects.count()) == before
    assert Entry.objects.count() == entries
    assert "3 pairs may be one person" in listed(house, "hana")
    assert "Posts now at customers that do not belong together" in listed(house, "hana")


def test_the_list_asks_as_many_queries_for_few_as_for_many(
    house, pair, django_assert_num_queries
):
    client = Client()
    client.force_login(house.cast.marta)
    for many in (0, 12):
        for number in range(many):
            position_add(
                acting=house.cast.marta, account=house.cast.norvik,
                held=Held(title="Engineer"),
                person={"name": f"Eva Akker{'x' * number}", "phone": f"55{number}4321"},
            )  # fmt: skip
        client.get(reverse("contacts-same"))
        with django_assert_num_queries(LIST):
            client.get(reverse("contacts-same"))
