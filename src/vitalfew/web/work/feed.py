"""Somebody's work as a calendar that other programs subscribe to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from vitalfew.apps.assessments.clock import today
from vitalfew.apps.plans.selectors import reviews_due, work_of
from vitalfew.apps.trust.selectors import undertakings_open

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

DAY = timedelta(days=1)
AHEAD = timedelta(days=366)


def calendar_of(person: User) -> bytes:
    """Their actions, reviews and promises, as they see them now."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        calendar = Calendar()
        calendar.add("prodid", "-//vitalfew//My work//")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", _("My work") + " · vitalfew")
        for action in work_of(person).filter(due_on__isnull=False):
            place = f"{_plan(action.plan.account_id)}#action-{action.pk}"
            name = action.plan.account.name
            uid = f"action-{action.pk}"
            calendar.add_component(_day(uid, action.title, name, action.due_on, place))
        for plan in reviews_due(person, today() + AHEAD):
            name = plan.account.name
            said = _("Review of the plan: %(account)s") % {"account": name}
            place = f"{_plan(plan.account_id)}#review"
            uid = f"review-{plan.pk}"
            calendar.add_component(_day(uid, said, name, plan.next_review, place))
        for made in undertakings_open.query(person).filter(due_on__isnull=False):
            uid, name = f"undertaking-{made.pk}", made.account.name
            place = f"{_business(made.account_id)}#trust"
            calendar.add_component(_day(uid, made.title, name, made.due_on, place))
        return bytes(calendar.to_ical())


def _plan(account: int) -> str:
    return settings.BASE_URL + reverse("account-plan", args=[account])


def _business(account: int) -> str:
    return settings.BASE_URL + reverse("account-business", args=[account])


def _day(uid: str, title: str, account: str, on: date | None, place: str) -> Event:
    event = Event()
    # Two firms' calendars may stand in one program.
    event.add("uid", f"{uid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", timezone.now())
    event.add("summary", title)
    event.add("description", f"{account}\n{place}")
    event.add("url", place)
    if on is not None:
        event.add("dtstart", on)
        event.add("dtend", on + DAY)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
