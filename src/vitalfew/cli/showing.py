"""`vitalfew demo`: the product with the sample, ready to look at."""

from __future__ import annotations


def demo() -> None:
    """Load the sample and serve it; for looking, on this machine only."""
