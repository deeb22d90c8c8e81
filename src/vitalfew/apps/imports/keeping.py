"""Kinds whose lines are not kept in the order store: who looks at and keeps them.

People at customers are rows of the database, so that a person can be erased. The app
that has them stands above this one; the settings name its keeper.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from vitalfew.apps.imports.storage import upload_folder
from vitalfew.files.cleaning import REFUSALS
from vitalfew.files.tables_out import safe_text

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch
    from vitalfew.files.staging import Staged

REFUSED_COLUMNS = ("row", "column", "value", "reason", "explanation", "source")
CHANGES = "changes.csv"
"""Beside the refused lines, and like them gone after some days."""
CHANGE_COLUMNS = ("row", "name", "account", "what", "field", "before", "after")


LONGEST_VALUE = 1000
"""Of a refused cell in the list; a hostile one may be endless."""


@dataclass(frozen=True)
class Refusal:
    """A line that reads well and cannot be used all the same."""

    row: int
    field: str
    value: str
    reason: str
    """Code of `cleaning.REFUSALS`."""


@dataclass(frozen=True)
class Judgement:
    """What keeping the lines would change."""

    used: int
    refusals: Sequence[Refusal]
    effect: Mapping[str, Any]
    changes: Sequence[Sequence[str]]
    """Rows of `CHANGE_COLUMNS`."""


class Keeper(Protocol):
    """Keeps the lines of one kind."""

    def judge(self, batch: Batch, lines: Path) -> Judgement:
        """Compare staged lines with what is known; nothing is changed."""

    def keep(self, batch: Batch, lines: Path) -> None:
        """Write the lines, as they were judged, within the caller's transaction."""

    def take_back(self, batch: Batch) -> None:
        """Undo what keeping them changed, within the caller's transaction."""


def keeper(kind: str) -> Keeper | None:
    """Who keeps lines of this kind; None: the order store."""
    name = settings.IMPORT_KEEPERS.get(kind)
    found: Keeper | None = import_string(name)() if name else None
    return found


def judged(
    batch: Batch, kept_by: Keeper, staged: Staged, found: Mapping[str, Any]
) -> dict[str, Any]:
    """What was found in a file, with what its keeper says of its lines."""
    judgement = kept_by.judge(batch, staged.path)
    folder = upload_folder(batch.folder)
    _add_refused(folder / "refused.csv", judgement.refusals, staged.report.mapping)
    with (folder / CHANGES).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CHANGE_COLUMNS)
        writer.writerows(judgement.changes)
    refused = len(judgement.refusals) + staged.report.refused
    reasons = Counter(staged.report.refused_reasons)
    reasons.update(refusal.reason for refusal in judgement.refusals)
    report = found["report"] | {
        "used": judgement.used,
        "refused": refused,
        "refused_reasons": dict(reasons),
    }
    return {
        **found,
        "report": report,
        "rows": judgement.used,
        "refused": refused,
        "effect": dict(judgement.effect),
    }


def _add_refused(
    path: Path, refusals: Sequence[Refusal], mapping: Mapping[str, str]
) -> None:
    if not refusals:
        return
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, REFUSED_COLUMNS, restval="")
        for refusal in refusals:
            heading = mapping.get(refusal.field, refusal.field)
            writer.writerow(
                {
                    "row": str(refusal.row),
                    "column": safe_text(heading),
                    "value": safe_text(refusal.value[:LONGEST_VALUE]),
                    "reason": refusal.reason,
                    "explanation": REFUSALS[refusal.reason],
                }
            )


def without_samples(inspection: Mapping[str, Any]) -> dict[str, Any]:
    """What a file looked like, without the cells that name people."""
    columns = [{**column, "samples": []} for column in inspection.get("columns", [])]
    return {**inspection, "columns": columns}
