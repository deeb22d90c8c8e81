"""What if these accounts were lost: this year with them and without."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.analysis.measures.loss import Loss, YearTotal, loss_of
from vitalfew.apps.accounts.policies import Money, money_of_all, sees_all
from vitalfew.apps.assessments.selectors.figures import basis_said
from vitalfew.apps.assessments.selectors.rows import rows
from vitalfew.files.bidi import isolated
from vitalfew.web.charts import loss as picture
from vitalfew.web.charts.widths import drawn

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment, AssessmentRow
    from vitalfew.apps.firm.models import Firm
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats

REST = " "
"""Stands for everybody else: no account id consists of a space."""
MOST_AMOUNTS = 10_000
"""The rank of a loss is told among this many of the largest accounts."""
KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Year:
    """The year of all accounts a person sees; `amounts` are the largest, rising."""

    sales: float
    worth: float
    amounts: Sequence[float]


@dataclass(frozen=True)
class WhatIf:
    """The answer: figures, finding and picture."""

    loss: Loss
    lost: list[AssessmentRow]
    basis: Money
    title: str
    sub: str
    svg: SafeString
    columns: list[str]
    data: list[tuple[str, str, str, str]]
    facts: list[tuple[str, str, str]]


def year_of(acting: User, assessment: Assessment, basis: Money) -> Year:
    """Read once an assessment: its rows never change."""
    if not sees_all(acting):
        return _year_read(acting, assessment, basis)
    # A restored database may give a number of an assessment away a second time.
    key = f"loss-year-{assessment.pk}-{assessment.requested_at.timestamp()}-{basis}"
    kept: Year | None = cache.get(key)
    if kept is None:
        kept = _year_read(acting, assessment, basis)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _year_read(acting: User, assessment: Assessment, basis: Money) -> Year:
    found = rows(acting, assessment=assessment).values_list("measures", flat=True)
    if sees_all(acting):
        found = found[:MOST_AMOUNTS]
    read: list[Any] = list(found)
    margins = [measures.get("margin", {}) for measures in read]
    year = Year(
        sales=sum(margin.get("revenue_12m") or 0.0 for margin in margins),
        worth=sum(year_worth(margin, basis) for margin in margins),
        amounts=sorted(year_worth(margin, basis) for margin in margins),
    )
    if not sees_all(acting):
        return year
    # The sums over all accounts were kept when the assessment was made.
    worth, sales = _kept_sums(assessment, money_of_all(acting))
    return replace(
        year,
        sales=year.sales if sales is None else sales,
        worth=year.worth if worth is None else worth,
    )


def year_worth(margin: Mapping[str, Any], basis: Money) -> float:
    """A year's amount before serving: the people who serve an account stay."""
    known = margin.get(f"{basis}_before_12m", margin.get(f"{basis}_12m"))
    return known or 0.0


def _kept_sums(
    assessment: Assessment, money: Money
) -> tuple[float | None, float | None]:
    totals = {
        basis: found.get("totals", {}) for basis, found in assessment.figures.items()
    }
    own = totals.get(money, {})
    worth = own.get(f"{money}_before_12m", own.get(f"{money}_12m"))
    return worth, totals.get("revenue", {}).get("revenue_12m")


def without(
    year: Year,
    lost: Iterable[AssessmentRow],
    basis: Money,
    fixed_costs: Decimal | None = None,
) -> Loss:
    """The measure `loss` over the lost ones, and everybody else as one."""
    gone = {row.account.account_id: _year_total(row, basis) for row in lost}
    rest = YearTotal(
        Decimal(str(year.sales))
        - sum((one.sales for one in gone.values()), Decimal(0)),
        Decimal(str(year.worth))
        - sum((one.contribution for one in gone.values()), Decimal(0)),
    )
    found = loss_of(gone | {REST: rest}, set(gone), fixed_costs=fixed_costs)
    harm = float(found.contribution_lost)
    # Everybody else counts as one there: the rank is among single accounts.
    greater = len(year.amounts) - bisect_right(year.amounts, harm + 0.005)
    return replace(found, rank=greater + 1)


def _year_total(row: AssessmentRow, basis: Money) -> YearTotal:
    margin = row.measures.get("margin", {})
    return YearTotal(
        Decimal(str(margin.get("revenue_12m") or 0)),
        Decimal(str(year_worth(margin, basis))),
    )


def what_if(
    acting: User,
    assessment: Assessment,
    lost: Sequence[AssessmentRow],
    firm: Firm,
    formats: Formats,
) -> WhatIf:
    """The year without these accounts, in words and in a picture."""
    basis = basis_said(assessment, money_of_all(acting))
    fixed = firm.fixed_costs_a_year if sees_all(acting) else None
    if basis == "revenue":
        fixed = None  # Revenue does not say what is left to cover costs with.
    year = year_of(acting, assessment, basis)
    found = without(year, lost, basis, fixed)
    title = finding(found, lost, basis, formats)
    shown = figures(found, basis, fixed, formats)
    return WhatIf(
        loss=found,
        lost=list(lost),
        basis=basis,
        title=title,
        sub=_(
            "The last 12 months of this assessment, with everybody and without them."
        ),
        svg=drawn(picture.draw, picture.Loss(shown, formats.money, title)),
        columns=[_("Figure"), _("With everybody"), _("Without"), _("Lost")],
        data=[_data_row(figure, formats) for figure in shown],
        facts=facts(found, basis, fixed, formats),
    )


def figures(
    found: Loss, basis: Money, fixed: Decimal | None, formats: Formats
) -> list[picture.Before]:
    sales = picture.Before(
        _("Revenue, 12 months"), float(found.sales), float(found.sales_after)
    )
    if basis == "revenue":
        return [sales]
    worth = picture.Before(
        _("Contribution, 12 months"),
        float(found.contribution),
        float(found.contribution_after),
    )
    if fixed is not None:
        text = _("fixed costs %(amount)s") % {"amount": formats.money(fixed)}
        worth = replace(worth, mark=float(fixed), mark_text=text)
    return [sales, worth]


def _data_row(figure: picture.Before, formats: Formats) -> tuple[str, str, str, str]:
    return (
        figure.name,
        formats.money_full(figure.everybody, 0),
        formats.money_full(figure.without, 0),
        formats.money_full(figure.everybody - figure.without, 0),
    )


def facts(
    found: Loss, basis: Money, fixed: Decimal | None, formats: Formats
) -> list[tuple[str, str, str]]:
    """What else one wants to know of a loss: what remains, is it enough, how bad.

    Each with where it is said what it means.
    """
    remains = formats.money(found.sales_after)
    shown = [(_("Revenue that remains"), remains, "loss#sales_after")]
    if basis == "contribution":
        remains = formats.money(found.contribution_after)
        method = "loss#contribution_after"
        shown.append((_("Contribution that remains"), remains, method))
    if fixed is not None:
        covered = _times(found.cover, formats), _times(found.cover_after, formats)
        shown += [
            (_("Fixed costs covered now"), covered[0], "loss#cover"),
            (_("Fixed costs covered then"), covered[1], "loss#cover_after"),
        ]
    worse = formats.count(found.rank - 1)
    shown.append((_("Single accounts that would hurt more"), worse, "loss#rank"))
    return shown


def _times(cover: float | None, formats: Formats) -> str:
    if cover is not None and cover <= 0:
        return _("Not at all")
    return _("%(times)s times") % {"times": formats.number(cover, 2)}


def finding(
    found: Loss, lost: Sequence[AssessmentRow], basis: Money, formats: Formats
) -> str:
    """What is lost, in one sentence."""
    if not lost:
        return _("Tick the accounts to do without")
    share = found.contribution_lost_share
    values = {
        "who": isolated(lost[0].account.name)
        if len(lost) == 1
        else ngettext("%(count)s account", "%(count)s accounts", len(lost))
        % {"count": formats.count(len(lost))},
        "lost": formats.money(abs(found.contribution_lost)),
        "share": formats.percent(share),
    }
    said = _loss_sentence(found, basis) % values
    if found.cover is None or found.cover_after is None or found.cover < 1:
        return said
    covered = (
        _("%(said)s; fixed costs are still covered")
        if found.cover_after >= 1
        else _("%(said)s; fixed costs are no longer covered")
    )
    return covered % {"said": said}


def _loss_sentence(found: Loss, basis: Money) -> str:
    if found.contribution_lost < 0:
        return _("Without %(who)s contribution would be %(lost)s higher")
    if found.contribution_lost_share is None:
        return _("Without %(who)s %(lost)s would be missing")
    if basis == "revenue":
        return _("Without %(who)s %(share)s of revenue is gone: %(lost)s")
    return _("Without %(who)s %(share)s of contribution is gone: %(lost)s")
