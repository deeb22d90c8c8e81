"""Purchase and spend models: fitting and forecasting, from a thousand accounts up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measured, Session
from benchmarks.report import Table

ACCOUNTS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
GENERATE = """
import sys
import numpy as np

file, accounts, days = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "days"
chance = np.random.default_rng(1)
# CDNOW's parameters, watched for 27 to 39 weeks.
rates = np.maximum(chance.gamma(0.243, 1 / 4.414, accounts), 1e-290)
drops = chance.beta(0.793, 2.426, accounts)
T = 39 - 12 * chance.random(accounts)
T = np.rint(7 * T) / 7 if days else T
x, tx, litt = np.zeros(accounts), np.zeros(accounts), np.zeros(accounts)
live = np.arange(accounts)
while len(live):
    gap = chance.exponential(1 / rates[live])
    gap = np.maximum(np.ceil(7 * np.minimum(gap, 1e6)), 1) / 7 if days else gap
    stays = tx[live] + gap <= T[live]
    live, gap = live[stays], gap[stays]
    x[live] += 1
    tx[live] += gap
    litt[live] += np.log(gap)
    live = live[chance.random(len(live)) > drops[live]]
if days:
    tx = np.minimum(np.rint(7 * tx) / 7, T)
m = chance.gamma(6.25 * np.maximum(x, 1)) / np.maximum(x, 1)
m *= 15.44 / chance.gamma(3.74, size=accounts)
np.save(file, np.stack([x, tx, T, litt, m]))
"""
LOAD = """
import sys
import numpy as np
from scipy import optimize, special

x, tx, T, litt, m = np.load(sys.argv[1])
"""
TIMED = """
import statistics
import time
from vitalfew import models

def timed(work, runs):
    taken = []
    for _ in range(runs):
        started = time.process_time()
        done = work()
        taken.append(time.process_time() - started)
    return done, statistics.median(taken)

name, told, file, runs = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
columns = {"GammaGamma": (x, m), "MBGCNBDk": (x, tx, T, litt)}.get(name, (x, tx, T))
model, fit = timed(lambda: getattr(models, name)().fit(*columns), runs)
forecast = 0.0
if told == "forecast":
    _, forecast = timed(lambda: model.expected_purchases(39, x, tx, T), runs)
with open(file, "w") as stream:
    print(fit, forecast, file=stream)
"""
MODELS = {
    "BG/NBD": ("BGNBD", "forecast"),
    "MBG/NBD": ("MBGNBD", "fit"),
    "MBG/CNBD-k": ("MBGCNBDk", "forecast"),
    "Pareto/NBD": ("ParetoNBD", "forecast"),
    "Gamma-Gamma": ("GammaGamma", "fit"),
}
LIFETIMES = {
    ("BG/NBD", 100_000): "1.14 s",
    ("BG/NBD", 1_000_000): "10.9 s, 675 MB",
    ("MBG/NBD", 100_000): "1.10 s",
    ("MBG/NBD", 1_000_000): "11.6 s, 574 MB",
    ("Pareto/NBD", 100_000): "19.1 s",
    ("Pareto/NBD", 1_000_000): "265 s, 614 MB",
    ("Gamma-Gamma", 100_000): "0.16 s",
    ("Gamma-Gamma", 1_000_000): "1.8 s",
}
"""Noted on two quiet cores with lifetimes 0.11.3, on data of the same kind."""
BTYDPLUS = {
    ("BG/NBD", 100_000): "5.2 s",
    ("BG/NBD", 1_000_000): "43 s",
    ("MBG/CNBD-k", 100_000): "15.1 s",
    ("MBG/CNBD-k", 1_000_000): "155 s",
}
"""Noted there too, with BTYDplus 1.2.0."""
TITLE = "Purchase and spend models"
NOTE = (
    "Accounts drawn from CDNOW's parameters, in whole days (many histories alike) and "
    "in continuous time (hardly any alike). Processor seconds of one fit, the choice "
    "of k included, and of a forecast of every account for 39 weeks; memory of the "
    "whole process, beside that of one that only loads the same data and SciPy. What "
    "stands beside as documented was not measured here: fits of lifetimes 0.11.3 and "
    "BTYDplus 1.2.0 on data of the same kind, two quiet cores, wall seconds."
)
HEADINGS = [
    "model",
    "accounts",
    "time",
    "fit",
    "forecast",
    "peak memory",
    "loading alone",
    "documented",
]


def tables(session: Session) -> Iterator[Table]:
    """The same table again after each size, so that a later one cannot lose it."""
    rows = []
    for usual in ACCOUNTS:
        for time in ("days", "continuous"):
            file = _accounts_file(session, session.lines(usual), time)
            loaded = session.python(LOAD, file)
            for model in MODELS:
                rows.append(_row(session, file, model, usual, loaded))
                print(*rows[-1], sep=" | ", file=sys.stderr)
            yield Table(TITLE, NOTE, HEADINGS, list(rows))


def _accounts_file(session: Session, accounts: int, time: str) -> Path:
    """Generated purchase statistics, written once."""
    file = session.folder / f"accounts-{accounts}-{time}.npy"
    if not file.exists():
        session.python(GENERATE, file, accounts, time)
    return file


def _row(
    session: Session, file: Path, model: str, usual: int, loaded: Measured
) -> list[str]:
    name, told = MODELS[model]
    accounts = session.lines(usual)
    noted = file.with_suffix(".txt")
    runs = 5 if accounts <= 100_000 else 1
    whole = session.python(LOAD + TIMED, file, name, told, noted, runs)
    fit, forecast = map(float, noted.read_text(encoding="utf-8").split())
    documented = [
        f"{library} {figure}"
        for library, figures in (("lifetimes", LIFETIMES), ("BTYDplus", BTYDPLUS))
        if (figure := figures.get((model, accounts)))
    ]
    return [
        model,
        f"{accounts:,}",
        file.stem.rpartition("-")[2],
        f"{fit:.3f} s",
        f"{forecast:.3f} s" if told == "forecast" else "–",
        f"{whole.peak_mb:,.0f} MB",
        f"{loaded.peak_mb:,.0f} MB",
        "; ".join(documented) or "–",
    ]
