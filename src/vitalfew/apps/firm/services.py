from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.firm.models import Firm, Rate
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.users.models import Role
from vitalfew.apps.users.policies import require

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

SETTINGS = (
    "name",
    "currency",
    "fiscal_year_start",
    "amounts_are",
    "tax_rate",
    "date_basis",
    "leave_out_intercompany",
    "fixed_costs_a_year",
    "number_format",
    "money_format",
)


@transaction.atomic
def firm_change(*, acting: User, values: Mapping[str, Any]) -> Firm:
    """Change the company's settings."""
    require(acting, Role.ADMINISTRATOR)
    firm = Firm.objects.select_for_update().filter(pk=1).first() or firm_settings()
    changed = {}
    for name in SETTINGS:
        if name in values and getattr(firm, name) != values[name]:
            before, after = getattr(firm, name), values[name]
            changed[name] = {"before": _plain(before), "after": _plain(after)}
            setattr(firm, name, after)
    if changed:
        firm.full_clean(validate_unique=False)
        firm.save()
        entry_record(acting=acting, action="firm.change", subject=firm, details=changed)
    return firm


@transaction.atomic
def rate_set(
    *, acting: User, currency: str, valid_from: dt.date, rate: Decimal
) -> Rate:
    """Say what one unit of a foreign currency is worth in ours from a day on."""
    require(acting, Role.ADMINISTRATOR)
    row = Rate.objects.filter(currency=currency.upper(), valid_from=valid_from).first()
    before = row.rate if row else None
    row = row or Rate(currency=currency.upper(), valid_from=valid_from)
    if before == rate:
        return row
    row.rate = rate
    row.full_clean()
    row.save()
    details = {"before": _plain(before), "after": _plain(rate)}
    entry_record(acting=acting, action="rate.set", subject=row, details=details)
    return row


@transaction.atomic
def rate_remove(*, acting: User, rate: Rate) -> None:
    """Take a rate out; orders that were converted with it keep their amounts."""
    require(acting, Role.ADMINISTRATOR)
    details = {"before": _plain(rate.rate)}
    entry_record(acting=acting, action="rate.remove", subject=rate, details=details)
    rate.delete()


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
