"""Who may do what at every address of the product: one line each, written by hand.

It does not read `web.access`: a mistake there must show here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.web.house import House

NOBODY = ""
ALL = "ada hana marta chen sam stella ana fay carl rhea"
FIGURES = "ada hana marta chen sam stella ana fay rhea"  # all but the care officer
SEE_ALL = "ada hana ana fay"
JUDGE = "ada hana marta chen sam stella ana fay"
ANALYST = "ana"
HEAD = "hana"
CRITERIA = "hana ana"
ADMINISTRATOR = "ada"
PEOPLE = "ada hana"
PLAN = "hana marta"

SEE_NORVIK = "ada hana marta sam stella ana fay carl rhea"
SEE_BRENNER = "ada hana chen ana fay carl rhea"
SEE_KELAN = "ada hana ana fay"

Args = Callable[[House], list[Any]]


@dataclass(frozen=True)
class Page:
    """One address: who may read it and who may send to it.

    `get` and `post` are the answers to somebody who may. `of_account` says that the
    address names an account, which one must also be allowed to see.
    """

    read: str = NOBODY
    write: str = NOBODY
    public: bool = False
    of_account: bool = False
    args: Args = lambda _house: []
    get: frozenset[int] = frozenset({200})
    post: frozenset[int] = frozenset({200, 302, 400, 422})
    data: dict[str, Any] = field(default_factory=dict)


def account(read: str = NOBODY, write: str = NOBODY, **rest: Any) -> Page:
    return Page(
        read, write, of_account=True, args=lambda house: [house.cast.norvik.pk], **rest
    )


def batch(read: str = NOBODY, write: str = NOBODY, **rest: Any) -> Page:
    return Page(read, write, args=lambda house: [house.batch.pk], **rest)


def draft(read: str = NOBODY, write: str = NOBODY, **rest: Any) -> Page:
    return Page(read, write, args=lambda house: [house.draft.pk], **rest)


def person(read: str = NOBODY, write: str = NOBODY, **rest: Any) -> Page:
    return Page(read, write, args=lambda house: [house.cast.sam.pk], **rest)


def public(*get: int, post: tuple[int, ...] = (200, 302, 400, 422)) -> Page:
    return Page(ALL, ALL, public=True, get=frozenset(get), post=frozenset(post))


OK_OR_GO = frozenset({200, 302})
GO = frozenset({302})
NOT_ASKED = frozenset({405})

PAGES: dict[str, Page] = {
    # Signing in: open to everybody; who is signed in already is sent to the start
    "account_login": public(200, 302),
    "account_signup": public(200, 302, post=(200, 302, 403)),
    "account_inactive": public(200, post=(405,)),
    "account_reset_password": public(200, 302),
    "account_reset_password_done": public(200, post=(405,)),
    "account_reset_password_from_key": Page(
        ALL, ALL, public=True, args=lambda _house: ["1", "no-key"]
    ),
    "account_reset_password_from_key_done": public(200, post=(405,)),
    "healthz": public(200, post=(200,)),
    "language": public(405),
    "account_logout": Page(ALL, ALL),
    "account_change_password": Page(ALL, ALL),
    "account_reauthenticate": Page(ALL, ALL, get=OK_OR_GO),
    # One's own settings
    "me": Page(ALL, ALL),
    "appearance": Page(ALL, ALL, get=NOT_ASKED),
    "columns": Page(ALL, ALL, get=NOT_ASKED),
    # How everything is computed
    "methods": Page(ALL),
    "method": Page(ALL, args=lambda _house: ["payback"]),
    # Portfolio; the care officer starts with the accounts
    "portfolio": Page(FIGURES),
    "portfolio-csv": Page(FIGURES),
    "loss": Page(FIGURES),
    "first-run": Page(FIGURES, get=OK_OR_GO),
    # Candidates
    "candidates": Page(SEE_ALL),
    "candidates-csv": Page(SEE_ALL),
    "candidate": account(SEE_ALL),
    "candidate-decide": account(write=HEAD),
    "candidate-judge": account(write=SEE_ALL, data={"topic": "fit"}),
    "assess": Page(write=CRITERIA),
    "assessment-progress": Page(SEE_ALL, get=OK_OR_GO),
    "criteria": Page(SEE_ALL, CRITERIA),
    "serving-rates": Page("hana ana fay", CRITERIA),
    # Accounts
    "accounts": Page(ALL),
    "accounts-csv": Page(ALL),
    "search": Page(ALL),
    "account": account(ALL),
    "account-csv": account(FIGURES),
    "account-decisions": account(ALL),
    "account-history": account(ALL),
    "account-group": account(ALL),
    "account-judge": account(write=JUDGE, data={"topic": "fit"}),
    "account-framework": account(
        write=JUDGE, data={"contract_id": "F-1", "ends_on": "2027-01-31"}
    ),
    "account-edit": account(ANALYST, ANALYST),
    "account-move": account(ANALYST, ANALYST),
    "account-merge": account(ANALYST, ANALYST),
    "account-split": account(ANALYST, ANALYST),
    "account-exclude": account(ANALYST, ANALYST),
    "account-restore": account(write=ANALYST),
    "account-head-office": account(write=ANALYST, data={"unit_id": "N1"}),
    "restructuring-undo": Page(
        write=ANALYST, args=lambda house: [house.merge.pk], post=GO
    ),
    "duplicates": Page(ANALYST),
    "duplicates-find": Page(write=ANALYST, post=GO),
    "duplicate-keep": Page(
        write=ANALYST, args=lambda house: [house.duplicate.pk], post=GO
    ),
    "prospect-new": Page(CRITERIA, CRITERIA),
    # Early warnings: the head, the care officer and the account's manager answer
    "warnings": Page(ALL),
    "warnings-csv": Page(ALL),
    "warning-answer": Page(
        write="hana marta carl",
        args=lambda house: [house.warning.pk],
        data={"state": "seen"},
        post=GO,
    ),
    # The cycle: the head moves, the account's manager reports and confirms
    "key-accounts": Page(FIGURES),
    "market-report": Page(write=HEAD),
    "account-cycle": account(FIGURES),
    "cycle-part": account(write=HEAD),
    "event-report": Page(write="hana marta", args=lambda house: [house.cast.norvik.pk]),
    "cycle-move": Page(write=HEAD, args=lambda house: [house.cycle.pk]),
    "gate-confirm": Page(
        write="hana marta", args=lambda house: [house.cycle.pk, "levels"]
    ),
    "proposal-answer": Page(write=HEAD, args=lambda house: [house.proposal.pk]),
    # Account plans: the account's manager and the head write, owners finish
    "account-plan": account(ALL),
    "calendar": public(404, post=(405,)),
    "calendar-make": Page(write=ALL, post=frozenset({200})),
    "calendar-revoke": Page(write=ALL, post=GO),
    "plan-export": Page(SEE_NORVIK, args=lambda house: [house.plan.pk]),
    "plan-keep": Page(
        write=HEAD,
        args=lambda house: [house.plan.pk],
        data={"name": "Kept"},
        post=GO,
    ),
    "plan-templates": Page(HEAD),
    "plan-template-remove": Page(
        write=HEAD, args=lambda house: [house.template.pk], post=GO
    ),
    "slide-template": Page(HEAD, HEAD),
    "slide-template-remove": Page(write=HEAD, post=GO),
    "plan-begin": Page(write=PLAN, args=lambda house: [house.cast.norvik.pk]),
    "plan-change": Page(write=PLAN, args=lambda house: [house.plan.pk, "charter"]),
    "plan-agree": Page(write=PLAN, args=lambda house: [house.plan.pk], post=GO),
    "plan-review": Page(write=PLAN, args=lambda house: [house.plan.pk]),
    "plan-next": Page(write=PLAN, args=lambda house: [house.plan.pk]),
    "plan-objective": Page(write=PLAN, args=lambda house: [house.plan.pk]),
    "objective-change": Page(write=PLAN, args=lambda house: [house.objective.pk]),
    "objective-remove": Page(write=PLAN, args=lambda house: [house.objective.pk]),
    "plan-action": Page(write=PLAN, args=lambda house: [house.plan.pk]),
    "action-change": Page(write=PLAN, args=lambda house: [house.action.pk]),
    "action-finish": Page(
        write="hana marta sam", args=lambda house: [house.action.pk, "done"], post=GO
    ),
    "plan-risk": Page(write=PLAN, args=lambda house: [house.plan.pk]),
    "risk-change": Page(write=PLAN, args=lambda house: [house.risk.pk]),
    "work": Page(ALL),
    # Their business: the head and the account's manager say what is known
    "account-business": account(ALL),
    "statement-record": Page(
        write="hana marta", args=lambda house: [house.cast.norvik.pk, "trend"]
    ),
    "statement-withdraw": Page(
        write="hana marta", args=lambda house: [house.statement.pk]
    ),
    # What we took on for them: whoever owns it ends it too; Sam owns this one
    "undertaking-begin": Page(
        write="hana marta", args=lambda house: [house.cast.norvik.pk]
    ),
    "undertaking-word": Page(
        write="hana marta sam", args=lambda house: [house.undertaking.pk]
    ),
    "undertaking-act": Page(
        write="hana marta sam", args=lambda house: [house.undertaking.pk, "end"]
    ),
    # The library: Sam led this case; what the care officer reads has no money
    "library": Page(ALL),
    "library-method": Page(ALL, args=lambda house: [house.method.pk]),
    "library-new": Page("hana marta chen", "hana marta chen"),
    "library-edit": Page(
        "hana marta chen", "hana marta chen", args=lambda house: [house.method.pk]
    ),
    "library-act": Page(
        write="hana marta chen",
        args=lambda house: [house.method.pk, "retire"],
        post=GO,
    ),
    "case-new": Page(
        "hana marta", "hana marta", args=lambda house: [house.cast.norvik.pk]
    ),
    "case-correct": Page(
        "hana marta sam", "hana marta sam", args=lambda house: [house.case.pk]
    ),
    "case-withdraw": Page(
        "hana marta", "hana marta", args=lambda house: [house.case.pk]
    ),
    "account-health": account(ALL),
    "solutions": Page(ALL),
    "solution-new": Page(CRITERIA, CRITERIA),
    "solution-edit": Page(CRITERIA, CRITERIA, args=lambda house: [house.solution.pk]),
    "proposition-draft": Page(
        write="hana marta", args=lambda house: [house.cast.norvik.pk]
    ),
    "proposition-act": Page(
        write="hana marta", args=lambda house: [house.gain.proposition_id, "gain"]
    ),
    "gain-confirm": Page(write="hana marta", args=lambda house: [house.gain.pk]),
    "account-value-csv": account(FIGURES),
    "effort-record": Page(
        write="hana marta sam stella carl", args=lambda house: [house.cast.norvik.pk]
    ),
    "effort-withdraw": Page(
        write="hana marta sam", args=lambda house: [house.effort.pk]
    ),
    "touch-time": Page(
        write="hana marta sam stella carl",
        args=lambda house: [house.cast.norvik.pk, house.contact.touches.get().pk],
    ),
    "account-handover": account(ALL),
    "handover-pdf": account(ALL),
    "loose-end-take": Page(
        write="hana marta", args=lambda house: [house.cast.norvik.pk]
    ),
    "loose-end-let-be": Page(
        write="hana marta", args=lambda house: [house.cast.norvik.pk]
    ),
    # People at customers: the head and the account's manager keep them, the team meets
    "account-people": account(ALL),
    "contact": Page(SEE_NORVIK, args=lambda house: [house.contact.pk]),
    "contact-card": Page(SEE_NORVIK, args=lambda house: [house.contact.pk]),
    "account-cards": account(ALL),
    "account-map-svg": account(ALL),
    "account-map-png": account(ALL),
    "account-map-pdf": account(ALL),
    "account-organigram-svg": account(ALL),
    "account-organigram-png": account(ALL),
    "account-organigram-pdf": account(ALL),
    "map-arrange": Page(write="hana marta", args=lambda house: [house.cast.norvik.pk]),
    "map-move": Page(write="hana marta", args=lambda house: [house.cast.norvik.pk]),
    "map-release": Page(write="hana marta", args=lambda house: [house.cast.norvik.pk]),
    "map-restore": Page(write="hana marta", args=lambda house: [house.cast.norvik.pk]),
    "contact-erase": Page(
        "ada hana", "ada hana", args=lambda house: [house.contact.pk]
    ),
    "contact-notes": Page(
        "hana marta", "hana marta", args=lambda house: [house.contact.pk]
    ),
    "contact-edit": Page(write="hana marta", args=lambda house: [house.contact.pk]),
    "contacts-same": Page("hana marta chen"),
    "contact-merge": Page(
        "hana marta",
        "hana marta",
        args=lambda house: [house.double.pk, house.contact.pk],
    ),
    "contacts-apart": Page(
        write="hana marta", args=lambda house: [house.double.pk, house.contact.pk]
    ),
    "apart-undo": Page(
        write="hana marta", args=lambda house: [house.apart.pk], post=GO
    ),
    "contact-part": Page(
        write="hana marta", args=lambda house: [house.merged.pk], post=GO
    ),
    "position-add": Page(write="hana marta", args=lambda house: [house.cast.norvik.pk]),
    "position-edit": Page(write="hana marta", args=lambda house: [house.position.pk]),
    "position-fill": Page(write="hana marta", args=lambda house: [house.nameless.pk]),
    "position-leave": Page(write="hana marta", args=lambda house: [house.position.pk]),
    "position-rate": Page(
        write="hana marta", args=lambda house: [house.position.pk, "support"]
    ),
    "tie-record": Page(write="hana marta", args=lambda house: [house.cast.norvik.pk]),
    "touch-log": Page(
        write="hana marta sam stella carl",
        args=lambda house: [house.cast.norvik.pk],
    ),
    # Data and imports
    "imports": Page(SEE_ALL),
    "import-upload": Page(write=ANALYST),
    "import-draft": draft(ANALYST, ANALYST),
    "import-commit": draft(write=ANALYST),
    "import-discard": draft(write=ANALYST),
    "import-progress": batch(SEE_ALL, get=OK_OR_GO),
    "import-batch": batch(SEE_ALL),
    "import-refused": draft(ANALYST),
    "import-withdraw": batch(ANALYST, ANALYST),
    "import-sample": Page(ANALYST),
    "import-template": Page(ANALYST, args=lambda _house: ["contacts"]),
    "sources": Page(ADMINISTRATOR, ADMINISTRATOR),
    "source": Page(ADMINISTRATOR, ADMINISTRATOR, args=lambda house: [house.source.pk]),
    # People, settings, activity
    "people": Page(PEOPLE),
    "person-new": Page(ADMINISTRATOR, ADMINISTRATOR),
    "person": person(ADMINISTRATOR, ADMINISTRATOR),
    "person-invite": person(write=ADMINISTRATOR, post=GO),
    "person-deactivate": person(write=ADMINISTRATOR, post=GO),
    "person-activate": person(write=ADMINISTRATOR, post=GO),
    "person-capacity": person(write=PEOPLE, post=GO),
    "firm": Page(SEE_ALL, ADMINISTRATOR),
    "rate-add": Page(write=ADMINISTRATOR),
    "rate-remove": Page(
        write=ADMINISTRATOR, args=lambda house: [house.rate.pk], post=GO
    ),
    "activity": Page(PEOPLE),
    "activity-csv": Page(PEOPLE),
}
