"""`doctor`: what is wrong, what is safe, what to do. It looks and changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from vitalfew.apps.upkeep.archive import file_hash

LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    fine: bool
    what: str
    safe: str = ""
    to_do: str = ""


def examine(*, deep: bool) -> list[Finding]:
    """Look at everything; with `deep`, read every order file again."""
    checks: list[Callable[[], Iterator[Finding]]] = [
        _directory,
        _secret_key,
        _free_space,
        _database,
        lambda: _order_files(deep=deep),
        _unknown_folders,
        _jobs,
        _assessment,
        _orders_elsewhere,
        _mail,
    ]
    findings: list[Finding] = []
    for check in checks:
        try:
            findings += check()
        except DatabaseError as error:
            findings.append(
                Finding(
                    fine=False,
                    what=f"The database cannot be read: {error}",
                    safe="The order files are not touched by this.",
                    to_do="Check DATABASE_URL and the server; then run doctor again.",
                )
            )
            break
    return findings


def _directory() -> Iterator[Finding]:
    directory = Path(settings.DATA_DIR)
    if os.access(directory, os.W_OK):
        yield Finding(fine=True, what=f"The data directory is {directory}")
        return
    yield Finding(
        fine=False,
        what=f"{directory} cannot be written",
        safe="Everything in it; it can still be read.",
        to_do="Give this user the right to write there.",
    )


def _secret_key() -> Iterator[Finding]:
    file = Path(settings.DATA_DIR) / "secret.key"
    if not file.exists() or stat.S_IMODE(file.stat().st_mode) & 0o077 == 0:
        yield Finding(fine=True, what="The secret key is readable by its owner only")
        return
    yield Finding(
        fine=False,
        what=f"Others on this machine can read {file}",
        safe="Nothing was changed; but whoever reads it can forge sign-ins.",
        to_do=f"chmod 600 {file}",
    )


def _free_space() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free >= LEAST_FREE_BYTES:
        yield Finding(fine=True, what=f"{free / 1e9:,.0f} GB are free")
        return
    yield Finding(
        fine=False,
        what=f"Only {free / 1e9:.1f} GB are free",
        safe="What is stored. Imports stop before they fill the disk.",
        to_do="Free some space, or move the data directory.",
    )


def _database() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield Finding(
            fine=False,
            what=f"{len(pending)} changes of the tables are waiting",
            safe="All data.",
            to_do="Start `vitalfew serve` once; it brings the tables up to date.",
        )
    if connection.vendor != "sqlite":
        yield Finding(fine=True, what="The PostgreSQL database answers")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        answer = cursor.fetchone()[0]
    if answer == "ok":
        yield Finding(fine=True, what="The database is whole (PRAGMA integrity_check)")
        return
    yield Finding(
        fine=False,
        what=f"The database is damaged: {answer}",
        safe="The order files and your backups.",
        to_do="Stop vitalfew and restore the newest backup into an empty folder.",
    )


def _order_files(*, deep: bool) -> Iterator[Finding]:
    from vitalfew.apps.imports.selectors import committed_files, order_store

    root = order_store().root
    bad, known = [], 0
    for file in committed_files():
        known += 1
        path = root / file["path"]
        whole = path.exists() and path.stat().st_size == file["bytes"]
        if not whole or (deep and file_hash(path) != file["sha256"]):
            bad.append(file["path"])
    if not bad:
        read = "read and unchanged" if deep else "present"
        yield Finding(fine=True, what=f"{known} order files are {read}")
        return
    yield Finding(
        fine=False,
        what=f"{len(bad)} order files are missing or changed: {', '.join(bad[:5])}",
        safe="The other imports, all decisions and their figures.",
        to_do="Restore these files from a backup, or withdraw their imports and import "
        "the originals again.",
    )


def _unknown_folders() -> Iterator[Finding]:
    from vitalfew.apps.imports.selectors import unknown_folders

    unknown = unknown_folders()
    if not unknown:
        yield Finding(fine=True, what="Every folder of the order store is known")
        return
    yield Finding(
        fine=False,
        what=f"{len(unknown)} folders belong to no import: {', '.join(unknown[:5])}",
        safe="Everything: such folders are never read and never deleted by themselves.",
        to_do="They are left from an import that was cut off. Delete them if no import "
        "is running.",
    )


def _jobs() -> Iterator[Finding]:
    from vitalfew.apps.imports.selectors import stuck_batches

    stuck = stuck_batches()
    if not stuck:
        yield Finding(fine=True, what="No import is stuck")
        return
    yield Finding(
        fine=False,
        what=f"{len(stuck)} imports were cut off while being committed",
        safe="They are not counted: an import is kept whole or not at all.",
        to_do="Open Data and imports and commit or discard them.",
    )


def _assessment() -> Iterator[Finding]:
    from vitalfew.apps.assessments.models import CUT_OFF
    from vitalfew.apps.assessments.selectors import assessment_newest

    newest = assessment_newest()
    if newest is None or newest.stopped_by != CUT_OFF:
        yield Finding(fine=True, what="No assessment was cut off")
        return
    yield Finding(
        fine=False,
        what=f"Assessment {newest.pk} was cut off: the process that made it ended",
        safe="The orders and the last finished assessment, which stays in view.",
        to_do="Run `vitalfew assess`, or start it again on Criteria and weights.",
    )


def _orders_elsewhere() -> Iterator[Finding]:
    from vitalfew.apps.imports.storage import warehouse
    from vitalfew.files.problems import FileProblem

    engine = warehouse()
    if engine is None:
        return
    try:
        found = engine.columns() if engine.holds_orders else engine.files(Path())
    except FileProblem as problem:
        yield Finding(
            fine=False,
            what=problem.message,
            safe=problem.what_is_safe,
            to_do=problem.what_to_do,
        )
        return
    read = f"{len(found)} columns" if isinstance(found, dict) else "order files"
    yield Finding(fine=True, what=f"{engine.name} answers and reads {read}")


def _mail() -> Iterator[Finding]:
    if settings.EMAIL_CONFIG:
        yield Finding(fine=True, what=f"Mail goes out through {settings.EMAIL_CONFIG}")
        return
    outbox = Path(settings.DATA_DIR) / "outbox"
    waiting = len(list(outbox.glob("*.log"))) if outbox.is_dir() else 0
    yield Finding(
        fine=True, what=f"No mail server is set: mails wait in {outbox} ({waiting})"
    )
