"""How often Python's collector looks for cycles."""

import gc

MADE = 20_000
"""A page is made of some ten thousand objects, a query of as many: Python's own 700
would go through them a dozen times while they are being made."""


def collect_rarely() -> None:
    """What is loaded stays; of what comes after, look when so much more was made."""
    gc.freeze()
    gc.set_threshold(MADE)
