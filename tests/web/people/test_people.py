"""Adding, changing and shutting out people on their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.assessments.services import criteria_change
from vitalfew.apps.teams.models import Capacity
from vitalfew.apps.users.models import User


@pytest.fixture
def administrator(client, cast):
    client.force_login(cast.ada)
    return client


def test_a_person_is_added_with_roles_and_invited(administrator):
    administrator.post(
        reverse("person-new"),
        {
            "name": "Mei Lin",
            "email": "Mei@Firm.example",
            "language": "zh-hans",
            "roles": ["manager", "analyst"],
        },
    )

    mei = User.objects.get(email="mei@firm.example")
    assert mei.roles == {"manager", "analyst"}
    assert mei.language == "zh-hans"
    assert not mei.has_usable_password()


@pytest.mark.parametrize(
    "wrong", [{"email": "hana@vitalfew.example"}, {"name": ""}, {"roles": ["king"]}]
)
def test_a_person_who_cannot_be_added_is_shown_again(administrator, wrong):
    data = {"name": "Mei", "email": "mei@x.example", "language": "en", "roles": []}
    before = User.objects.count()

    response = administrator.post(reverse("person-new"), data | wrong)

    assert response.status_code == 422
    assert User.objects.count() == before


def test_name_roles_and_address_change_together_or_not_at_all(administrator, cast):
    page = reverse("person", args=[cast.ada.pk])
    data = {"name": "Ada Two", "email": "ada@vitalfew.example", "roles": ["head"]}

    response = administrator.post(page, data)

    assert response.status_code == 422
    assert "only administrator" in response.content.decode()
    cast.ada.refresh_from_db()
    assert cast.ada.name == "Ada Admin"


def test_a_person_has_a_department_of_the_rates_or_the_one_there_was(
    administrator, cast
):
    values = Criteria().to_dict()
    values["rates"]["departments"] = [{"name": "Field sales"}]
    criteria_change(acting=cast.hana, values=values, note="Books")
    page = reverse("person", args=[cast.sam.pk])
    data = {"name": "Sam", "email": "sam@vitalfew.example", "roles": ["specialist"]}

    administrator.post(page, data | {"department": "Field sales"})
    assert administrator.post(page, data | {"department": "No"}).status_code == 422
    cast.sam.refresh_from_db()
    assert cast.sam.department == "Field sales"
    criteria_change(acting=cast.hana, values=Criteria().to_dict(), note="Anew")

    assert (
        administrator.post(page, data | {"department": "Field sales"}).status_code
        == 302
    )


def test_nothing_else_of_a_person_can_be_sent_along(administrator, cast):
    page = reverse("person", args=[cast.sam.pk])
    data = {"name": "Sam", "email": "sam@vitalfew.example", "roles": ["specialist"]}

    administrator.post(
        page, data | {"is_system": "1", "is_active": "", "password": "x"}
    )

    cast.sam.refresh_from_db()
    assert cast.sam.is_active
    assert not cast.sam.is_system


def test_shutting_out_and_letting_in_again(administrator, cast):
    administrator.post(reverse("person-deactivate", args=[cast.sam.pk]))
    cast.sam.refresh_from_db()
    assert not cast.sam.is_active

    administrator.post(reverse("person-activate", args=[cast.sam.pk]))
    cast.sam.refresh_from_db()
    assert cast.sam.is_active


@pytest.mark.parametrize("name", ["hana", "ada"])
def test_head_and_administrator_set_how_many_accounts_somebody_runs(client, cast, name):
    client.force_login(getattr(cast, name))
    page = reverse("person-capacity", args=[cast.marta.pk])

    client.post(page, {"key_accounts": "7"})
    client.post(page, {"key_accounts": "many"})
    client.post(page, {"key_accounts": "-1"})

    assert Capacity.objects.get(user=cast.marta).key_accounts == 7


def test_the_head_sees_people_without_links_to_change_them(client, cast):
    client.force_login(cast.hana)

    page = client.get(reverse("people")).content.decode()

    assert "Sam Tao" in page
    assert reverse("person", args=[cast.sam.pk]) + '"' not in page


def test_the_number_of_queries_does_not_grow_with_the_people(
    client, cast, django_assert_max_num_queries
):
    from tests.cast import person

    for number in range(30):
        person(f"P{number} X", "manager")
    client.force_login(cast.ada)

    with django_assert_max_num_queries(14):
        client.get(reverse("people"))
