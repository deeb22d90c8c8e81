"""The pictures of a report: the curve of all accounts, in print colors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.web.charts import concentration
from vitalfew.web.reports.document import TOKENS
from vitalfew.web.reports.screen_words import finding

if TYPE_CHECKING:
    from vitalfew.analysis.screen import Screening
    from vitalfew.web.formats import Formats
    from vitalfew.web.reports.contract import Contract

LEAST_PEAK = 1.005
"""Below this the curve ends at its highest point, as far as its labels tell."""


def cumulative_shares(result: Screening) -> list[float]:
    """Share of the total the first 1, 2, … n accounts bring; empty without a total."""
    shares = result.accounts.to_pyarrow()["cumulative_share"].to_pylist()
    return [] if None in shares else [float(share) for share in shares]


def curve(
    contract: Contract, shares: Sequence[float], formats: Formats
) -> concentration.Curve:
    """What the whale curve shows."""
    few = contract.concentration
    peak = few["peak"] or 0
    values = {
        "few": formats.count(few["accounts_for_80pct"]),
        "few_share": formats.percent(few["share_of_accounts_for_80pct"], 0),
        "accounts": formats.count(few["accounts"]),
        "peak": formats.percent(peak, 0),
        "number": formats.count(len(contract.proposed)),
    }
    by_revenue = contract.basis == "revenue"
    return concentration.Curve(
        cumulative=shares,
        few=few["accounts_for_80pct"],
        key_ranks=[row["rank"] for row in contract.proposed],
        form=formats.percent_whole,
        label=finding(contract, formats),
        few_text=_("%(few)s customers make 80%%") % values,
        few_note=_("%(few_share)s of all %(accounts)s") % values,
        peak_text=_("peak %(peak)s") % values if peak > LEAST_PEAK else "",
        rug_text=_("%(number)s proposed") % values,
        axis_text=_("Customers, highest revenue first")
        if by_revenue
        else _("Customers, highest contribution first"),
        count_text=values["accounts"],
    )


@cache
def _light() -> dict[str, str]:
    text = TOKENS.read_text(encoding="utf-8").partition("@media")[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{3,8})", text))


def in_print_colors(svg: str) -> str:
    """The same picture with colors written out, for what knows no custom properties."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: _light()[found[1]], svg)
