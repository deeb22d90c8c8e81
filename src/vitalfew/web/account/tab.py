"""What every tab of an account but the overview shows above its own content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitalfew.apps.assessments.clock import company_day
from vitalfew.apps.assessments.selectors.decisions import decisions_counted
from vitalfew.apps.assessments.selectors.rows import row_of
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.web.account.page import Head, head_read
from vitalfew.web.account.tabs import Tab, tabs
from vitalfew.web.formats import formats_for

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment, AssessmentRow
    from vitalfew.apps.firm.models import Firm
    from vitalfew.apps.users.models import User
    from vitalfew.web.formats import Formats


@dataclass(frozen=True)
class AccountTab:
    """The head of an account, its tabs, and what all of them read."""

    firm: Firm
    formats: Formats
    assessment: Assessment | None
    row: AssessmentRow | None
    on: dt.date
    """The company's today."""
    head: Head
    tabs: list[Tab]

    @property
    def context(self) -> dict[str, Any]:
        """What templates that extend `account/base.html` need."""
        return {
            "firm": self.firm,
            "formats": self.formats,
            "head": self.head,
            "tabs": self.tabs,
        }


def tab_read(
    acting: User, account: Account, name: str, *, decisions: int | None = None
) -> AccountTab:
    """The tab of this URL name, of an account that may be seen.

    Whoever has read its decisions says how many there are.
    """
    firm, assessment = firm_settings(), latest_assessment()
    formats = formats_for(acting, firm)
    on = company_day(firm, assessment)
    row = row_of(acting, account, assessment=assessment)
    if decisions is None:
        decisions = decisions_counted(acting, account)
    head = head_read(acting, account, row, formats, decisions=decisions, on=on)
    return AccountTab(
        firm=firm,
        formats=formats,
        assessment=assessment,
        row=row,
        on=on,
        head=head,
        tabs=tabs(acting, head, name),
    )
