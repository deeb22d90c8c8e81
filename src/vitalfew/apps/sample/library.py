"""What the sample's story tried with which customer, and what it brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.library.models import Method
from vitalfew.apps.library.services import (
    Taught,
    Told,
    case_correct,
    case_record,
    method_retire,
    method_write,
)
from vitalfew.apps.plans.models import Action
from vitalfew.apps.value.models import Proposition

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Story = Mapping[str, Any]
People = Mapping[str, "User"]
OnDay = Callable[[dt.date], AbstractContextManager[None]]
TEXTS = ("wanted", "outcome", "brought", "lesson", "word", "word_who")


def methods_told(story: Story, people: People, on_day: OnDay) -> None:
    """The methods, each on the day on which it was written."""
    for each in story["methods"]:
        fields = ("name", "how", "stages", "gates", "aims")
        taught = Taught(**{name: each[name] for name in fields})
        with on_day(_day(each["day"])):
            method_write(acting=people[each["by"]], method=None, taught=taught)


def cases_told(story: Story, people: People, on_day: OnDay) -> None:
    """The cases, and which methods went out of use after them."""
    for each in story["cases"]:
        _case(each, people, on_day)
    for each in story["methods"]:
        if "retired" in each:
            method = Method.objects.get(name=each["name"])
            with on_day(_day(each["retired"])):
                method_retire(acting=people[each["by"]], method=method, retired=True)


def _case(story: Story, people: People, on_day: OnDay) -> None:
    """A case, and what was corrected of it later."""
    acting = people[story["by"]]
    account = Account.objects.get(account_id=story["account"])
    action = None
    if "action" in story:
        action = Action.objects.get(plan__account=account, title=story["action"])
    with on_day(_day(story["day"])):
        made = case_record(
            acting=acting,
            account=account,
            method=Method.objects.get(name=story["method"]),
            told=_told(story, people, account),
            action=action,
        )
    if corrected := story.get("corrected"):
        newer = _told({**story, **corrected}, people, account)
        with on_day(_day(corrected["day"])):
            case_correct(acting=acting, case=made, told=newer)


def _told(story: Story, people: People, account: Account) -> Told:
    shown = None
    if story.get("proposition"):
        shown = Proposition.objects.filter(account=account).first()
    money: dict[str, Any] = {
        name: Decimal(story[name])
        for name in ("amount", "low", "high")
        if name in story
    }
    return Told(
        led_by=people[story["led_by"]],
        begun_on=_day(story["begun_on"]),
        ended_on=_day(story["ended_on"]) if "ended_on" in story else None,
        proposition=shown,
        **{name: story[name] for name in TEXTS if name in story},
        **money,
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
