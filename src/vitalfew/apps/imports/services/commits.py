"""A draft begins to count, or an import stops counting: one transaction each."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.imports.keeping import Keeper, keeper, without_samples
from vitalfew.apps.imports.models import Batch, Ledger, MappingMemory, State
from vitalfew.apps.imports.problems import ImportProblem, stored_problem
from vitalfew.apps.imports.progress import (
    Progress,
    ReplacedError,
    job_token,
    working,
)
from vitalfew.apps.imports.rules import still_valid
from vitalfew.apps.imports.selectors import committed_batches, ledger, stored_now
from vitalfew.apps.imports.services.catching_up import (
    accounts_catch_up,
    assessment_catch_up,
)
from vitalfew.apps.imports.services.drafts import (
    draft_create,
    draft_read,
)
from vitalfew.apps.imports.storage import order_store
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require
from vitalfew.files.failpoints import reach
from vitalfew.files.store import BatchFiles, OrderStore
from vitalfew.files.store_identity import IDENTITIES

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

logger = logging.getLogger("vitalfew.imports")


def batch_commit(
    *,
    batch: Batch,
    acting: User,
    skip_refused: bool,
    leave_out: Sequence[str] = (),
) -> Batch:
    """Import a checked draft, in the background.

    Parameters
    ----------
    skip_refused
        Import the rest when lines are refused; otherwise nothing at all is imported.
    leave_out
        Accounts that do not count as customers, out of those the report proposes.
    """
    from vitalfew.apps.imports.jobs import commit

    with transaction.atomic():
        batch = commit_claim(
            batch, acting=acting, skip_refused=skip_refused, leave_out=leave_out
        )
        commit.enqueue(batch.pk, batch.job)
    return batch


def commit_claim(
    batch: Batch, *, acting: User, skip_refused: bool, leave_out: Sequence[str]
) -> Batch:
    require(acting, Role.ANALYST)
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state != State.CHECKED:
        raise ValidationError(_("This import is not waiting to be imported."))
    if batch.refused and not skip_refused:
        message = _(
            "Lines were refused, and nothing at all was chosen: nothing is imported."
        )
        raise ValidationError(message)
    proposed = {item["account_id"] for item in batch.report["pseudo_accounts"]}
    batch.leave_out = sorted(proposed.intersection(leave_out))
    batch.state = State.COMMITTING
    batch.problem = {}
    batch.job = job_token()
    batch.job_step, batch.job_done, batch.job_whole = "", 0, None
    batch.job_beat = timezone.now()
    batch.attempts = 1
    batch.save()
    return batch


def batch_commit_run(batch: Batch) -> Batch:
    """Commit a claimed batch. Called by a job; safe to call again after a crash.

    1. The file goes into the store, safe on disk; nobody reads it yet.
    2. It is compared with every batch that counts.
    3. One transaction makes it count. If another import was faster, back to 2.
    4. Accounts follow, and an assessment is asked for. Both are repeated until done.
    """
    with working(batch) as progress:
        try:
            _keep(batch, progress)
        except ReplacedError:
            return batch
        except ImportProblem as error:
            _give_back(batch, stored_problem(error))
        except Exception:
            logger.exception("Import %s failed", batch.pk)
            _give_back(batch, {"code": "failed", "values": {}})
    batch.refresh_from_db()
    if batch.state == State.COMMITTED:
        accounts_catch_up()
        assessment_catch_up(acting=batch.by)
        order_store().forget_staged(batch.directory)
    return batch


def _give_back(batch: Batch, problem: Mapping[str, Any]) -> None:
    store = order_store()
    mine = Batch.objects.filter(pk=batch.pk, job=batch.job, state=State.COMMITTING)
    given_back = mine.update(state=State.DRAFT, problem=problem, job_beat=None)
    if given_back and (store.root / batch.directory).exists():
        store.put_aside(batch.directory)


def _keep(batch: Batch, progress: Progress) -> None:
    if not still_valid(batch):
        raise ImportProblem("rules_changed")
    progress("storing", 0, None)
    store = order_store()
    lines = store.staging_dir(batch.directory) / batch.lines_file
    kept_by = keeper(batch.kind)
    if kept_by is not None:
        _keep_elsewhere(batch, kept_by, lines)
        return
    files = store.add(
        lines,
        kind=batch.kind,  # type: ignore[arg-type]  # the model's choices
        directory=batch.directory,
        copied=lambda done, whole: progress("storing", done, whole),
    )
    counts = False
    while not counts:
        progress("comparing", 0, None)
        files = store.compare(files, stored_now())
        reach("compared")
        counts = _make_it_count(batch, files, store)


@transaction.atomic
def _keep_elsewhere(batch: Batch, kept_by: Keeper, lines: Path) -> None:
    """The moment an import counts whose lines are rows of the database."""
    ledger_locked()
    claimed = Batch.objects.filter(
        pk=batch.pk, job=batch.job, state=State.COMMITTING
    ).update(
        state=State.COMMITTED,
        committed_at=timezone.now(),
        inspection=without_samples(batch.inspection),
        job_beat=None,
        job_step="",
    )
    if not claimed:
        raise ReplacedError
    batch.refresh_from_db()
    kept_by.keep(batch, lines)
    _mapping_keep(batch)
    _committed_tell(batch)
    reach("inside the transaction")
    transaction.on_commit(lambda: reach("transaction over"))


def _committed_tell(batch: Batch) -> None:
    entry_record(
        acting=batch.by,
        action="import.commit",
        subject=batch,
        details={"lines": batch.rows, "refused": batch.refused, "sha256": batch.sha256},
    )


@transaction.atomic
def _make_it_count(batch: Batch, files: BatchFiles, store: OrderStore) -> bool:
    """The moment an import counts; False when it must be compared once more."""
    book = ledger_locked()
    others = set(
        committed_batches().filter(kind=batch.kind).values_list("directory", flat=True)
    )
    if files.kind in IDENTITIES and not others <= set(files.compared):
        return False
    if not still_valid(batch):
        raise ImportProblem("rules_changed")
    book.changes += 1
    book.save()
    claimed = Batch.objects.filter(
        pk=batch.pk, job=batch.job, state=State.COMMITTING
    ).update(
        state=State.COMMITTED,
        position=book.changes,
        committed_at=timezone.now(),
        stored=files.to_dict(),
        files=_listed(files, store),
        job_beat=None,
        job_step="",
    )
    if not claimed:
        raise ReplacedError
    batch.refresh_from_db()
    _currency_take(batch)
    _mapping_keep(batch)
    _committed_tell(batch)
    reach("inside the transaction")
    transaction.on_commit(lambda: reach("transaction over"))
    return True


def ledger_locked() -> Ledger:
    """The ledger, held until the transaction ends: one change of what counts a time."""
    ledger()
    return Ledger.objects.select_for_update().get(pk=1)


def _listed(files: BatchFiles, store: OrderStore) -> list[dict[str, Any]]:
    """Every file that readers need, for backups and the doctor."""
    own = [
        {
            "path": f"{files.directory}/{file.name}",
            "bytes": file.size,
            "sha256": file.sha256,
        }
        for file in files.files
    ]
    lists = sorted({item.file for item in files.beaten if item.file})
    return [*own, *(store.listed(name) for name in lists)]


def _currency_take(batch: Batch) -> None:
    """The first import with a currency settles in which currency the firm counts."""
    currency = batch.report.get("currency")
    firm = firm_settings()
    if firm.currency or not currency:
        return
    firm.currency = currency
    firm.save()
    entry_record(
        acting=batch.by,
        action="firm.change",
        subject=firm,
        details={"currency": {"before": "", "after": currency}},
    )


def _mapping_keep(batch: Batch) -> None:
    MappingMemory.objects.update_or_create(
        kind=batch.kind,
        heading_hash=batch.report["heading_hash"],
        defaults={
            "mapping": batch.mapping,
            "options": batch.options,
            "by": batch.by,
        },
    )


@transaction.atomic
def batch_withdraw(*, batch: Batch, acting: User, reason: str) -> Batch:
    """Let an import not count any more; its file stays for a while, then goes.

    What it had replaced counts again: figures return exactly to what they were.
    """
    from vitalfew.apps.imports.jobs import catch_up

    require(acting, Role.ANALYST)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why this import is withdrawn.")})
    book = ledger_locked()
    withdrawn = Batch.objects.filter(pk=batch.pk, state=State.COMMITTED).update(
        state=State.WITHDRAWN,
        withdrawn_at=timezone.now(),
        withdrawn_by=acting,
        withdrawal_reason=reason[:500],
    )
    batch.refresh_from_db()
    if not withdrawn:
        raise ValidationError(
            _("This import does not count, so it cannot be withdrawn.")
        )
    kept_by = keeper(batch.kind)
    if kept_by is None:
        book.changes += 1
        book.save()
        catch_up.enqueue(acting.pk)
    else:
        kept_by.take_back(batch)
    entry_record(
        acting=acting,
        action="import.withdraw",
        subject=batch,
        details={"reason": reason, "lines": batch.rows},
    )
    return batch


def batch_import(
    *,
    acting: User,
    places: Sequence[Path | str],
    kind: str = "orders",
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    skip_refused: bool = False,
    leave_out: Sequence[str] = (),
) -> Batch:
    """Import at once, in this process: for the sample, schedules and tests.

    Returns the batch as it ended: committed; checked, when lines were refused and
    `skip_refused` is not set; or a draft with its problem.
    """
    batch = draft_create(
        acting=acting, kind=kind, places=places, mapping=mapping, options=options
    )
    batch = draft_read(batch)
    if batch.state != State.CHECKED or (batch.refused and not skip_refused):
        return batch
    return draft_keep(
        batch, acting=acting, skip_refused=skip_refused, leave_out=leave_out
    )


def draft_keep(
    batch: Batch, *, acting: User, skip_refused: bool, leave_out: Sequence[str] = ()
) -> Batch:
    """Commit a checked draft at once, in this process."""
    with transaction.atomic():
        batch = commit_claim(
            batch, acting=acting, skip_refused=skip_refused, leave_out=leave_out
        )
    return batch_commit_run(batch)
