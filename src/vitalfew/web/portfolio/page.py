"""Everything the portfolio shows, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.policies import Money, money_of_all, sees_all
from vitalfew.apps.accounts.selectors import names_of
from vitalfew.apps.accounts.staff import managers_named
from vitalfew.apps.assessments.selectors.figures import basis_said, figures
from vitalfew.apps.assessments.selectors.rows import (
    key_account_ids,
    key_accounts_by_name,
    keys_named,
)
from vitalfew.apps.program.selectors import stages_of
from vitalfew.web import forecasts
from vitalfew.web.account import pictures
from vitalfew.web.charts import concentration, sparkline
from vitalfew.web.charts.widths import drawn
from vitalfew.web.cycle.words import LEVELS, lasted, stage_words
from vitalfew.web.portfolio.figures import (
    Figure,
    curve,
    curve_table,
    finding,
    strip,
    subtitle,
)
from vitalfew.web.portfolio.found import found_of
from vitalfew.web.portfolio.table import (
    PLAIN_SORTS,
    TABLE,
    UNKNOWN,
    Choice,
    KeyAccount,
    KeyFound,
    choices,
    key_account_rows,
    managers_in,
    narrowed,
    ordered,
    placed,
)
from vitalfew.web.serving import serving_said

if TYPE_CHECKING:
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.assessments.selectors.rows import Key
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats


A_PAGE = 50


class Line(NamedTuple):
    """A row of the table: all that it shows."""

    account: int
    name: str
    contribution: Decimal | None
    share: float | None
    rank: int | None
    growth: float | None
    orders: int | None
    stage: str
    level: int
    stage_time: str
    continuity: str
    centralization: str
    trend: SafeString | str
    expected: float | None
    low80: float | None
    high80: float | None
    active: float | None
    at_risk: float | None
    fit: str
    payback: str
    payback_months: float | None
    since: dt.date
    manager: str


@dataclass(frozen=True)
class Table:
    """The table of key accounts as it was asked for."""

    lines: list[Line]
    pager: Page[Any]
    total: int
    choices: tuple[Choice, ...]
    shown: frozenset[str]
    managers: tuple[tuple[str, str], ...]
    asked: dict[str, Any]

    @property
    def narrowed(self) -> bool:
        return bool(self.asked["words"] or self.asked["manager"])


@dataclass(frozen=True)
class Picture:
    """A figure with its finding and the data behind it."""

    title: str
    sub: str
    svg: SafeString | None
    columns: list[str]
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Portfolio:
    basis: Money
    strip: list[Figure]
    curve: Picture
    keys: list[KeyFound]
    risk: pictures.Picture | None = None


def portfolio_read(acting: User, assessment: Assessment, formats: Formats) -> Portfolio:
    """The strip, the curve and the key accounts, over what this person sees."""
    basis = basis_said(assessment, money_of_all(acting))
    keys = keys_read(acting, assessment, basis)
    found = figures(acting, assessment=assessment)
    asked = _Asked(
        assessment.pk,
        assessment.finished_at,
        basis,
        formats,
        get_language(),
        frozenset(key.account for key in keys),
        keys,
        found,
    )
    whole = sees_all(acting)
    shown = _said_once(asked) if whole else _said(asked)
    return Portfolio(
        basis=basis,
        strip=shown.strip,
        curve=replace(shown.curve, sub=_sub(assessment, basis, len(keys), formats)),
        keys=keys,
        risk=_risk(acting, found, basis, formats) if whole else None,
    )


@dataclass(frozen=True)
class _Asked:
    """What the strip and the curve hang on: equal ones say the same for ever."""

    assessment: int
    finished_at: dt.datetime | None
    basis: Money
    formats: Formats
    language: str | None
    accounts: frozenset[int]
    keys: Sequence[KeyFound] = field(compare=False)
    found: dict[str, Any] = field(compare=False)


class _Said(NamedTuple):
    strip: list[Figure]
    curve: Picture


def _said(asked: _Asked) -> _Said:
    basis, formats, keys = asked.basis, asked.formats, asked.keys
    whole = asked.found.get("concentration", {})
    points: Sequence[Sequence[float]] = asked.found.get("curve", [])
    shape = curve(points, whole, keys, basis, formats)
    picture = Picture(
        title=finding(whole, basis, formats),
        sub="",
        svg=drawn(concentration.draw, shape) if shape else None,
        columns=[_("Customers, best first"), _("They bring together")],
        rows=curve_table(points, formats) if shape else [],
    )
    return _Said(strip(keys, whole, basis, formats), picture)


_said_once = lru_cache(maxsize=16)(_said)


def _sub(assessment: Assessment, basis: Money, keys: int, formats: Formats) -> str:
    """What the curve shows, and whether serving is taken off it."""
    said = subtitle(basis, period(assessment, formats), keys)
    return f"{said} {serving_said(assessment, basis, formats)}".strip()


def _risk(
    acting: User, found: dict[str, Any], basis: Money, formats: Formats
) -> pictures.Picture | None:
    """The coming year of the whole firm, for those who see all of it."""
    carriers = [
        each["account_id"] for each in found.get("risk", {}).get("carriers", [])
    ]
    if not carriers:
        return None
    names = names_of(acting, carriers)
    last_year = found.get("totals", {}).get(f"{basis}_12m")
    return forecasts.risk_picture(found, names, last_year, formats)


def keys_read(acting: User, assessment: Assessment, basis: Money) -> list[KeyFound]:
    """The key accounts this person sees, with what the assessment says of each."""
    accounts = key_account_ids(acting)
    found = found_of(acting, assessment, accounts, basis)
    managers = managers_named(acting, accounts)
    return [KeyFound(pk, managers.get(pk), found.get(pk, UNKNOWN)) for pk in accounts]


def rows_read(
    acting: User, keys: Iterable[KeyFound], named: Iterable[Key]
) -> list[KeyAccount]:
    """The rows of these, as they are named, with their stages."""
    by_account = {key.account: key for key in keys}
    found = {pk: key.found for pk, key in by_account.items()}
    managers = {pk: key.manager for pk, key in by_account.items() if key.manager}
    return key_account_rows(named, found, managers, stages_of(acting, by_account))


def table_of(
    acting: User,
    keys: Sequence[KeyFound],
    asked: dict[str, Any],
    chosen: Sequence[str] | None,
    basis: str,
    formats: Formats,
    *,
    on: dt.date,
) -> Table:
    page, rows = _asked_for(acting, keys, asked)
    offered = choices(chosen, basis)
    return Table(
        lines=[_line(row, basis, formats, on) for row in rows],
        pager=page,
        total=len(keys),
        choices=offered,
        shown=frozenset(choice.key for choice in offered if choice.shown),
        managers=managers_in(keys),
        asked=asked,
    )


def _asked_for(
    acting: User, keys: Sequence[KeyFound], asked: dict[str, Any]
) -> tuple[Page[Any], list[KeyAccount]]:
    """A page of the table; of thousands only its rows are read, where that will do."""
    number = asked["page"]
    if asked["sort"] not in PLAIN_SORTS or asked["words"] or asked["manager"]:
        rows = rows_read(acting, keys, key_accounts_by_name(acting))
        page = Paginator(kept(rows, asked), A_PAGE).get_page(number)
        return page, list(page)
    found = Paginator(placed(keys, asked["sort"]), A_PAGE).get_page(number)
    shown = list(found)
    named = keys_named(acting, [key.account for key in shown])
    return found, ordered(rows_read(acting, shown, named), asked["sort"])


def kept(rows: Iterable[KeyAccount], asked: dict[str, Any]) -> list[KeyAccount]:
    """Narrowed down and sorted as it was asked for."""
    few = narrowed(rows, words=asked["words"], manager=asked["manager"])
    return ordered(few, asked["sort"])


def columns_of(acting: User) -> Sequence[str] | None:
    """The columns this person keeps, if they have chosen."""
    kept = acting.columns.get(TABLE)
    return kept if isinstance(kept, list) else None


def period(assessment: Assessment, formats: Formats) -> str:
    """The window in words: its first and its last day."""
    if assessment.window_from is None:
        return ""
    values = {
        "start": formats.day(assessment.window_from),
        "end": formats.day(last_day(assessment)),
    }
    return _("%(start)s to %(end)s") % values


def last_day(assessment: Assessment) -> dt.date | None:
    """The last day looked at: the as-of day is the first not looked at."""
    return assessment.as_of - dt.timedelta(days=1) if assessment.as_of else None


def _line(row: KeyAccount, basis: str, formats: Formats, on: dt.date) -> Line:
    found = row.found
    return Line(
        account=row.account.pk,
        name=row.name,
        contribution=found.contribution,
        share=found.share,
        rank=found.rank,
        growth=found.growth,
        orders=found.orders,
        stage=stage_words(row.stage),
        level=LEVELS.get(row.stage, 0),
        stage_time=lasted(row.stage_since, on, formats) if row.stage_since else "",
        continuity=found.continuity,
        centralization=found.centralization,
        trend=_trend(found.quarters, basis, formats),
        expected=found.expected,
        low80=found.low80,
        high80=found.high80,
        active=found.active,
        at_risk=found.at_risk,
        fit=found.fit,
        payback=found.payback,
        payback_months=found.payback_months,
        since=row.since,
        manager=row.manager.name if row.manager else "",
    )


@lru_cache(maxsize=1024)
def _trend(
    quarters: tuple[float, ...], basis: str, formats: Formats
) -> SafeString | str:
    if len(quarters) < 2:
        return ""
    values = {
        "count": formats.count(len(quarters)),
        "first": formats.money(quarters[0]),
        "last": formats.money(quarters[-1]),
    }
    label = (
        _("Revenue by quarter, last %(count)s quarters: from %(first)s to %(last)s")
        if basis == "revenue"
        else _(
            "Contribution by quarter, last %(count)s quarters:"
            " from %(first)s to %(last)s"
        )
    )
    return sparkline.draw(sparkline.Sparkline(quarters, label % values))
