"""What the sample's story knows of its customers' business, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.value.catalog import Written, solution_write
from vitalfew.apps.value.models import Solution, Statement
from vitalfew.apps.value.propositions import (
    gain_record,
    proposition_agree,
    proposition_draft,
    proposition_figures,
    proposition_offer,
)
from vitalfew.apps.value.services import statement_record
from vitalfew.apps.value.topics import Topic

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


def _solution(_account: Account, step: Step, people: People) -> None:
    names = ("name", "what", "problems", "uses", "formula", "assumptions")
    solution_write(
        acting=people[step["by"]],
        solution=None,
        written=Written(**{name: step[name] for name in names}),
    )


def _proposition(account: Account, step: Step, people: People) -> None:
    """Worked out, offered, and agreed where the story says so."""
    acting = people[step["by"]]
    made = proposition_draft(
        acting=acting,
        account=account,
        name="",
        answers=list(Statement.objects.filter(account=account, topic=Topic.PROBLEM)),
        solution=Solution.objects.get(name=step["solution"]),
    )
    figures = {name: tuple(said) for name, said in step["figures"].items()}
    proposition_figures(
        acting=acting, proposition=made, figures=figures, price=Decimal(step["price"])
    )
    proposition_offer(acting=acting, proposition=made)
    if "agreed" in step:
        given = dict(step["agreed"])
        on = dt.date.fromisoformat(given.pop("on"))
        proposition_agree(acting=acting, proposition=made, on=on, **given)
    for gain in step.get("gains", ()):
        given = dict(gain)
        amount, on = (
            Decimal(given.pop("amount")),
            dt.date.fromisoformat(given.pop("on")),
        )
        gain_record(acting=acting, proposition=made, amount=amount, on=on, **given)


STEPS: Mapping[str, Callable[..., None]] = {
    "statement": _statement,
    "solution": _solution,
    "proposition": _proposition,
}
