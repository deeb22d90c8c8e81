"""Back-tests made up for tests: candidates and outcomes as plain arrays."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from vitalfew.analysis.assessment.forecast.features import Calendar
from vitalfew.analysis.assessment.forecast.past import Past
from vitalfew.analysis.assessment.forecast.seen import Seen


def world(
    candidates,
    sales,
    *,
    bought=None,
    worth=None,
    silence=None,
    purchases=None,
    active=None,
    origin="2024-01-01",
    horizon=365,
):
    """One origin; every account bought once, a year before, unless told otherwise."""
    count = len(sales)
    ids = [f"a{at:05d}" for at in range(count)]
    silence = np.full(count, 364.0) if silence is None else np.asarray(silence)
    number = np.ones(count) if purchases is None else np.asarray(purchases, float)
    known = Past(
        account_id=pa.array(ids, pa.string()),
        origin=dt.date.fromisoformat(origin),
        span=730,
        calendar=Calendar(12),
        account=np.arange(count, dtype=np.int32),
        period=(silence / 30.4375).astype(np.int16),
        sales=np.asarray(next(iter(candidates.values())), float),
        worth=np.asarray(next(iter(candidates.values())), float),
        days=number,
        silence=silence,
        age=np.maximum(silence, 364.0),
    )
    sales = np.asarray(sales, float)
    return Seen(
        past=known,
        horizon=horizon,
        candidates={name: np.asarray(each, float) for name, each in candidates.items()},
        active=np.full(count, np.nan) if active is None else np.asarray(active),
        sales=sales,
        worth=sales if worth is None else np.asarray(worth, float),
        bought=(sales > 0) if bought is None else np.asarray(bought),
    )
