"""The contract of `Screening.to_json`, read back as typed rows for reports."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitalfew.analysis.reasons import Reason

if TYPE_CHECKING:
    from vitalfew.analysis.reasons import Say
    from vitalfew.analysis.screen import Screening


@dataclass(frozen=True)
class Contract:
    """What one screening says."""

    as_of: str
    window: dict[str, str]
    currency: str | None
    basis: str
    rows: dict[str, Any]
    concentration: dict[str, Any]
    track_record: dict[str, Any]
    accounts: list[dict[str, Any]]
    cost_to_serve: dict[str, Any] | None

    @property
    def proposed(self) -> list[dict[str, Any]]:
        """The accounts proposed as key accounts."""
        return [row for row in self.accounts if row["verdict"] == "propose"]


def contract_of(
    result: Screening, *, top: int | None, say: Say = Reason.sentence
) -> Contract:
    """The contract of a screening, at most `top` accounts, reasons as `say` says."""
    from vitalfew.analysis.screen import contract

    values = json.loads(contract.to_json(result, top=top, say=say))
    names = Contract.__dataclass_fields__
    return Contract(**{name: values.get(name) for name in names})
