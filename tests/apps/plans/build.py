"""A plan of Norvik Wind, for tests of plans."""

from __future__ import annotations

import datetime as dt

from tests.apps.program.build import key
from vitalfew.apps.plans.services import action_set, plan_begin

STARTS, ENDS = dt.date(2026, 1, 1), dt.date(2036, 12, 31)


def plan_of(cast, account=None):
    """The running plan of an account that is made key."""
    account = account or cast.norvik
    key(cast, account)
    return plan_begin(acting=cast.hana, account=account, starts_on=STARTS, ends_on=ENDS)


def action(cast, plan, owner=None, title="Visit", **values):
    return action_set(
        acting=cast.hana, plan=plan, values={"title": title, "owner": owner} | values
    )
