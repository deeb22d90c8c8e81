"""A table as the public functions give it, for whichever library is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Table:
    """Columns held by Arrow."""

    arrow: pa.Table

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.arrow.column_names)

    def to_pyarrow(self) -> pa.Table:
        """As a pyarrow table."""
        return self.arrow

    def to_pandas(self) -> Any:  # noqa: ANN401 - pandas is the reader's own
        """As a pandas data frame."""
        return self.arrow.to_pandas()

    def to_polars(self) -> Any:  # noqa: ANN401 - polars is the reader's own
        """As a polars data frame."""
        import polars as pl

        return pl.from_arrow(self.arrow)
