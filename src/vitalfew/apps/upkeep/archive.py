"""The backup file: a tar archive that proves itself.

Members: `database/…`, `orders/<batch>/…`, and last `manifest.json` with the size and
SHA-256 of each. After the archive stand 64 hexadecimal digits: the SHA-256 of every
byte before them. One changed bit anywhere is found before anything is touched.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

FORM = 1
"""Version of this layout."""
SEAL_BYTES = 64
BLOCK = 1024 * 1024


class BackupProblem(Exception):  # noqa: N818  a sentence for the person
    """The backup cannot be made or read; nothing was changed."""


@dataclass
class HashingWriter:
    """A file that keeps the SHA-256 of everything written to it."""

    file: BinaryIO
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.file.write(data)


@dataclass
class ArchiveWriter:
    """Writes members and remembers their hashes for the manifest."""

    tar: tarfile.TarFile
    members: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, source: Path, *, sha256: str = "") -> None:
        """Add one file; refuse it when it is not what its batch says it is."""
        size, found = source.stat().st_size, file_hash(source)
        if sha256 and found != sha256:
            message = (
                f"{source} is not the file that was imported (its hash differs). "
                "No backup was made. Run `vitalfew doctor`."
            )
            raise BackupProblem(message)
        entry = tarfile.TarInfo(name)
        entry.size = size
        with source.open("rb") as data:
            self.tar.addfile(entry, data)
        self.members.append({"name": name, "size": size, "sha256": found})

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the manifest as the last member."""
        manifest = {"form": FORM, **facts, "members": self.members}
        text = json.dumps(manifest, indent=1, sort_keys=True).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        self.tar.addfile(entry, io.BytesIO(text))


def file_hash(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def seal(draft: Path, writer: HashingWriter) -> None:
    """Append the hash of everything written and force it to the disk."""
    digest = writer.digest.hexdigest().encode("ascii")
    with draft.open("ab") as out:
        out.write(digest)
        out.flush()
        os.fsync(out.fileno())


def verify(backup: Path) -> dict[str, Any]:
    """Read the whole file; return its manifest, or refuse it."""
    size = backup.stat().st_size - SEAL_BYTES
    digest = hashlib.sha256()
    with backup.open("rb") as data:
        left = max(size, 0)
        while left and (block := data.read(min(BLOCK, left))):
            digest.update(block)
            left -= len(block)
        seal_found = data.read()
    if size <= 0 or digest.hexdigest().encode("ascii") != seal_found:
        message = (
            f"{backup} is damaged or is not a whole backup. Nothing was touched. "
            "Use another copy of it."
        )
        raise BackupProblem(message)
    with tarfile.open(backup) as tar:
        manifest: dict[str, Any] = json.loads(_member(tar, "manifest.json").read())
    if manifest.get("form") != FORM:
        message = (
            f"{backup} has form {manifest.get('form')}; this version reads form "
            f"{FORM}. Nothing was touched."
        )
        raise BackupProblem(message)
    return manifest


def unpack(backup: Path, manifest: dict[str, Any], target: Path) -> None:
    """Write every member below `target`, checking each hash again on the way."""
    with tarfile.open(backup) as tar:
        for member in manifest["members"]:
            path = target / member["name"]
            if not path.resolve().is_relative_to(target.resolve()):
                message = f"{backup} names a file outside of itself: {member['name']}."
                raise BackupProblem(message)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copy(_member(tar, member["name"]), path)
            if file_hash(path) != member["sha256"]:
                message = f"{member['name']} in {backup} is damaged."
                raise BackupProblem(message)


def _member(tar: tarfile.TarFile, name: str) -> io.BufferedReader:
    data = tar.extractfile(name)
    if data is None:
        message = f"The backup has no file {name}."
        raise BackupProblem(message)
    return data  # type: ignore[return-value]


def _copy(data: BinaryIO, path: Path) -> None:
    with path.open("wb") as out:
        while block := data.read(BLOCK):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
