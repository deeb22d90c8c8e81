"""What we took on for a customer, as the tab Business shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.people.selectors import posts_known
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.trust.policies import may_end
from vitalfew.apps.trust.selectors import trust_of, undertakings_of
from vitalfew.web.business.forms import WithdrawForm
from vitalfew.web.business.trust_forms import (
    EndForm,
    ReopenForm,
    UndertakingForm,
    WordForm,
)

if TYPE_CHECKING:
    from datetime import date

    from vitalfew.analysis.assessment.trust import Trust
    from vitalfew.web.business.acts import Act
    from vitalfew.web.business.page import Reading
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class UndertakingLine:
    undertaking: Undertaking
    late: bool
    acts: list[Act]


@dataclass(frozen=True)
class Undertaken:
    title: str
    sure: str
    """How sure the share of kept promises is; empty where there are too few."""
    lines: list[UndertakingLine]
    begin: Act | None


def undertaken_read(reading: Reading, on: date) -> Undertaken:
    found = undertakings_of(reading.acting, reading.account)
    standing = trust_of(found, on)
    return Undertaken(
        title=trust_words(standing, len(found), reading.formats),
        sure=_sure(standing, reading.formats),
        lines=[
            UndertakingLine(each, each.is_late(on), list(_acts(each, reading)))
            for each in found
        ],
        begin=_begin(reading),
    )


def trust_words(standing: Trust, found: int, formats: Formats) -> str:
    """What counts most of it, as a title."""
    if not found:
        return _("No pilot, promise or reference visit is written down yet")
    values = {
        "kept": formats.count(standing.kept),
        "due": formats.count(standing.due),
        "late": formats.count(standing.late),
        "unheard": formats.count(standing.unheard),
    }
    parts = []
    if standing.due:
        text = ngettext(
            "%(kept)s of %(due)s promise kept",
            "%(kept)s of %(due)s promises kept",
            standing.due,
        )
        parts.append(text % values)
    if standing.late:
        text = ngettext("%(late)s is late", "%(late)s are late", standing.late)
        parts.append(text % values)
    if standing.unheard:
        text = ngettext(
            "their word is missing on %(unheard)s",
            "their word is missing on %(unheard)s",
            standing.unheard,
        )
        parts.append(text % values)
    if not parts:
        return _("Nothing that we took on is due yet")
    said = _(", ").join(parts)
    return said[:1].upper() + said[1:]


def _sure(standing: Trust, formats: Formats) -> str:
    if standing.share is None:
        return ""
    low, high = standing.interval
    return _("%(share)s kept; with 95%% certainty between %(low)s and %(high)s.") % {
        "share": formats.percent(standing.share),
        "low": formats.percent(low),
        "high": formats.percent(high),
    }


def _begin(reading: Reading) -> Act | None:
    if not reading.states:
        return None
    return reading.acts.act(
        "undertake",
        reverse("undertaking-begin", args=[reading.account.pk]),
        partial(UndertakingForm, account=reading.account),
        label=_("Write down a pilot, promise or visit"),
        button=_("Record"),
    )


def _acts(each: Undertaking, reading: Reading) -> Iterator[Act]:
    if may_end(reading.acting, each):
        if each.state == Undertaking.State.OPEN:
            yield _act(each, reading, "end", EndForm, _("It has ended"))
        yield _word(each, reading)
    if reading.states:
        if each.state != Undertaking.State.OPEN:
            yield _act(each, reading, "reopen", ReopenForm, _("Open it again"))
        yield _act(each, reading, "withdraw", WithdrawForm, _("Take back"))


def _word(each: Undertaking, reading: Reading) -> Act:
    def make() -> WordForm:
        posts = posts_known(reading.acting, reading.account)
        return WordForm(pk=each.pk, posts=posts)

    return reading.acts.act(
        f"word-undertaking-{each.pk}",
        reverse("undertaking-word", args=[each.pk]),
        make,
        label=_("What they say of it"),
        button=_("Record"),
        about=each.title[:80],
    )


def _act(
    each: Undertaking,
    reading: Reading,
    act: str,
    form: type[EndForm | ReopenForm | WithdrawForm],
    label: str,
) -> Act:
    return reading.acts.act(
        f"{act}-undertaking-{each.pk}",
        reverse("undertaking-act", args=[each.pk, act]),
        partial(form, pk=each.pk),
        label=label,
        button=_("Record"),
        about=each.title[:80],
    )
