"""From orders to screened accounts: measured, judged, chosen, with reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from vitalfew.analysis.assessment.forecast import Fits, prepared
from vitalfew.analysis.assessment.judgement import latest
from vitalfew.analysis.criteria import Criteria
from vitalfew.analysis.decision.selection import select
from vitalfew.analysis.screen.grains import measure, on_both_bases
from vitalfew.analysis.screen.judged import Judged
from vitalfew.analysis.screen.result import (
    Concentration,
    ScreenedAccount,
    Screening,
)
from vitalfew.analysis.screen.serving import served
from vitalfew.analysis.screen.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from vitalfew.analysis.assessment.forecast import Forecast
    from vitalfew.analysis.assessment.judgement import Judgement, Prospect
    from vitalfew.analysis.events import Events
    from vitalfew.analysis.orders import Orders

__all__ = [
    "Concentration",
    "ScreenedAccount",
    "Screening",
    "Table",
    "on_both_bases",
    "screen",
]


def screen(  # noqa: PLR0913  each is a thing one may know
    orders: Orders,
    *,
    criteria: Criteria | None = None,
    head_offices: Collection[str] = frozenset(),
    judgements: Iterable[Judgement] = (),
    prospects: Iterable[Prospect] = (),
    events: Events | None = None,
    contract_ends: Mapping[str, date] | None = None,
    fits: Fits | None = None,
    top: int | None = None,
) -> Screening:
    """Rank the accounts and propose key accounts, with reasons. Runs the queries.

    Parameters
    ----------
    orders
        Order lines in their window, groups rolled up to one account.
    criteria
        Weights, thresholds, capacity; the documented defaults when absent.
    head_offices
        The `unit_id` of the units marked as head office.
    judgements
        What people recorded; the newest of an account and topic counts.
    prospects
        Companies without orders that may be judged and chosen as well.
    events
        What was done for the accounts. With the rates of the criteria it tells what
        serving them costs, and where that is known of all it is taken off what they
        bring. Not looked at when absent.
    contract_ends
        The last day of contracts, by `contract_id`, where known: what is expected of
        an account then ends with them.
    fits
        Purchase models already fitted to these orders, or to be: give the same for the
        same orders on their other basis.
    top
        Only the first so many accounts by contribution, without their quarters; all
        else that is said of them is the same, and less is measured. All when absent.

    Notes
    -----
    The steps and the contract of the result: ``docs/methods/screen.md``.
    """
    criteria = criteria or Criteria()
    recorded, prospects = latest(judgements), tuple(prospects)
    serving = served(orders, events, criteria.rates) if events is not None else None
    once = fits or Fits()

    def ahead(same: Orders) -> Callable[[], Forecast]:
        return prepared(same, contract_ends=contract_ends, fits=once).forecast

    def screened(first: int | None, known: Forecast | None = None) -> Screening:
        measured = measure(
            orders,
            criteria=criteria,
            head_offices=head_offices,
            prospects=prospects,
            serving=serving,
            expect=ahead if known is None else lambda _: lambda: known,
            top=first,
        )
        judged = Judged(measured, orders, criteria, recorded)
        return Screening(judged, select(judged.field, criteria=criteria), top)

    found = screened(top)
    # Rarely an account that was not measured in full could have been chosen.
    certain = found.selection.final and found.judged.speaks_for_all
    return found if certain else screened(None, found.forecast)
