"""Decides on the account named on the command line: run twice at once by a test.

    python -m tests.apps.assessments.last_place ACCOUNT_ID

Says "ready", waits for a line, decides, and says what came of it: "made", or the code
of the refusal.
"""

from __future__ import annotations

import sys

import django

django.setup()

from vitalfew.apps.accounts.models import Account  # noqa: E402
from vitalfew.apps.assessments.problems import RefusedError  # noqa: E402
from vitalfew.apps.assessments.services import decision_record  # noqa: E402
from vitalfew.apps.users.models import User  # noqa: E402


def decide(account_id: str) -> str:
    try:
        decision_record(
            acting=User.objects.get(name="Hana Head"),
            account=Account.objects.get(account_id=account_id),
            kind="designate",
            reason="Now or never",
            manager=User.objects.get(name="Marta Olsen"),
        )
    except RefusedError as refused:
        return refused.code
    return "made"


if __name__ == "__main__":
    Account.objects.count()  # connected before the start
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(decide(sys.argv[1]))
