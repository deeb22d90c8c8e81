"""Folders and addresses that are imported on a schedule."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.imports.fetching import fetch
from vitalfew.apps.imports.models import Batch, Source, State
from vitalfew.apps.imports.problems import ImportProblem, stored_problem
from vitalfew.apps.imports.selectors import new_directory
from vitalfew.apps.imports.services.commits import draft_keep
from vitalfew.apps.imports.services.drafts import draft_create, draft_read
from vitalfew.apps.imports.storage import upload_folder
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require
from vitalfew.apps.users.selectors import system_user
from vitalfew.files.formats import is_url
from vitalfew.files.store import sha256_of

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

logger = logging.getLogger("vitalfew.imports")
SETTINGS = ("name", "kind", "place", "every_hours", "skip_refused", "is_active")
STILL_WRITTEN = timedelta(minutes=2)
"""A file that changed so recently may not be complete yet."""


@transaction.atomic
def source_set(
    *, acting: User, values: Mapping[str, Any], source: Source | None = None
) -> Source:
    """Set up or change a source; it is looked at soon after."""
    require(acting, Role.ADMINISTRATOR)
    source = source or Source(set_by=acting)
    kept = Source.objects.filter(pk=source.pk).first()
    before = {name: getattr(kept, name) for name in SETTINGS} if kept else {}
    for name in SETTINGS:
        if name in values:
            setattr(source, name, values[name])
    if source.place != before.get("place"):
        source.seen = {}
    source.due_at = timezone.now()
    source.set_by = acting
    source.full_clean()
    if source.every_hours < 1:
        raise ValidationError({"every_hours": _("At least one hour.")})
    source.save()
    after = {name: getattr(source, name) for name in SETTINGS}
    changed = {
        name: {"before": before.get(name), "after": after[name]}
        for name in SETTINGS
        if name != "place" and before.get(name) != after[name]
    }
    entry_record(acting=acting, action="source.set", subject=source, details=changed)
    return source


@transaction.atomic
def source_remove(*, acting: User, source: Source) -> None:
    """Switch a source off for good; what it imported stays, and names it."""
    require(acting, Role.ADMINISTRATOR)
    Source.objects.filter(pk=source.pk).update(is_active=False)
    entry_record(acting=acting, action="source.remove", subject=source)


def source_claim(source: Source, *, now: datetime) -> bool:
    """Whether this process is the one that looks at a due source."""
    next_time = now + timedelta(hours=source.every_hours)
    return bool(
        Source.objects.filter(
            pk=source.pk, due_at=source.due_at, is_active=True
        ).update(due_at=next_time)
    )


def source_run(*, source: Source) -> list[Batch]:
    """Import what is new at a source. Called by a job."""
    batches: list[Batch] = []
    problem: dict[str, Any] = {}
    seen = dict(source.seen)
    try:
        for mark, place in _new(source):
            batch = draft_create(
                acting=system_user(), kind=source.kind, places=[place], source=source
            )
            batch = draft_read(batch)
            if batch.state == State.CHECKED and (
                source.skip_refused or not batch.refused
            ):
                batch = draft_keep(
                    batch, acting=system_user(), skip_refused=source.skip_refused
                )
            batches.append(batch)
            if batch.state == State.DRAFT:
                problem = batch.problem
            seen.update(mark)
    except ImportProblem as error:
        problem = stored_problem(error)
    Source.objects.filter(pk=source.pk).update(
        seen=seen, problem=problem, looked_at=timezone.now()
    )
    source.refresh_from_db()
    return batches


def _new(source: Source) -> Iterator[tuple[dict[str, Any], Path | str]]:
    """What was not imported yet, each with the mark that says so from now on."""
    place = source.place
    if place.startswith(("http://", "https://")):
        path = fetch(place, upload_folder(new_directory()))
        mark = {"sha256": sha256_of(path)}
        if source.seen.get("sha256") == mark["sha256"]:
            path.unlink()
            return
        yield mark, path
        return
    if is_url(place):
        yield {}, place
        return
    yield from _new_files(source, Path(place))


def _new_files(source: Source, folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    limit = (timezone.now() - STILL_WRITTEN).timestamp()
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise ImportProblem("no_folder", name=source.place) from error
    for path in paths:
        if path.name.startswith((".", "~")) or not path.is_file() or path.is_symlink():
            continue
        facts = path.stat()
        mark = f"{facts.st_size} {facts.st_mtime_ns}"
        if source.seen.get(path.name) != mark and facts.st_mtime < limit:
            yield {path.name: mark}, path
