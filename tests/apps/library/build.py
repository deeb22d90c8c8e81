"""A method and cases of it, for tests of the library."""

from __future__ import annotations

from tests.apps.program.build import today
from vitalfew.apps.library.services import Taught, Told, case_record, method_write


def write(cast, who="marta", method=None, **values):
    given = {
        "name": "Joint workshop",
        "how": "A day on their line",
        "stages": ["establish"],
        "gates": ["value"],
    }
    return method_write(
        acting=getattr(cast, who), method=method, taught=Taught(**(given | values))
    )


def tell(cast, **values):
    given = {
        "led_by": cast.hana,
        "begun_on": today(-9),
        "ended_on": today(-1),
        "wanted": "Fewer returns",
        "outcome": "worked",
        "brought": "Half as many",
    }
    return Told(**(given | values))


def try_out(cast, method, who="marta", account=None, action=None, **values):
    return case_record(
        acting=getattr(cast, who),
        account=account or cast.norvik,
        method=method,
        told=tell(cast, **values),
        action=action,
    )
