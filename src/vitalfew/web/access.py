"""Access to every page, in one table. A URL that is not in it does not answer.

Which *accounts* somebody sees is decided by `apps.accounts.policies`; this table says
who may open a page at all, and who may change something through it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
)
from django.shortcuts import redirect

from vitalfew.apps.users.models import Role, User

METHODS = ("GET", "HEAD", "POST")

EVERYBODY = frozenset(Role.values)
SEES_FIGURES = EVERYBODY - {Role.CARE}
SEES_ALL_ACCOUNTS = frozenset(
    {Role.HEAD, Role.ANALYST, Role.FINANCE, Role.ADMINISTRATOR}
)
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """Who may read a page (GET) and who may send to it (POST)."""

    read: frozenset[str]
    write: frozenset[str] = NOBODY
    public: bool = False


def roles(*names: str) -> frozenset[str]:
    return frozenset(names)


HEAD = roles(Role.HEAD)
ANALYST = roles(Role.ANALYST)
CRITERIA = roles(Role.HEAD, Role.ANALYST)
ADMINISTRATOR = roles(Role.ADMINISTRATOR)
PLANS = roles(Role.HEAD, Role.MANAGER)
TEACHES = roles(Role.HEAD, Role.MANAGER)
KEEPERS = roles(Role.HEAD, Role.MANAGER)
"""Who keeps people at customers, each of their own accounts."""

PUBLIC = Rule(read=NOBODY, write=NOBODY, public=True)
SIGNED_IN = Rule(read=EVERYBODY, write=EVERYBODY)

ACCESS: dict[str, Rule] = {
    # Signing in
    "account_login": PUBLIC,
    "account_logout": SIGNED_IN,
    "account_signup": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "healthz": PUBLIC,
    "language": PUBLIC,
    # One's own settings
    "me": SIGNED_IN,
    "appearance": SIGNED_IN,
    "columns": SIGNED_IN,
    # How everything is computed
    "methods": Rule(read=EVERYBODY),
    "method": Rule(read=EVERYBODY),
    # Portfolio
    "portfolio": Rule(read=SEES_FIGURES),
    "portfolio-csv": Rule(read=SEES_FIGURES),
    "loss": Rule(read=SEES_FIGURES),
    "first-run": Rule(read=SEES_FIGURES),
    # Candidates and decisions
    "candidates": Rule(read=SEES_ALL_ACCOUNTS),
    "candidates-csv": Rule(read=SEES_ALL_ACCOUNTS),
    "candidate": Rule(read=SEES_ALL_ACCOUNTS),
    "candidate-decide": Rule(read=NOBODY, write=HEAD),
    "candidate-judge": Rule(read=NOBODY, write=SEES_ALL_ACCOUNTS),
    "assess": Rule(read=NOBODY, write=CRITERIA),
    "assessment-progress": Rule(read=SEES_ALL_ACCOUNTS),
    "criteria": Rule(read=SEES_ALL_ACCOUNTS, write=CRITERIA),
    "serving-rates": Rule(
        read=roles(Role.HEAD, Role.ANALYST, Role.FINANCE), write=CRITERIA
    ),
    # Accounts
    "accounts": Rule(read=EVERYBODY),
    "accounts-csv": Rule(read=EVERYBODY),
    "search": Rule(read=EVERYBODY),
    "account": Rule(read=EVERYBODY),
    "account-csv": Rule(read=SEES_FIGURES),
    "account-decisions": Rule(read=EVERYBODY),
    "account-history": Rule(read=EVERYBODY),
    "account-group": Rule(read=EVERYBODY),
    "account-judge": Rule(read=NOBODY, write=EVERYBODY - {Role.READER, Role.CARE}),
    "account-framework": Rule(read=NOBODY, write=EVERYBODY - {Role.READER, Role.CARE}),
    "account-edit": Rule(read=ANALYST, write=ANALYST),
    "account-move": Rule(read=ANALYST, write=ANALYST),
    "account-merge": Rule(read=ANALYST, write=ANALYST),
    "account-split": Rule(read=ANALYST, write=ANALYST),
    "account-exclude": Rule(read=ANALYST, write=ANALYST),
    "account-head-office": Rule(read=NOBODY, write=ANALYST),
    "restructuring-undo": Rule(read=NOBODY, write=ANALYST),
    "account-restore": Rule(read=NOBODY, write=ANALYST),
    "duplicates": Rule(read=ANALYST),
    "duplicates-find": Rule(read=NOBODY, write=ANALYST),
    "duplicate-keep": Rule(read=NOBODY, write=ANALYST),
    "prospect-new": Rule(read=CRITERIA, write=CRITERIA),
    # Early warnings
    "warnings": Rule(read=EVERYBODY),
    "warnings-csv": Rule(read=EVERYBODY),
    "warning-answer": Rule(
        read=NOBODY, write=roles(Role.HEAD, Role.MANAGER, Role.CARE)
    ),
    # The cycle of key accounts
    "key-accounts": Rule(read=SEES_FIGURES),
    "market-report": Rule(read=NOBODY, write=HEAD),
    "account-cycle": Rule(read=SEES_FIGURES),
    "cycle-part": Rule(read=NOBODY, write=HEAD),
    "cycle-move": Rule(read=NOBODY, write=HEAD),
    "gate-confirm": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "event-report": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "proposal-answer": Rule(read=NOBODY, write=HEAD),
    # Account plans, and each person's own work in them
    "account-plan": Rule(read=EVERYBODY),
    "calendar": PUBLIC,
    "calendar-make": Rule(read=NOBODY, write=EVERYBODY),
    "calendar-revoke": Rule(read=NOBODY, write=EVERYBODY),
    "plan-export": Rule(read=EVERYBODY),
    "plan-keep": Rule(read=NOBODY, write=HEAD),
    "plan-templates": Rule(read=HEAD),
    "plan-template-remove": Rule(read=NOBODY, write=HEAD),
    "slide-template": Rule(read=HEAD, write=HEAD),
    "slide-template-remove": Rule(read=NOBODY, write=HEAD),
    "plan-begin": Rule(read=NOBODY, write=PLANS),
    "plan-change": Rule(read=NOBODY, write=PLANS),
    "plan-agree": Rule(read=NOBODY, write=PLANS),
    "plan-review": Rule(read=NOBODY, write=PLANS),
    "plan-next": Rule(read=NOBODY, write=PLANS),
    "plan-objective": Rule(read=NOBODY, write=PLANS),
    "objective-change": Rule(read=NOBODY, write=PLANS),
    "objective-remove": Rule(read=NOBODY, write=PLANS),
    "plan-action": Rule(read=NOBODY, write=PLANS),
    "action-change": Rule(read=NOBODY, write=PLANS),
    "action-finish": Rule(read=NOBODY, write=EVERYBODY),
    "plan-risk": Rule(read=NOBODY, write=PLANS),
    "risk-change": Rule(read=NOBODY, write=PLANS),
    "work": Rule(read=EVERYBODY),
    # The customer's business
    "account-business": Rule(read=EVERYBODY),
    "statement-record": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "statement-withdraw": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    # What we took on for them: its owner, of any role, ends it too
    "undertaking-begin": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "undertaking-act": Rule(read=NOBODY, write=EVERYBODY),
    "undertaking-word": Rule(read=NOBODY, write=EVERYBODY),
    # The library: methods for everybody, cases for who sees their accounts; whoever
    # led a case, of any role, corrects it
    "library": Rule(read=EVERYBODY),
    "library-method": Rule(read=EVERYBODY),
    "library-new": Rule(read=TEACHES, write=TEACHES),
    "library-edit": Rule(read=TEACHES, write=TEACHES),
    "library-act": Rule(read=NOBODY, write=TEACHES),
    "case-new": Rule(read=TEACHES, write=TEACHES),
    "case-correct": Rule(read=EVERYBODY, write=EVERYBODY),
    "case-withdraw": Rule(read=TEACHES, write=TEACHES),
    # What we offer customers
    "solutions": Rule(read=EVERYBODY),
    "solution-new": Rule(read=CRITERIA, write=CRITERIA),
    "solution-edit": Rule(read=CRITERIA, write=CRITERIA),
    "proposition-draft": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "proposition-act": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "gain-confirm": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "account-value-csv": Rule(read=SEES_FIGURES),
    # What the relationship cost
    "effort-record": Rule(
        read=NOBODY,
        write=roles(Role.HEAD, Role.MANAGER, Role.SPECIALIST, Role.SPONSOR, Role.CARE),
    ),
    "effort-withdraw": Rule(
        read=NOBODY,
        write=roles(Role.HEAD, Role.MANAGER, Role.SPECIALIST, Role.SPONSOR, Role.CARE),
    ),
    "touch-time": Rule(
        read=NOBODY,
        write=roles(Role.HEAD, Role.MANAGER, Role.SPECIALIST, Role.SPONSOR, Role.CARE),
    ),
    # Loose ends and handing over
    "account-handover": Rule(read=EVERYBODY),
    "handover-pdf": Rule(read=EVERYBODY),
    "loose-end-take": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "loose-end-let-be": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    # Health
    "account-health": Rule(read=EVERYBODY),
    # People at customers
    "account-people": Rule(read=EVERYBODY),
    "contact": Rule(read=EVERYBODY),
    "contact-card": Rule(read=EVERYBODY),
    "account-cards": Rule(read=EVERYBODY),
    "account-map-svg": Rule(read=EVERYBODY),
    "account-map-png": Rule(read=EVERYBODY),
    "account-map-pdf": Rule(read=EVERYBODY),
    "account-organigram-svg": Rule(read=EVERYBODY),
    "account-organigram-png": Rule(read=EVERYBODY),
    "account-organigram-pdf": Rule(read=EVERYBODY),
    "map-arrange": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "map-move": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "map-release": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "map-restore": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "contact-erase": Rule(
        read=roles(Role.ADMINISTRATOR, Role.HEAD),
        write=roles(Role.ADMINISTRATOR, Role.HEAD),
    ),
    "contact-notes": Rule(
        read=roles(Role.HEAD, Role.MANAGER), write=roles(Role.HEAD, Role.MANAGER)
    ),
    "contact-edit": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "contacts-same": Rule(read=KEEPERS),
    "contact-merge": Rule(read=KEEPERS, write=KEEPERS),
    "contacts-apart": Rule(read=NOBODY, write=KEEPERS),
    "apart-undo": Rule(read=NOBODY, write=KEEPERS),
    "contact-part": Rule(read=NOBODY, write=KEEPERS),
    "position-add": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "position-edit": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "position-fill": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "position-leave": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "position-rate": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "tie-record": Rule(read=NOBODY, write=roles(Role.HEAD, Role.MANAGER)),
    "touch-log": Rule(
        read=NOBODY,
        write=roles(Role.HEAD, Role.MANAGER, Role.SPECIALIST, Role.SPONSOR, Role.CARE),
    ),
    # Imports and where orders come from
    "imports": Rule(read=SEES_ALL_ACCOUNTS),
    "import-upload": Rule(read=NOBODY, write=ANALYST),
    "import-draft": Rule(read=ANALYST, write=ANALYST),
    "import-commit": Rule(read=NOBODY, write=ANALYST),
    "import-discard": Rule(read=NOBODY, write=ANALYST),
    "import-progress": Rule(read=SEES_ALL_ACCOUNTS),
    "import-batch": Rule(read=SEES_ALL_ACCOUNTS),
    "import-refused": Rule(read=ANALYST),
    "import-withdraw": Rule(read=ANALYST, write=ANALYST),
    "import-sample": Rule(read=ANALYST),
    "import-template": Rule(read=ANALYST),
    "sources": Rule(read=ADMINISTRATOR, write=ADMINISTRATOR),
    "source": Rule(read=ADMINISTRATOR, write=ADMINISTRATOR),
    # People, settings, activity
    "people": Rule(read=roles(Role.HEAD, Role.ADMINISTRATOR)),
    "person-new": Rule(read=ADMINISTRATOR, write=ADMINISTRATOR),
    "person": Rule(read=ADMINISTRATOR, write=ADMINISTRATOR),
    "person-invite": Rule(read=NOBODY, write=ADMINISTRATOR),
    "person-deactivate": Rule(read=NOBODY, write=ADMINISTRATOR),
    "person-activate": Rule(read=NOBODY, write=ADMINISTRATOR),
    "person-capacity": Rule(read=NOBODY, write=roles(Role.HEAD, Role.ADMINISTRATOR)),
    "firm": Rule(read=SEES_ALL_ACCOUNTS, write=ADMINISTRATOR),
    "rate-add": Rule(read=NOBODY, write=ADMINISTRATOR),
    "rate-remove": Rule(read=NOBODY, write=ADMINISTRATOR),
    "activity": Rule(read=roles(Role.HEAD, Role.ADMINISTRATOR)),
    "activity-csv": Rule(read=roles(Role.HEAD, Role.ADMINISTRATOR)),
}


def allowed(user: User | AnonymousUser, name: str, *, write: bool = False) -> bool:
    """Whether this person may read (or send to) the page of this URL name."""
    rule = ACCESS[name]
    if rule.public:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(user.has_role(*(rule.write if write else rule.read)))


class AccessMiddleware:
    """Asks the table before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.url_name if match else None
        if name not in ACCESS:
            message = f"The URL name {name!r} is missing in the access table."
            raise ImproperlyConfigured(message)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        write = request.method == "POST"
        if allowed(request.user, name, write=write):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if name == "portfolio" and not write:
            # Whoever sees no figures starts with the accounts.
            return redirect("accounts")
        raise Http404
