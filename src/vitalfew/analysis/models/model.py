"""What every fitted model has: parameters, their errors, and what is not certain."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from vitalfew.analysis.reasons import TEMPLATES, declare

if TYPE_CHECKING:
    import numpy.typing as npt

    from vitalfew.analysis.models.fitting import Maximum

    Floats = npt.NDArray[np.float64]

UNSETTLED = TEMPLATES[
    declare(
        "models.unsettled",
        "Some parameters are not identified: quite other values fit these data nearly"
        " as well.",
    )
].text
VAGUE = 1.0
"""A parameter with a larger standard error of its logarithm is not identified."""


class Model(ABC):
    """A model with positive parameters, fitted by maximum likelihood or given.

    Attributes
    ----------
    params
        The parameters, by the letters of the literature.
    log_likelihood
        Of the data, on their own time scale, with all constants; None when the
        parameters were given.
    converged
        True: a fit that does not converge raises `FitError` instead.
    gradient_norm
        Largest part of the gradient of the mean log-likelihood by log parameters.
    standard_errors
        Of each parameter, from the Hessian at the maximum; None where the data do not
        identify it, and `warnings` says so.
    warnings
        Sentences, each declared once, about what is not certain.
    """

    letters: ClassVar[tuple[str, ...]]
    """Names of the parameters, in the order of the arrays inside."""
    doubts: ClassVar[Mapping[str, str]] = {}
    """The sentence to say when a parameter is not identified."""

    def __init__(self) -> None:
        self.log_likelihood: float | None = None
        self.converged = False
        self.gradient_norm: float | None = None
        self.warnings: tuple[str, ...] = ()
        self._params: Floats | None = None
        self._errors: dict[str, float | None] = {}

    @classmethod
    def from_params(cls, **params: float) -> Self:
        """A model with known parameters.

        >>> from vitalfew.analysis.models import NBD
        >>> NBD.from_params(r=0.5, alpha=4.0).params
        {'r': 0.5, 'alpha': 4.0}
        """
        model = cls()
        model._take(params)
        return model

    def _take(self, params: dict[str, float]) -> None:
        if set(params) != set(self.letters):
            message = (
                f"{type(self).__name__} has the parameters {', '.join(self.letters)}."
            )
            raise ValueError(message)
        values = np.array([params[letter] for letter in self.letters], dtype=np.float64)
        if not (np.isfinite(values) & (values > 0)).all():
            raise ValueError("Parameters are finite and above zero.")
        self._params = values

    @property
    def params(self) -> dict[str, float]:
        """The parameters by letter; raises ValueError before a fit."""
        return dict(zip(self.letters, self._values.tolist(), strict=True))

    @property
    def standard_errors(self) -> dict[str, float | None]:
        """The standard error of each parameter; None where it is not identified."""
        return dict(self._errors)

    @property
    def _values(self) -> Floats:
        if self._params is None:
            message = (
                f"This {type(self).__name__} has no parameters yet: call fit first."
            )
            raise ValueError(message)
        return self._params

    def _settle(self, found: Maximum, warnings: tuple[str, ...] = ()) -> None:
        """Take over what a fit has found."""
        self._params = found.params
        self.log_likelihood = found.log_likelihood
        self.gradient_norm = found.gradient_norm
        self.converged = True
        errors = found.standard_errors()
        self._errors = dict(zip(self.letters, errors, strict=True))
        said = [
            self.doubts.get(letter, UNSETTLED)
            for letter, value, error in zip(
                self.letters, found.params.tolist(), errors, strict=True
            )
            if error is None or error > VAGUE * value
        ]
        self.warnings = tuple(dict.fromkeys((*warnings, *said)))

    def __repr__(self) -> str:
        if self._params is None:
            return f"{type(self).__name__}()"
        shown = ", ".join(f"{name}={value:.6g}" for name, value in self.params.items())
        return f"{type(self).__name__}({shown})"
