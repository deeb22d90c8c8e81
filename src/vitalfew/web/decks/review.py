"""The slides of a quarterly business review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vitalfew.apps.assessments.selectors.decisions import decisions_of
from vitalfew.apps.plans.models import Action, Version
from vitalfew.apps.program.selectors import moves_of
from vitalfew.web.cycle.words import moved
from vitalfew.web.decks import parts
from vitalfew.web.decks.deck import (
    LONGEST_NAME,
    Cell,
    Chart,
    Column,
    Deck,
    Series,
    Slide,
    Table,
    short,
)
from vitalfew.web.decks.quarter import Quarter, Quarters, quarters_read
from vitalfew.web.plans.words import UNKNOWN

if TYPE_CHECKING:
    from vitalfew.web.decks.material import Material
    from vitalfew.web.formats import Formats

Happened = tuple[date, str, str]


def review_deck(material: Material) -> Deck:
    """The last quarter that is over: what was bought, done, decided and asked."""
    quarters = quarters_read(material)
    said = _purchases_said(quarters, material.formats)
    slides = [
        _purchases(material, quarters, said),
        parts.objectives(material),
        parts.progress(material),
        _actions(material, quarters),
        parts.risks(material),
        _decided(material, quarters),
        parts.asks(material),
    ]
    return Deck(
        name=_("Quarterly business review"),
        title=_("%(account)s: %(finding)s")
        % {
            "account": short(material.account.name, LONGEST_NAME),
            "finding": said,
        },
        language=get_language() or "en",
        facts=[_("Quarterly business review"), quarters.now.name, *material.facts],
        slides=[slide for slide in slides if slide is not None],
        footer=_("For our own people"),
    )


def _change(now: Decimal | None, before: Decimal | None) -> float | None:
    if now is None or before is None or before <= 0:
        return None
    return float((now - before) / before)


def _purchases_said(quarters: Quarters, formats: Formats) -> str:
    now = quarters.now
    if quarters.money == "none":
        text = ngettext(
            "%(number)s order in the quarter",
            "%(number)s orders in the quarter",
            now.orders or 0,
        )
        return text % {"number": formats.count(now.orders)}
    if now.revenue is None:
        return _("What was bought in the quarter is not known")
    if not now.orders:
        return _("Nothing was bought in the quarter")
    values = {
        "amount": formats.money(now.revenue),
        "quarter": formats.change(_change(now.revenue, quarters.before.revenue)),
        "year": formats.change(_change(now.revenue, quarters.year_before.revenue)),
    }
    return _changes_said(quarters) % values


def _changes_said(quarters: Quarters) -> str:
    now = quarters.now.revenue
    if _change(now, quarters.year_before.revenue) is None:
        return _("Revenue of the quarter is %(amount)s")
    if _change(now, quarters.before.revenue) is None:
        return _("Revenue is %(amount)s, %(year)s on the year before")
    return _(
        "Revenue is %(amount)s, %(quarter)s on the quarter before and %(year)s on the "
        "year before"
    )


def _purchases(material: Material, quarters: Quarters, said: str) -> Slide:
    compared = (quarters.now, quarters.before, quarters.year_before)
    columns = [
        Column("", 22),
        *(Column(quarter.name, 20, figures=True) for quarter in compared),
        Column(_("On the quarter before"), 18, figures=True),
        Column(_("On the year before"), 18, figures=True),
    ]
    rows = [_orders(compared, material.formats)]
    note = str(UNKNOWN["money"]) if quarters.money == "none" else ""
    if quarters.money != "none":
        revenue = [quarter.revenue for quarter in compared]
        rows.insert(0, _amounts(_("Revenue"), revenue, material.formats))
    if quarters.money == "revenue":
        note = str(UNKNOWN["margin"])
    if quarters.money == "contribution":
        earned = [quarter.contribution for quarter in compared]
        rows.insert(1, _amounts(_("Contribution"), earned, material.formats))
        if quarters.now.contribution is None:
            note = _("Contribution is not known: not every order line has its cost.")
    chart = _bought_chart(quarters)
    return Slide(_("Purchases"), said, Table(columns, rows), chart, note)


def _amounts(name: str, values: list[Decimal | None], formats: Formats) -> list[Cell]:
    now, before, year = values
    changes = [_change(now, before), _change(now, year)]
    return [
        Cell(name),
        *(Cell(formats.money(value), value) for value in values),
        *(Cell(formats.change(change), change) for change in changes),
    ]


def _orders(compared: tuple[Quarter, ...], formats: Formats) -> list[Cell]:
    counts = [quarter.orders for quarter in compared]
    now, before, year = (None if count is None else Decimal(count) for count in counts)
    changes = [_change(now, before), _change(now, year)]
    return [
        Cell(_("Orders")),
        *(Cell(formats.count(count), count) for count in counts),
        *(Cell(formats.change(change), change) for change in changes),
    ]


def _bought_chart(quarters: Quarters) -> Chart | None:
    every = quarters.quarters
    series = [Series(_("Revenue"), [quarter.revenue for quarter in every])]
    if any(quarter.contribution is not None for quarter in every):
        earned = [quarter.contribution for quarter in every]
        series.append(Series(_("Contribution"), earned))
    if quarters.money == "none" or not any(
        quarter.revenue is not None for quarter in every
    ):
        return None
    return Chart([quarter.name for quarter in every], series, "#,##0")


def _actions(material: Material, quarters: Quarters) -> Slide:
    """What was done since the quarter began, and what is overdue."""
    since = quarters.now.start
    done = [
        each
        for each in material.actions
        if each.state == Action.State.DONE and each.done_on and each.done_on >= since
    ]
    late = [each for each in material.open_actions if material.overdue(each)]
    text = ngettext(
        "%(number)s action was done since %(day)s",
        "%(number)s actions were done since %(day)s",
        len(done),
    )
    values = {
        "number": material.formats.count(len(done)),
        "day": material.formats.day(since),
    }
    said = _("%(first)s; %(second)s") % {
        "first": text % values,
        "second": parts.overdue(material),
    }
    return parts.actions(material, [*late, *done], said)


def _decided(material: Material, quarters: Quarters) -> Slide:
    start, end = quarters.now.start, quarters.ends_on
    happened = sorted(each for each in _happened(material) if start <= each[0] < end)
    if not happened:
        said = _("Nothing was decided and no stage changed in the quarter")
        return Slide(_("Decisions and moves"), said)
    text = ngettext(
        "%(number)s decision or move in the quarter: %(last)s",
        "%(number)s decisions and moves in the quarter, the last: %(last)s",
        len(happened),
    )
    number = material.formats.count(len(happened))
    columns = [Column(_("Day"), 16), Column(_("What"), 30), Column(_("Why"), 66)]
    rows = [
        [parts.day_cell(day, material.formats), Cell(what), Cell(why or "–")]
        for day, what, why in happened
    ]
    return Slide(
        _("Decisions and moves"),
        text % {"number": number, "last": happened[-1][1]},
        Table(columns, rows),
    )


def _happened(material: Material) -> Iterator[Happened]:
    account = material.account
    for one in decisions_of(material.acting, account):
        decision = one.decision
        yield (
            timezone.localdate(decision.at),
            decision.get_kind_display(),
            decision.reason,
        )
    for move in moves_of(material.acting).filter(cycle__account=account):
        yield move.on, moved(move.origin, move.target), move.reason
    for version in Version.objects.filter(plan__account=account):
        if version.occasion == Version.Occasion.REVIEWED:
            yield version.on, _("Plan reviewed"), version.decided
