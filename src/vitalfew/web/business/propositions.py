"""What we offer an account, what they gain by it, and what of it is proven."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.accounts.policies import money_of
from vitalfew.apps.value.catalog import solutions
from vitalfew.apps.value.ledger import Ledger, ledger_of, propositions_of
from vitalfew.apps.value.models import Proposition, Statement
from vitalfew.apps.value.topics import Topic
from vitalfew.web.business.value_forms import (
    AgreeForm,
    ConfirmForm,
    DeclineForm,
    DraftForm,
    FiguresForm,
    GainForm,
    OfferForm,
    RenewForm,
)

if TYPE_CHECKING:
    from datetime import date

    from vitalfew.apps.value.models import Gain
    from vitalfew.apps.value.profile import Profile
    from vitalfew.web.business.acts import Act
    from vitalfew.web.business.page import Reading
    from vitalfew.web.formats import Formats

State = Proposition.State


@dataclass(frozen=True)
class GainLine:
    gain: Gain
    amount: str
    confirm: Act | None


@dataclass(frozen=True)
class PropositionLine:
    """One proposition in words, with what can be done about it."""

    proposition: Proposition
    worth: str
    price: str
    promised: str
    figures: list[tuple[str, str, str]]
    """[meaning, range, source] of each assumption that was filled in."""
    gains: list[GainLine]
    acts: list[Act]


@dataclass(frozen=True)
class YearLine:
    year: int
    promised: str
    proven: str
    unconfirmed: str
    gap: str


@dataclass(frozen=True)
class Offered:
    title: str
    lines: list[PropositionLine]
    years: list[YearLine]
    draft: Act | None


def offered_read(
    reading: Reading, profile: Profile, *, on: date, currency: str
) -> Offered | None:
    """The propositions of the account and their ledger, in money throughout."""
    if money_of(reading.acting, reading.account) == "none":
        return None
    found = propositions_of(reading.acting, reading.account)
    ledger = ledger_of(
        [each for each in found if each.state == State.AGREED],
        on=on,
        currency=currency,
    )
    problems = problems_of(profile)
    answered = {
        statement.pk
        for each in found
        if each.state != State.DECLINED
        for statement in each.answers.all()
    }
    open_problems = [each for each in problems if each.pk not in answered]
    return Offered(
        title=_title(found, problems, open_problems, ledger, reading.formats),
        lines=[_line(each, ledger, reading, on) for each in found],
        years=[
            YearLine(
                year=each.year,
                promised=reading.formats.money(each.promised),
                proven=reading.formats.money(each.proven),
                unconfirmed=reading.formats.money(each.unconfirmed),
                gap=reading.formats.money(each.gap),
            )
            for each in ledger.years
        ],
        draft=_draft(reading, problems),
    )


def problems_of(profile: Profile) -> list[Statement]:
    """Their problems and challenges that still count."""
    return [
        each.statement
        for topic in (Topic.PROBLEM, Topic.CHALLENGE)
        for each in profile.of(topic).said
    ]


def _title(
    found: list[Proposition],
    problems: list[Statement],
    open_problems: list[Statement],
    ledger: Ledger,
    formats: Formats,
) -> str:
    parts = []
    if ledger.promised:
        values = {
            "proven": formats.money(ledger.proven),
            "promised": formats.money(ledger.promised),
        }
        parts.append(_("%(proven)s of %(promised)s promised is proven") % values)
    if open_problems:
        text = ngettext(
            "%(number)s problem has no solution yet",
            "%(number)s problems have no solution yet",
            len(open_problems),
        )
        parts.append(text % {"number": formats.count(len(open_problems))})
    if parts:
        return _("; ").join(parts)
    if not found:
        return _("Nothing was offered yet")
    return (
        _("Every problem that is written down has a solution")
        if problems
        else _("None of their problems is written down yet")
    )


def _draft(reading: Reading, problems: list[Statement]) -> Act | None:
    if not reading.states:
        return None
    return reading.acts.act(
        "draft",
        reverse("proposition-draft", args=[reading.account.pk]),
        lambda: DraftForm(solutions=solutions(), problems=problems),
        label=_("Begin a value proposition"),
        button=_("Begin"),
    )


def _line(
    each: Proposition, ledger: Ledger, reading: Reading, on: date
) -> PropositionLine:
    formats = formats_of(each, reading.formats)
    gains = [gain for gain in ledger.gains if gain.proposition_id == each.pk]
    promised = ""
    if each.from_year and each.years:
        last = each.from_year + each.years - 1
        promised = (
            str(each.from_year) if each.years == 1 else f"{each.from_year}–{last}"
        )
    return PropositionLine(
        proposition=each,
        worth=worth_words(each, formats),
        price=formats.money(each.price) if each.price is not None else "",
        promised=promised,
        figures=[
            (meaning, _range(low, likely, high), source)
            for _name, meaning, low, likely, high, source in each.assumptions
            if source
        ],
        gains=[
            GainLine(gain, formats.money(gain.amount), _confirm(gain, reading, on))
            for gain in gains
        ],
        acts=_acts(each, reading, on) if reading.states else [],
    )


def formats_of(each: Proposition, formats: Formats) -> Formats:
    """In the currency in which it was worked out."""
    return replace(formats, currency=each.currency) if each.currency else formats


def worth_words(each: Proposition, formats: Formats) -> str:
    """What it brings them a year, with its range; empty while not worked out."""
    if each.likely is None:
        return ""
    return _("%(likely)s a year, %(low)s to %(high)s") % {
        "likely": formats.money(each.likely),
        "low": formats.money(each.low),
        "high": formats.money(each.high),
    }


def _range(low: str, likely: str, high: str) -> str:
    return f"{low} – {likely} – {high}"


def _acts(each: Proposition, reading: Reading, on: date) -> list[Act]:
    pk = each.pk
    asked: list[tuple[str, Any, str, str]] = []
    if each.state == State.DRAFT:
        asked = [
            (
                "figures",
                partial(FiguresForm, proposition=each),
                _("Work it out"),
                _("Record"),
            ),
        ]
        if each.likely is not None:
            asked.append(
                (
                    "offer",
                    partial(OfferForm, pk=pk),
                    _("It was offered to them"),
                    _("Offered"),
                )
            )
    elif each.state == State.OFFERED:
        asked = [
            ("agree", partial(AgreeForm, pk=pk, on=on), _("They agreed"), _("Record")),
            (
                "decline",
                partial(DeclineForm, pk=pk, on=on),
                _("They declined"),
                _("Record"),
            ),
        ]
    elif each.state == State.AGREED:
        asked = [
            (
                "gain",
                partial(GainForm, pk=pk, on=on),
                _("Record what it brought"),
                _("Record"),
            )
        ]
    if each.state != State.DRAFT:
        asked.append(
            ("renew", partial(RenewForm, pk=pk), _("Begin a new version"), _("Begin"))
        )
    return [
        reading.acts.act(
            f"{kind}-{pk}",
            reverse("proposition-act", args=[pk, kind]),
            make,
            label=label,
            button=button,
            about=each.name,
        )
        for kind, make, label, button in asked
    ]


def _confirm(gain: Gain, reading: Reading, on: date) -> Act | None:
    if gain.confirmed_who or not reading.states:
        return None
    return reading.acts.act(
        f"confirm-{gain.pk}",
        reverse("gain-confirm", args=[gain.pk]),
        partial(ConfirmForm, pk=gain.pk, on=on),
        label=_("They confirmed it"),
        button=_("Record"),
        about=str(gain.year),
    )


def ledger_rows(
    ledger: Ledger,
) -> list[tuple[int, Decimal, Decimal, Decimal, Decimal | None]]:
    """The ledger as figures, for a file."""
    return [
        (each.year, each.promised, each.proven, each.unconfirmed, each.gap)
        for each in ledger.years
    ]
