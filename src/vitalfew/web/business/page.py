"""Everything the tab Business of an account shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.apps.value.models import Placing
from vitalfew.apps.value.placing import placed
from vitalfew.apps.value.policies import may_state
from vitalfew.apps.value.profile import profile_of
from vitalfew.web.business.cases import TriedHere, tried_read
from vitalfew.web.business.forms import StatementForm, WithdrawForm
from vitalfew.web.business.propositions import Offered, offered_read
from vitalfew.web.business.trust import Undertaken, undertaken_read
from vitalfew.web.business.words import MEETING, known_words

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User
    from vitalfew.apps.value.models import Statement
    from vitalfew.apps.value.placing import Placed
    from vitalfew.apps.value.profile import Profile, TopicKnown
    from vitalfew.web.business.acts import Act, Acts
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class SaidLine:
    """One statement, with the way to withdraw it."""

    statement: Statement
    stale: bool
    withdraw: Act | None


@dataclass(frozen=True)
class TopicLine:
    """A topic with what is known of it, and the way to add to it."""

    known: TopicKnown
    said: list[SaidLine]
    tell: Act | None


@dataclass(frozen=True)
class Page:
    title: str
    topics: list[TopicLine]
    unknown: list[TopicLine]
    placed: Placed
    ours: str
    """Our class of them in words; empty where unknown."""
    meets: str
    """What the two classes say together."""
    offered: Offered | None
    """None for who sees no money of the account."""
    undertaken: Undertaken
    tried: TriedHere


@dataclass(frozen=True)
class Reading:
    """Who reads the tab of which account, and what they opened or sent."""

    acting: User
    account: Account
    formats: Formats
    acts: Acts
    states: bool
    """Whether they may write of its business."""


def page_read(
    acting: User,
    account: Account,
    formats: Formats,
    acts: Acts,
    *,
    on: date,
    assessment: Assessment | None,
    currency: str,
) -> Page:
    reading = Reading(acting, account, formats, acts, may_state(acting, account))
    profile = profile_of(acting, account, on=on)
    topics = _topics(profile, reading)
    sides = placed(acting, account, profile, assessment)
    return Page(
        title=known_words(profile, formats),
        topics=topics,
        unknown=[line for line in topics if line.known.state == "unknown"],
        placed=sides,
        ours=str(Placing(sides.ours).label) if sides.ours else "",
        meets=str(MEETING[sides.meeting]),
        offered=offered_read(reading, profile, on=on, currency=currency),
        undertaken=undertaken_read(reading, on),
        tried=tried_read(reading),
    )


def _topics(profile: Profile, reading: Reading) -> list[TopicLine]:
    return [_topic(known, reading) for known in profile.topics]


def _topic(known: TopicKnown, reading: Reading) -> TopicLine:
    said = [
        SaidLine(each.statement, each.stale, _withdraw(each.statement, reading))
        for each in known.said
    ]
    return TopicLine(known, said, _tell(known, reading))


def _tell(known: TopicKnown, reading: Reading) -> Act | None:
    if not reading.states:
        return None
    labels = {
        "unknown": _("Add what you know"),
        "stale": _("Ask again and record"),
        "known": _("Add"),
    }
    topic = known.topic
    return reading.acts.act(
        f"tell-{topic}",
        reverse("statement-record", args=[reading.account.pk, topic.value]),
        partial(StatementForm, topic=topic),
        label=labels[known.state],
        button=_("Record"),
        about=str(topic.label),
    )


def _withdraw(statement: Statement, reading: Reading) -> Act | None:
    if not reading.states:
        return None
    return reading.acts.act(
        f"withdraw-{statement.pk}",
        reverse("statement-withdraw", args=[statement.pk]),
        partial(WithdrawForm, pk=statement.pk),
        label=_("Withdraw"),
        button=_("Withdraw"),
        about=statement.text[:80],
    )
