"""Many rows of an assessment at once, prepared for the database already.

Django prepares every value of every row by its field, which takes longer than all the
rest of storing an assessment. Here a row is a tuple that goes to the driver as it is;
the statement is the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from vitalfew.apps.assessments.models import AssessmentRow

if TYPE_CHECKING:
    from django.db.models import Field


class NewRow(NamedTuple):
    """A row of `AssessmentRow` as the drivers take it: amounts as text, JSON packed."""

    assessment_id: int
    basis: str
    account_id: int
    rank: int | None
    orders: int
    revenue: str | None
    contribution: str | None
    share: float | None
    cumulative_share: float | None
    growth: float | None
    attractiveness: float | None
    strength: float | None
    stability: float
    verdict: str
    continuity: str
    centralization: str
    fit: str
    payback_months: float | None
    measures: bytes
    reasons: bytes
    would_change: bytes


def amount_text(amount: float | None) -> str | None:
    """An amount for a column of four decimals."""
    return None if amount is None else f"{amount:.4f}"


def rows_insert(rows: Iterable[NewRow]) -> None:
    fields: dict[str, Field[Any, Any]] = {
        field.attname: field for field in AssessmentRow._meta.concrete_fields
    }
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(fields[name].column or name) for name in NewRow._fields)
    places = ", ".join(["%s"] * len(NewRow._fields))
    table = quoted(AssessmentRow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608  names
            list(rows),
        )
