"""What the sample's story took on for its customers, and what they say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.people.models import Contact, Position
from vitalfew.apps.trust.services import (
    Heard,
    Taken,
    undertaking_begin,
    undertaking_end,
    undertaking_word,
)

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Day = Callable[[dt.date], AbstractContextManager[object]]


def undertaking_told(
    told: Mapping[str, Any], people: Mapping[str, User], on_day: Day
) -> None:
    """Begun, ended and judged on the days of the story."""
    owner, begun = people[told["owner"]], _day(told["begun"])
    with on_day(begun):
        made = undertaking_begin(
            acting=people[told["by"]],
            account=Account.objects.get(account_id=told["account"]),
            taken=Taken(
                kind=told["kind"],
                title=told["title"],
                owner=owner,
                begun_on=begun,
                due_on=_day(told["due"]) if "due" in told else None,
            ),
        )
    if ended := told.get("ended"):
        with on_day(on := _day(ended["on"])):
            undertaking_end(
                acting=owner,
                undertaking=made,
                kept=ended["kept"],
                on=on,
                outcome=ended["outcome"],
            )
    for said in told.get("said", ()):
        with on_day(on := _day(said["on"])):
            contact = _known(made.account, said["who"])
            heard = Heard(
                said=said["word"],
                on=on,
                text=said["text"],
                contact=contact,
                who="" if contact else said["who"],
            )
            undertaking_word(acting=owner, undertaking=made, heard=heard)


def _known(account: Account, name: str) -> Contact | None:
    """Who of them it was, where the story gave them a post."""
    posts = Position.objects.filter(account=account, contact__name=name)
    post = posts.select_related("contact").first()
    return post.contact if post else None


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
