"""What can stand in the way of answering a warning, in one sentence each."""

from __future__ import annotations

from vitalfew.analysis.reasons import declare

declare(
    "warning_cleared",
    "This warning is gone: the newest assessment does not find it any more. Nothing "
    "was changed.",
)
declare(
    "warning_note_missing",
    "Write down what is being done, or why it needs nothing; it is kept.",
)
