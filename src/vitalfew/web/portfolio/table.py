"""The table of key accounts: its columns, its rows, how it sorts and narrows down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext, gettext_lazy

from vitalfew.analysis.decision.gates import STAGES
from vitalfew.apps.accounts.naming import folded
from vitalfew.web.portfolio.found import Found

if TYPE_CHECKING:
    from vitalfew.apps.accounts.staff import Manager
    from vitalfew.apps.assessments.selectors.rows import Key, Named

TABLE = "key-accounts"
Standing = tuple[str, dt.date]
"""The stage of an account, and since when."""
UNKNOWN = Found()


class KeyFound(NamedTuple):
    """Of one of thousands: who looks after it and what the newest assessment says."""

    account: int
    manager: Manager | None
    found: Found


class KeyAccount(NamedTuple):
    """One row: a designation with what the newest assessment says about the account."""

    account: Named
    since: dt.date
    manager: Manager | None
    stage: str
    stage_since: dt.date | None
    found: Found

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def stage_level(self) -> int | None:
        """How far it has come; at zero before the first."""
        return STAGES.index(self.stage) if self.stage else None


@dataclass(frozen=True)
class Column:
    """One column: its key in the address, its words, whether it shows at first."""

    key: str
    label: Any
    value: Callable[[Any], Any]
    shown: bool = True
    figure: bool = False
    revenue_label: Any = None
    method: str = ""
    """Where it is said what it means."""

    def words(self, basis: str) -> str:
        if basis == "revenue" and self.revenue_label is not None:
            return str(self.revenue_label)
        return str(self.label)


_ = gettext_lazy
COLUMNS = (
    Column(
        "contribution",
        _("Contribution"),
        attrgetter("found.contribution"),
        figure=True,
        revenue_label=_("Revenue"),
        method="margin#contribution",
    ),
    Column(
        "share",
        _("Share"),
        attrgetter("found.share"),
        figure=True,
        method="screen#share",
    ),
    Column(
        "rank", _("Rank"), attrgetter("found.rank"), figure=True, method="screen#rank"
    ),
    Column(
        "growth",
        _("Growth"),
        attrgetter("found.growth"),
        figure=True,
        method="margin#growth",
    ),
    Column(
        "orders",
        _("Orders"),
        attrgetter("found.orders"),
        shown=False,
        figure=True,
        method="margin#orders",
    ),
    Column("stage", _("Stage"), attrgetter("stage_level"), method="cycle#stages"),
    Column(
        "continuity",
        _("Purchasing"),
        attrgetter("found.continuity"),
        method="continuity#labels",
    ),
    Column(
        "centralization",
        _("Organization"),
        attrgetter("found.centralization"),
        shown=False,
        method="centralization#labels",
    ),
    Column(
        "trend",
        _("Two years"),
        attrgetter("found.quarters"),
        method="margin#quarters_contribution",
    ),
    Column(
        "expected",
        _("Next 12 months"),
        attrgetter("found.expected"),
        figure=True,
        method="forecast",
    ),
    Column(
        "active",
        _("Likely to buy"),
        attrgetter("found.active"),
        shown=False,
        figure=True,
        method="forecast",
    ),
    Column(
        "at_risk",
        _("At risk"),
        attrgetter("found.at_risk"),
        shown=False,
        figure=True,
        method="risk",
    ),
    Column("fit", _("Fit"), attrgetter("found.fit"), shown=False, method="fit#formula"),
    Column(
        "payback",
        _("Payback"),
        attrgetter("found.payback_months"),
        shown=False,
        figure=True,
        method="payback",
    ),
    Column("since", _("Key since"), attrgetter("since"), shown=False),
    Column(
        "manager", _("Manager"), lambda row: row.manager.name if row.manager else ""
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
PLAIN_SORTS = frozenset({"-contribution", "contribution", "rank", "-rank"})
"""What hardly two have in common, so that no names are needed to put them in order."""
SORTS = ("name", *(column.key for column in COLUMNS if column.key != "trend"))
USUAL_SORT = "-contribution"


@dataclass(frozen=True)
class Choice:
    """A column in the column chooser."""

    key: str
    label: str
    shown: bool
    figure: bool = False
    method: str = ""


def choices(chosen: Sequence[str] | None, basis: str) -> tuple[Choice, ...]:
    """Every column, with those this person keeps (or the usual ones) ticked."""
    return tuple(
        Choice(
            column.key,
            column.words(basis),
            column.shown if chosen is None else column.key in chosen,
            column.figure,
            column.method,
        )
        for column in COLUMNS
    )


def key_account_rows(
    keys: Iterable[Key],
    found: Mapping[int, Found],
    managers: Mapping[int, Manager],
    stages: Mapping[int, Standing],
) -> list[KeyAccount]:
    """A row for every key account; those without figures stay, as unknown."""
    rows = []
    for key in keys:
        pk = key.account.pk
        stage, since = stages.get(pk, ("", None))
        says = found.get(pk, UNKNOWN)
        manager = managers.get(pk)
        rows.append(KeyAccount(key.account, key.starts_on, manager, stage, since, says))
    return rows


def narrowed(
    rows: Iterable[KeyAccount], *, words: str = "", manager: str = ""
) -> list[KeyAccount]:
    """The rows whose account has all these words, of this manager (by id)."""
    wanted = folded(words).split()
    return [
        row
        for row in rows
        if all(word in row.account.search_text for word in wanted)
        and (
            not manager or (row.manager is not None and str(row.manager.pk) == manager)
        )
    ]


def ordered(rows: Iterable[KeyAccount], sort: str) -> list[KeyAccount]:
    """Sorted as the address says (`-share`); what is unknown comes last either way."""
    key = sort.removeprefix("-")
    if key not in SORTS:
        key, sort = USUAL_SORT.removeprefix("-"), USUAL_SORT
    by_name = sorted(rows, key=_by_name)
    if key == "name":
        return by_name[::-1] if sort.startswith("-") else by_name
    value = BY_KEY[key].value
    known = [row for row in by_name if value(row) not in {None, ""}]
    unknown = [row for row in by_name if value(row) in {None, ""}]
    return sorted(known, key=value, reverse=sort.startswith("-")) + unknown


def _by_name(row: KeyAccount) -> tuple[str, str]:
    return row.account.sort_key, row.account.account_id


def placed(rows: Iterable[KeyFound], sort: str) -> list[KeyFound]:
    """As `ordered`, by one of `PLAIN_SORTS`."""
    value = BY_KEY[sort.removeprefix("-")].value
    by_account = sorted(rows, key=attrgetter("account"))
    known = [row for row in by_account if value(row) is not None]
    unknown = [row for row in by_account if value(row) is None]
    return sorted(known, key=value, reverse=sort.startswith("-")) + unknown


def managers_in(
    rows: Iterable[KeyAccount | KeyFound],
) -> tuple[tuple[str, str], ...]:
    """Who manages one of these, for the choice above the table."""
    found = {str(row.manager.pk): row.manager.name for row in rows if row.manager}
    everybody = ("", gettext("All managers"))
    return (everybody, *sorted(found.items(), key=lambda pair: pair[1]))


def csv_of(
    rows: Iterable[KeyAccount], basis: str
) -> tuple[list[str], list[list[object]]]:
    """The table as plain values under their plain names, for other programs."""
    amount = "revenue" if basis == "revenue" else "contribution"
    columns = ["account_id", "account", amount, "share", "rank", "growth", "orders"]
    columns += ["continuity", "centralization", "fit", "payback", "payback_months"]
    columns += ["manager", "key_since", "stage", "stage_since"]
    return columns, [_csv_row(row) for row in rows]


def _csv_row(row: KeyAccount) -> list[object]:
    found = row.found
    figures = [found.contribution, found.share, found.rank, found.growth, found.orders]
    labels = [found.continuity, found.centralization, found.fit, found.payback]
    return [
        row.account.account_id,
        row.name,
        *figures,
        *labels,
        found.payback_months,
        row.manager.name if row.manager else None,
        row.since.isoformat(),
        row.stage or None,
        row.stage_since.isoformat() if row.stage_since else None,
    ]
