"""What the sample's story knows of its customers' business, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.value.services import statement_record

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Step = Mapping[str, Any]
People = Mapping[str, "User"]


def value_taken(step: Step, people: People) -> None:
    """Do what the story says of one account on its day."""
    account = Account.objects.get(account_id=step["account"])
    STEPS[step["step"]](account, step, people)


def _statement(account: Account, step: Step, people: People) -> None:
    statement_record(
        acting=people[step["by"]],
        account=account,
        topic=step["topic"],
        text=step["text"],
        source=step["source"],
        said_on=dt.date.fromisoformat(step["said_on"]),
        more=step.get("more", {}),
    )


STEPS: Mapping[str, Callable[..., None]] = {"statement": _statement}
