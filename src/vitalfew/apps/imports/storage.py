"""Where files lie: the order store, uploads, refused lines."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from vitalfew.files.store import OrderStore

if TYPE_CHECKING:
    from vitalfew.files.warehouse import Warehouse

UPLOADS = "uploads"
LONGEST_NAME = 180
"""Bytes; file systems take 255."""
HIDDEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff"
LEAST_FREE_BYTES = 512 * 1024 * 1024


def order_store() -> OrderStore:
    """The lake of this installation."""
    return _store(Path(settings.DATA_DIR) / "orders", settings.ENGINE_MEMORY)


@cache
def _store(root: Path, memory: str) -> OrderStore:
    return OrderStore(root, memory=memory)


def warehouse() -> Warehouse | None:
    """The engine elsewhere that holds the orders, or computes; None: neither."""
    if not settings.ORDERS_URL:
        return None
    return _warehouse(settings.ORDERS_URL, tuple(settings.ORDERS_MAP.items()))


@cache
def _warehouse(url: str, columns: tuple[tuple[str, str], ...]) -> Warehouse:
    from vitalfew.files.warehouse import Warehouse

    return Warehouse(url, dict(columns))


def uploads_folder() -> Path:
    folder = Path(settings.DATA_DIR) / UPLOADS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def upload_folder(name: str) -> Path:
    folder = uploads_folder() / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def upload_save(folder: Path, name: str, content: Iterable[bytes]) -> Path:
    """Write one upload; the name a browser gives is cleaned, never taken as a path."""
    place = folder / uuid.uuid4().hex[:8]
    place.mkdir(mode=0o700)
    path = place / shown_name(name)
    with path.open("xb") as out:
        path.chmod(0o600)
        for chunk in content:
            out.write(chunk)
    return path


def upload_forget(name: str) -> None:
    if name:
        shutil.rmtree(uploads_folder() / name, ignore_errors=True)


def free_bytes() -> int:
    return shutil.disk_usage(settings.DATA_DIR).free


def shown_name(name: str) -> str:
    """The last part of a path, without what could confuse a reader or a file system."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in HIDDEN).lstrip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 8:
        stem, dot, ending = kept, "", ""
    short = stem.encode()[:LONGEST_NAME].decode(errors="ignore")
    return f"{short}{dot}{ending}" or "file"
