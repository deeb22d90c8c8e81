"""Days of thousands of rows: Django makes dates of them ten times as slowly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Func

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class DayText(Func):
    """A day as text, 2026-11-28, which sorts alike; `date.fromisoformat` reads it."""

    template = "CAST(%(expressions)s AS text)"
    output_field = CharField()

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **context: Any,  # noqa: ANN401  as Django
    ) -> tuple[str, list[Any] | tuple[Any, ...]]:
        # To cast it would give what somebody set the server to show.
        template = "to_char(%(expressions)s, 'YYYY-MM-DD')"
        return self.as_sql(compiler, connection, template=template, **context)
