"""A file is uploaded, looked at, and read into a draft; nothing counts yet."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.imports.keeping import judged, keeper
from vitalfew.apps.imports.models import (
    OPEN,
    Batch,
    Kind,
    MappingMemory,
    Source,
    State,
)
from vitalfew.apps.imports.problems import ImportProblem, stored_problem
from vitalfew.apps.imports.progress import (
    Progress,
    ReplacedError,
    job_token,
    working,
)
from vitalfew.apps.imports.rules import answers_of, read_options, rules_now
from vitalfew.apps.imports.selectors import new_directory, stored_now
from vitalfew.apps.imports.storage import (
    LEAST_FREE_BYTES,
    free_bytes,
    order_store,
    shown_name,
    upload_folder,
    upload_forget,
    upload_save,
    uploads_folder,
)
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require
from vitalfew.files.failpoints import reach
from vitalfew.files.formats import is_url
from vitalfew.files.formats import shown_name as shown_place
from vitalfew.files.inspection import Inspection, inspect
from vitalfew.files.problems import FileProblem
from vitalfew.files.staging import Staged, stage
from vitalfew.files.store import BatchFiles, Totals
from vitalfew.files.store_identity import ACTIVITIES, IDENTITIES

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

logger = logging.getLogger("vitalfew.imports")
MOST_FILES = 24
SAMPLES = 5


def draft_create(
    *,
    acting: User,
    kind: str,
    files: Iterable[tuple[str, Iterable[bytes]]] = (),
    places: Sequence[Path | str] = (),
    source: Source | None = None,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Batch:
    """Begin an import of uploads, or of files or tables that lie elsewhere."""
    require(acting, Role.ANALYST)
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Choose what the file holds.")})
    folder = new_directory()
    uploads = [*_saved(folder, files), *(_elsewhere(place) for place in places)]
    if not uploads:
        raise ValidationError({"files": _("Choose a file.")})
    reach("uploads saved")
    names = ", ".join(upload["name"] for upload in uploads)
    with transaction.atomic():
        batch = Batch.objects.create(
            kind=kind,
            name=names[:300],
            uploads=uploads,
            source=source,
            by=acting,
            folder=folder,
            mapping=dict(mapping) if mapping else None,
            options=answers_of(options or {}),
        )
        entry_record(acting=acting, action="import.upload", subject=batch)
    return batch


def _saved(
    folder: str, files: Iterable[tuple[str, Iterable[bytes]]]
) -> list[dict[str, Any]]:
    saved: list[dict[str, Any]] = []
    for name, content in files:
        if len(saved) == MOST_FILES:
            upload_forget(folder)
            message = _("At most %(most)s files at a time.") % {"most": MOST_FILES}
            raise ValidationError({"files": message})
        if free_bytes() < LEAST_FREE_BYTES:
            upload_forget(folder)
            raise ImportProblem("no_room")
        path = upload_save(upload_folder(folder), name, content)
        relative = str(path.relative_to(uploads_folder()))
        size = path.stat().st_size
        saved.append({"name": shown_name(name), "path": relative, "size": size})
    return saved


def _elsewhere(place: Path | str) -> dict[str, Any]:
    if is_url(place):
        return {"name": shown_place(place), "place": str(place), "size": 0}
    path = Path(place).resolve()
    return {"name": path.name, "place": str(path), "size": 0}


def draft_check(
    *,
    batch: Batch,
    acting: User,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Batch:
    """Read the file (again), with what a person said about it, in the background."""
    from vitalfew.apps.imports.jobs import check

    require(acting, Role.ANALYST)
    with transaction.atomic():
        batch = check_claim(batch, mapping=mapping, options=options)
        check.enqueue(batch.pk, batch.job)
    return batch


def check_claim(
    batch: Batch,
    *,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state not in {State.DRAFT, State.CHECKED, State.CHECKING}:
        raise ValidationError(_("This import is not open any more."))
    if mapping is not None:
        batch.mapping = dict(mapping)
    if options is not None:
        batch.options = answers_of(options)
    batch.state = State.CHECKING
    batch.problem = {}
    batch.job = job_token()
    batch.job_step, batch.job_done, batch.job_whole = "", 0, None
    batch.job_beat = timezone.now()
    batch.attempts = 1
    batch.save()
    return batch


def draft_read(batch: Batch) -> Batch:
    """Read the file at once, in this process, as a dry run."""
    with transaction.atomic():
        batch = check_claim(batch)
    return draft_check_run(batch)


def draft_check_run(batch: Batch) -> Batch:
    """Inspect the file and read all of it, as a dry run. Called by a job."""
    with working(batch) as progress:
        try:
            found = _read(batch, progress)
        except ReplacedError:
            return batch
        except (FileProblem, ImportProblem) as error:
            found = {"state": State.DRAFT, "problem": stored_problem(error)}
            found["inspection"] = batch.inspection
        except Exception:
            logger.exception("Reading import %s failed", batch.pk)
            found = {"state": State.DRAFT, "problem": {"code": "failed", "values": {}}}
    before = batch.directory
    Batch.objects.filter(pk=batch.pk, job=batch.job, state=State.CHECKING).update(
        **found, job_beat=None
    )
    batch.refresh_from_db()
    if before and before != batch.directory:
        order_store().forget_staged(before)
    return batch


def _read(batch: Batch, progress: Progress) -> dict[str, Any]:
    progress("opening", 0, None)
    places = _places(batch)
    options = read_options(batch)
    seen = inspect(places[0], kind=batch.kind, options=options, mapping=batch.mapping)  # type: ignore[arg-type]
    _remember(batch, seen)
    if batch.mapping is None and (known := _remembered(batch, seen)):
        batch.mapping = known.mapping
        batch.options = known.options | {k: v for k, v in batch.options.items() if v}
        options = read_options(batch)
    directory, store = new_directory(), order_store()
    reach("looked at")
    staged = stage(
        places,
        kind=batch.kind,  # type: ignore[arg-type]
        mapping=batch.mapping,
        options=options,
        target_dir=store.staging_dir(directory),
        progress=progress,
    )
    reach("staged")
    progress("comparing", 0, None)
    found = _found(batch, staged) | {"directory": directory}
    kept_by = keeper(batch.kind)
    return found if kept_by is None else judged(batch, kept_by, staged, found)


def _places(batch: Batch) -> list[Path | str]:
    places: list[Path | str] = []
    for upload in batch.uploads:
        if "place" in upload:
            place = upload["place"]
            places.append(place if is_url(place) else Path(place))
            continue
        path = uploads_folder() / upload["path"]
        if not path.exists():
            raise ImportProblem("upload_gone")
        places.append(path)
    return places


def _remember(batch: Batch, seen: Inspection) -> None:
    """Keep what the file looks like; shown while it is read, and with a question."""
    batch.inspection = {
        "format": seen.format,
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "sheets": list(seen.sheets),
        "chosen_sheets": list(seen.chosen_sheets),
        "date_order": seen.date_order,
        "decimal": seen.decimal,
        "heading_hash": seen.heading_hash,
        "mapping": dict(seen.mapping),
        "columns": [
            {
                **asdict(column),
                "fields": list(column.fields),
                "samples": list(column.samples)[:SAMPLES],
            }
            for column in seen.columns
        ],
    }
    Batch.objects.filter(pk=batch.pk, job=batch.job).update(inspection=batch.inspection)


def _remembered(batch: Batch, seen: Inspection) -> MappingMemory | None:
    return MappingMemory.objects.filter(
        kind=batch.kind, heading_hash=seen.heading_hash
    ).first()


def _found(batch: Batch, staged: Staged) -> dict[str, Any]:
    report = staged.report
    refused = upload_folder(batch.folder) / "refused.csv"
    staged.refused_path.replace(refused)
    return {
        "state": State.CHECKED,
        "problem": {},
        "inspection": batch.inspection,
        "mapping": dict(report.mapping),
        "options": batch.options,
        "rules": rules_now(),
        "report": {**report.to_dict(), "currency": report.currency},
        "effect": _effect(batch, staged),
        "sha256": report.sha256,
        "lines_file": staged.path.name,
        "rows": report.used,
        "refused": report.refused,
        "first_day": report.first_day,
        "last_day": report.last_day,
        "job_step": "",
    }


def _effect(batch: Batch, staged: Staged) -> dict[str, Any]:
    """What would be different if this were imported now."""
    store, committed = order_store(), stored_now()
    effect: dict[str, Any] = {"same_as": _same_as(staged.report.sha256)}
    if batch.kind in {Kind.PRODUCTS, Kind.CONTACTS}:
        return effect
    ids = _ids(staged)
    known = set(Account.objects.order_by().values_list("account_id", flat=True))
    effect["accounts_new"] = len(ids - known)
    effect["accounts_known"] = len(ids & known)
    if staged.kind in IDENTITIES:
        seen = store.look(staged.path, kind=staged.kind)
        before = store.totals(committed, kind=staged.kind)
        kept = [*committed, store.compare(seen, committed)]
        after = store.totals(kept, kind=staged.kind)
        effect |= {"before": _plain(before), "after": _plain(after)}
        effect["other_columns"] = _other_columns(seen, committed)
    return effect


def _ids(staged: Staged) -> set[str]:
    import pyarrow.parquet as pq

    schema = pq.read_schema(staged.accounts_path)
    column = "account_id" if "account_id" in schema.names else schema.names[0]
    return set(
        pq.read_table(staged.accounts_path, columns=[column])[column].to_pylist()
    )


def _same_as(sha256: str) -> int | None:
    same = Batch.objects.filter(sha256=sha256, state=State.COMMITTED)
    return same.order_by("-position").values_list("pk", flat=True).first()


TELLING = {
    "orders": {"order_id", "line_id", "unit_id", "product_id", "quantity", "channel"},
    "activities": {column.name for column in ACTIVITIES.columns},
}


def _other_columns(seen: BatchFiles, committed: Sequence[BatchFiles]) -> list[str]:
    """Facts that only this file or only earlier ones have.

    Overlapping exports without line numbers then cannot be told to be the same.
    """
    differing: set[str] = set()
    for stored in committed:
        if stored.kind == seen.kind:
            differing |= set(stored.columns) ^ set(seen.columns)
    return sorted(differing & TELLING[seen.kind])


def _plain(totals: Totals) -> dict[str, Any]:
    found = {"lines": totals.lines, "amount": _text(totals.net_amount)}
    if totals.minutes is not None:
        found["minutes"] = _text(totals.minutes)
    return found


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


@transaction.atomic
def draft_discard(*, batch: Batch, acting: User) -> Batch:
    """Throw a draft away, with its upload."""
    require(acting, Role.ANALYST)
    discarded = Batch.objects.filter(
        pk=batch.pk, state__in=set(OPEN) - {State.COMMITTING}
    ).update(state=State.DISCARDED, job="")
    batch.refresh_from_db()
    if not discarded:
        raise ValidationError(_("This import is not open any more."))
    entry_record(acting=acting, action="import.discard", subject=batch)
    transaction.on_commit(lambda: leftovers_forget(batch))
    return batch


def leftovers_forget(batch: Batch) -> None:
    """Delete the upload and what was read of it; what is committed lies elsewhere."""
    if batch.directory:
        order_store().forget_staged(batch.directory)
    upload_forget(batch.folder)
