"""Reminds people of their actions by mail, each in their own language."""

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
from vitalfew.apps.plans.reminders import (
    actions_due,
    is_late,
    people_due,
    reminders_keep,
)
from vitalfew.web.formats import formats_for
from vitalfew.web.plans.words import overdue_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitalfew.apps.plans.models import Action
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
    waiting = [(person, actions_due(person, on=on)) for person in people_due(on=on)]
    mails = [(person, actions) for person, actions in waiting if actions]
    if not mails:
        return
    with get_connection() as connection:
        for person, actions in mails:
            message = _message(person, actions, on)
            message.connection = connection
            try:
                message.send()
            except SMTPException:
                logger.warning("Reminders of person %s were refused.", person.pk)
                continue
            reminders_keep(person, actions, on=on)


def _message(person: User, actions: Sequence[Action], on: date) -> EmailMessage:
    with translation.override(person.language or settings.LANGUAGE_CODE):
        formats = formats_for(person, firm_settings())
        return EmailMessage(
            subject=_("My work: %(finding)s")
            % {"finding": _said(actions, on, formats)},
            body="\n".join(_lines(person, actions, formats)),
            to=[person.email],
        )


def _said(actions: Sequence[Action], on: date, formats: Formats) -> str:
    late = sum(is_late(action, on) for action in actions)
    soon = len(actions) - late
    text = ngettext("%(number)s is due soon", "%(number)s are due soon", soon)
    told = [overdue_said(late, formats)] if late else []
    if soon:
        told.append(text % {"number": formats.count(soon)})
    return _("; ").join(told)


def _lines(person: User, actions: Sequence[Action], formats: Formats) -> list[str]:
    found = [_("Hello %(name)s,") % {"name": person.name}, ""]
    found += [_("these actions of account plans wait for you:"), ""]
    for action in actions:
        values = {
            "action": action.title,
            "account": action.plan.account.name,
            "day": formats.day(action.due_on),
        }
        found.append("- " + _("%(action)s (%(account)s), due %(day)s") % values)
    work = settings.BASE_URL + reverse("work")
    found += ["", _("Finish them here: %(link)s") % {"link": work}]
    told = _("Each is mailed once before its day and once after it.")
    return [*found, told, ""]
