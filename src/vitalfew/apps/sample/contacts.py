"""The people at the sample's customers, and who met them, as the story tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.people.models import Contact, Position
from vitalfew.apps.people.services.arranging import map_arrange
from vitalfew.apps.people.services.persons import contact_edit
from vitalfew.apps.people.services.posts import Held, position_add
from vitalfew.apps.people.services.ratings import position_rate, tie_record
from vitalfew.apps.people.services.touches import touch_log
from vitalfew.apps.program.departures import position_leave

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

Step = Mapping[str, Any]
People = Mapping[str, "User"]


def contact_taken(step: Step, people: People, posts: dict[str, Position]) -> None:
    """Do what the story says on its day; `posts` keeps whom it told of by now."""
    account = Account.objects.get(account_id=step["account"])
    STEPS[step["step"]](account, step, people, posts)


def _post(
    account: Account, step: Step, people: People, posts: dict[str, Position]
) -> None:
    acting, since = people[step["by"]], step.get("since")
    person = {name: step[name] for name in ("name", "email") if name in step}
    post = position_add(
        acting=acting,
        account=account,
        held=Held(
            title=step["title"],
            level=step["level"],
            reports_to=posts.get(step.get("under", "")),
            starts_on=dt.date.fromisoformat(since) if since else None,
        ),
        person=person or None,
    )
    posts[step["key"]] = post
    for topic, values in step.get("rated", {}).items():
        position_rate(
            acting=acting,
            position=post,
            topic=topic,
            values=values,
            evidence=step["evidence"],
            on=dt.date.fromisoformat(step["day"]),
        )


def _correct(
    _account: Account, step: Step, people: People, posts: dict[str, Position]
) -> None:
    contact_edit(
        acting=people[step["by"]],
        contact=_contact(posts[step["key"]]),
        **{name: step[name] for name in ("name", "email") if name in step},
    )


def _met(
    account: Account, step: Step, people: People, posts: dict[str, Position]
) -> None:
    touch_log(
        acting=people[step["ours"][0]],
        account=account,
        kind=step["kind"],
        on=dt.date.fromisoformat(step["day"]),
        ours=[people[email] for email in step["ours"]],
        theirs=[_contact(posts[key]) for key in step["theirs"]],
        subject=step["subject"],
        minutes=step.get("minutes"),
    )


def _tie(
    account: Account, step: Step, people: People, posts: dict[str, Position]
) -> None:
    tie_record(
        acting=people[step["by"]],
        account=account,
        user=people[step["ours"]],
        contact=_contact(posts[step["theirs"]]),
        level=step.get("level", ""),
        wanted=step["wanted"],
        evidence=step.get("evidence", ""),
    )


def _leave(
    _account: Account, step: Step, people: People, posts: dict[str, Position]
) -> None:
    position_leave(
        acting=people[step["by"]],
        position=posts[step["key"]],
        on=dt.date.fromisoformat(step["day"]),
        leaving=step["leaving"],
        reason=step["reason"],
    )


def _arrange(
    account: Account, step: Step, people: People, posts: dict[str, Position]
) -> None:
    """Some of theirs side by side, from the left or from above."""
    row = [f"p{posts[key].pk}" for key in step["row"]]
    shares = {key: (i + 0.5) / len(row) for i, key in enumerate(row)}
    map_arrange(
        acting=people[step["by"]],
        account=account,
        places={key: (share, share) for key, share in shares.items()},
    )


def _contact(post: Position) -> Contact:
    return Contact.objects.get(positions=post)


STEPS: Mapping[str, Callable[..., None]] = {
    "post": _post,
    "correct": _correct,
    "met": _met,
    "tie": _tie,
    "arrange": _arrange,
    "leave": _leave,
}
