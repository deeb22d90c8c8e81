from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from django.db.models import QuerySet
from django.utils import timezone

from vitalfew.analysis.engines import fetched
from vitalfew.analysis.events import Events, conform_events
from vitalfew.analysis.orders import (
    Orders,
    OrdersError,
    Window,
    orders_from_table,
    rolled_up,
)
from vitalfew.apps.accounts.selectors import (
    excluded_ids,
    group_map,
    splits,
)
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.imports.heartbeat import STALE
from vitalfew.apps.imports.models import Batch, Ledger, Source, State
from vitalfew.apps.imports.progress import dead_jobs
from vitalfew.apps.imports.storage import order_store, warehouse
from vitalfew.apps.prepared import prepared
from vitalfew.apps.users.models import Role
from vitalfew.files.store import BatchFiles

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User
    from vitalfew.files.warehouse import Warehouse

SEES_IMPORTS = (Role.ANALYST, Role.HEAD, Role.FINANCE, Role.ADMINISTRATOR)
FEW = 200
"""Ids that stand in the query itself; more of them are joined."""

__all__ = [
    "CurrentOrders",
    "batches_listed",
    "committed_batches",
    "committed_files",
    "current_orders",
    "ledger",
    "order_store",
    "orders_elsewhere",
    "stuck_batches",
    "unknown_folders",
]


@dataclass(frozen=True)
class CurrentOrders:
    """The orders that count at this moment, and the imports they come from."""

    orders: Orders
    events: Events | None
    """What was done for whom, where that was imported."""
    batches: list[int]
    files: tuple[str, ...]
    """Directories to lease while reading (`OrderStore.lease`)."""


def ledger() -> Ledger:
    row, _created = Ledger.objects.get_or_create(pk=1)
    return row


def batches_listed(acting: User) -> QuerySet[Batch]:
    """Imports this person may know of, newest first."""
    if not acting.has_role(*SEES_IMPORTS):
        return Batch.objects.none()
    return Batch.objects.exclude(state=State.DISCARDED).select_related(
        "by", "source", "withdrawn_by"
    )


def committed_batches() -> QuerySet[Batch]:
    """The imports in the store that count, in the order of their commits."""
    stored = Batch.objects.filter(state=State.COMMITTED, position__isnull=False)
    return stored.order_by("position")


def sources_listed(acting: User) -> QuerySet[Source]:
    if not acting.has_role(Role.ADMINISTRATOR):
        return Source.objects.none()
    return Source.objects.select_related("set_by")


def stored_now() -> list[BatchFiles]:
    return [BatchFiles.from_dict(stored) for stored in _stored()]


@prepared
def _stored() -> QuerySet[Batch, Any]:
    return committed_batches().values_list("stored", flat=True)


def has_orders() -> bool:
    if orders_elsewhere() is not None:
        return True
    return committed_batches().filter(kind="orders").exists()


def current_orders(
    *, as_of: date | None = None, start: date | None = None
) -> CurrentOrders | None:
    """Everything that counts, rolled up to groups; None when there are no orders.

    Raises
    ------
    OrdersError
        There are orders, but none in this window.
    FileProblem, EngineError
        A warehouse holds the orders, and its table cannot be used or read.
    """
    rows = list(committed_batches().values_list("pk", "stored"))
    batches = [BatchFiles.from_dict(stored) for _pk, stored in rows]
    lines = _all_lines(batches)
    if lines is None:
        return None
    lines = _rolled_up(_counting(_split(lines)))
    orders = _as_orders(lines, as_of=as_of, start=start)
    return CurrentOrders(
        orders=orders,
        events=_events(batches),
        batches=[pk for pk, _stored in rows],
        files=tuple(batch.directory for batch in batches),
    )


def _events(batches: Sequence[BatchFiles]) -> Events | None:
    """The activity events that count, rolled up as the orders are."""
    if not any(batch.kind == "activities" for batch in batches):
        return None
    lines = order_store().lines(batches, kind="activities")
    if warehouse() is not None:
        # Two engines are two databases, which no query joins.
        lines = ibis.memtable(fetched(lines))
    return Events(conform_events(_rolled_up(_counting(_split(lines)))))


def activities_recorded() -> dict[str, int]:
    """How often each activity stands in the events that count, the commonest first."""
    batches = stored_now()
    if not any(batch.kind == "activities" for batch in batches):
        return {}
    lines = order_store().lines(batches, kind="activities")
    counted = lines.group_by("activity").agg(times=lines.count())
    rows = fetched(counted.order_by(ibis.desc("times"), "activity")).to_pylist()
    return {row["activity"]: row["times"] for row in rows}


def _all_lines(batches: Sequence[BatchFiles]) -> ir.Table | None:
    engine = warehouse()
    if engine is not None and engine.holds_orders:
        return engine.checked().table
    if not any(batch.kind == "orders" for batch in batches):
        return None
    store = order_store()
    files = engine.files(store.root) if engine is not None else None
    return store.lines(batches, files=files)


def orders_elsewhere() -> Warehouse | None:
    """The warehouse that holds the orders; None: they are imported."""
    found = warehouse()
    return found if found is not None and found.holds_orders else None


def _split(lines: ir.Table) -> ir.Table:
    """Buying units that were split off count as the account they became."""
    moved = splits()
    if not moved or "unit_id" not in lines.columns:
        return lines
    origins = sorted(moved)
    pairs = ibis.memtable(
        pa.table(
            {
                "of_account": [account for account, _unit in origins],
                "of_unit": [unit for _account, unit in origins],
                "now": [moved[origin] for origin in origins],
            }
        )
    )
    same = [lines.account_id == pairs.of_account, lines.unit_id == pairs.of_unit]
    joined = lines.left_join(pairs, same)
    joined = joined.mutate(account_id=ibis.coalesce(joined.now, joined.account_id))
    return joined.select(*lines.columns)


def _counting(lines: ir.Table) -> ir.Table:
    excluded = sorted(excluded_ids())
    if not excluded:
        return lines
    if len(excluded) <= FEW:
        return lines.filter(lines.account_id.notin(excluded))
    listed = ibis.memtable(pa.table({"excluded_id": excluded}))
    return lines.anti_join(listed, lines.account_id == listed.excluded_id)


def _rolled_up(lines: ir.Table) -> ir.Table:
    groups: Mapping[str, str] = group_map()
    return rolled_up(lines, groups)


def _as_orders(lines: ir.Table, *, as_of: date | None, start: date | None) -> Orders:
    window = None
    if start is not None:
        end = as_of or _last_day(lines) + timedelta(days=1)
        window = Window(start, end)
    currency = firm_settings().currency or None
    return orders_from_table(lines, as_of=as_of, window=window, currency=currency)


def _last_day(lines: ir.Table) -> date:
    days = fetched(lines.aggregate(last=lines.ordered_on.max()))
    last: date | None = days["last"][0].as_py()
    if last is None:
        raise OrdersError("No order line counts: nothing to analyze.")
    return last


def committed_files() -> list[dict[str, Any]]:
    """The store's files that must be there: path, bytes, sha256."""
    rows = committed_batches().values_list("files", flat=True)
    return [file for files in rows for file in files]


def unknown_folders() -> list[str]:
    """What lies in the store and belongs to no import; nothing deletes it by itself."""
    claimed = set(
        Batch.objects.filter(
            state__in=(State.COMMITTING, State.COMMITTED, State.WITHDRAWN)
        ).values_list("directory", flat=True)
    )
    found = [item.name for item in order_store().unclaimed(claimed)]
    if _alive().exists():
        found = [name for name in found if not name.startswith("tmp-")]
    return found


def _alive() -> QuerySet[Batch]:
    return Batch.objects.filter(
        state=State.COMMITTING, job_beat__gte=timezone.now() - STALE
    )


def stuck_batches() -> QuerySet[Batch]:
    """Imports whose job died while it was committing, or never began."""
    return Batch.objects.filter(dead_jobs(), state=State.COMMITTING)


def new_directory() -> str:
    return uuid.uuid4().hex
