"""What can be done with imports; each function checks who may do it."""

from vitalfew.apps.imports.services.catching_up import (
    accounts_catch_up,
    assessment_catch_up,
)
from vitalfew.apps.imports.services.commits import (
    batch_commit,
    batch_commit_run,
    batch_import,
    batch_withdraw,
    draft_keep,
)
from vitalfew.apps.imports.services.drafts import (
    draft_check,
    draft_check_run,
    draft_create,
    draft_discard,
    draft_read,
)
from vitalfew.apps.imports.services.sources import (
    source_claim,
    source_remove,
    source_run,
    source_set,
)
from vitalfew.apps.imports.services.upkeep import imports_repair, leftovers_expire

__all__ = [
    "accounts_catch_up",
    "assessment_catch_up",
    "batch_commit",
    "batch_commit_run",
    "batch_import",
    "batch_withdraw",
    "draft_check",
    "draft_check_run",
    "draft_create",
    "draft_discard",
    "draft_keep",
    "draft_read",
    "imports_repair",
    "leftovers_expire",
    "source_claim",
    "source_remove",
    "source_run",
    "source_set",
]
