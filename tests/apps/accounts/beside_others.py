"""Makes many accounts in a new database while somebody else writes there.

    python -m tests.apps.accounts.beside_others ACCOUNTS

Prints one JSON line: the accounts there were after each write of the other, and how
long the other waited at most.
"""

from __future__ import annotations

import json
import sys
import threading
import time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from vitalfew.apps.accounts.models import Account  # noqa: E402
from vitalfew.apps.accounts.sync import ImportedAccount, accounts_sync  # noqa: E402
from vitalfew.apps.imports.models import Due  # noqa: E402
from vitalfew.apps.upkeep.tables import tables_prepare  # noqa: E402

GROUPS = 9


class Other(threading.Thread):
    """Writes a row as often as it can."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()
        self.seen: list[int] = []
        self.longest = 0.0

    def run(self) -> None:
        while not self.over.is_set():
            begun = time.monotonic()
            Due.objects.create(name=str(len(self.seen)), due_at=timezone.now())
            self.longest = max(self.longest, time.monotonic() - begun)
            self.seen.append(Account.objects.count())
            time.sleep(0.01)
        connection.close()


def main(many: int) -> None:
    tables_prepare()
    known = {
        f"A{number:06}": ImportedAccount(
            facts={
                "name": f"Firm {number} Works",
                "parent_id": f"A{number % GROUPS:06}",
            },
            has_orders=True,
        )
        for number in range(many)
    }
    other = Other()
    other.start()
    accounts_sync(known)
    other.over.set()
    other.join()
    told = {
        "seen": sorted({number for number in other.seen if 0 < number < many}),
        "longest": other.longest,
        "accounts": Account.objects.count(),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
