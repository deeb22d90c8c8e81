"""What is known of the health of accounts, gathered from all that is recorded.

On the revenue basis: health is read by people who may not see margins.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from vitalfew.analysis.assessment.health import Facts
from vitalfew.apps.assessments.models import AssessmentRow, BasisChoice
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.people.standing import Relationship, relationships_read
from vitalfew.apps.prepared import prepared
from vitalfew.apps.value.ledger import Ledger, value_ledgers

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User


TOGETHER = 100
"""So many accounts are read at once."""


def facts_of(acting: User, accounts: Iterable[Account], on: date) -> dict[int, Facts]:
    """By key of the account, as far as this person sees it."""
    found: dict[int, Facts] = {}
    keys = iter([account.pk for account in accounts])
    # What was said and met at thousands of accounts does not fit into memory at once.
    while together := list(islice(keys, TOGETHER)):
        found |= _facts(acting, together, on)
    return found


def _facts(acting: User, accounts: list[int], on: date) -> dict[int, Facts]:
    bought, warned = _bought(accounts), _warned(accounts)
    known = relationships_read(acting, accounts, on, shown=False)
    ledgers = value_ledgers(acting, accounts, on=on)
    return {
        pk: Facts(
            **bought.get(pk, {}) | warned.get(pk, {}),
            proven=_proven(ledgers[pk]) if pk in ledgers else None,
            **_known(known[pk]),
        )
        for pk in accounts
    }


def _bought(accounts: Iterable[int]) -> dict[int, dict[str, Any]]:
    latest = latest_assessment()
    rows = _rows(list(accounts), latest) if latest else []
    return {
        row.account_id: {
            "growth": row.growth,
            "lapsed": row.continuity == "lapsed",
            "active": row.measures.get("forecast", {}).get("p_active"),
            "warnings": 0,
        }
        for row in rows
    }


@prepared
def _rows(accounts: list[int], assessment: Assessment) -> QuerySet[AssessmentRow]:
    found = AssessmentRow.objects.filter(
        assessment=assessment, basis=BasisChoice.REVENUE, account__among=accounts
    )
    return found.order_by().only("account_id", "growth", "continuity", "measures")


def _warned(accounts: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Early warnings that last and that nobody has dismissed."""
    kinds: dict[int, set[str]] = {}
    for account, kind in _lasting(list(accounts)):
        kinds.setdefault(account, set()).add(kind)
    return {
        account: {
            "warnings": len(found),
            "silent": EarlyWarning.Kind.SILENCE in found,
        }
        for account, found in kinds.items()
    }


@prepared
def _lasting(accounts: list[int]) -> QuerySet[EarlyWarning, Any]:
    lasting = EarlyWarning.objects.filter(
        account__among=accounts, cleared_on__isnull=True
    ).exclude(state=EarlyWarning.State.DISMISSED)
    return lasting.order_by().values_list("account_id", "kind")


def _proven(ledger: Ledger) -> float | None:
    """Proven of the value that was promised up to this year; None if none was."""
    return float(ledger.proven / ledger.promised) if ledger.promised else None


def _known(found: Relationship) -> dict[str, Any]:
    return people_of(found) | {"recorded": found.recorded, "last_met": found.last_met}


def people_of(found: Relationship) -> dict[str, Any]:
    """What is known of the people who count."""
    unmet = next((gap for gap in found.gaps if gap.kind == "unmet"), None)
    return {
        "way": found.score,
        "unmet": str(unmet.reason.values["name"]) if unmet else "",
        "single": found.thread is not None and found.thread.is_single,
    }
