from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

import vitalfew.apps.handover.problems  # noqa: F401  declares the sentences
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.handover.loose_ends import Kind, LooseEnd, loose_ends
from vitalfew.apps.handover.models import LetBe
from vitalfew.apps.library.services import case_hand_over
from vitalfew.apps.people.models import Tie
from vitalfew.apps.people.policies import may_keep, require
from vitalfew.apps.people.services.ratings import tie_end, tie_record
from vitalfew.apps.plans.services import action_set, risk_set
from vitalfew.apps.teams.services import membership_end
from vitalfew.apps.trust.services import undertaking_hand_over

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


@transaction.atomic
def end_take(*, acting: User, account: Account, key: str) -> LooseEnd:
    """Do what is proposed for a loose end."""
    end = _found(acting, account, key)
    if not end.can_be_taken:
        raise RefusedError("end_nobody")
    TAKEN[end.kind](acting, account, end)
    return end


@transaction.atomic
def end_let_be(*, acting: User, account: Account, key: str, reason: str) -> LetBe:
    """Leave a loose end as it is, with a reason."""
    end = _found(acting, account, key)
    reason = reason.strip()
    if not reason:
        raise RefusedError("end_reason", field="reason")
    said = LetBe(account=account, key=end.key, reason=reason, by=acting)
    said.full_clean()
    said.save()
    entry_record(
        acting=acting,
        action="end.let_be",
        subject=account,
        account=account,
        details={"reason": reason, "name": end.what},
    )
    return said


def _found(acting: User, account: Account, key: str) -> LooseEnd:
    require(may_keep(acting, account), acting, f"see to account {account.pk}")
    # Two people at once would both do it: the account is held until one is done.
    Account.objects.select_for_update().get(pk=account.pk)
    ends = loose_ends(acting, account, on=today())
    end = next((each for each in ends if each.key == key), None)
    if end is None:
        raise RefusedError("end_gone")
    return end


def _action(acting: User, _account: Account, end: LooseEnd) -> None:
    action: Any = end.record
    action_set(acting=acting, plan=action.plan, action=action, values={"owner": end.to})


def _risk(acting: User, _account: Account, end: LooseEnd) -> None:
    risk: Any = end.record
    risk_set(acting=acting, plan=risk.plan, risk=risk, values={"owner": end.to})


def _undertaking(acting: User, _account: Account, end: LooseEnd) -> None:
    made: Any = end.record
    if end.to is not None:
        undertaking_hand_over(acting=acting, undertaking=made, owner=end.to)


def _case(acting: User, _account: Account, end: LooseEnd) -> None:
    case: Any = end.record
    if end.to is not None:
        case_hand_over(acting=acting, case=case, leader=end.to)


def _tie_ours(acting: User, _account: Account, end: LooseEnd) -> None:
    """A colleague takes on what the one who left was to become."""
    tie: Any = end.record
    tie_end(acting=acting, tie=tie)
    if end.to is not None:
        _want(acting, tie.account, end.to, tie.contact, tie.wanted or tie.level)


def _tie_theirs(acting: User, _account: Account, end: LooseEnd) -> None:
    """The same of us with whoever came after, where somebody did."""
    tie: Any = end.record
    tie_end(acting=acting, tie=tie)
    if end.successor is not None:
        contact = end.successor.contact
        _want(acting, tie.account, tie.user, contact, tie.wanted or tie.level)


def _known_by(acting: User, account: Account, end: LooseEnd) -> None:
    """Somebody else is to become known to them."""
    position: Any = end.record
    _want(acting, account, end.to, position.contact, Tie.Level.SOURCE)


def _seat(acting: User, _account: Account, end: LooseEnd) -> None:
    """Who has gone is on the team no more."""
    seat: Any = end.record
    membership_end(acting=acting, membership=seat, on=today())


def _pair_theirs(acting: User, account: Account, end: LooseEnd) -> None:
    """Our sponsor is to become known to whoever came after."""
    if end.successor is not None:
        _want(acting, account, end.to, end.successor.contact, Tie.Level.SOURCE)


def _want(acting: User, account: Account, user: Any, contact: Any, level: str) -> None:  # noqa: ANN401
    """Let a tie become at least this; what is known of it stays."""
    running = Tie.objects.filter(
        account=account, user=user, contact=contact, ended_on__isnull=True
    ).first()
    wanted = max(running.wanted if running else "", level, key=RISING.index)
    if running is None or running.wanted != wanted:
        tie_record(
            acting=acting,
            account=account,
            user=user,
            contact=contact,
            level=running.level if running else "",
            wanted=wanted,
            evidence=running.evidence if running else "",
        )


RISING = ["", *Tie.Level.values]


TAKEN: Mapping[Kind, Callable[[User, Account, LooseEnd], None]] = {
    "action": _action,
    "risk": _risk,
    "undertaking": _undertaking,
    "case": _case,
    "tie_ours": _tie_ours,
    "tie_theirs": _tie_theirs,
    "known_by": _known_by,
    "pair_ours": _known_by,
    "pair_theirs": _pair_theirs,
    "seat": _seat,
}
