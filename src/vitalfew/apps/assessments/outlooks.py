"""What an assessment expects of the coming year: of every account, and of all."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from vitalfew.apps.assessments.selectors.frameworks import framework_ends
from vitalfew.apps.firm.selectors import firm_settings

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from vitalfew.analysis.assessment.forecast import Forecast
    from vitalfew.analysis.assessment.risk import Risk

MOST_CARRIERS = 20
"""Accounts whose part of a bad year is kept; the others carry little."""

AMOUNTS = ("expected", "low50", "high50", "low80", "high80", "p_active")


@dataclass(frozen=True)
class Outlooks:
    """By account_id what a row keeps; `figures` is what is said of all together."""

    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def contract_ends() -> dict[str, date]:
    """The last day of every framework, by contract."""
    return {contract: day for (_account, contract), day in framework_ends().items()}


def outlooks_of(found: Forecast) -> Outlooks:
    """What is expected of the coming 12 months, and the risk in it."""
    from vitalfew.analysis.assessment.risk import risk

    if found.basis == "purchases":
        return Outlooks()
    fixed_costs = firm_settings().fixed_costs_a_year
    whole = risk(
        found.accounts,
        common_error=found.record.common_error if found.record else 0.0,
        fixed_costs=float(fixed_costs) if fixed_costs else None,
    )
    accounts = _by_account(found.accounts)
    for carrier in whole.carriers if whole else ():
        accounts[carrier.account_id]["at_risk"] = carrier.at_risk
    return Outlooks(accounts, _figures(found, whole))


def _by_account(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {
        row["account_id"]: {
            **{name: row[name] for name in AMOUNTS},
            "method": row["method"],
            "reason": row["reason"],
            "values": {
                name: value if name == "date" else float(value)
                for name, value in (row["reason_values"] or {}).items()
                if value is not None
            },
        }
        for row in table.to_pylist()
    }


def _figures(found: Forecast, whole: Risk | None) -> dict[str, Any]:
    from vitalfew.analysis.assessment.health.chances import chances_record

    figures: dict[str, Any] = {}
    if found.record is not None:
        reason = found.record.reason
        figures["forecast"] = {
            "record": [reason.code, dict(reason.values)],
            "method": found.record.method,
            "brier": found.record.brier,
            "brier_hiatus": found.record.brier_hiatus,
            "coverage80": found.record.coverage["80"]["all"],
            "chances": [astuple(each) for each in chances_record(found.trials)],
        }
    if whole is not None:
        kept = asdict(whole)
        kept["carriers"] = kept["carriers"][:MOST_CARRIERS]
        figures["risk"] = kept
    return figures
