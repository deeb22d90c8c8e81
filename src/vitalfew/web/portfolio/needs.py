"""What needs the person who looks at the portfolio, each with where it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.apps.accounts.policies import money_of_all
from vitalfew.apps.accounts.selectors import names_by_key
from vitalfew.apps.assessments.models import AssessmentRow
from vitalfew.apps.assessments.selectors.criteria import criteria_of
from vitalfew.apps.assessments.selectors.decisions import decisions_due
from vitalfew.apps.assessments.selectors.figures import basis_said
from vitalfew.apps.assessments.selectors.rows import among_seen, rows_at
from vitalfew.apps.assessments.selectors.runs import assessment_under_way
from vitalfew.apps.assessments.selectors.standings import candidates_open
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.care.selectors import warnings_new
from vitalfew.apps.program.selectors import proposals_open
from vitalfew.files.bidi import isolated
from vitalfew.web.access import allowed
from vitalfew.web.cycle.words import said
from vitalfew.web.formats import Formats, reason_sentence
from vitalfew.web.portfolio.first_run import orders_moved
from vitalfew.web.portfolio.found import ASSESSMENTS
from vitalfew.web.portfolio.table import USUAL_SORT, placed
from vitalfew.web.warnings.lines import ICONS, evidence

if TYPE_CHECKING:
    import datetime as dt

    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.program.models import Cycle
    from vitalfew.apps.users.models import User
    from vitalfew.web.portfolio.table import KeyFound

MOST_OF_A_KIND = 3
LARGEST = 50
"""Among so many of the largest an account that is no customer distorts every share."""
PSEUDO = "selection.pseudo"


@dataclass(frozen=True)
class Need:
    """One thing to do: what it is about, what is the matter, where it is settled."""

    title: str
    text: str
    action: str
    url: str
    icon: str = "eye"
    tone: str = "warn"


def needs(
    acting: User,
    assessment: Assessment,
    keys: Sequence[KeyFound],
    formats: Formats,
) -> list[Need]:
    """Everything that waits for this person, the most pressing first."""
    return [
        *_warned(acting, formats),
        *_falling(acting, formats),
        *_fallen(acting, assessment, keys, formats),
        *_unmanaged(acting, keys),
        *_due_again(acting, formats),
        *_candidates(acting, assessment, keys, formats),
        *_orders_moved(acting, assessment),
        *_no_customers(acting, assessment),
        *_costs_unknown(acting, assessment),
    ]


def title(found: Sequence[Need]) -> str:
    """How many things there are."""
    if not found:
        return _("Nothing needs you now")
    return ngettext(
        "%(count)s thing needs you", "%(count)s things need you", len(found)
    ) % {"count": len(found)}


def _warned(acting: User, formats: Formats) -> list[Need]:
    """Early warnings that nobody has answered yet, the most severe first."""
    return [
        Need(
            title=isolated(warning.account.name),
            text=evidence(warning, formats),
            action=_("Look"),
            url=reverse("warnings") + f"#warning-{warning.pk}",
            icon=ICONS[EarlyWarning.Kind(warning.kind)],
        )
        for warning in warnings_new(acting, most=MOST_OF_A_KIND)
    ]


def _falling(acting: User, formats: Formats) -> list[Need]:
    """Reasons to fall back that wait for the head, the oldest first."""
    if not allowed(acting, "proposal-answer", write=True):
        return []
    return [
        Need(
            title=_called(proposal.cycle),
            text=said(proposal.evidence, formats),
            action=_("Answer"),
            url=reverse("account-cycle", args=[proposal.cycle.account_id])
            + f"#proposal-{proposal.pk}",
            icon="rotate-ccw",
        )
        for proposal in proposals_open(acting, most=MOST_OF_A_KIND)
    ]


def _called(cycle: Cycle) -> str:
    """The account, and the part of it that has a cycle of its own."""
    names = [cycle.account.name, cycle.name]
    return " · ".join(isolated(name) for name in names if name)


def _fallen(
    acting: User,
    assessment: Assessment,
    keys: Sequence[KeyFound],
    formats: Formats,
) -> list[Need]:
    """Key accounts the newest assessment would not propose again, the largest first."""
    fallen = [key for key in keys if key.found.verdict not in {"", "propose"}]
    shown = [key.account for key in placed(fallen, USUAL_SORT)[:MOST_OF_A_KIND]]
    against = _against(acting, assessment, shown, formats)
    names = names_by_key(acting, shown)
    found = [
        Need(
            title=isolated(names[pk]),
            text=against.get(pk, _("No longer proposed as a key account")),
            action=_("Look"),
            url=reverse("account", args=[pk]),
        )
        for pk in shown
    ]
    more = len(fallen) - MOST_OF_A_KIND
    if more > 0:
        text = ngettext(
            "%(more)s more key account is no longer proposed",
            "%(more)s more key accounts are no longer proposed",
            more,
        )
        url = reverse("portfolio") + "?sort=contribution#key-accounts"
        found.append(
            Need(_("Key accounts"), text % {"more": more}, action=_("Look"), url=url)
        )
    return found


def _against(
    acting: User, assessment: Assessment, accounts: Sequence[int], formats: Formats
) -> dict[int, str]:
    """The first reason against each of these, where this person may read one."""
    if not accounts:
        return {}
    asked = rows_at(acting, accounts, assessment=assessment)
    asked = asked.defer("measures", "would_change")
    found: dict[int, str] = {}
    for row in among_seen(acting, asked, assessment=assessment):
        for side, code, values in row.reasons:
            if side == "against":
                found.setdefault(row.account_id, reason_sentence(code, values, formats))
    return found


def _unmanaged(acting: User, keys: Sequence[KeyFound]) -> list[Need]:
    if not allowed(acting, "candidate-decide", write=True):
        return []
    without = placed((key for key in keys if key.manager is None), USUAL_SORT)
    shown = [key.account for key in without[:MOST_OF_A_KIND]]
    names = names_by_key(acting, shown)
    return [
        Need(
            title=isolated(names[pk]),
            text=_("A key account without an account manager"),
            action=_("Look"),
            url=reverse("account", args=[pk]),
            icon="user-x",
        )
        for pk in shown
    ]


def _due_again(acting: User, formats: Formats) -> list[Need]:
    """Decided "not now", and the day to ask again has come."""
    if not allowed(acting, "candidates"):
        return []
    due = decisions_due(acting, timezone.localdate(), most=MOST_OF_A_KIND)
    return [
        Need(
            title=isolated(decision.account.name),
            text=_("Put off until %(day)s")
            % {"day": formats.day(decision.ask_again_on)},
            action=_("Decide"),
            url=_candidate(decision.account_id),
            icon="calendar-clock",
        )
        for decision in due
    ]


def _candidates(
    acting: User,
    assessment: Assessment,
    keys: Sequence[KeyFound],
    formats: Formats,
) -> list[Need]:
    if not allowed(acting, "candidates"):
        return []
    accounts = [key.account for key in keys]
    waiting = candidates_open(acting, assessment=assessment, keys=accounts)
    if not waiting:
        return []
    name = ngettext("%(count)s candidate", "%(count)s candidates", waiting)
    since = (assessment.finished_at or assessment.requested_at).date()
    decides = allowed(acting, "candidate-decide", write=True)
    return [
        Need(
            title=name % {"count": formats.count(waiting)},
            text=_("Waiting for a decision since %(day)s")
            % {"day": formats.day(since)},
            action=_("Decide") if decides else _("Look"),
            url=reverse("candidates"),
            icon="crosshair",
            tone="few",
        )
    ]


def _orders_moved(acting: User, assessment: Assessment) -> list[Need]:
    if not allowed(acting, "assess", write=True) or not orders_moved(assessment):
        return []
    if assessment_under_way() is not None:
        return []
    return [
        Need(
            title=_("The orders have changed"),
            text=_("An import came or was withdrawn after this assessment"),
            action=_("Assess anew"),
            url=reverse("criteria"),
            icon="refresh-cw",
        )
    ]


def _no_customers(acting: User, assessment: Assessment) -> list[Need]:
    """Large accounts that are no single customer by their name, still counted."""
    if not allowed(acting, "account-exclude", write=True):
        return []
    basis = money_of_all(acting)
    found = _not_customers(assessment.pk, assessment.finished_at, basis)
    names = names_by_key(acting, found) if found else {}
    return [
        Need(
            title=isolated(names[account]),
            text=_("Not a single customer, by its name; leave it out or keep it"),
            action=_("Look"),
            url=reverse("account-exclude", args=[account]),
            icon="user-x",
        )
        for account in found
        if account in names
    ][:MOST_OF_A_KIND]


@lru_cache(maxsize=ASSESSMENTS)
def _not_customers(
    assessment: int, _finished_at: dt.datetime | None, basis: str
) -> list[int]:
    largest = AssessmentRow.objects.filter(
        assessment=assessment, basis=basis, rank__lte=LARGEST
    )
    return [
        row.account_id
        for row in largest.order_by("rank").only("account_id", "reasons")
        if any(code == PSEUDO for _side, code, _values in row.reasons)
    ]


def _costs_unknown(acting: User, assessment: Assessment) -> list[Need]:
    """What is unknown for every account alike, and who can enter it."""
    found = []
    if basis_said(assessment, "contribution") == "revenue" and _may_import(acting):
        found.append(
            Need(
                title=_("Contribution is unknown"),
                text=_("Not every order line has a cost, so everything is by revenue"),
                action=_("Import"),
                url=reverse("imports"),
                icon="circle-question-mark",
            )
        )
    payback = criteria_of(assessment.criteria).payback
    missing = payback.investment is None or payback.yearly_cost_to_serve is None
    if missing and allowed(acting, "criteria", write=True):
        found.append(
            Need(
                title=_("Payback is unknown"),
                text=_("Enter what winning and serving a key account costs"),
                action=_("Enter"),
                url=reverse("criteria"),
                icon="circle-question-mark",
            )
        )
    return found


def _may_import(acting: User) -> bool:
    return allowed(acting, "import-upload", write=True)


def _candidate(account: int) -> str:
    return reverse("candidate", args=[account])
