"""vitalfew: find the vital few customers in a company's own orders.

>>> import vitalfew as vf
>>> orders = vf.read_orders("orders.csv")  # doctest: +SKIP
>>> vf.screen(orders).accounts.to_pandas()  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from vitalfew.analysis import models
    from vitalfew.analysis.assessment.judgement import Judgement, Prospect
    from vitalfew.analysis.assessment.payback import payback
    from vitalfew.analysis.criteria import Criteria, PaybackCriteria
    from vitalfew.analysis.orders import Orders, Window
    from vitalfew.files.reading import read_activities, read_orders
    from vitalfew.library import (
        backtest,
        breadth,
        centralization,
        concentration,
        continuity,
        contribution_curve,
        cost_to_serve,
        fit,
        forecast,
        forecast_to,
        loss,
        margin,
        rfm,
        risk,
        screen,
        warnings,
    )

__all__ = [
    "Criteria",
    "Judgement",
    "Orders",
    "PaybackCriteria",
    "Prospect",
    "Window",
    "backtest",
    "breadth",
    "centralization",
    "concentration",
    "continuity",
    "contribution_curve",
    "cost_to_serve",
    "fit",
    "forecast",
    "forecast_to",
    "loss",
    "margin",
    "models",
    "payback",
    "read_activities",
    "read_orders",
    "rfm",
    "risk",
    "screen",
    "warnings",
]

_HOMES = {
    "Criteria": "vitalfew.analysis.criteria",
    "PaybackCriteria": "vitalfew.analysis.criteria",
    "Judgement": "vitalfew.analysis.assessment.judgement",
    "Prospect": "vitalfew.analysis.assessment.judgement",
    "Orders": "vitalfew.analysis.orders",
    "Window": "vitalfew.analysis.orders",
    "payback": "vitalfew.analysis.assessment.payback",
    "read_activities": "vitalfew.files.reading",
    "read_orders": "vitalfew.files.reading",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: `import vitalfew` stays light."""
    if name not in __all__:
        message = f"module 'vitalfew' has no attribute {name!r}"
        raise AttributeError(message)
    if name == "models":
        return import_module("vitalfew.analysis.models")
    found: object = getattr(import_module(_HOMES.get(name, "vitalfew.library")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
