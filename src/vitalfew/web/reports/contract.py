"""The contract of `Screening.to_json`, read back as typed rows for reports."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening


UNKNOWN = "–"
EXPECTED = "Next year (80% between)"


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

    @property
    def finding(self) -> str:
        """The one sentence that heads every report."""
        few = self.concentration
        if few["accounts_for_80pct"] is None:
            return f"{few['accounts']:,} customers, whose {self.basis} is not positive"
        return (
            f"{few['accounts_for_80pct']:,} of {few['accounts']:,} customers make "
            f"80% of {self.basis}"
        )


def contract_of(result: Screening, *, top: int | None) -> Contract:
    """The contract of a screening, at most `top` accounts."""
    values = json.loads(result.to_json(top=top))
    names = Contract.__dataclass_fields__
    return Contract(**{name: values.get(name) for name in names})


def expected(row: dict[str, Any]) -> str:
    """What an account is expected to bring next year, and how sure that is."""
    found = row["forecast"]
    if found["expected"] is None:
        return UNKNOWN
    return f"{found['expected']:,.0f} ({found['low80']:,.0f} to {found['high80']:,.0f})"


LABELS = {
    "one_off": "one-off",
    "payback": "payback",
}


def label(value: str | None) -> str:
    """A label as words."""
    if value is None:
        return "unknown"
    return LABELS.get(value, value.replace("_", " "))
