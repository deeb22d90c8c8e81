"""Reminds people of actions and promises by mail, each in their own language."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from vitalfew.apps.assessments.clock import today
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.imports.due import due_claim
from vitalfew.apps.plans.models import Action
from vitalfew.apps.plans.reminders import (
    Work,
    people_due,
    reminders_keep,
    work_due,
)
from vitalfew.web.formats import formats_for
from vitalfew.web.plans.words import overdue_said
from vitalfew.web.work.page import taken_late_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

logger = logging.getLogger("vitalfew.reminders")
EVERY = timedelta(hours=1)


def reminders_enqueue() -> None:
    """Called every few seconds, by any number of processes."""
    if due_claim("remind", every=EVERY, now=timezone.now()):
        remind.enqueue()


@task()
def remind() -> None:
    """Mail everybody what is overdue or due soon and was not mailed as it stands.

    What could not be mailed is tried again the next time.
    """
    on = today()
    waiting = [(person, work_due(person, on=on)) for person in people_due(on=on)]
    mails = [(person, found) for person, found in waiting if found]
    if not mails:
        return
    with get_connection() as connection:
        for person, found in mails:
            message = _message(person, found, on)
            message.connection = connection
            try:
                message.send()
            except SMTPException:
                logger.warning("Reminders of person %s were refused.", person.pk)
                continue
            reminders_keep(person, found, on=on)


def _message(person: User, found: Sequence[Work], on: date) -> EmailMessage:
    with translation.override(person.language or settings.LANGUAGE_CODE):
        formats = formats_for(person, firm_settings())
        return EmailMessage(
            subject=_("My work: %(finding)s") % {"finding": _said(found, on, formats)},
            body="\n".join(_lines(person, found, formats)),
            to=[person.email],
        )


def _said(found: Sequence[Work], on: date, formats: Formats) -> str:
    late = [work for work in found if work.is_late(on)]
    actions = sum(isinstance(work, Action) for work in late)
    promises, soon = len(late) - actions, len(found) - len(late)
    text = ngettext("%(number)s is due soon", "%(number)s are due soon", soon)
    told = [overdue_said(actions, formats)] if actions else []
    if promises:
        told.append(taken_late_said(promises, formats))
    if soon:
        told.append(text % {"number": formats.count(soon)})
    return _("; ").join(told)


def _lines(person: User, found: Sequence[Work], formats: Formats) -> list[str]:
    lines = [_("Hello %(name)s,") % {"name": person.name}, ""]
    actions = [work for work in found if isinstance(work, Action)]
    promises = [work for work in found if not isinstance(work, Action)]
    for head, works in (
        (_("these actions of account plans wait for you:"), actions),
        (_("this you took on for customers:"), promises),
    ):
        if works:
            lines += [head, "", *(_line(work, formats) for work in works), ""]
    link = settings.BASE_URL + reverse("work")
    lines.append(_("Finish them here: %(link)s") % {"link": link})
    return [*lines, _("Each is mailed once before its day and once after it."), ""]


def _line(work: Work, formats: Formats) -> str:
    account = work.plan.account if isinstance(work, Action) else work.account
    values = {
        "action": work.title,
        "account": account.name,
        "day": formats.day(work.due_on),
    }
    return "- " + _("%(action)s (%(account)s), due %(day)s") % values
