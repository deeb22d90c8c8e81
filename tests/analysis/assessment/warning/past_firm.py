"""A firm whose year after a day of the past is known: who fell, narrowed and moved."""

from __future__ import annotations

import datetime as dt

from tests.analysis.order_tables import orders_of

ORIGIN = dt.date(2024, 1, 1)
FIRST, END = -730, 365


def weekly(day):
    """Every seventh day."""
    return day % 7 == 0


def main_unit(day):
    """Four weeks of five in Wuxi."""
    return "Ulm" if day // 7 % 5 == 0 else "Wuxi"


def other(unit):
    """The other of two units."""
    return "Wuxi" if unit == "Ulm" else "Ulm"


def always(_day):
    """Whenever it buys."""
    return True


def account(name, *, buys=weekly, seals=always, unit=main_unit):
    """Pumps on the days it buys, and on some of them seals of little worth."""
    for day in filter(buys, range(FIRST, END)):
        on = str(ORIGIN + dt.timedelta(days=day))
        row = {"account_id": name, "ordered_on": on, "unit_id": unit(day)}
        yield row | {"category": "Pumps", "net_amount": 100}
        if seals(day):
            yield row | {"category": "Seals", "net_amount": 1}


def rows():
    """Twenty steady accounts, six of each change, and five that came back from it."""
    changes = {
        "fell": {"buys": lambda day: day % (7 if day < 60 else 28) == 0},
        "narrowed": {"seals": lambda day: day < -200},
        "moved": {"unit": lambda day: main_unit(day) if day < 0 else _moved(day)},
    }
    returns = {
        "dipped": {"buys": lambda day: day % (28 if 30 <= day < 91 else 7) == 0},
        "paused": {"seals": lambda day: not -300 <= day < 150},
        "visited": {
            "unit": lambda day: _moved(day) if -70 <= day < 75 else main_unit(day)
        },
    }
    for place in range(20):
        yield from account(f"steady{place:02}")
    for kinds, count in ((changes, 6), (returns, 5)):
        for kind, options in kinds.items():
            for place in range(count):
                yield from account(f"{kind}{place}", **options)


def _moved(day):
    return other(main_unit(day))


def past_firm():
    """Three years of orders, the last of them after the origin."""
    start, end = (str(ORIGIN + dt.timedelta(days=day)) for day in (FIRST, END))
    return orders_of(rows(), start=start, as_of=end)
