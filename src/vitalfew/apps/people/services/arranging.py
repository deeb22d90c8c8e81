"""The map of an account arranged by hand: where each person stands, for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.people.models import MapPlace
from vitalfew.apps.people.policies import may_keep, require
from vitalfew.apps.people.selectors import Place, positions_at
from vitalfew.apps.users.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


@transaction.atomic
def map_arrange(
    *, acting: User, account: Account, places: Mapping[str, Place]
) -> list[MapPlace]:
    """Keep where people were put; who is not on the map any more is passed over.

    Of a place only what is said is written: who was moved along a row stays where
    they are in the columns of a narrow page.
    """
    said = [at for place in places.values() for at in place if at is not None]
    if not all(0 <= at <= 1 for at in said):
        raise RefusedError("map_place")
    there = _locked(acting, account)
    there.filter(set_aside=True).delete()
    kept = {place.key: place for place in there}
    old = [place for key, place in kept.items() if key in places]
    new = _new(acting, account, set(places) - set(kept))
    if not old and not new:
        raise RefusedError("map_nobody")
    now = timezone.now()
    for place in (*old, *new):
        x, y = places[place.key]
        place.x, place.y = place.x if x is None else x, place.y if y is None else y
        place.by, place.at = acting, now
    MapPlace.objects.bulk_update(old, ["x", "y", "by", "at"])
    MapPlace.objects.bulk_create(new)
    _audit(acting, "map.arrange", account, len(old) + len(new))
    return [*old, *new]


@transaction.atomic
def map_release(*, acting: User, account: Account) -> int:
    """Let the map arrange itself again; how many had been put somewhere by hand."""
    there = _locked(acting, account).filter(set_aside=False)
    count = there.update(set_aside=True)
    if count:
        _audit(acting, "map.release", account, count)
    return count


@transaction.atomic
def map_restore(*, acting: User, account: Account) -> int:
    """Take back that the map arranges itself, if nobody has arranged it since."""
    there = _locked(acting, account).filter(set_aside=True)
    count = there.update(set_aside=False)
    if count:
        _audit(acting, "map.restore", account, count)
    return count


def _locked(acting: User, account: Account) -> QuerySet[MapPlace]:
    """The places of an account, which nobody else arranges meanwhile."""
    require(may_keep(acting, account), acting, f"arrange map of account {account.pk}")
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    return MapPlace.objects.filter(account=account)


def _new(acting: User, account: Account, keys: set[str]) -> list[MapPlace]:
    """A place for each of these who holds a post at the account, or is one of us."""
    posts = positions_at(acting, account).filter(pk__in=_numbers(keys, "p"))
    users = User.objects.filter(pk__in=_numbers(keys, "u"))
    return [
        *(MapPlace(account=account, position=post) for post in posts),
        *(MapPlace(account=account, user=user) for user in users),
    ]


def _numbers(keys: set[str], kind: str) -> list[int]:
    return [int(key[1:]) for key in keys if key.startswith(kind)]


def _audit(acting: User, action: str, account: Account, people: int) -> None:
    entry_record(
        acting=acting,
        action=action,
        subject=account,
        account=account,
        details={"people": people},
    )
