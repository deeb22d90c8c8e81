"""The list of candidates, in its groups."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from vitalfew.apps.assessments.selectors import Candidate, candidates
from vitalfew.web.candidates.chips import Chip, chips_of

if TYPE_CHECKING:
    from vitalfew.apps.assessments.selectors import Candidates, Standings
    from vitalfew.apps.users.models import User
    from vitalfew.web.candidates.forms import ListForm
    from vitalfew.web.formats import Formats


class Line(NamedTuple):
    """A row of the list, with its most telling reasons: all that it shows."""

    account: int
    name: str
    contribution: Decimal | None
    payback_months: float | None
    late: bool
    asked_again: bool
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]
    count: int
    more: int = 0
    """So many are not listed, on no page."""


@dataclass(frozen=True)
class Page:
    """The list of the open side."""

    groups: list[Group]
    found: Candidates

    @property
    def before(self) -> int:
        return self.found.page - 1

    @property
    def after(self) -> int:
        return self.found.page + 1

    @property
    def empty(self) -> bool:
        return not any(group.lines for group in self.groups)


def page_read(acting: User, form: ListForm, formats: Formats, known: Standings) -> Page:
    page = form.asked["page"] or 1
    found = candidates(acting, known=known, only=form.only, order=form.order, page=page)
    first = (
        (_("Proposed"), found.proposed, found.proposed_count),
        (_("No longer qualify"), found.fallen, found.fallen_count),
    )
    looked_at = _lines(found.looked_at, formats)
    prospects = _lines(found.prospects, formats)
    groups = [
        *(_first(title, listed, count, formats) for title, listed, count in first),
        Group(_("Prospects"), prospects, len(prospects)),
        Group(_("Looked at, not proposed"), looked_at, found.looked_at_count),
    ]
    return Page([group for group in groups if group.lines], found)


def _first(title: str, found: list[Candidate], count: int, formats: Formats) -> Group:
    lines = _lines(found, formats)
    return Group(title, lines, count, more=count - len(lines))


def _lines(found: list[Candidate], formats: Formats) -> list[Line]:
    return [_line(each, formats) for each in found]


def _line(candidate: Candidate, formats: Formats) -> Line:
    row = candidate.row
    return Line(
        account=row.account_id,
        name=row.account.name,
        contribution=row.contribution,
        payback_months=row.payback_months,
        late=any(code == "payback.late" for _side, code, _values in row.reasons),
        asked_again=candidate.asked_again,
        chips=tuple(chips_of(row, formats)),
    )
