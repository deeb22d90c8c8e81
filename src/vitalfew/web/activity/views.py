from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.selectors import account_visible
from vitalfew.apps.audit.selectors import actions, actors, entries, entries_page
from vitalfew.web.activity.forms import ActivityForm
from vitalfew.web.activity.words import action_words, details_words
from vitalfew.web.downloads import csv_response

if TYPE_CHECKING:
    from vitalfew.apps.audit.models import Entry
    from vitalfew.web.requests import Request

MOST_ROWS = 100_000


def activity(request: Request) -> HttpResponse:
    """Who changed what, the newest first."""
    form = ActivityForm(request.GET)
    wanted = form.wanted
    page, after = entries_page(wanted, before=form.known.get("before"))
    context = {
        "lines": [(e, action_words(e.action), details_words(e)) for e in page],
        "after": after,
        "wanted": wanted,
        "actors": actors(),
        "actions": sorted(
            ((a, action_words(a)) for a in actions()), key=lambda p: p[1]
        ),
        "account": wanted.account and account_visible(request.user, wanted.account),
        "narrowed": bool(request.GET.keys() - {"before"}),
    }
    template = "activity/_table.html" if request.htmx else "activity/activity.html"
    return render(request, template, context)


def activity_csv(request: Request) -> HttpResponse:
    found = entries(ActivityForm(request.GET).wanted)
    columns = [
        _("When"),
        _("Who"),
        _("What"),
        _("Of what"),
        _("Account"),
        _("Source"),
        _("Details"),
    ]
    return csv_response("activity", columns, _rows(islice(found.iterator(), MOST_ROWS)))


def _rows(found: Iterator[Entry]) -> Iterator[list[object]]:
    for entry in found:
        yield [
            entry.at.isoformat(timespec="seconds"),
            entry.actor.name if entry.actor else "vitalfew",
            action_words(entry.action),
            entry.subject_name,
            entry.account.account_id if entry.account else None,
            entry.source,
            json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        ]
