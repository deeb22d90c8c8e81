"""Queries that are written once a process: only their values change.

To write a query takes Django one to five milliseconds, the database a tenth of one to
answer it, and a page of a key account asks thirty. A function that builds a query
becomes one that asks it, in a tenth of the time:

    @prepared
    def _open(acting: User, account: Account, *, most: int) -> QuerySet[Cycle]:
        return Cycle.objects.filter(of_account(acting, account), ends_on=None)[:most]

    _open(acting, account, most=3)  # a list

What stands in place is a value of the query: numbers, texts and times as they are,
records by their key, lists of keys for `among`. Of a person also counts what they may.
What is given by name is part of how the query is written, and so is today. To write it
the function is called with stand-ins, which hold nothing but a key: it can neither ask
the database nor look at a value, and an error says so the first time.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, NoReturn, ParamSpec, TypeAlias, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from vitalfew.apps.among import given
from vitalfew.apps.users.models import User

Given = ParamSpec("Given")
Row = TypeVar("Row")
Build: TypeAlias = Callable[Given, models.QuerySet[Any, Row]]

FIRST_NUMBER = 2**62
"""Stand-in of the first value; no table has that many rows."""
LAST = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
LISTS = (list, tuple, set, frozenset)
MOST = 200
"""Ways to write one query that are kept: every day and set of roles has its own."""


class Prepared(Generic[Given, Row]):
    """Asks the query that a function builds."""

    def __init__(self, build: Build[Given, Row]) -> None:
        self.query = build
        """The query itself, where it is to be narrowed further or is asked once."""
        self._written: dict[Hashable, _Written | _Nothing | None] = {}
        update_wrapper(self, build)

    def __call__(self, *values: Given.args, **shape: Given.kwargs) -> list[Row]:
        written = self._as_written(values, shape)
        if written is None:
            return list(self.query(*values, **shape))
        return written.rows(values)

    def first(self, *values: Given.args, **shape: Given.kwargs) -> Row | None:
        return next(iter(self(*values, **shape)), None)

    def count(self, *values: Given.args, **shape: Given.kwargs) -> int:
        """How many there are, without reading them."""
        written = self._as_written(values, shape)
        if written is None:
            return self.query(*values, **shape).count()
        return written.count(values)

    def _as_written(
        self, values: Sequence[Any], shape: dict[str, Any]
    ) -> _Written | _Nothing | None:
        key = (
            connection.vendor,
            timezone.localdate(),
            *(_may(value) for value in values),
            *sorted(shape.items()),
        )
        if key not in self._written:
            while len(self._written) >= MOST:
                self._written.pop(next(iter(self._written)), None)
            self._written[key] = _write(self.query, values, shape)
        return self._written[key]


def prepared(build: Build[Given, Row]) -> Prepared[Given, Row]:
    """Let a function that builds a query ask it instead."""
    return Prepared(build)


def related(
    records: Iterable[models.Model], name: str, found: Iterable[Any], *, of: str
) -> None:
    """Let `record.NAME.all()` be what was found of it: its `of` is the record's key.

    As `prefetch_related` does, which writes its query anew each time. It is a list:
    whoever narrows it is told.
    """
    there: dict[int, list[Any]] = defaultdict(list)
    for each in found:
        there[getattr(each, of)].append(each)
    for record in records:
        known = vars(record).setdefault("_prefetched_objects_cache", {})
        known[name] = there[record.pk]


@dataclass(frozen=True)
class _Written:
    found: models.QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    given: tuple[Any, ...]
    places: tuple[tuple[int, ...], ...]
    """Where each value stands among what is given to the database."""
    converters: dict[Any, Any]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        given = self._given(values)
        asks: Any = copy.copy(self.compiler)
        asks.connection = connection
        asks.as_sql = lambda *_, **__: (self.sql, given)
        asks.get_converters = lambda _: self.converters
        found: Any = self.found.all()
        found.query.get_compiler = lambda *_, **__: asks
        return list(found)

    def count(self, values: Sequence[Any]) -> int:
        counts = f"SELECT COUNT(*) FROM ({self.sql}) counted"  # noqa: S608  Django's
        with connection.cursor() as cursor:
            cursor.execute(counts, self._given(values))
            return int(cursor.fetchone()[0])

    def _given(self, values: Sequence[Any]) -> tuple[Any, ...]:
        given = list(self.given)
        for value, places in zip(values, self.places, strict=True):
            for place in places:
                given[place] = _plain(value)
        return tuple(given)


class _Nothing:
    """There is nothing to find, whatever the values: nothing is asked."""

    def rows(self, _values: Sequence[Any]) -> list[Any]:
        return []

    def count(self, _values: Sequence[Any]) -> int:
        return 0


def _write(
    build: Callable[..., models.QuerySet[Any, Any]],
    values: Sequence[Any],
    shape: dict[str, Any],
) -> _Written | _Nothing | None:
    """None where a list is empty and there may be something: Django writes it anew.

    Without the list, other values may stand nowhere.
    """
    stand_ins = [_stand_in(value, place) for place, value in enumerate(values)]
    with connection.execute_wrapper(_refuse):
        found = build(*stand_ins, **shape)
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, given = compiler.as_sql()
        except EmptyResultSet:
            return _Nothing()
    if any(_is_empty(value) for value in values):
        return None
    return _Written(
        found=found,
        compiler=compiler,
        sql=sql,
        given=given,
        places=tuple(_places(each, given, build) for each in stand_ins),
        converters=compiler.get_converters([each[0] for each in compiler.select]),
    )


def _places(
    stand_in: object, given: Sequence[Any], build: Callable[..., object]
) -> tuple[int, ...]:
    plain = _plain(stand_in)
    found = tuple(place for place, each in enumerate(given) if each == plain)
    if not found and not isinstance(stand_in, User):
        msg = f"{build.__qualname__}: a value in place does not stand in the query"
        raise TypeError(msg)
    return found


def _may(value: object) -> Hashable:
    if isinstance(value, User):
        return (value.is_active, value.is_system, value.roles)
    return _is_empty(value)


def _is_empty(value: object) -> bool:
    return isinstance(value, LISTS) and not value


STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda place: FIRST_NUMBER + place,
    str: lambda place: f"stand-in {place}",
    dt.date: lambda place: dt.date.max - dt.timedelta(days=place),
    dt.datetime: lambda place: LAST - dt.timedelta(seconds=place),
    **dict.fromkeys(LISTS, lambda place: [FIRST_NUMBER + place]),
}


def _stand_in(value: Any, place: int) -> Any:  # noqa: ANN401  any kind of value
    """What holds its key and nothing else: whoever looks at more asks the database."""
    if isinstance(value, User):
        may = {"is_active": value.is_active, "is_system": value.is_system}
        person = _only(User, id=FIRST_NUMBER + place, **may)
        person.roles = value.roles
        return person
    if isinstance(value, models.Model):
        return _only(type(value), id=FIRST_NUMBER + place)
    if _is_empty(value):
        return value
    if type(value) not in STAND_INS:
        msg = f"{value!r} cannot stand in place: give it by name"
        raise TypeError(msg)
    return STAND_INS[type(value)](place)


def _only(model: type[models.Model], **facts: Any) -> Any:  # noqa: ANN401
    """A record of which nothing else was read."""
    known = [each.attname for each in model._meta.concrete_fields]
    known = [name for name in known if name in facts]
    return model.from_db(DEFAULT_DB_ALIAS, known, [facts[name] for name in known])


def _plain(value: Any) -> Any:  # noqa: ANN401
    """As it is given to the database."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, LISTS):
        return given(value, connection)
    return value


def _refuse(*_: object) -> NoReturn:
    msg = "A prepared query may look at no value and ask nothing while it is written"
    raise TypeError(msg)
