"""The pictures of a report: the curve of all accounts, in print colors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from vitalfew.web.charts import concentration
from vitalfew.web.reports.contract import Contract

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening

TOKENS = Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css"
WIDTH = 760


def cumulative_shares(result: Screening) -> list[float]:
    """Share of the total the first 1, 2, … n accounts bring; empty without a total."""
    shares = result.accounts.to_pyarrow()["cumulative_share"].to_pylist()
    return [] if None in shares else [float(share) for share in shares]


def curve(contract: Contract, shares: Sequence[float]) -> str:
    """The whale curve as SVG."""
    few = contract.concentration
    peak = few["peak"]
    return concentration.draw(
        concentration.Curve(
            cumulative=shares,
            few=few["accounts_for_80pct"],
            key_ranks=[row["rank"] for row in contract.proposed],
            form=lambda share: f"{share:.0%}",
            label=contract.finding,
            few_text=f"{few['accounts_for_80pct']} customers make 80%",
            few_note=f"{few['share_of_accounts_for_80pct']:.0%} of all",
            peak_text=f"peak {peak:.0%}" if peak and peak > 1.005 else "",
            rug_text=f"{len(contract.proposed)} proposed",
            axis_text=f"Customers, highest {contract.basis} first",
            count_text=f"{few['accounts']:,}",
        ),
        WIDTH,
    )


@cache
def _light() -> dict[str, str]:
    text = TOKENS.read_text(encoding="utf-8").partition("@media")[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{3,8})", text))


def in_print_colors(svg: str) -> str:
    """The same picture with colors written out, for what knows no custom properties."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: _light()[found[1]], svg)
