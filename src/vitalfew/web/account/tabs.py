"""The tabs of an account: those that exist, for those who may open them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vitalfew.web.access import allowed

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User
    from vitalfew.web.account.page import Head


@dataclass(frozen=True)
class Tab:
    url: str
    label: str
    current: bool
    count: int | None = None


def tabs(acting: User, head: Head, current: str) -> list[Tab]:
    offered: list[tuple[str, str, int | None]] = [("account", _("Overview"), None)]
    if head.children or head.path:
        offered.append(("account-group", _("Group"), head.children or None))
    if head.designation or head.ended:
        offered.append(("account-cycle", _("Cycle"), None))
        offered.append(("account-plan", _("Plan"), None))
        offered.append(
            ("account-health", pgettext("of a relationship", "Health"), None)
        )
    offered.append(("account-people", pgettext("of a customer", "People"), None))
    offered.append(("account-business", _("Business"), None))
    offered.append(("account-decisions", _("Decisions"), head.decisions or None))
    offered.append(("account-history", _("History"), None))
    return [
        Tab(reverse(name, args=[head.account.pk]), label, name == current, count)
        for name, label, count in offered
        if allowed(acting, name)
    ]
