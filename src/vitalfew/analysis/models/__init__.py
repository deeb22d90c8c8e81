"""The statistics: how customers buy, and how much they spend when they do."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitalfew.analysis.models.beta_geometric import BGNBD, MBGNBD
    from vitalfew.analysis.models.fitting import FitError
    from vitalfew.analysis.models.gamma_gamma import GammaGamma
    from vitalfew.analysis.models.nbd import NBD
    from vitalfew.analysis.models.paretonbd import ParetoNBD
    from vitalfew.analysis.models.regular import BGCNBDk, MBGCNBDk

__all__ = [
    "BGNBD",
    "MBGNBD",
    "NBD",
    "BGCNBDk",
    "FitError",
    "GammaGamma",
    "MBGCNBDk",
    "ParetoNBD",
]

_HOMES = {
    "BGNBD": "beta_geometric",
    "MBGNBD": "beta_geometric",
    "BGCNBDk": "regular",
    "FitError": "fitting",
    "GammaGamma": "gamma_gamma",
    "MBGCNBDk": "regular",
    "NBD": "nbd",
    "ParetoNBD": "paretonbd",
}


def __getattr__(name: str) -> object:
    """Load a model when it is first used."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
