"""Tables that are made at once are those that all migrations come to, step by step."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

from tests.cli.conftest import Installation

POSTGRESQL = """
SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision,
       numeric_scale, is_nullable, column_default, is_identity, identity_generation,
       collation_name
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT tablename, indexname, indexdef, NULL, NULL, NULL, '', NULL, '', '', NULL
FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid),
       NULL, NULL, NULL, '', NULL, '', '', NULL
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
SQLITE = "SELECT name, sql FROM sqlite_master WHERE name != 'sqlite_sequence'"
ROWS = {
    "django_content_type": "SELECT app_label, model FROM {}",
    "django_migrations": "SELECT app, name FROM {}",
    "auth_permission": (
        "SELECT codename, name, app_label, model FROM {} AS permission"
        " JOIN django_content_type AS of ON of.id = permission.content_type_id"
    ),
}
"""What is in tables that are not empty, but for numbers and moments."""


def asked(installation: Installation, query: str) -> list[tuple]:
    if installation.database:
        import psycopg

        with psycopg.connect(installation.database) as connection:
            return connection.execute(query).fetchall()
    with sqlite3.connect(installation.data / "vitalfew.sqlite3") as connection:
        return connection.execute(query).fetchall()


def parts(sql: str | None) -> list[str]:
    """Columns and constraints of a table: their order depends on their history."""
    found, depth = [""], 0
    for sign in (sql or "").partition("(")[2].rpartition(")")[0]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return sorted(part.strip() for part in found)


def tables(installation: Installation) -> dict[str, object]:
    if installation.database:
        told = asked(installation, POSTGRESQL)
        return {f"{row[0]}.{row[1]}": row[2:] for row in told}
    return {name: parts(sql) for name, sql in asked(installation, SQLITE)}


def rows(installation: Installation) -> dict[str, list[tuple]]:
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    if not installation.database:
        listed = SQLITE.replace("name, sql", "name") + " AND type = 'table'"
    found = {}
    for (name,) in asked(installation, listed):
        query = ROWS.get(name, "SELECT * FROM {}").format(name)
        found[name] = sorted(asked(installation, query))
    return found


def test_tables_made_at_once_are_what_the_migrations_come_to(
    installation, new_installation
):
    migrated = new_installation("migrated")
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate"],
        env={
            **migrated.environment,
            "DJANGO_SETTINGS_MODULE": "vitalfew.project.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert len(rows(installation)) > 60
    assert tables(installation) == tables(migrated)
    assert rows(installation) == rows(migrated)
