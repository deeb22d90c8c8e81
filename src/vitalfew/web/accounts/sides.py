"""Two accounts beside each other, so that a person sees whether they are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.apps.accounts.facts import FACTS
from vitalfew.apps.accounts.selectors import children_counted
from vitalfew.apps.accounts.staff import managers_of
from vitalfew.apps.assessments.selectors.rows import rows
from vitalfew.web.accounts.forms import FactsForm

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


@dataclass(frozen=True)
class Fact:
    """One line of the comparison."""

    label: str
    one: object
    other: object

    @property
    def differs(self) -> bool:
        return self.one != self.other and bool(self.one) and bool(self.other)


def side_by_side(acting: User, one: Account, other: Account) -> list[Fact]:
    """What is known of both; what is known of neither is left out."""
    managers = managers_of(acting, [one, other])
    labels = FactsForm.base_fields
    facts = [Fact(_("Account id"), one.account_id, other.account_id)]
    facts += [
        Fact(str(labels[fact].label), getattr(one, fact), getattr(other, fact))
        for fact in FACTS
    ]
    figures = {
        row.account_id: row for row in rows(acting).filter(account__in=[one, other])
    }
    facts += [
        Fact(
            _("Orders"),
            getattr(figures.get(one.pk), "orders", None),
            getattr(figures.get(other.pk), "orders", None),
        ),
        Fact(_("Belongs to"), one.parent, other.parent),
        Fact(_("Account manager"), managers.get(one.pk), managers.get(other.pk)),
        Fact(_("Key account"), _key(one), _key(other)),
        Fact(
            _("Companies below it"),
            children_counted(acting, one),
            children_counted(acting, other),
        ),
    ]
    return [fact for fact in facts if fact.one or fact.other]


def _key(account: Account) -> str:
    is_key = account.designations.filter(ends_on__isnull=True).exists()
    return _("Yes") if is_key else ""
