"""What the pages of one import show."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitalfew.apps.imports.models import Batch
from vitalfew.apps.imports.rules import names_no_currency
from vitalfew.apps.imports.storage import uploads_folder
from vitalfew.files.fields import FIELDS, NAME_PARTS, required_of
from vitalfew.files.tables_out import safe_text
from vitalfew.web.imports import people, wording

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

SHOWN_REFUSED = 50
SURE = 0.9
ASKED = frozenset(
    {
        "net_amount",
        "account_name",
        "product_name",
        "category",
        "cost",
        "minutes",
        "email",
        "title",
        *NAME_PARTS,
    }
)
REFUSED_COLUMNS = ("row", "column", "value", "reason")


@dataclass(frozen=True)
class Line:
    """One of our columns, and the column of the file it is taken from."""

    field: str
    words: str
    required: bool
    heading: str
    samples: list[str]
    sure: bool
    """Known by its name; otherwise guessed from the contents."""

    @property
    def shown(self) -> bool:
        """Whether it is mapped, or matters enough to be asked for at once."""
        return bool(self.heading) or self.required or self.field in ASKED


@dataclass(frozen=True)
class Change:
    """What committing changes: lines and money before and after."""

    lines_before: int
    lines_after: int
    amount_before: Decimal | None
    amount_after: Decimal | None
    minutes_before: Decimal | None
    minutes_after: Decimal | None

    @property
    def nothing(self) -> bool:
        before = (self.lines_before, self.amount_before or 0, self.minutes_before or 0)
        after = (self.lines_after, self.amount_after or 0, self.minutes_after or 0)
        return before == after

    @property
    def added(self) -> int:
        return self.lines_after - self.lines_before


def mapping_lines(batch: Batch) -> list[Line]:
    columns = {c["heading"]: c for c in batch.inspection.get("columns", [])}
    guessed = batch.inspection.get("mapping", {})
    mapping = guessed if batch.mapping is None else batch.mapping
    lines = []
    required = required_of(batch.kind, mapping)  # type: ignore[arg-type]
    for field in FIELDS[batch.kind]:  # type: ignore[index]  # the model's choices
        heading = mapping.get(field.name, "")
        column = columns.get(heading, {})
        known = field.name in column.get("fields", [])
        sure = known and column["confidence"] >= SURE
        lines.append(
            Line(
                field=field.name,
                words=wording.field_word(field.name),
                required=field.name in required,
                heading=heading,
                samples=column.get("samples", [])[:3],
                sure=sure,
            )
        )
    return lines


def headings(batch: Batch) -> list[str]:
    return [column["heading"] for column in batch.inspection.get("columns", [])]


def unmapped(batch: Batch) -> list[dict[str, Any]]:
    used = {line.heading for line in mapping_lines(batch)}
    columns = batch.inspection.get("columns", [])
    return [column for column in columns if column["heading"] not in used]


def change(batch: Batch) -> Change | None:
    if "after" not in batch.effect:
        return None
    before, after = batch.effect["before"], batch.effect["after"]
    return Change(
        before["lines"],
        after["lines"],
        _money(before["amount"]),
        _money(after["amount"]),
        _money(before.get("minutes")),
        _money(after.get("minutes")),
    )


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def totals(batch: Batch) -> list[tuple[str, Decimal]]:
    found = batch.report.get("totals", {})
    return [(currency, Decimal(amount)) for currency, amount in found.items()]


def refused_path(batch: Batch) -> Path | None:
    path = uploads_folder() / batch.folder / "refused.csv"
    return path if batch.folder and batch.refused and path.exists() else None


def refused_rows(batch: Batch, *, most: int | None = None) -> Iterator[dict[str, str]]:
    """Refused lines as the reader listed them; nothing once the list has expired."""
    path = refused_path(batch)
    if path is None:
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if most is not None and number >= most:
                return
            yield {name: row.get(name) or "" for name in REFUSED_COLUMNS}


def refused_csv(batch: Batch) -> Iterator[str]:
    """The list for a spreadsheet, in the reader's language, safe to open."""

    class Echo:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([*REFUSED_COLUMNS, "explanation"])
    for row in refused_rows(batch):
        values = [row[name] for name in REFUSED_COLUMNS]
        values.append(wording.reason_word(row["reason"]))
        yield writer.writerow([safe_text(value) for value in values])


def draft_context(batch: Batch, acting: User) -> dict[str, Any]:
    """Everything the page of a draft shows."""
    report, lines = batch.report, mapping_lines(batch)
    return {
        "batch": batch,
        "told": wording.told(batch.problem),
        "lines": [line for line in lines if line.shown],
        "more_lines": [line for line in lines if not line.shown],
        "headings": headings(batch),
        "unmapped": unmapped(batch),
        "change": change(batch),
        "people": people.change(batch, acting),
        "totals": totals(batch),
        "refused_reasons": wording.counted(report.get("refused_reasons", {})),
        "left_out_reasons": wording.counted(report.get("left_out_reasons", {})),
        "noted": wording.counted(report.get("noted", {})),
        "pseudo": [
            {**item, "why": wording.PSEUDO_WORDS.get(item["why"], item["why"])}
            for item in report.get("pseudo_accounts", [])
        ],
        "refused_rows": [
            {
                **row,
                "why": wording.reason_word(row["reason"]),
            }
            for row in refused_rows(batch, most=SHOWN_REFUSED)
        ],
        "step": wording.step_word(batch.job_step),
        "percent": percent(batch),
        "no_currency": names_no_currency(batch),
    }


def percent(batch: Batch) -> int | None:
    if not batch.job_whole:
        return None
    return min(100, round(100 * batch.job_done / batch.job_whole))
