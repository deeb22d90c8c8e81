"""The functions of a notebook: orders of any kind in, tables out.

Each takes `Orders`, a table of Ibis, pandas, Polars or PyArrow, or whatever else
`read_orders` reads, and gives a `Table` (``.to_pandas()``, ``.to_polars()``,
``.to_pyarrow()``). None needs settings or a database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import ibis

from vitalfew.analysis.assessment.fit import fit as _fit
from vitalfew.analysis.assessment.forecast import BackTest, in_batches
from vitalfew.analysis.assessment.forecast import backtest as _backtest
from vitalfew.analysis.assessment.forecast import forecast as _forecast
from vitalfew.analysis.assessment.forecast.batches import AT_A_TIME
from vitalfew.analysis.assessment.risk import Risk
from vitalfew.analysis.assessment.risk import risk as _risk
from vitalfew.analysis.assessment.warning import warnings as _warnings
from vitalfew.analysis.engines import fetched
from vitalfew.analysis.events import Events
from vitalfew.analysis.measures.breadth import breadth as _breadth
from vitalfew.analysis.measures.centralization import centralization as _centralization
from vitalfew.analysis.measures.concentration import concentration as _concentration
from vitalfew.analysis.measures.concentration import contribution_curve as _curve
from vitalfew.analysis.measures.continuity import continuity as _continuity
from vitalfew.analysis.measures.cost_to_serve import cost_to_serve as _cost_to_serve
from vitalfew.analysis.measures.loss import loss as _loss
from vitalfew.analysis.measures.margin import margin as _margin
from vitalfew.analysis.measures.rfm import rfm as _rfm
from vitalfew.analysis.orders import Orders, Window
from vitalfew.analysis.screen import Screening, Table
from vitalfew.analysis.screen import screen as _screen
from vitalfew.files.predictions import Written, write_predictions
from vitalfew.files.reading import read_activities, read_orders

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    import ibis.expr.types as ir
    import pyarrow as pa

    from vitalfew.analysis.assessment.forecast import Record
    from vitalfew.analysis.assessment.forecast.forecast import Basis
    from vitalfew.analysis.assessment.judgement import Judgement, Prospect
    from vitalfew.analysis.criteria import (
        CentralizationCriteria,
        ContinuityCriteria,
        Criteria,
        FitCriteria,
        WarningCriteria,
    )
    from vitalfew.analysis.measures.cost_to_serve import Activity
    from vitalfew.analysis.measures.rfm import Unit


@dataclass(frozen=True)
class ForecastTable(Table):
    """The forecasts, one row an account, and how such forecasts have done before.

    Attributes
    ----------
    basis
        What the amounts are: contribution, revenue, or purchase days.
    record
        The back-test; None where nothing could be tried.
    """

    basis: Basis
    record: Record | None


def screen(  # noqa: PLR0913  each is a thing one may know
    orders: object,
    *,
    criteria: Criteria | None = None,
    head_offices: Collection[str] = frozenset(),
    judgements: Iterable[Judgement] = (),
    prospects: Iterable[Prospect] = (),
    events: object = None,
    contract_ends: Mapping[str, date] | None = None,
    as_of: date | None = None,
    window: Window | None = None,
) -> Screening:
    """Rank the accounts and propose key accounts: ``docs/methods/screen.md``."""
    return _screen(
        _orders(orders, as_of, window),
        criteria=criteria,
        head_offices=head_offices,
        judgements=judgements,
        prospects=prospects,
        events=None if events is None else _events(events),
        contract_ends=contract_ends,
    )


def concentration(
    orders: object, *, as_of: date | None = None, window: Window | None = None
) -> Table:
    """On how few accounts the firm rests: ``docs/methods/concentration.md``."""
    return _run(_concentration(_orders(orders, as_of, window)))


def contribution_curve(
    orders: object, *, as_of: date | None = None, window: Window | None = None
) -> Table:
    """The accounts in order of contribution: ``docs/methods/concentration.md``."""
    return _run(_curve(_orders(orders, as_of, window)), by="rank")


def margin(
    orders: object, *, as_of: date | None = None, window: Window | None = None
) -> Table:
    """What each account buys and leaves: ``docs/methods/margin.md``."""
    return _run(_margin(_orders(orders, as_of, window)))


def breadth(
    orders: object, *, as_of: date | None = None, window: Window | None = None
) -> Table:
    """Over how much of what we sell each account buys: ``docs/methods/breadth.md``."""
    return _run(_breadth(_orders(orders, as_of, window)))


def continuity(
    orders: object,
    *,
    criteria: ContinuityCriteria | None = None,
    as_of: date | None = None,
    window: Window | None = None,
) -> Table:
    """Whether each account buys continuously: ``docs/methods/continuity.md``."""
    return _run(_continuity(_orders(orders, as_of, window), criteria=criteria))


def centralization(
    orders: object,
    *,
    criteria: CentralizationCriteria | None = None,
    head_offices: Collection[str] = frozenset(),
    as_of: date | None = None,
    window: Window | None = None,
) -> Table:
    """Whether each account buys centrally: ``docs/methods/centralization.md``."""
    known = _orders(orders, as_of, window)
    return _run(_centralization(known, criteria=criteria, head_offices=head_offices))


def rfm(
    orders: object,
    *,
    unit: Unit = "week",
    as_of: date | None = None,
    window: Window | None = None,
) -> Table:
    """Recency, frequency and monetary value: ``docs/methods/rfm.md``."""
    return _run(_rfm(_orders(orders, as_of, window), unit=unit))


def fit(
    orders: object,
    *,
    criteria: FitCriteria | None = None,
    as_of: date | None = None,
    window: Window | None = None,
) -> Table:
    """How well what we sell suits each account: ``docs/methods/fit.md``."""
    return _run(_fit(_orders(orders, as_of, window), criteria=criteria))


def loss(
    orders: object,
    lost: Collection[str],
    *,
    fixed_costs: Decimal | None = None,
    as_of: date | None = None,
    window: Window | None = None,
) -> Table:
    """The year without some accounts: ``docs/methods/loss.md``."""
    found = _loss(_orders(orders, as_of, window), lost, fixed_costs=fixed_costs)
    return _run(found)


def risk(
    forecast: Table | pa.Table,
    *,
    groups: Mapping[str, str] | None = None,
    common_error: float = 0.0,
    fixed_costs: float | None = None,
    seed: int = 0,
) -> Risk | None:
    """What next year may bring in all, from a forecast: ``docs/methods/risk.md``."""
    table = forecast.to_pyarrow() if isinstance(forecast, Table) else forecast
    return _risk(
        table,
        groups=groups,
        common_error=common_error,
        fixed_costs=fixed_costs,
        seed=seed,
    )


def forecast(
    orders: object,
    *,
    months: float = 12,
    contract_ends: Mapping[str, date] | None = None,
    as_of: date | None = None,
    window: Window | None = None,
) -> ForecastTable:
    """What each account will bring, and how sure: ``docs/methods/forecast.md``."""
    known = _orders(orders, as_of, window)
    found = _forecast(known, months=months, contract_ends=contract_ends)
    return ForecastTable(found.accounts, found.basis, found.record)


def forecast_to(
    orders: object,
    path: str | Path,
    *,
    months: float = 12,
    contract_ends: Mapping[str, date] | None = None,
    accounts: int = AT_A_TIME,
    as_of: date | None = None,
    window: Window | None = None,
) -> Written:
    """As `forecast`, of any number of accounts, written to a Parquet file.

    About `accounts` are held in memory at once. See "More accounts than fit in memory"
    in ``docs/methods/forecast.md``.
    """
    known = _orders(orders, as_of, window)
    batches = in_batches(
        known, months=months, contract_ends=contract_ends, accounts=accounts
    )
    return write_predictions(batches, Path(path))


def backtest(
    orders: object,
    *,
    months: float = 12,
    criteria: WarningCriteria | None = None,
    as_of: date | None = None,
    window: Window | None = None,
) -> BackTest:
    """How forecasts and warnings did on the firm's own past.

    ``docs/methods/forecast.md`` and ``docs/methods/warning.md``, "The record of
    warnings"; `criteria` as of `warnings`.
    """
    known = _orders(orders, as_of, window)
    return _backtest(known, months=months, criteria=criteria)


def warnings(
    orders: object,
    *,
    criteria: WarningCriteria | None = None,
    accounts: Collection[str] | None = None,
    closed: Collection[date] = (),
    as_of: date | None = None,
    window: Window | None = None,
) -> Table:
    """Who is silent, buys less, narrows or moves: ``docs/methods/warning.md``.

    One row a warning, the most severe first: `account_id`, `kind`, `since`, `severity`,
    `evidence` and `clears` (sentences), `false_alarms_a_year`.
    """
    found = _warnings(
        _orders(orders, as_of, window),
        criteria=criteria,
        accounts=accounts,
        closed=closed,
    )
    return Table(found.to_pyarrow())


def cost_to_serve(
    orders: object,
    *,
    activities: Sequence[Activity],
    events: Events | ir.Table,
    as_of: date | None = None,
    window: Window | None = None,
) -> Table:
    """What serving each account costs: ``docs/methods/cost_to_serve.md``."""
    known = _orders(orders, as_of, window)
    if isinstance(events, Events):
        # Two files are two databases, which no query joins.
        record = events.rolled_up(known.groups).within(known.window)
        events = ibis.memtable(fetched(record.lines))
    return _run(_cost_to_serve(known, activities=activities, events=events))


def _orders(source: object, as_of: date | None, window: Window | None) -> Orders:
    if not isinstance(source, Orders):
        return read_orders(source, as_of=as_of, window=window)
    if window is not None:
        return source.within(window)
    return (
        source if as_of is None else source.within(Window(source.window.start, as_of))
    )


def _events(source: object) -> Events:
    return source if isinstance(source, Events) else read_activities(source)


def _run(table: ir.Table, *, by: str = "account_id") -> Table:
    """Run it; rows in a fixed order, where it has one row an account."""
    rows = fetched(table)
    return Table(rows.sort_by(by) if by in table.columns else rows)
