"""A person's own work: what is overdue, due today, within a week, and later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.apps.plans.selectors import WEEK

if TYPE_CHECKING:
    from vitalfew.apps.plans.models import Action
    from vitalfew.apps.trust.models import Undertaking
    from vitalfew.web.formats import Formats

GROUPS: dict[str, Any] = {
    "overdue": gettext_lazy("Overdue"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Within a week"),
    "later": gettext_lazy("Later, or without a day"),
}


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    count: int
    actions: list[Action]


def group_of(due: date | None, on: date) -> str:
    """In which group something due on a day stands.

    >>> group_of(date(2026, 5, 1), date(2026, 5, 1)), group_of(None, date(2026, 5, 1))
    ('today', 'later')
    """
    if due is None or due > on + WEEK:
        return "later"
    if due < on:
        return "overdue"
    return "today" if due == on else "week"


def groups(
    actions: Sequence[Action], counts: Mapping[str, int], *, on: date
) -> list[Group]:
    """The groups of which something stands on this page; counts are of all pages."""
    held: dict[str, list[Action]] = {key: [] for key in GROUPS}
    for action in actions:
        held[group_of(action.due_on, on)].append(action)
    return [
        Group(key, str(GROUPS[key]), counts[key], found)
        for key, found in held.items()
        if found
    ]


def finding(
    counts: Mapping[str, int],
    taken_on: Sequence[Undertaking],
    formats: Formats,
    *,
    on: date,
) -> str:
    """What presses, of actions and of what was taken on for customers."""
    if not sum(counts.values()) and not taken_on:
        return _("Nothing waits for you")
    overdue, today = counts["overdue"], counts["today"]
    late = sum(each.is_late(on) for each in taken_on)
    told = (
        (
            ngettext(
                "%(number)s action is overdue",
                "%(number)s actions are overdue",
                overdue,
            ),
            overdue,
        ),
        (
            ngettext("%(number)s is due today", "%(number)s are due today", today),
            today,
        ),
    )
    said = [text % {"number": formats.count(number)} for text, number in told if number]
    if late:
        said.append(taken_late_said(late, formats))
    return _("; ").join(said) or _("Nothing is overdue or due today")


def taken_late_said(late: int, formats: Formats) -> str:
    text = ngettext(
        "%(number)s thing you took on is late",
        "%(number)s things you took on are late",
        late,
    )
    return text % {"number": formats.count(late)}
