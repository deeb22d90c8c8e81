"""`begins`: which words begin with a text, answered by an index on both databases."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler

LAST = "\U0010ffff"


@CharField.register_lookup
class Begins(Lookup[str]):
    lookup_name = "begins"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        # SQLite's LIKE ignores case and therefore the index; a range does not.
        column, params = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        sql = f"({column} >= %s AND {column} < %s)"
        return sql, (*params, text, *params, text + LAST)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        # The order of words depends on the server's language; a pattern does not.
        column, params = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        for sign in "\\%_":
            text = text.replace(sign, "\\" + sign)
        return f"{column} LIKE %s", (*params, text + "%")
