"""The operational database as of one moment, as files; and back again.

SQLite: one consistent copy of the file. PostgreSQL: every table by COPY inside one
repeatable-read transaction, with the list of migrations it belongs to.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder

from vitalfew.apps.upkeep.archive import BackupProblem
from vitalfew.apps.upkeep.tables import tables_prepare

BATCH_FILES = "SELECT files FROM imports_batch WHERE state = 'committed' ORDER BY id"


def snapshot_write(folder: Path) -> list[dict[str, Any]]:
    """Write the database into `folder`; return the files its committed batches name."""
    if connection.vendor == "sqlite":
        return _sqlite_write(folder / "vitalfew.sqlite3")
    return _postgresql_write(folder)


def snapshot_read(folder: Path, target: Path) -> None:
    """Fill the empty database of the installation from what `snapshot_write` wrote."""
    if connection.vendor == "sqlite":
        source = folder / "vitalfew.sqlite3"
        if not source.exists():
            raise BackupProblem(_wrong_kind("PostgreSQL"))
        connection.close()
        source.replace(target / "vitalfew.sqlite3")
        tables_prepare()
        return
    if not (folder / "tables.json").exists():
        raise BackupProblem(_wrong_kind("SQLite"))
    _postgresql_read(folder)


def _wrong_kind(kind: str) -> str:
    return (
        f"This backup was made on {kind}; restore it where DATABASE_URL names the same "
        "kind of database. Nothing was touched."
    )


def _sqlite_write(copy: Path) -> list[dict[str, Any]]:
    source_path = connection.settings_dict["NAME"]
    with (
        contextlib.closing(sqlite3.connect(source_path)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        rows = target.execute(BATCH_FILES).fetchall()
    return [file for (files,) in rows for file in json.loads(files)]


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed})


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _postgresql_write(folder: Path) -> list[dict[str, Any]]:
    tables = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for number, table in enumerate(_tables()):
            columns = _columns(cursor, table)
            tables[table] = {"file": f"{number:03d}.copy", "columns": columns}
            listed = ", ".join(f'"{column}"' for column in columns)
            with (
                (folder / f"{number:03d}.copy").open("wb") as out,
                cursor.copy(f'COPY "{table}" ({listed}) TO STDOUT') as data,
            ):
                for block in data:
                    out.write(block)
        cursor.execute(BATCH_FILES)
        rows = cursor.fetchall()
    facts = {"tables": tables, "migrations": _migrations()}
    (folder / "tables.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    files = [json.loads(f) if isinstance(f, str) else f for (f,) in rows]
    return [file for batch in files for file in batch]


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    described = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in described]


def _postgresql_read(folder: Path) -> None:
    facts = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    tables_prepare()
    if facts["migrations"] != _migrations():
        message = (
            "This backup was made by another version of vitalfew. Install that "
            "version, restore, then upgrade. Nothing of the backup was loaded."
        )
        raise BackupProblem(message)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        names = ", ".join(f'"{table}"' for table in facts["tables"])
        cursor.execute(f"TRUNCATE {names} CASCADE")
        for table, how in facts["tables"].items():
            listed = ", ".join(f'"{column}"' for column in how["columns"])
            with (
                (folder / how["file"]).open("rb") as data,
                cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as into,
            ):
                while block := data.read(1024 * 1024):
                    into.write(block)
        models = apps.get_models(include_auto_created=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
