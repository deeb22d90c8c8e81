"""Everything the page *What if we lose …* shows, read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.selectors import accounts_found
from vitalfew.apps.assessments.models import AssessmentRow
from vitalfew.apps.assessments.selectors.outcomes import outcomes
from vitalfew.apps.assessments.selectors.rows import (
    Rows,
    among_seen,
    key_account_ids,
    keys_named,
    rows,
)
from vitalfew.files.bidi import isolated
from vitalfew.web.portfolio.loss import WhatIf, what_if

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.firm.models import Firm
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats
    from vitalfew.web.portfolio.forms import LossForm

PAGE = 25
LARGEST = 1000
"""So many of the largest are listed; search finds the others."""
FOUND = 100
ALONE = 40
"""So many key accounts are offered each alone."""
TOGETHER = 200
"""The address of a page holds no more accounts."""


@dataclass(frozen=True)
class Preset:
    """A set of accounts one often asks about, as a link."""

    words: str
    query: str
    current: bool


@dataclass(frozen=True)
class Offered:
    """A row of the list to tick from."""

    row: AssessmentRow
    ticked: bool
    year: float | None


@dataclass(frozen=True)
class LossPage:
    answer: WhatIf
    presets: list[Preset]
    singles: list[Preset]
    """Key accounts, each alone."""
    some_alone: bool
    """Only the largest of them are offered."""
    offered: list[Offered]
    elsewhere: list[int]
    """Ticked accounts that are not on this page of the list."""
    pager: Page[AssessmentRow]
    words: str
    capped: bool
    """Only the largest are listed."""

    @property
    def basis(self) -> str:
        return self.answer.basis


def loss_read(
    acting: User, assessment: Assessment, form: LossForm, firm: Firm, formats: Formats
) -> LossPage:
    found = rows(acting, assessment=assessment)
    lost = _these(found, form.ticked)
    ticked = {row.account_id for row in lost}
    answer = what_if(acting, assessment, lost, firm, formats)
    listed: Sequence[AssessmentRow] | Rows = found[:LARGEST]
    if form.words:
        named = accounts_found(acting, form.words, limit=FOUND)
        listed = _these(found, [account.pk for account in named])
    page = Paginator(listed, PAGE).get_page(form.page_number)
    shown = among_seen(acting, page, assessment=assessment)
    offered = [_offered(row, ticked, answer.basis) for row in shown]
    here = {one.row.account_id for one in offered}
    keys = sorted(key_account_ids(acting))
    alone = keys_named(acting, _largest(acting, assessment, keys))
    largest = found.filter(rank__isnull=False).first()
    return LossPage(
        answer=answer,
        presets=_presets(keys, largest, ticked),
        singles=[
            _preset(isolated(key.account.name), [key.account.pk], ticked)
            for key in alone
        ],
        some_alone=len(alone) < len(keys),
        offered=offered,
        elsewhere=sorted(ticked - here),
        pager=page,
        words=form.words,
        capped=not form.words and page.paginator.count == LARGEST,
    )


def _largest(acting: User, assessment: Assessment, keys: list[int]) -> list[int]:
    """The key accounts offered each alone: of many those with figures, the best."""
    if len(keys) <= ALONE:
        return keys
    ranked = outcomes(acting, assessment).of(keys).values()
    placed = [(one.rank, one.account) for one in ranked if one.rank is not None]
    return [account for _rank, account in sorted(placed)[:ALONE]]


def _these(found: Rows, accounts: list[int]) -> list[AssessmentRow]:
    """The rows of these accounts, by rank."""
    # In no order: by rank the database would read every row to find these few.
    rows = list(found.filter(account__in=accounts).order_by())
    return sorted(rows, key=lambda row: (row.rank is None, row.rank, row.account_id))


def _offered(row: AssessmentRow, ticked: set[int], basis: str) -> Offered:
    year = row.measures.get("margin", {}).get(f"{basis}_12m")
    return Offered(row, row.account_id in ticked, year)


def _presets(
    keys: list[int], largest: AssessmentRow | None, ticked: set[int]
) -> list[Preset]:
    found = []
    if largest is not None:
        found.append(_preset(_("The largest account"), [largest.account_id], ticked))
    if 1 < len(keys) <= TOGETHER:
        found.append(_preset(_("All key accounts"), keys, ticked))
    return found


def _preset(words: str, accounts: Iterable[int], ticked: set[int]) -> Preset:
    chosen = list(accounts)
    query = urlencode({"account": chosen}, doseq=True)
    return Preset(words, query, current=set(chosen) == ticked)
