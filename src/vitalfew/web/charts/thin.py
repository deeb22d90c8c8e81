"""A long line has more points than the picture has pixels: keep those one can see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def seen(values: Sequence[float], columns: int) -> list[int]:
    """Indices of the points that draw the same line in `columns` columns of pixels.

    Each column keeps its first, lowest, highest and last point: the line enters,
    spans and leaves every column exactly as the full line does. Short lines are kept
    whole.
    """
    count = len(values)
    if count <= 4 * columns:
        return list(range(count))
    array = np.asarray(values, dtype=np.float64)
    edges = np.linspace(0, count, columns + 1).astype(np.int64)
    kept: set[int] = set()
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = array[start:end]
        kept |= {start, end - 1, start + int(part.argmin()), start + int(part.argmax())}
    return sorted(kept)
