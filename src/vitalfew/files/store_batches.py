"""What is known of the files of a batch, and what can be wrong with them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from vitalfew.files.options import Kind

LINES = "lines.parquet"
ACCOUNTS = "accounts.parquet"


class StoreError(Exception):
    """The store's files are not as they should be; the message says which."""


@dataclass(frozen=True)
class StoredFile:
    """One file of a batch; `sha256` is empty while the batch is only looked at."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Beaten:
    """Lines of one batch that do not count as long as another batch is committed."""

    loser: str
    winner: str
    lines: int
    file: str
    """Path in the store of the Parquet file that lists them; empty: all of them."""


@dataclass(frozen=True)
class BatchFiles:
    """What is known of a batch's files; kept by the operational database."""

    directory: str
    kind: Kind
    rows: int
    columns: tuple[str, ...]
    files: tuple[StoredFile, ...]
    first_day: date | None = None
    last_day: date | None = None
    first_account: str = ""
    last_account: str = ""
    compared: tuple[str, ...] = ()
    """Directories of the batches it was compared with."""
    beaten: tuple[Beaten, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values that JSON can hold."""
        values = asdict(self)
        for name in ("first_day", "last_day"):
            values[name] = values[name] and values[name].isoformat()
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> BatchFiles:
        """The reverse of `to_dict`."""
        read = dict(values)
        for name in ("first_day", "last_day"):
            read[name] = read[name] and date.fromisoformat(read[name])
        for name in ("columns", "compared"):
            read[name] = tuple(read[name])
        read["files"] = tuple(StoredFile(**item) for item in read["files"])
        read["beaten"] = tuple(Beaten(**item) for item in read["beaten"])
        return cls(**read)

    def also(self, compared: Sequence[str], beaten: Sequence[Beaten]) -> BatchFiles:
        """The same, compared with more batches."""
        return replace(
            self,
            compared=(*self.compared, *compared),
            beaten=(*self.beaten, *beaten),
        )

    @property
    def lines_file(self) -> StoredFile:
        """The Parquet file with its lines."""
        return next(file for file in self.files if file.name != ACCOUNTS)

    @property
    def lines_name(self) -> str:
        """Path in the store of the Parquet file with its lines."""
        return f"{self.directory}/{self.lines_file.name}"

    def path(self, root: Path) -> Path:
        """The file of its lines.

        Raises
        ------
        StoreError
            It is missing.
        """
        path = root / self.lines_name
        if not path.exists():
            message = (
                f"The file {self.lines_name} is missing in the order store. Restore "
                "it from a backup; `vitalfew doctor` lists what is wrong."
            )
            raise StoreError(message)
        return path


def force_to_disk(path: Path) -> None:
    """Make sure a file's bytes, or a directory's names, survive a power loss."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
