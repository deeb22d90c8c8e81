from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.apps.assessments.build import assessment, both
from tests.apps.program.build import key
from vitalfew.analysis.criteria import ASKED, RANGES, Criteria
from vitalfew.apps.assessments.models import Assessment, CriteriaVersion
from vitalfew.apps.assessments.selectors import criteria_current
from vitalfew.apps.assessments.services import assessment_request, criteria_change
from vitalfew.apps.health.keeping import readings_keep
from vitalfew.web.criteria.forms import CriteriaForm, shown, stored
from vitalfew.web.criteria.wording import CRITERIA, GROUPS

HEALTH = [name for name in CRITERIA if name.startswith("health.")]


@pytest.fixture
def analyst(client, cast):
    client.force_login(cast.ana)
    return client


def entered(**changes):
    """The page's own form, as a browser would send it, with some fields changed."""
    form = CriteriaForm(current=criteria_current())
    values = {
        name: "" if form.initial[name] is None else form.initial[name]
        for name in CRITERIA
    }
    return values | {"note": "", "based_on": ""} | changes


def text(response):
    return response.content.decode()


def test_every_criterion_is_on_the_page():
    assert set(CRITERIA) == {name for name, _low, _high in RANGES} | set(ASKED)
    assert {name.partition(".")[0] for name in CRITERIA} == set(GROUPS)


def test_what_is_shown_is_stored_again_unchanged():
    default = Criteria()

    for name in CRITERIA:
        value = default.value(name)
        assert stored(name, shown(name, value)) == value, name


def test_the_title_says_how_many_criteria_were_changed(analyst, cast):
    assert f"All {len(CRITERIA)} criteria stand at their defaults" in text(
        analyst.get(reverse("criteria"))
    )

    criteria_change(acting=cast.ana, values={"capacity": {"accounts": 12}})

    page = text(analyst.get(reverse("criteria")))
    assert f"1 of {len(CRITERIA)} criteria differs from its default" in page


def test_saving_makes_a_version_and_the_page_tells_what_changed(analyst, cast):
    url = reverse("criteria")
    sent = entered(
        **{
            "capacity.accounts": "12",
            "payback.discount_rate": "8.5",
            "note": "Two managers left",
        }
    )

    assert analyst.post(url, sent).status_code == 302

    assert criteria_current().capacity.accounts == 12
    assert criteria_current().payback.discount_rate == 0.085
    page = text(analyst.get(url))
    assert "Two managers left" in page
    assert "Capacity: Key accounts at most: 25 → 12" in page
    assert "Investment payback: Discount rate: 10% → 8.5%" in page


def test_a_value_out_of_range_is_refused_and_kept(analyst):
    response = analyst.post(
        reverse("criteria"), entered(**{"payback.discount_rate": "700"})
    )

    assert response.status_code == 422
    assert 'value="700"' in text(response)
    assert not CriteriaVersion.objects.exists()


def test_criteria_that_contradict_each_other_are_refused(analyst):
    response = analyst.post(
        reverse("criteria"), entered(**{"fit.partial": "4", "fit.good": "3"})
    )

    assert response.status_code == 422
    assert "This does not go with the other criteria." in text(response)
    assert not CriteriaVersion.objects.exists()


def test_unchanged_criteria_make_no_version(analyst):
    response = analyst.post(reverse("criteria"), entered())

    assert response.status_code == 422
    assert "Nothing was changed." in text(response)


def test_somebody_elses_change_meanwhile_is_not_overwritten(analyst, cast):
    mine = criteria_change(acting=cast.ana, values={"capacity": {"accounts": 12}})
    criteria_change(acting=cast.hana, values={"capacity": {"accounts": 14}})

    response = analyst.post(
        reverse("criteria"),
        entered(**{"capacity.accounts": "30", "based_on": mine.pk}),
    )

    assert response.status_code == 422
    assert "Hana Head changed the criteria while you were editing" in text(response)
    assert criteria_current().capacity.accounts == 14


@pytest.mark.parametrize("who", ["fay", "ada"])
def test_who_sees_all_accounts_reads_the_criteria_and_cannot_set_them(
    client, cast, who
):
    client.force_login(getattr(cast, who))

    page = text(client.get(reverse("criteria")))
    assert "Save criteria" not in page
    assert "Run assessment now" not in page
    assert client.post(reverse("criteria"), entered()).status_code == 404
    assert client.post(reverse("assess")).status_code == 404
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("who", ["marta", "rhea", "carl"])
def test_others_do_not_find_the_page(client, cast, who):
    client.force_login(getattr(cast, who))

    assert client.get(reverse("criteria")).status_code == 404


def test_asking_for_an_assessment_shows_how_far_it_is(analyst):
    response = analyst.post(reverse("assess"))

    assert response.status_code == 302
    run = Assessment.objects.get()
    assert run.state == "waiting"
    assert "The assessment waits for a worker." in text(
        analyst.get(reverse("assessment-progress"))
    )
    Assessment.objects.update(
        state="running", beat_at=timezone.now(), step="revenue", done=50, total=200
    )
    page = text(analyst.get(reverse("assessment-progress")))
    assert "Writing down 50 of 200 customers" in page
    assert 'value="62"' in page
    assert "every 2s" in page


def test_an_assessment_whose_process_died_is_shown_as_stopped_with_a_way_on(analyst):
    analyst.post(reverse("assess"))
    long_ago = timezone.now() - timedelta(minutes=2)
    Assessment.objects.update(state="running", beat_at=long_ago, done=50, total=200)

    page = text(analyst.get(reverse("assessment-progress")))

    assert "every 2s" not in page
    assert "The assessment was cut off" in page
    assert "Run it again." in page
    again = analyst.post(reverse("assess"))
    assert again.status_code == 302
    assert Assessment.objects.first().state == "waiting"


def test_when_it_is_finished_the_page_stops_asking(analyst, cast):
    assessment()

    page = text(analyst.get(reverse("assessment-progress")))

    assert "every 2s" not in page


def test_a_failed_assessment_says_what_to_do(analyst, cast):
    assessment_request(acting=cast.ana)
    Assessment.objects.update(state="failed", problem="assessment_no_orders")

    page = text(analyst.get(reverse("criteria")))

    assert "The last assessment did not finish." in page
    assert "Import orders first, then run the assessment." in page


def test_the_page_speaks_chinese(analyst, cast):
    cast.ana.language = "zh-hans"
    cast.ana.save()

    page = text(analyst.get(reverse("criteria")))

    assert f"全部 {len(CRITERIA)} 项标准均为默认值" in page
    assert "大客户上限" in page


def test_the_number_of_queries_does_not_grow(analyst, cast, django_assert_num_queries):
    for number in range(30):
        criteria_change(acting=cast.ana, values={"capacity": {"accounts": number + 1}})
    analyst.get(reverse("criteria"))

    with django_assert_num_queries(10):
        analyst.get(reverse("criteria"))


def test_a_preview_of_health_saves_nothing_and_keeps_what_was_entered(analyst, cast):
    run = assessment()
    both(run, cast.norvik, rank=1, contribution=900, growth=0.1)
    key(cast, cast.norvik)
    # Only purchases and warnings are known: too little for a total.
    readings_keep()
    weights = dict.fromkeys(HEALTH, "0") | {"health.purchases": "7"}

    answer = analyst.post(reverse("criteria"), entered(preview="health", **weights))

    html = " ".join(text(answer).split())
    assert answer.status_code == 200
    assert "1 of 1 key accounts would be called otherwise" in html
    assert "Not known – → Healthy 90" in html
    assert not CriteriaVersion.objects.exclude(created_by=None).exists()


def test_weights_of_health_that_are_all_zero_are_refused_in_a_preview(analyst):
    none = dict.fromkeys(HEALTH, "0")

    answer = analyst.post(reverse("criteria"), entered(preview="health", **none))

    assert "This does not go with the other criteria." in text(answer)
    assert answer.status_code == 422
