"""What takes long to make in a database, made once for all workers and modules.

The first who needs it makes it, by the services people use; it stays as files: the
rows, the data directory and what the tests name of it. The others take it up from
there, on the same kind of database.
"""

from __future__ import annotations

import fcntl
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from vitalfew.apps.imports import storage

Made = TypeVar("Made")


_standing: list[str] = []
"""Which of them this process's database holds between its tests, if any."""


@contextmanager
def kept(folder: Path, own: Path, make: Callable[[Path], Made]) -> Iterator[Made]:
    """The database and the data directory as `make` leaves them.

    `folder` is the same for all workers, `own` is not: there the data directory lies.
    """
    before = settings.DATA_DIR
    try:
        stand(folder, make)
        settings.DATA_DIR = own / "data"
        shutil.copytree(folder / "data", settings.DATA_DIR)
        storage._store.cache_clear()
        yield made(folder)
    finally:
        settings.DATA_DIR = before
        storage._store.cache_clear()


def stand(folder: Path, make: Callable[[Path], object]) -> None:
    """The rows of `make`, and no others: they stay until somebody asks for others."""
    if stands(folder):
        return
    empty()
    with _alone(folder):
        if not (folder / "rows").exists():
            _make(folder, make)
    _put(pickle.loads((folder / "rows").read_bytes()))
    _standing.append(folder.name)


def stands(folder: Path) -> bool:
    return _standing == [folder.name]


def made(folder: Path) -> Any:
    """What the tests name of it, read anew: no test gets what another changed."""
    return pickle.loads((folder / "made").read_bytes())


def empty() -> None:
    if _standing:
        _empty()
        _standing.clear()


def _make(folder: Path, make: Callable[[Path], object]) -> None:
    before = settings.DATA_DIR
    settings.DATA_DIR = folder / "data"
    settings.DATA_DIR.mkdir(exist_ok=True)
    try:
        (folder / "made").write_bytes(pickle.dumps(make(folder)))
        (folder / "rows").write_bytes(pickle.dumps(_rows()))
    finally:
        settings.DATA_DIR = before
        storage._store.cache_clear()
        _empty()


def _empty() -> None:
    call_command("flush", interactive=False, verbosity=0)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        # Every database has its own of these from the start.
        if model._meta.app_label not in {"auth", "contenttypes"}
        and not model._meta.proxy
        and model._meta.managed
    ]


def _rows() -> list[models.Model]:
    return [row for model in _models() for row in model._base_manager.order_by("pk")]


def _put(rows: list[models.Model]) -> None:
    with transaction.atomic():
        for row in rows:
            row.save_base(raw=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
