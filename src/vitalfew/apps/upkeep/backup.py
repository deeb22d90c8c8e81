"""`backup` and `restore`: all of an installation, or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from vitalfew.apps.upkeep.archive import (
    ArchiveWriter,
    BackupProblem,
    HashingWriter,
    seal,
    unpack,
    verify,
)
from vitalfew.apps.upkeep.snapshot import snapshot_read, snapshot_write

KEPT_WHEN_EMPTY = {"secret.key", "cache", "static"}
"""What a data directory may hold and still count as empty."""


@dataclass(frozen=True)
class Restored:
    """What a restore brought back."""

    made_at: str
    files: int
    same_key: bool
    """False: sign-ins and secret addresses made before no longer work."""


def key_fingerprint() -> str:
    """Tells whether a secret key is the same, without telling the key."""
    text = f"vitalfew backup {settings.SECRET_KEY}".encode()
    return hashlib.sha256(text).hexdigest()[:16]


def backup_write(target: Path) -> int:
    """Write a backup to `target` and return its size in bytes.

    The file appears under its name only when it is complete. Imports may go on
    meanwhile: the database is copied first, then the files that copy names; purging
    waits for us.

    Raises
    ------
    BackupProblem
        The target exists, or an order file is not what its batch says it is.
    """
    from vitalfew.apps.imports.selectors import order_store

    if target.exists():
        message = f"{target} exists already; a backup never overwrites one."
        raise BackupProblem(message)
    target.parent.mkdir(parents=True, exist_ok=True)
    store = order_store()
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with store.lease("backup"), tempfile.TemporaryDirectory() as folder:
            _write(draft, Path(folder), store.root)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def _write(draft: Path, folder: Path, root: Path) -> None:
    files = snapshot_write(folder)
    with draft.open("wb") as out:
        draft.chmod(0o600)
        hashing = HashingWriter(out)
        with tarfile.open(fileobj=hashing, mode="w|") as tar:  # type: ignore[call-overload]  # it only writes
            archive = ArchiveWriter(tar)
            for part in sorted(folder.iterdir()):
                archive.add(f"database/{part.name}", part)
            for file in files:
                path = root / file["path"]
                archive.add(f"orders/{file['path']}", path, sha256=file["sha256"])
            archive.finish(_facts())
    seal(draft, hashing)


def _facts() -> dict[str, Any]:
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "version": settings.VERSION,
        "database": connection.vendor,
        "key_fingerprint": key_fingerprint(),
    }


def backup_restore(backup: Path) -> Restored:
    """Restore a backup into this installation, which must be empty.

    Raises
    ------
    BackupProblem
        The backup is damaged, belongs to another kind of database, or the
        installation holds something already. Nothing was touched then.
    """
    manifest = verify(backup)
    directory = Path(settings.DATA_DIR)
    _require_empty(directory)
    from vitalfew.apps.imports.selectors import order_store

    with tempfile.TemporaryDirectory(dir=directory, prefix=".restore-") as name:
        folder = Path(name)
        unpack(backup, manifest, folder)
        orders = folder / "orders"
        target = order_store().root
        if orders.exists():
            shutil.rmtree(target, ignore_errors=True)
            orders.replace(target)
        snapshot_read(folder / "database", directory)
    return Restored(
        made_at=manifest["made_at"],
        files=len(manifest["members"]),
        same_key=manifest["key_fingerprint"] == key_fingerprint(),
    )


def _require_empty(directory: Path) -> None:
    if connection.vendor == "sqlite":
        found = {
            p.name for p in directory.iterdir() if not p.name.startswith(".")
        } - KEPT_WHEN_EMPTY
        if found:
            message = (
                f"{directory} is not empty ({', '.join(sorted(found)[:5])}). Nothing "
                "was touched. Restore into an empty folder: --data NEW-FOLDER."
            )
            raise BackupProblem(message)
        return
    if connection.introspection.table_names():
        message = (
            "The database that DATABASE_URL names has tables already. Nothing was "
            "touched. Restore into an empty database."
        )
        raise BackupProblem(message)
