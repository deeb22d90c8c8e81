"""What the portfolio says: its strip of figures, its finding, its curve."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.web.charts.concentration import Curve
from vitalfew.web.formats import UNKNOWN, Formats

if TYPE_CHECKING:
    from decimal import Decimal

    from vitalfew.web.portfolio.table import KeyFound

Concentration = Mapping[str, Any]

MOST_POINTS = 580
"""A point for every second pixel of the widest picture: more do not show."""


@dataclass(frozen=True)
class Figure:
    """One figure of the strip, in words."""

    label: str
    value: str
    note: str
    change: str = ""
    change_is: str = ""
    tone: str = ""
    method: str = ""
    """Where it is said what it means."""

    @property
    def unknown(self) -> bool:
        return self.value == UNKNOWN


def strip(
    rows: Sequence[KeyFound],
    concentration: Concentration,
    basis: str,
    formats: Formats,
) -> list[Figure]:
    """The five figures that matter most."""
    return [
        key_accounts_figure(rows, concentration, basis, formats),
        _top_figure(concentration, basis, formats),
        _effective_figure(concentration, formats),
        _large_figure(concentration, formats),
        _tail_figure(concentration, formats)
        if basis == "contribution"
        else _many_figure(concentration, formats),
    ]


def key_accounts_figure(
    rows: Sequence[KeyFound],
    concentration: Concentration,
    basis: str,
    formats: Formats,
) -> Figure:
    """What the key accounts bring together, and how that has changed."""
    known = _known(rows)
    share = share_together(rows, concentration)
    label = (
        _("Revenue of key accounts")
        if basis == "revenue"
        else _("Contribution of key accounts")
    )
    method = f"margin#{'revenue' if basis == 'revenue' else 'contribution'}"
    if not rows:
        note = _("No key account has been decided yet")
        return Figure(label, UNKNOWN, note, method=method)
    accounts = ngettext(
        "%(accounts)s key account", "%(accounts)s key accounts", len(rows)
    )
    values = {"accounts": formats.count(len(rows)), "share": formats.percent(share, 0)}
    note = accounts % values
    if share is not None:
        note = _("%(accounts)s, %(share)s of all") % {**values, "accounts": note}
    change = growth_together(rows)
    return Figure(
        label,
        formats.money(sum(known)) if known else UNKNOWN,
        note,
        change=_("%(change)s in a year") % {"change": formats.change(change)}
        if change is not None
        else "",
        change_is="" if not change else "up" if change > 0 else "dn",
        method=method,
    )


def share_together(
    rows: Sequence[KeyFound], concentration: Concentration
) -> float | None:
    """What the key accounts make up of all the accounts the reader sees."""
    known = _known(rows)
    total = concentration.get("total")
    return float(sum(known)) / total if known and total and total > 0 else None


def _known(rows: Sequence[KeyFound]) -> list[Decimal]:
    found = (row.found.contribution for row in rows)
    return [amount for amount in found if amount is not None]


def growth_together(rows: Sequence[KeyFound]) -> float | None:
    """The last 12 months of all that have both years, against the 12 before."""
    pairs = [
        (row.found.amount_12m, row.found.amount_prior_12m)
        for row in rows
        if row.found.amount_12m is not None and row.found.amount_prior_12m is not None
    ]
    before = sum(prior for _now, prior in pairs)
    if before <= 0:
        return None
    return sum(now for now, _prior in pairs) / before - 1


def _top_figure(found: Concentration, basis: str, formats: Formats) -> Figure:
    accounts = found.get("accounts") or 0
    label = (
        _("Top 20%, share of revenue")
        if basis == "revenue"
        else _("Top 20%, share of contribution")
    )
    method = "concentration#top_20pct_share"
    if accounts < 5:
        return Figure(label, UNKNOWN, _("fewer than five customers"), method=method)
    note = ngettext(
        "brought by %(best)s of %(accounts)s customer",
        "brought by %(best)s of %(accounts)s customers",
        accounts,
    )
    values = {"best": formats.count(accounts // 5), "accounts": formats.count(accounts)}
    share = formats.percent(found.get("top_20pct_share"), 0)
    return Figure(label, share, note % values, method=method)


def _effective_figure(found: Concentration, formats: Formats) -> Figure:
    number = found.get("effective_number")
    values = {"hhi": formats.number(found.get("hhi"), 3)}
    return Figure(
        _("Effective number of customers"),
        formats.number(number, 1),
        _("if all bought alike; HHI %(hhi)s") % values,
        method="concentration#effective_number",
    )


def _large_figure(found: Concentration, formats: Formats) -> Figure:
    large = found.get("accounts_over_10pct")
    note = (
        _("none is that large")
        if large == 0
        else ngettext("customer of that size", "customers of that size", large or 0)
    )
    return Figure(
        _("10% of revenue or more"),
        formats.count(large),
        note,
        method="concentration#accounts_over_10pct",
    )


def _tail_figure(found: Concentration, formats: Formats) -> Figure:
    losing = found.get("losing_accounts")
    label, method = _("Destroyed by the tail"), "concentration#tail_loss"
    if not losing:
        note = _("nobody costs more")
        return Figure(label, formats.count(losing), note, method=method)
    note = ngettext(
        "%(losing)s customer costs more than it brings",
        "%(losing)s customers cost more than they bring",
        losing,
    )
    return Figure(
        label,
        formats.money(found.get("tail_loss")),
        note % {"losing": formats.count(losing)},
        tone="bad",
        method=method,
    )


def _many_figure(found: Concentration, formats: Formats) -> Figure:
    values = {
        "share": formats.percent(found.get("share_of_accounts_for_80pct"), 0),
        "accounts": formats.count(found.get("accounts")),
    }
    return Figure(
        _("Customers that make 80%"),
        formats.count(found.get("accounts_for_80pct")),
        _("%(share)s of all %(accounts)s") % values,
        method="concentration#accounts_for_80pct",
    )


def finding(found: Concentration, basis: str, formats: Formats) -> str:
    """On how few customers it all rests, and how many cost more than they bring."""
    enough, losing = found.get("accounts_for_80pct"), found.get("losing_accounts") or 0
    values = {
        "few": formats.count(enough),
        "accounts": formats.count(found.get("accounts")),
        "losing": formats.count(losing),
        "total": formats.money(found.get("total")),
    }
    if enough is None:
        return _no_total(found) % values
    if basis == "revenue":
        return _("%(few)s of %(accounts)s customers make 80%% of revenue") % values
    if not losing:
        return _("%(few)s of %(accounts)s customers make 80%% of contribution") % values
    return (
        ngettext(
            "%(few)s of %(accounts)s customers make 80%% of contribution;"
            " %(losing)s costs more than it brings",
            "%(few)s of %(accounts)s customers make 80%% of contribution;"
            " %(losing)s cost more than they bring",
            losing,
        )
        % values
    )


def _no_total(found: Concentration) -> str:
    if found.get("total") is None:
        return _("The orders have no amounts, so nobody knows who brings most")
    return _(
        "All %(accounts)s customers together bring %(total)s: no share can be formed"
    )


def subtitle(basis: str, period: str, keys: int) -> str:
    """Measure, period and encoding of the curve."""
    values = {"period": period, "keys": keys}
    if not keys:
        if basis == "revenue":
            return _("Cumulative revenue, %(period)s.") % values
        return _("Cumulative contribution, %(period)s.") % values
    if basis == "revenue":
        return (
            _("Cumulative revenue, %(period)s. Ticks mark the key accounts.") % values
        )
    return (
        _("Cumulative contribution, %(period)s. Ticks mark the key accounts.") % values
    )


def curve(
    points: Sequence[Sequence[float]],
    found: Concentration,
    rows: Sequence[KeyFound],
    basis: str,
    formats: Formats,
) -> Curve | None:
    """The picture of concentration; None when no share of the total can be formed."""
    accounts = found.get("accounts") or 0
    if not points or found.get("accounts_for_80pct") is None:
        return None
    columns = min(accounts, MOST_POINTS)
    scale = columns / accounts
    few, losing = found["accounts_for_80pct"], found.get("losing_accounts") or 0
    ranks = [row.found.rank for row in rows if row.found.rank is not None]
    drawn = Curve(
        cumulative=resampled(points, accounts, columns),
        few=max(1, round(few * scale)),
        key_ranks=[max(1, round(rank * scale)) for rank in ranks],
        form=formats.percent_whole,
        label=finding(found, basis, formats),
    )
    words = _curve_words(found, rows, basis, formats)
    if not losing:
        words |= {"peak_text": "", "loss_text": ""}
    return replace(drawn, **words)


def _curve_words(
    found: Concentration, rows: Sequence[KeyFound], basis: str, formats: Formats
) -> dict[str, Any]:
    share = share_together(rows, found)
    values = {
        "few": formats.count(found["accounts_for_80pct"]),
        "few_share": formats.percent(found.get("share_of_accounts_for_80pct"), 0),
        "accounts": formats.count(found.get("accounts")),
        "peak": formats.percent(found.get("peak"), 0),
        "losing": formats.count(found.get("losing_accounts")),
        "loss": formats.money(found.get("tail_loss")),
        "keys": formats.count(len(rows)),
        "share": formats.percent(share, 0),
    }
    return {
        "few_text": _("%(few)s customers make 80%%") % values,
        "few_note": _("%(few_share)s of all %(accounts)s") % values,
        "peak_text": _("peak %(peak)s") % values,
        "loss_text": _("%(losing)s lose %(loss)s") % values,
        "rug_text": _rug_text(basis, len(rows)) % values if share is not None else "",
        "axis_text": _("Customers, highest revenue first")
        if basis == "revenue"
        else _("Customers, highest contribution first"),
        "count_text": formats.count(found.get("accounts")),
    }


def _rug_text(basis: str, keys: int) -> str:
    if basis == "revenue":
        return ngettext(
            "%(keys)s key account, %(share)s of revenue",
            "%(keys)s key accounts, %(share)s of revenue",
            keys,
        )
    return ngettext(
        "%(keys)s key account, %(share)s of contribution",
        "%(keys)s key accounts, %(share)s of contribution",
        keys,
    )


def resampled(
    points: Sequence[Sequence[float]], accounts: int, columns: int
) -> list[float]:
    """The curve at `columns` even steps, straight between the points that are known.

    `points` are (rank, cumulative share), ranks rising, the last one `accounts`.

    >>> resampled([(1, 0.5), (3, 0.9), (4, 1.0)], accounts=4, columns=4)
    [0.5, 0.7, 0.9, 1.0]
    """
    ranks = [0.0, *(float(rank) for rank, _share in points)]
    shares = [0.0, *(float(share) for _rank, share in points)]
    found = []
    for column in range(1, columns + 1):
        rank = column * accounts / columns
        at = min(bisect_left(ranks, rank), len(ranks) - 1)
        low, high = ranks[at - 1], ranks[at]
        part = (rank - low) / (high - low)
        found.append(round(shares[at - 1] + part * (shares[at] - shares[at - 1]), 8))
    return found


def curve_table(
    points: Sequence[Sequence[float]], formats: Formats, most: int = 60
) -> list[tuple[str, str]]:
    """The data behind the curve: so many customers, best first, bring so much."""
    step = max(1, len(points) // most)
    kept = (
        [*points[:10], *points[10:-1:step], points[-1]] if len(points) > 10 else points
    )
    return [(formats.count(rank), formats.percent(share)) for rank, share in kept]
