"""What is known of a customer's business, topic by topic, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.db.models import QuerySet

from vitalfew.analysis.orders import months_before
from vitalfew.apps.accounts.policies import may_see, of_account
from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.selectors import with_names
from vitalfew.apps.value.models import Statement
from vitalfew.apps.value.topics import SEVERAL, STALE_AFTER, Topic

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

Known = Literal["known", "stale", "unknown"]


@dataclass(frozen=True)
class Said:
    """One statement, and whether it is so old that it is to be asked again."""

    statement: Statement
    stale: bool


@dataclass(frozen=True)
class TopicKnown:
    """What counts of a topic, newest first; nothing is *unknown*."""

    topic: Topic
    said: list[Said]
    earlier: list[Statement]
    """What no longer counts: withdrawn, or replaced by something newer."""

    @property
    def state(self) -> Known:
        if not self.said:
            return "unknown"
        return "stale" if all(each.stale for each in self.said) else "known"


@dataclass(frozen=True)
class Profile:
    topics: list[TopicKnown]

    def of(self, topic: Topic) -> TopicKnown:
        return next(each for each in self.topics if each.topic == topic)

    def in_state(self, state: Known) -> list[TopicKnown]:
        return [each for each in self.topics if each.state == state]


def profile_of(acting: User, account: Account, *, on: date) -> Profile:
    """Every topic of an account as it is known on a day."""
    by_topic: dict[str, list[Statement]] = {}
    for each in _said(acting, account):
        by_topic.setdefault(each.topic, []).append(each)
    return Profile([_known(topic, by_topic.get(topic, []), on) for topic in Topic])


@prepared
def _said(acting: User, account: Account) -> QuerySet[Statement]:
    """The newest first."""
    found = Statement.objects.filter(of_account(acting, account))
    return with_names(found, "by", "withdrawn_by").order_by("-said_on", "-pk")


def statement_visible(acting: User, pk: int) -> Statement | None:
    found = Statement.objects.select_related("account").filter(pk=pk).first()
    return found if found and may_see(acting, found.account) else None


def is_stale(topic: str, said_on: date, on: date) -> bool:
    """Whether what was said of this topic is to be asked again.

    >>> is_stale("problem", date(2026, 1, 31), date(2026, 7, 31))
    True
    >>> is_stale("problem", date(2026, 2, 1), date(2026, 7, 31))
    False
    """
    return said_on <= months_before(on, STALE_AFTER[topic])


def _known(topic: Topic, statements: list[Statement], on: date) -> TopicKnown:
    standing = [each for each in statements if each.withdrawn_at is None]
    counts = standing if topic in SEVERAL else standing[:1]
    kept = {each.pk for each in counts}
    return TopicKnown(
        topic=topic,
        said=[Said(each, is_stale(topic, each.said_on, on)) for each in counts],
        earlier=[each for each in statements if each.pk not in kept],
    )
