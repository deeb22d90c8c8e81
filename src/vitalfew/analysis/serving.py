"""What serving costs by rate: departments with their capacity, activities with theirs.

A part of `Criteria`: a company sets it, and each assessment keeps the version it used.
`docs/methods/cost_to_serve.md` explains the formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from math import isnan
from typing import Any, TypeVar

Entry = TypeVar("Entry", "Department", "TimeEquation")
Problem = tuple[str, str]
"""Which entry, as `activities.visit.minutes`, and what is wrong with it."""


@dataclass(frozen=True)
class Department:
    """People whose time serving customers takes, in a year. None: not known.

    Attributes
    ----------
    name
        What it is called.
    cost
        All it costs in the year (money).
    people, hours_a_day, days
        Its theoretical capacity.
    practical_share
        What is left of it after breaks, training, meetings; about 0.80 to 0.85.

    Examples
    --------
    >>> office = Department("Office", cost=168_000, people=6, hours_a_day=8, days=20)
    >>> office.practical_minutes, round(office.rate, 4)
    (48960.0, 3.4314)
    >>> Department("Stores", cost=90_000).rate
    """

    name: str
    cost: float | None = None
    people: float | None = None
    hours_a_day: float | None = None
    days: float | None = None
    practical_share: float | None = 0.85

    @property
    def practical_minutes(self) -> float | None:
        """Minutes of the year that can be worked for customers."""
        parts = (self.people, self.hours_a_day, self.days, self.practical_share)
        minutes = 60.0
        for part in parts:
            if part is None:
                return None
            minutes *= part
        return minutes

    @property
    def rate(self) -> float | None:
        """The capacity cost rate: money a minute. None without capacity."""
        minutes = self.practical_minutes
        if self.cost is None or not minutes:
            return None
        return self.cost / minutes


@dataclass(frozen=True)
class TimeEquation:
    """How long one event of an activity takes: minutes, and more for each driver.

    Attributes
    ----------
    name
        The activity, as the record of events calls it; capitals do not matter.
    department
        The name of the department that does it; empty when not known.
    minutes
        Minutes of every event; None when not known: then only events with measured
        minutes have a cost. 0 leaves the activity out on purpose.
    quantity, lines, km, rush
        Minutes for one unit of each driver of the record.
    """

    name: str
    department: str = ""
    minutes: float | None = None
    quantity: float = 0.0
    lines: float = 0.0
    km: float = 0.0
    rush: float = 0.0

    @property
    def drivers(self) -> dict[str, float]:
        """Minutes by driver, where a driver counts at all."""
        found = {name: getattr(self, name) for name in DRIVERS}
        return {name: minutes for name, minutes in found.items() if minutes}


DRIVERS = ("quantity", "lines", "km", "rush")
LIMITS: Mapping[str, float] = {"hours_a_day": 24, "days": 366, "practical_share": 1}
"""The greatest values of a department's figures; none may be below zero."""


@dataclass(frozen=True)
class ServingRates:
    """Everything that is needed to turn a record of events into money.

    Attributes
    ----------
    departments
        Who serves customers, and what that costs.
    activities
        What is done for them, and how long that takes.
    complete
        Whether everything that is done for customers stands in the record. Then an
        account without an event cost nothing to serve; otherwise that is not known.
    """

    departments: tuple[Department, ...] = ()
    activities: tuple[TimeEquation, ...] = ()
    complete: bool = False

    def rate_of(self, activity: TimeEquation) -> float | None:
        """What a minute of an activity costs; None when not known."""
        if activity.minutes == 0 and not activity.drivers:
            return 0.0
        named = {each.name: each for each in self.departments}
        department = named.get(activity.department)
        return None if department is None else department.rate

    def flat(self) -> dict[str, Any]:
        """Every single figure by a name of its own, to compare two versions.

        >>> ServingRates((Department("Office", cost=9.0),)).flat()["Office.cost"]
        9.0
        """
        found: dict[str, Any] = {"complete": self.complete}
        entries: list[Department | TimeEquation] = [*self.departments, *self.activities]
        for entry in entries:
            for part in fields(entry):
                if part.name != "name":
                    found[f"{entry.name}.{part.name}"] = getattr(entry, part.name)
        return found

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the entries, one sentence each."""
        yield from _names("departments", self.departments)
        yield from _names("activities", self.activities)
        for department in self.departments:
            place = f"departments.{department.name}"
            yield from _numbers(place, department, ("name",))
        known = {each.name for each in self.departments}
        for activity in self.activities:
            place = f"activities.{activity.name}"
            yield from _numbers(place, activity, ("name", "department"))
            if activity.department and activity.department not in known:
                problem = f"there is no department {activity.department!r}."
                yield f"{place}.department", problem
        complete: object = self.complete
        if not isinstance(complete, bool):
            yield "complete", f"{complete!r} is neither true nor false."

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ServingRates:
        """From plain values, as `dataclasses.asdict` gives them.

        Raises
        ------
        ValueError
            A name is not that of an entry or a figure.
        """
        strange = sorted(set(values) - {part.name for part in fields(cls)})
        if strange:
            raise ValueError(f"{strange[0]}: there is no such criterion.")
        return cls(
            departments=_entries(Department, values.get("departments", ())),
            activities=_entries(TimeEquation, values.get("activities", ())),
            complete=values.get("complete", False),
        )


def _entries(
    kind: type[Entry], given: Sequence[Mapping[str, Any]]
) -> tuple[Entry, ...]:
    known = {part.name for part in fields(kind)}
    for entry in given:
        strange = sorted(set(entry) - known)
        if strange or "name" not in entry:
            name = strange[0] if strange else "name"
            missing = "there is no such criterion" if strange else "is missing"
            raise ValueError(f"{name}: {missing}.")
    return tuple(kind(**entry) for entry in given)


def _names(
    group: str, entries: Sequence[Department | TimeEquation]
) -> Iterator[Problem]:
    spelled = Counter(plain(str(entry.name)) for entry in entries)
    for name, times in sorted(spelled.items()):
        if not name:
            yield f"{group}.name", "every entry needs a name."
        elif times > 1:
            yield f"{group}.{name}", "two entries have this name."


def _numbers(
    place: str, entry: Department | TimeEquation, texts: Sequence[str]
) -> Iterator[Problem]:
    for part in fields(entry):
        value = getattr(entry, part.name)
        if part.name in texts or value is None:
            continue
        most = LIMITS.get(part.name)
        if not _is_number(value):
            yield f"{place}.{part.name}", f"{value!r} is not a number."
        elif value < 0:
            yield f"{place}.{part.name}", f"{value} is below 0, the least allowed."
        elif most is not None and value > most:
            problem = f"{value} is above {most}, the most allowed."
            yield f"{place}.{part.name}", problem


def _is_number(value: object) -> bool:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return known and not isnan(value)  # type: ignore[arg-type]


def plain(name: str) -> str:
    """A name as it is compared: capitals and blanks around it do not matter."""
    return name.strip().lower()
