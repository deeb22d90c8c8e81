"""How much of a file is accepted before it is refused as unsafe."""

from __future__ import annotations

from dataclasses import dataclass

KB, MB, GB = 1024, 1024**2, 1024**3


@dataclass(frozen=True)
class Limits:
    """Caps. CSV and Parquet are streamed and have none on their size."""

    columns: int = 2_000
    line_bytes: int = 2 * MB
    engine_memory: str = "2GB"
    """What the engine may hold before it writes to the target folder."""
    expanded_bytes: int = 64 * GB
    """What a gzip file may grow to."""
    expansion: int = 250
    """How many times its size a gzip file may grow to, once it is past 256 MB."""
    workbook_bytes: int = 200 * MB
    workbook_expanded_bytes: int = 2 * GB
    workbook_entries: int = 10_000
    workbook_rows: int = 1_100_000
    """Of one sheet."""
    workbook_memory: int = 3 * GB
    workbook_seconds: int = 120


LIMITS = Limits()
