"""Forecasts of many accounts, written batch by batch to a Parquet file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from errno import EISDIR
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from vitalfew.analysis.orders import OrdersError
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    from vitalfew.analysis.assessment.forecast import Forecast, Record


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes
    ----------
    path
        The Parquet file: one row an account, in no order.
    accounts
        How many rows.
    basis
        What the amounts are: contribution, revenue, or purchase days.
    record
        How such forecasts have done before; None where nothing could be tried.
    """

    path: Path
    accounts: int
    basis: str
    record: Record | None


def write_predictions(batches: Iterable[Forecast], path: Path) -> Written:
    """Write one row group a batch; the file is there when all of it is.

    Raises
    ------
    FileProblem
        The file cannot be written; what was there before still is.
    OrdersError
        There is no account.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        unfinished.touch()  # before hours of work, not after them
        written = _write(batches, unfinished, path)
        unfinished.replace(path)
    except OSError as error:
        detail = error.strerror or str(error)
        raise FileProblem("not_written", name=str(path), detail=detail) from error
    finally:
        if unfinished.is_file():
            unfinished.unlink()
    return written


def _write(batches: Iterable[Forecast], file: Path, path: Path) -> Written:
    writer: pq.ParquetWriter | None = None
    rows, last = 0, None
    try:
        for last in batches:
            if writer is None:
                writer = pq.ParquetWriter(file, last.accounts.schema)
            writer.write_table(last.accounts.cast(writer.schema))
            rows += len(last.accounts)
    finally:
        if writer is not None:
            writer.close()
    if last is None:
        raise OrdersError("There is no account: nothing to forecast.")
    return Written(path, rows, last.basis, last.record)
