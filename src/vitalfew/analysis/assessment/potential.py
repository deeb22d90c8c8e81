"""What an account could buy a year, against what it buys from us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.analysis.reasons import declare

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vitalfew.analysis.criteria import PotentialCriteria

    Floats = npt.NDArray[np.float64]

UNKNOWN = declare(
    "potential.unknown", "Potential: no similar accounts, and no need recorded"
)
NO_SALES = declare(
    "potential.no_sales",
    "Potential: nothing bought in the last 12 months to estimate it from",
)


def potential(
    sales: Floats,
    main_share: Floats,
    peer_group: npt.NDArray[np.int64],
    *,
    criteria: PotentialCriteria,
) -> dict[str, Floats]:
    """Estimate each account's total need from accounts like it.

    Parameters
    ----------
    sales
        What it bought from us in the last 12 months; NaN when not known.
    main_share
        Its main line ÷ all it buys, from `fit`; NaN when not known.
    peer_group
        Who is similar, from `fit`: equal numbers are similar.
    criteria
        The quantiles that make the estimate and its range.

    Returns
    -------
    dict
        Arrays `need`, `low` and `high` (money a year, at least `sales`; NaN when
        unknown) and `open` (`need` less `sales`).

    Notes
    -----
    Formula, worked table and limits: ``docs/methods/potential.md``.
    """
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        around = np.where(main_share > 0, 1 / main_share, np.nan)
    quantiles = (criteria.low, criteria.middle, criteria.high)
    peers = _group_quantiles(around, peer_group, quantiles)
    with np.errstate(invalid="ignore"):
        factor = np.maximum(peers / around[:, None], 1.0)
        factor[~((sales > 0) & (main_share > 0))] = np.nan
    low, need, high = (factor * sales[:, None]).T
    return {"need": need, "low": low, "high": high, "open": need - sales}


def _group_quantiles(
    values: Floats, groups: npt.NDArray[np.int64], quantiles: tuple[float, ...]
) -> Floats:
    """The quantiles of each row's group, one row a row; unknown values are left out."""
    import numpy as np

    found = np.full((len(values), len(quantiles)), np.nan)
    known = ~np.isnan(values)
    order = np.lexsort((values, groups, ~known))
    order = order[: known.sum()]
    starts = np.flatnonzero(np.diff(groups[order], prepend=groups[order][:1] - 1))
    for members in np.split(order, starts[1:]):
        if len(members) > 1:
            found[members] = np.quantile(values[members], quantiles)
    return found
