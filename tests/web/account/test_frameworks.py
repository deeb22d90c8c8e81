"""Until when the frameworks of an account run, on its page."""

from __future__ import annotations

from django.urls import reverse

from vitalfew.apps.assessments.models import Framework


def test_the_end_of_a_framework_is_recorded_and_said(client, cast):
    client.force_login(cast.marta)
    url = reverse("account-framework", args=[cast.norvik.pk])
    data = {"contract_id": "F-7", "ends_on": "2027-12-31", "note": "two years"}
    assert client.post(url, data).status_code == 302
    page = client.get(reverse("account", args=[cast.norvik.pk])).content.decode()
    assert "F-7 runs until 31 Dec 2027" in page
    assert "Marta Olsen: two years" in page


def test_a_framework_without_a_day_is_refused_in_place(client, cast):
    client.force_login(cast.marta)
    url = reverse("account-framework", args=[cast.norvik.pk])
    response = client.post(url, {"contract_id": "F-7"})
    assert response.status_code == 422
    assert "Say on which day it ends." in response.content.decode()
    assert not Framework.objects.exists()
