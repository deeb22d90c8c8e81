"""The order store: an append-only lake of Parquet files, one directory an import.

A batch is complete before anybody can see it: its files are written into `tmp-…`,
forced to disk and renamed to the batch's own directory. It *counts* from the moment the
operational database says so, in one transaction; readers open exactly the files of
the batches they are given, never what they find on disk. Directories that no batch
claims are put aside into `quarantine` and listed, never swept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from vitalfew.files.failpoints import reach
from vitalfew.files.fields import DAY
from vitalfew.files.options import Kind
from vitalfew.files.store_batches import (
    ACCOUNTS,
    LINES,
    BatchFiles,
    Beaten,
    StoredFile,
    StoreError,
    force_to_disk,
)
from vitalfew.files.store_engine import SPILL, Engine, Files, quoted
from vitalfew.files.store_lines import (
    Totals,
    counted_lines,
    newest_accounts,
    newest_rows,
    totals,
)
from vitalfew.files.store_overlaps import compare

__all__ = [
    "BatchFiles",
    "Beaten",
    "OrderStore",
    "StoreError",
    "StoredFile",
    "Totals",
    "Unclaimed",
    "sha256_of",
]

TEMPORARY = "tmp-"
STAGING = "staging"
QUARANTINE = "quarantine"
LEASES = "leases"
RESERVED = frozenset({STAGING, QUARANTINE, LEASES, SPILL})
CHUNK = 1 << 20
LEASE_SECONDS = 6 * 3600

Copied = Callable[[int, int], None]
"""Called with the bytes that are safe on disk and all bytes."""


@dataclass(frozen=True)
class Unclaimed:
    """Something in the store that no batch owns."""

    name: str
    size: int
    changed_at: float
    """Seconds since 1970."""


class OrderStore:
    """The lake below one folder."""

    def __init__(
        self, root: Path, *, memory: str = "2GB", threads: int | None = None
    ) -> None:
        self.root = root
        for name in ("", STAGING, LEASES):
            (root / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        self.engine = Engine(root, memory=memory, threads=threads)

    def staging_dir(self, name: str) -> Path:
        """A folder inside the store for a file that is looked at before it is kept."""
        folder = self.root / STAGING / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def look(self, lines: Path, *, kind: Kind) -> BatchFiles:
        """A staged file as if it were a batch, to see what keeping it would change.

        Its accounts lie beside it (`Staged.accounts_path`).
        """
        files = (StoredFile(lines.name, lines.stat().st_size, ""),)
        directory = str(lines.parent.relative_to(self.root))
        return self._described(directory, kind, files)

    def add(
        self,
        lines: Path,
        *,
        kind: Kind,
        directory: str,
        copied: Copied | None = None,
    ) -> BatchFiles:
        """Put a staged file (`Staged.path`) into a directory of its own, safe on disk.

        Nothing counts yet. Calling it again for the same directory, after a crash or
        from a second process, ends in the same files.
        """
        final = self.root / directory
        if not final.exists():
            draft = self.root / f"{TEMPORARY}{uuid.uuid4().hex}"
            draft.mkdir(mode=0o700)
            reach("temporary directory made")
            _place(lines, draft / LINES)
            reach("lines placed")
            if kind == "orders":
                self._write_accounts(draft)
                reach("accounts written")
            for path in draft.iterdir():
                force_to_disk(path)
            force_to_disk(draft)
            reach("files forced to disk")
            with contextlib.suppress(OSError):
                # Fails when a second process was faster: then its files are ours.
                draft.rename(final)
            if draft.exists():
                shutil.rmtree(draft)
            reach("directory renamed")
            force_to_disk(self.root)
        files = self._hashed(final, copied)
        return self._described(directory, kind, files)

    def _write_accounts(self, folder: Path) -> None:
        source, target = quoted(folder / LINES), quoted(folder / ACCOUNTS)
        present = self._columns(folder / LINES)
        latest = {
            name: f"arg_max({name}, ordered_on) FILTER ({name} IS NOT NULL)"
            if name in present
            else "NULL::VARCHAR"
            for name in ("account_name", "parent_id")
        }
        self.engine.query(
            f"COPY (SELECT account_id, {latest['account_name']} AS account_name, "  # noqa: S608  paths are quoted
            f"{latest['parent_id']} AS parent_id, count(*) AS lines, "
            "min(ordered_on) AS first_day, max(ordered_on) AS last_day "
            f"FROM read_parquet({source}) GROUP BY account_id ORDER BY account_id) "
            f"TO {target} (FORMAT parquet, COMPRESSION zstd)"
        )

    def _columns(self, path: Path) -> tuple[str, ...]:
        return tuple(self.engine.parquet([path]).columns)

    def _described(
        self, directory: str, kind: Kind, files: tuple[StoredFile, ...]
    ) -> BatchFiles:
        path = self.root / BatchFiles(directory, kind, 0, (), files).lines_name
        columns = self._columns(path)
        day = DAY.get(kind, "NULL")
        account = "account_id" if "account_id" in columns else "NULL::VARCHAR"
        row: Any = self.engine.query(
            f"SELECT count(*), min({day})::DATE, max({day})::DATE, "  # noqa: S608
            f"coalesce(min({account}), ''), coalesce(max({account}), '') "
            f"FROM read_parquet({quoted(path)})"
        )[0]
        return BatchFiles(
            directory=directory,
            kind=kind,
            rows=row[0],
            columns=columns,
            files=files,
            first_day=row[1],
            last_day=row[2],
            first_account=row[3],
            last_account=row[4],
        )

    def _hashed(self, folder: Path, copied: Copied | None) -> tuple[StoredFile, ...]:
        names = [name for name in (ACCOUNTS, LINES) if (folder / name).exists()]
        whole = sum((folder / name).stat().st_size for name in names)
        done = 0
        files = []
        for name in names:
            path = folder / name
            fingerprint = hashlib.sha256()
            with path.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    fingerprint.update(chunk)
                    done += len(chunk)
                    if copied:
                        copied(done, whole)
            size = path.stat().st_size
            files.append(StoredFile(name, size, fingerprint.hexdigest()))
        return tuple(files)

    def compare(self, new: BatchFiles, others: Sequence[BatchFiles]) -> BatchFiles:
        """Find what a batch and earlier ones have in common; see `store_overlaps`."""
        return compare(self.engine, new, others)

    def lines(
        self,
        batches: Sequence[BatchFiles],
        *,
        kind: Kind = "orders",
        account_ids: Collection[str] | None = None,
        files: Files | None = None,
    ) -> ir.Table:
        """The lines of a kind that count; see `store_lines.counted_lines`."""
        engine = files or self.engine
        return counted_lines(engine, batches, kind=kind, account_ids=account_ids)

    def totals(self, batches: Sequence[BatchFiles], *, kind: Kind = "orders") -> Totals:
        """How many lines of a kind count, and their sum."""
        return totals(self.engine, batches, kind=kind)

    def companies(self, batches: Sequence[BatchFiles]) -> ir.Table | None:
        """One row a company of the master files; None without any."""
        masters = [batch for batch in batches if batch.kind == "companies"]
        return newest_rows(self.engine, masters, "account_id") if masters else None

    def accounts(self, batches: Sequence[BatchFiles]) -> ir.Table | None:
        """One row an account of the order files, as the newest says; None without any.

        Columns: `account_id`, `account_name`, `parent_id`, `first_day`, `last_day`.
        """
        return newest_accounts(self.engine, batches)

    def damaged(self, batch: BatchFiles) -> list[str]:
        """Files of a batch that are missing or differ from what was committed."""
        bad = []
        for file in batch.files:
            path = self.root / batch.directory / file.name
            if not path.exists():
                bad.append(f"{batch.directory}/{file.name}: missing")
            elif path.stat().st_size != file.size or sha256_of(path) != file.sha256:
                bad.append(f"{batch.directory}/{file.name}: changed")
        bad += [
            f"{item.file}: missing"
            for item in batch.beaten
            if item.file and not (self.root / item.file).exists()
        ]
        return bad

    def unclaimed(self, claimed: Collection[str]) -> list[Unclaimed]:
        """What lies in the store and belongs to none of these directories."""
        return [
            _weighed(path)
            for path in sorted(self.root.iterdir())
            if path.name not in RESERVED and path.name not in claimed
        ]

    def quarantined(self) -> list[Unclaimed]:
        """What was put aside earlier."""
        folder = self.root / QUARANTINE
        return [_weighed(path) for path in sorted(folder.glob("*"))]

    def put_aside(self, name: str) -> None:
        """Move an unclaimed directory into quarantine. Nothing is deleted."""
        folder = self.root / QUARANTINE
        folder.mkdir(exist_ok=True, mode=0o700)
        (self.root / name).rename(folder / f"{name}.{uuid.uuid4().hex[:8]}")
        force_to_disk(folder)

    @contextlib.contextmanager
    def lease(
        self, reader: str, directories: Sequence[str] | None = None
    ) -> Iterator[None]:
        """Keep batches from being purged while a long reader or a backup needs them.

        Parameters
        ----------
        reader
            Who reads, for whoever looks into the folder of leases.
        directories
            The batches; None for all of them.
        """
        path = self.root / LEASES / f"{reader}-{uuid.uuid4().hex}.json"
        until = time.time() + LEASE_SECONDS
        content = {"until": until, "batches": directories and list(directories)}
        path.write_text(json.dumps(content), encoding="utf-8")
        try:
            yield
        finally:
            path.unlink(missing_ok=True)

    def is_leased(self, directory: str) -> bool:
        """Whether somebody reads this batch right now."""
        for path in (self.root / LEASES).glob("*.json"):
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue  # its reader has ended, or is just writing it
            if content["until"] <= time.time():
                path.unlink(missing_ok=True)
            elif content["batches"] is None or directory in content["batches"]:
                return True
        return False

    def purge(self, directory: str) -> bool:
        """Delete a withdrawn batch's files for good; False while it is read."""
        if self.is_leased(directory):
            return False
        folder = self.root / directory
        if folder.exists():
            # Renamed first: a half-deleted directory never carries a batch's name.
            doomed = self.root / f"{TEMPORARY}{uuid.uuid4().hex}"
            folder.rename(doomed)
            shutil.rmtree(doomed)
        return True

    def forget_staged(self, name: str) -> None:
        """Throw away what was looked at and not kept."""
        shutil.rmtree(self.root / STAGING / name, ignore_errors=True)

    def forget_staged_before(self, moment: float, *, keep: Collection[str]) -> None:
        """Throw away what was looked at before this moment and is not open any more."""
        for path in (self.root / STAGING).iterdir():
            if path.name not in keep and path.stat().st_mtime < moment:
                self.forget_staged(path.name)

    def listed(self, name: str) -> dict[str, Any]:
        """A file of the store as a backup lists it."""
        path = self.root / name
        return {
            "path": name,
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }


def sha256_of(path: Path) -> str:
    """Fingerprint of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _place(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)


def _weighed(path: Path) -> Unclaimed:
    files = path.rglob("*") if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files if file.is_file())
    return Unclaimed(path.name, size, path.stat().st_mtime)
