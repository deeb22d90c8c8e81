"""The decided side of the page, and the list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.assessments.models import Decision
from vitalfew.apps.assessments.problems import sentence
from vitalfew.apps.assessments.selectors import Decided, rows
from vitalfew.web.candidates.wording import number_word
from vitalfew.web.labels import label_words

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import AssessmentRow
    from vitalfew.apps.users.models import User
    from vitalfew.web.candidates.forms import ListForm
    from vitalfew.web.formats import Formats

Kind = Decision.Kind
MOST_LINES = 100_000


@dataclass(frozen=True)
class Group:
    """The accounts on which the last decision was of one kind."""

    kind: str
    title: str
    decided: list[Decided]


def decided_groups(found: dict[str, list[Decided]]) -> list[Group]:
    titles = {
        Kind.DESIGNATE: _("Key accounts"),
        Kind.NOT_NOW: _("Not now"),
        Kind.DECLINE: _("Declined"),
        Kind.END: _("Ended"),
    }
    return [
        Group(kind, title, found[kind]) for kind, title in titles.items() if found[kind]
    ]


def decided_title(groups: list[Group], formats: Formats) -> str:
    """How many accounts are key, put off and declined."""
    count = {group.kind: len(group.decided) for group in groups}
    keys = count.get(Kind.DESIGNATE, 0)
    text = ngettext(
        "%(number)s customer is a key account",
        "%(number)s customers are key accounts",
        keys,
    )
    return text % {"number": number_word(keys, formats, first=True)}


def csv_read(acting: User, form: ListForm) -> tuple[list[str], Iterator[list[object]]]:
    """Every account of the newest assessment that the filter lets through."""
    amount = _("Revenue") if money_of_all(acting) == "revenue" else _("Contribution")
    columns = [
        _("Rank"),
        _("Number"),
        _("Customer"),
        _("Verdict"),
        amount,
        _("Share"),
        _("Growth"),
        _("Attractiveness"),
        _("Our strength"),
        _("Stability"),
        _("Purchasing"),
        _("Organization"),
        _("Fit"),
        _("Payback in months"),
        _("For"),
        _("Against"),
        _("Not known"),
    ]
    found = rows(acting, only=form.only, order=form.order)
    light = found.defer("measures", "would_change")[:MOST_LINES]
    return columns, (_line(row) for row in light.iterator(chunk_size=2000))


def _line(row: AssessmentRow) -> list[object]:
    said: dict[str, list[str]] = {"for": [], "against": [], "unknown": []}
    for side, code, values in row.reasons:
        said[side].append(sentence(code, values))
    return [
        row.rank,
        row.account.account_id,
        row.account.name,
        label_words(row.verdict, "verdict"),
        row.contribution,
        row.share,
        row.growth,
        row.attractiveness,
        row.strength,
        row.stability,
        label_words(row.continuity, "continuity"),
        label_words(row.centralization, "centralization"),
        label_words(row.fit, "fit"),
        row.payback_months,
        *("; ".join(each) for each in said.values()),
    ]
