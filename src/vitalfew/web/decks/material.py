"""What the slides of a plan and of a review rest on, read once for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vitalfew.apps.accounts.staff import managers_of
from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.plans.models import Action, Plan, Risk
from vitalfew.web.formats import formats_for
from vitalfew.web.plans.page import risks_sorted, standings_read

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.firm.models import Firm
    from vitalfew.apps.plans.figures import Figures, Standing
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class Material:
    acting: User
    plan: Plan
    firm: Firm
    formats: Formats
    assessment: Assessment | None
    on: date
    manager: User | None
    figures: Figures
    standings: list[Standing]
    actions: list[Action]
    risks: list[Risk]
    quarter: date | None
    """The first day of the quarter a review is of; None for the newest that is over."""

    @property
    def account(self) -> Account:
        return self.plan.account

    @property
    def closed(self) -> bool:
        return self.plan.state == Plan.State.CLOSED

    @property
    def open_actions(self) -> list[Action]:
        return [each for each in self.actions if each.state == Action.State.OPEN]

    def overdue(self, action: Action) -> bool:
        return action.is_late(self.on)

    @property
    def facts(self) -> list[str]:
        """Whose it is, and how things stood on which day."""
        found = [_("As of %(day)s") % {"day": self.formats.day(self.on)}]
        if self.manager is not None:
            manager = _("Account manager: %(name)s") % {"name": self.manager.name}
            found.append(manager)
        return [*found, self.firm.name] if self.firm.name else found


def material_read(
    acting: User,
    plan: Plan,
    firm: Firm,
    assessment: Assessment | None,
    quarter: date | None,
) -> Material:
    """In the language that is spoken at the moment."""
    on = company_day(firm, assessment)
    figures, standings = standings_read(acting, plan, assessment, on=on)
    return Material(
        acting=acting,
        plan=plan,
        firm=firm,
        formats=formats_for(acting, firm),
        assessment=assessment,
        on=on,
        manager=managers_of(acting, [plan.account]).get(plan.account_id),
        figures=figures,
        standings=standings,
        actions=list(plan.actions.select_related("owner", "objective")),
        risks=risks_sorted(plan.risks.select_related("owner")),
        quarter=quarter,
    )
