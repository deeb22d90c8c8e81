"""Forecasts of what each account brings, chosen and judged on the firm's own past."""

from vitalfew.analysis.assessment.forecast.backtest import BackTest, backtest
from vitalfew.analysis.assessment.forecast.batches import in_batches
from vitalfew.analysis.assessment.forecast.forecast import (
    Forecast,
    Prepared,
    forecast,
    prepared,
)
from vitalfew.analysis.assessment.forecast.purchases import Fits
from vitalfew.analysis.assessment.forecast.record import Ranking, Record, Reliable

__all__ = [
    "BackTest",
    "Fits",
    "Forecast",
    "Prepared",
    "Ranking",
    "Record",
    "Reliable",
    "backtest",
    "forecast",
    "in_batches",
    "prepared",
]
