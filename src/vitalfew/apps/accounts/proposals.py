"""Pairs of accounts that may be the same customer, for a person to merge or keep."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from vitalfew.apps.accounts.duplicates import Company, duplicates
from vitalfew.apps.accounts.models import Account, Ancestry, Duplicate
from vitalfew.apps.accounts.policies import visible
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


def duplicates_open(acting: User) -> QuerySet[Duplicate]:
    """Pairs nobody has decided on, among the accounts this person may see."""
    seen = visible(acting).filter(merged_into__isnull=True, exclusion="")
    return Duplicate.objects.filter(
        kept_apart_at__isnull=True, one__in=seen, other__in=seen
    ).select_related("one__parent", "other__parent")


def duplicates_request(*, acting: User) -> None:
    """Ask a worker to look for duplicates anew."""
    require(acting, Role.ANALYST)
    from vitalfew.apps.accounts.jobs import duplicates_find

    transaction.on_commit(duplicates_find.enqueue)


@transaction.atomic
def duplicate_keep(*, duplicate: Duplicate, acting: User) -> Duplicate:
    """Record that two accounts are two customers; they are not proposed again."""
    require(acting, Role.ANALYST)
    duplicate = Duplicate.objects.select_for_update().get(pk=duplicate.pk)
    if duplicate.kept_apart_at is not None:
        return duplicate
    duplicate.kept_apart_by = acting
    duplicate.kept_apart_at = timezone.now()
    duplicate.save(update_fields=["kept_apart_by", "kept_apart_at"])
    entry_record(
        acting=acting,
        action="duplicate.keep",
        subject=duplicate,
        account=duplicate.one,
        details={
            "one": duplicate.one.account_id,
            "other": duplicate.other.account_id,
        },
    )
    return duplicate


def duplicates_propose() -> int:
    """Compare all accounts that count; keep what people decided about pairs."""
    rows = Account.objects.filter(merged_into__isnull=True, exclusion="")
    companies = [
        Company(*row)
        for row in rows.order_by("pk").values_list("pk", "name", "tax_id", "country")
    ]
    found = {(pair.one, pair.other): pair for pair in duplicates(companies)}
    for one, other in _related(found):
        del found[one, other]
    with transaction.atomic():
        Duplicate.objects.filter(kept_apart_at__isnull=True).delete()
        Duplicate.objects.bulk_create(
            (
                Duplicate(
                    one_id=pair.one,
                    other_id=pair.other,
                    likeness=pair.likeness,
                    why=_why(same_tax_number=pair.same_tax_number),
                )
                for pair in found.values()
            ),
            ignore_conflicts=True,
        )
    return len(found)


def _related(pairs: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of which one belongs to the other: a group and its company."""
    members = {pk for pair in pairs for pk in pair}
    lines = Ancestry.objects.filter(
        depth__gt=0, ancestor__in=members, descendant__in=members
    ).values_list("ancestor", "descendant")
    either = {(min(line), max(line)) for line in lines}
    return [pair for pair in pairs if pair in either]


def _why(*, same_tax_number: bool) -> str:
    return Duplicate.Why.TAX_ID if same_tax_number else Duplicate.Why.NAME
