"""The models' own stories, played out at random: slow, obvious twins."""

from __future__ import annotations

import numpy as np


def drawn(accounts, *, r, alpha, a, b, k=1, first_drop=0, weeks=52.0, seed=1):
    """Purchase times of each account in `weeks` from its first purchase at 0."""
    chance = np.random.default_rng(seed)
    rates = chance.gamma(r, 1 / alpha, accounts)
    drops = chance.beta(a, b, accounts)
    times = []
    for rate, drop in zip(rates, drops, strict=True):
        now, bought = 0.0, []
        gone = first_drop and chance.random() < drop
        while not gone:
            now += chance.gamma(k, 1 / rate)
            if now > weeks:
                break
            bought.append(now)
            gone = chance.random() < drop
        times.append(np.array(bought))
    return times


def histories_of(times, until):
    """Frequency, recency, T and litt of purchase times, seen until a moment."""
    seen = [bought[bought <= until] for bought in times]
    frequency = np.array([len(bought) for bought in seen], dtype=float)
    recency = np.array([bought[-1] if len(bought) else 0.0 for bought in seen])
    gaps = [np.diff(np.concatenate([[0.0], bought])) for bought in seen]
    litt = np.array([np.log(gap).sum() for gap in gaps])
    return frequency, recency, np.full(len(times), float(until)), litt


def whole_days(frequency, recency, T):
    """The same in weeks of whole days, so that many accounts are alike."""
    days = np.maximum(np.rint(recency * 7), frequency > 0)
    return frequency, days / 7, np.maximum(np.rint(T * 7), days) / 7
