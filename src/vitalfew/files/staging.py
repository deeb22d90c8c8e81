"""Turn any file into one checked Parquet file, with a report and the refused lines."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb

from vitalfew.files.formats import is_url, shown_name
from vitalfew.files.limits import LIMITS, Limits
from vitalfew.files.options import Kind, Progress, ReadOptions
from vitalfew.files.problems import FileProblem

if TYPE_CHECKING:
    from vitalfew.analysis.orders import RowCount
    from vitalfew.files.pipeline import Request

Result = TypeVar("Result")


@dataclass(frozen=True)
class PseudoAccount:
    """An account that is probably not a customer; proposed for exclusion."""

    account_id: str
    name: str | None
    lines: int
    amount: Decimal | None
    why: str
    """Code: one_time, walk_in, redacted, test."""


@dataclass(frozen=True)
class Report:
    """What became of the lines of a file. ``read = used + refused + left_out``."""

    kind: Kind
    name: str
    read: int
    used: int
    refused: int
    refused_reasons: Mapping[str, int]
    """Lines that could not be used, by reason code (`cleaning.REFUSALS`)."""
    left_out: int
    left_out_reasons: Mapping[str, int]
    """Lines left out by a rule, by rule code (`cleaning.RULES`)."""
    noted: Mapping[str, int]
    """Lines kept that deserve a look, by code (`cleaning.NOTES`)."""
    first_day: date | None
    last_day: date | None
    totals: Mapping[str, Decimal]
    """Net amount by currency; the key is "" where the file does not say. Empty where
    the file has no amounts."""
    accounts: int
    pseudo_accounts: tuple[PseudoAccount, ...]
    sha256: str
    """Of the source file's bytes; of the hashes, where there are several files."""
    heading_hash: str
    mapping: Mapping[str, str]
    """Field → heading, as used."""
    date_field: str | None
    """The field whose date the lines count on."""
    format: str
    encoding: str | None
    date_order: str | None
    decimal: str | None

    @property
    def row_count(self) -> RowCount:
        """The same for `Orders`."""
        from vitalfew.analysis.orders import RowCount

        reasons = {**self.refused_reasons, **self.left_out_reasons}
        return RowCount(
            read=self.read, used=self.used, refused=self.refused, reasons=reasons
        )

    @property
    def currency(self) -> str | None:
        """The currency of the staged amounts, or None when the file does not say."""
        return next((code for code in self.totals if code), None)

    def to_dict(self) -> dict[str, object]:
        """As plain values that JSON can hold (amounts and dates as text)."""
        return {name: _plain(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Staged:
    """A file that was read: what it held, ready to be kept or thrown away."""

    kind: Kind
    path: Path
    """The conformed Parquet file: the columns of `fields.OUTPUT` that the file has."""
    refused_path: Path
    """CSV: row, column, value, reason (code), explanation, source. Only its headings
    when nothing was refused."""
    accounts_path: Path
    """Parquet: account_id, account_name, lines, net_amount, first_day, last_day, one
    row an account. For companies and products: their ids and names."""
    report: Report


def stage(  # noqa: PLR0913  each is a choice of the caller
    source: Path | str | Sequence[Path | str],
    *,
    kind: Kind = "orders",
    mapping: Mapping[str, str] | None = None,
    options: ReadOptions | None = None,
    target_dir: Path,
    progress: Progress | None = None,
    in_order: bool = True,
    limits: Limits = LIMITS,
) -> Staged:
    """Read a file completely into `target_dir`.

    Parameters
    ----------
    source
        A path, several paths with the same headings, or the URL of a database with
        ``?table=``. Several files count as separate exports.
    mapping
        Field → heading; the guess of `inspect` where absent. Fields that are missing
        in it are not guessed.
    target_dir
        An existing folder. On a problem nothing is left in it.
    in_order
        Sort by account and date, as the order store needs it.

    Raises
    ------
    FileProblem
        The file cannot be read; nothing is left behind.
    """
    from vitalfew.files.pipeline import Request

    places = [source] if isinstance(source, (str, Path)) else list(source)
    name = ", ".join(shown_name(place) for place in places)
    request = Request(kind, options or ReadOptions(), limits, name)
    work = Path(tempfile.mkdtemp(prefix=".reading-", dir=target_dir.resolve()))
    try:
        staged = _staged(places, mapping, request, work, progress, in_order=in_order)
        return _moved(staged, target_dir)
    except (duckdb.OutOfMemoryException, duckdb.IOException, OSError) as error:
        raise _out_of_room(error, name) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _staged(
    places: list[Path | str],
    mapping: Mapping[str, str] | None,
    request: Request,
    work: Path,
    progress: Progress | None,
    *,
    in_order: bool,
) -> Staged:
    from vitalfew.files import deciding, outputs, pipeline, sql

    if progress is not None:
        progress("opening", 0, None)
    sources = [pipeline.opened(place, mapping, request, work) for place in places]
    allowed = [Path(place) for place in places if not is_url(place)]
    engine = sql.connect(
        folder=work, memory=request.limits.engine_memory, allowed=allowed
    )

    def read() -> pipeline.Pipeline:
        steps = pipeline.Pipeline(engine, sources, request)
        steps.run()
        deciding.decide(steps)
        return steps

    try:
        steps = _step("reading", engine, read, progress)
        return _step(
            "writing",
            engine,
            lambda: outputs.written(steps, work, in_order=in_order),
            progress,
        )
    finally:
        engine.close()


def _step(
    name: str,
    engine: duckdb.DuckDBPyConnection,
    work: Callable[[], Result],
    progress: Progress | None,
) -> Result:
    from vitalfew.files import sql

    if progress is None:
        return work()
    progress(name, 0, 100)
    return sql.watched(engine, work, lambda done: progress(name, done, 100))


def _out_of_room(error: duckdb.Error | OSError, name: str) -> Exception:
    """A full disk or a full memory in words; anything else is as it was."""
    if isinstance(error, OSError) and error.errno != errno.ENOSPC:
        return error
    text = str(error)
    if isinstance(error, OSError) or "space" in text or "temp_directory" in text:
        return FileProblem("no_space", name=name)
    if isinstance(error, duckdb.OutOfMemoryException):
        return FileProblem("too_large", name=name, detail="the memory limit is reached")
    detail = text.splitlines()[0][:200]
    return FileProblem("damaged", name=name, detail=detail)


def _moved(staged: Staged, target: Path) -> Staged:
    moved = {
        "path": staged.path,
        "refused_path": staged.refused_path,
        "accounts_path": staged.accounts_path,
    }
    places = {field: path.replace(target / path.name) for field, path in moved.items()}
    return Staged(kind=staged.kind, report=staged.report, **places)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, (date, Decimal)) else value
