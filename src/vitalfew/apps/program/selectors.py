"""The cycles somebody may see, and how their gates stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Upper
from django.utils import timezone

from vitalfew.analysis.decision.gates import (
    PART_UNMEASURED,
    PART_UNNAMED,
    Facts,
    Gate,
    Word,
    asked,
    gates,
    next_stage,
)
from vitalfew.apps.accounts.policies import (
    SEE_MARGINS,
    SEE_REVENUE,
    margins,
    may_see,
    of_account,
    of_visible,
    visible,
)
from vitalfew.apps.accounts.staff import managers_of
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.selectors.criteria import criteria_current
from vitalfew.apps.assessments.selectors.rows import row_of
from vitalfew.apps.assessments.selectors.runs import latest_assessment
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.days import DayText
from vitalfew.apps.people.meetings import Met, met_at
from vitalfew.apps.people.models import Level
from vitalfew.apps.prepared import prepared, related
from vitalfew.apps.program.facts import facts_in
from vitalfew.apps.program.models import (
    Confirmation,
    Cycle,
    Event,
    Move,
    PartFigures,
    Proposal,
)
from vitalfew.apps.program.stages import moves_made
from vitalfew.apps.trust.selectors import tried_by
from vitalfew.apps.users.selectors import with_names
from vitalfew.apps.value.ledger import agreed_by

if TYPE_CHECKING:
    from vitalfew.analysis.criteria import GateCriteria
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.assessments.models import Assessment
    from vitalfew.apps.users.models import User

PROPOSED = ("target", "evidence", "cycle__account__name", "cycle__name")
"""What is shown of a proposal where many accounts are."""
MANY = 200
"""Of more accounts it is quicker to read what runs than to name each of them."""
UNANSWERED = (EarlyWarning.State.RAISED, EarlyWarning.State.SEEN)

Said = TypeVar("Said", bound=tuple[Any, ...])


def cycles_open(acting: User) -> QuerySet[Cycle]:
    """The running cycles of the accounts this person sees."""
    found = Cycle.objects.filter(of_visible(acting), ends_on__isnull=True)
    # What imports and people said of an account is much, and no list shows it.
    return found.select_related("account").defer("account__imported", "account__edited")


@prepared
def cycles_at(acting: User, cycles: list[int]) -> QuerySet[Cycle]:
    """These of them, in no order."""
    return cycles_open(acting).filter(pk__among=cycles).order_by()


def cycles_of(acting: User, account: Account) -> list[Cycle]:
    """Every cycle of an account, the running ones first, the whole account on top."""
    found = _cycles(acting, account)
    moves = _moves_signed([cycle.pk for cycle in found])
    related(found, "moves", moves, of="cycle_id")
    order = [Cycle.Part.WHOLE, Cycle.Part.UNIT, Cycle.Part.LINE]
    return sorted(
        found,
        key=lambda cycle: (
            cycle.ends_on is not None,
            order.index(cycle.part),  # type: ignore[arg-type]  # its choices
            cycle.name,
            -cycle.pk,
        ),
    )


def cycle_running(acting: User, account: Account) -> Cycle | None:
    """The cycle of the whole account, with its moves; None when it is not key."""
    cycle = _running.first(acting, account)
    if cycle is not None:
        cycle.account = account
        related([cycle], "moves", moves_made([cycle.pk]), of="cycle_id")
    return cycle


@prepared
def _cycles(acting: User, account: Account) -> QuerySet[Cycle]:
    return Cycle.objects.filter(of_account(acting, account))


@prepared
def _running(acting: User, account: Account) -> QuerySet[Cycle]:
    whole = _cycles.query(acting, account).filter(part=Cycle.Part.WHOLE)
    return whole.filter(ends_on__isnull=True)[:1]


@prepared
def _moves_signed(cycles: list[int]) -> QuerySet[Move]:
    return with_names(moves_made.query(cycles), "by")


def stages_of(acting: User, accounts: Collection[int]) -> dict[int, tuple[str, date]]:
    """The stage of each of these accounts, and since when."""
    few = len(accounts) <= MANY
    columns = _stages_at(acting, list(accounts)) if few else _stages(acting)
    stages = {account: (stage, since) for account, stage, since in columns}
    return {account: stages[account] for account in accounts if account in stages}


@prepared
def _stages(acting: User) -> QuerySet[Cycle, Any]:
    whole = cycles_open(acting).filter(part=Cycle.Part.WHOLE).order_by()
    return whole.values_list("account_id", "stage", "since")


@prepared
def _stages_at(acting: User, accounts: list[int]) -> QuerySet[Cycle, Any]:
    return _stages.query(acting).filter(account__among=accounts)


def cycle_visible(acting: User, pk: int) -> Cycle | None:
    found = Cycle.objects.select_related("account").filter(pk=pk).first()
    return found if found and may_see(acting, found.account) else None


def proposal_visible(acting: User, pk: int) -> Proposal | None:
    found = Proposal.objects.select_related("cycle__account").filter(pk=pk).first()
    return found if found and may_see(acting, found.cycle.account) else None


@prepared
def proposals_open(acting: User, *, most: int | None = None) -> QuerySet[Proposal]:
    """What waits for the head, the oldest first."""
    found = Proposal.objects.filter(
        of_visible(acting, "cycle__account"),
        state=Proposal.State.OPEN,
        cycle__ends_on__isnull=True,
    )
    found = found.select_related("cycle__account").only(*PROPOSED)
    return found.order_by("raised_on", "pk")[:most]


def proposal_waiting(cycle: Cycle) -> Proposal | None:
    """What waits longest for an answer, of a cycle that was read before."""
    return _waiting.first(cycle)


@prepared
def _waiting(cycle: Cycle) -> QuerySet[Proposal]:
    waiting = Proposal.objects.filter(cycle=cycle, state=Proposal.State.OPEN)
    waiting = waiting.select_related("event").only("evidence", "event__kind")
    return waiting.order_by("raised_on", "pk")[:1]


def proposals_of(acting: User, account: Account) -> list[Proposal]:
    """Every proposal of an account, what waits first, then the newest."""
    if not may_see(acting, account):
        return []
    found = _proposed(account)
    return sorted(found, key=lambda each: (each.state != Proposal.State.OPEN,))


@prepared
def _proposed(account: Account) -> QuerySet[Proposal]:
    found = Proposal.objects.filter(cycle__account=account).select_related("cycle")
    return with_names(found, "by", more=["cycle__name"])


def moves_of(acting: User) -> QuerySet[Move]:
    """Every move of the cycles this person sees, in the order they happened."""
    found = Move.objects.filter(
        of_visible(acting, "cycle__account"), cycle__part=Cycle.Part.WHOLE
    )
    return found.order_by("at", "pk")


class Passed(NamedTuple):
    """A move of a cycle from one stage to another; empty where it began or ended."""

    cycle_id: int
    origin: str
    target: str
    on: date


def passed(acting: User) -> list[Passed]:
    """The same, and nothing but from where to where on which day."""
    return [
        Passed(cycle, origin, target, date.fromisoformat(on))
        for cycle, origin, target, on in _passed(acting)
    ]


@prepared
def _passed(acting: User) -> QuerySet[Move, Any]:
    columns = ("cycle_id", "origin", "target", DayText("on"))
    return moves_of(acting).values_list(*columns)


@prepared
def events_of(acting: User, account: Account) -> QuerySet[Event]:
    """What was reported of an account, and of its industry."""
    seen = visible(acting).filter(pk=account.pk)
    named = seen.exclude(industry="").values(called=Upper("industry"))
    of_industry = Q(account__isnull=True, called__in=named)
    found = Event.objects.alias(called=Upper("industry"))
    found = found.filter(of_account(acting, account) | of_industry)
    batch = ("batch__name", "batch__state")
    return with_names(found.select_related("batch"), "by", more=batch)


def gate_next(acting: User, cycle: Cycle, name: str) -> Gate | None:
    """One of the gates to the stage above; None where it is not asked for."""
    target = next_stage(cycle.stage)  # type: ignore[arg-type]  # its choices
    found = gates_now(acting, cycle, target) if target else ()
    return next((gate for gate in found if gate.name == name), None)


def gates_now(acting: User, cycle: Cycle, target: str) -> tuple[Gate, ...]:
    """How the gates into a stage stand for one cycle."""
    row = row_of(acting, cycle.account)
    measured = {cycle.account_id: facts_in(row)}
    found = gates_of(acting, [cycle], measured, target, on=today())
    return found[cycle.pk]


def gates_of(
    acting: User,
    cycles: Collection[Cycle],
    measured: Mapping[int, Facts],
    target: str = "",
    *,
    on: date,
    managers: Mapping[int, User] | None = None,
) -> dict[int, tuple[Gate, ...]]:
    """How the gates stand, by cycle: into `target`, or each into its next stage."""
    if not cycles:
        return {}
    criteria = criteria_current().gates
    accounts = {cycle.account_id: cycle.account for cycle in cycles}
    if managers is None:
        managers = managers_of(acting, accounts.values())
    warned = dict(_warned(list(accounts)))
    met = _met(cycles, target, criteria, on)
    agreed, tried = agreed_by(accounts, on), tried_by(accounts)
    words, figures = _words(cycles), figures_of(acting, cycles)
    found = {}
    for cycle in cycles:
        stage = target or next_stage(cycle.stage)  # type: ignore[arg-type]
        manager = managers.get(cycle.account_id)
        if cycle.part == Cycle.Part.WHOLE:
            facts = replace(
                measured.get(cycle.account_id, Facts()),
                warnings=warned.get(cycle.account_id, 0),
                agreed=_since(cycle, agreed.get(cycle.account_id)),
                tried=_since(cycle, tried.get(cycle.account_id)),
                **_known(met.get(cycle.account_id)),
            )
        else:
            facts = _apart(figures.get(cycle.pk))
        facts = replace(
            facts,
            manager=manager.name if manager else "",
            words=words.get(cycle.pk, {}),
        )
        found[cycle.pk] = (
            gates(stage, facts, criteria=criteria, on=on)  # type: ignore[arg-type]
            if stage
            else ()
        )
    return found


def _met(
    cycles: Iterable[Cycle], target: str, criteria: GateCriteria, on: date
) -> dict[int, Met]:
    """Who was met, by account: at all levels only where a gate asks for it."""
    asking: dict[str, set[int]] = {"levels": set(), "executives": set()}
    for cycle in cycles:
        stage = target or next_stage(cycle.stage)  # type: ignore[arg-type]
        names = asked(stage, criteria) if stage else ()  # type: ignore[arg-type]
        for name in asking.keys() & set(names):
            asking[name].add(cycle.account_id)
    few = asking["executives"] - asking["levels"]
    found = met_at(asking["levels"], on)
    return found | met_at(few, on, levels=[Level.EXECUTIVE])


def said_of(cycles: Collection[Cycle]) -> dict[tuple[int, str], Confirmation]:
    """The newest word on each gate since the last move, with who said it."""
    said = _signed([cycle.pk for cycle in cycles])
    return {(each.cycle_id, each.gate): each for each in said}


def figures_of(acting: User, cycles: Collection[Cycle]) -> dict[int, PartFigures]:
    """What the newest assessment says of these parts, without money that is hidden."""
    parts = [cycle for cycle in cycles if cycle.part != Cycle.Part.WHOLE]
    latest = latest_assessment() if parts else None
    if latest is None:
        return {}
    found = _figures([cycle.pk for cycle in parts], latest)
    known = {figures.cycle_id: figures for figures in found}
    if not acting.has_role(*SEE_MARGINS, *SEE_REVENUE):
        accounts = {cycle.account_id for cycle in parts}
        open_ = set(
            margins(acting).filter(pk__in=accounts).values_list("pk", flat=True)
        )
        for cycle in parts:
            if cycle.pk in known and cycle.account_id not in open_:
                _hide(known[cycle.pk])
    return known


@prepared
def _figures(parts: list[int], assessment: Assessment) -> QuerySet[PartFigures]:
    return PartFigures.objects.filter(cycle__among=parts, assessment=assessment)


def _hide(figures: PartFigures) -> None:
    figures.last_12_months = figures.before_12_months = None
    figures.warnings = [
        each | {"evidence": None} if each["money"] != "none" else each
        for each in figures.warnings
    ]


def _apart(figures: PartFigures | None) -> Facts:
    """What is known of a part: nothing that is said of the whole account."""
    if figures is None or not figures.named:
        code = PART_UNNAMED if figures else PART_UNMEASURED
        return Facts(of_part=True, unmeasured=code)
    return Facts(
        of_part=True,
        purchase_days=figures.purchase_days,
        continuity=figures.continuity,
        last_12_months=figures.last_12_months,
        before_12_months=figures.before_12_months,
        warnings=len(figures.warnings),
    )


def _known(met: Met | None) -> dict[str, Any]:
    """What contact with their people says of the gates that ask for it."""
    if met is None or not met.recorded:
        return {}
    two = "technical" in met.known and bool(met.known - {"technical"})
    both = met.has_sponsor and "executive" in met.known
    return {
        "levels": met.levels if two else None,
        "executives": met.by_sponsor if both else None,
    }


def _since(cycle: Cycle, said: Said | None) -> Said | None:
    """What they said before the last move is of who was there then; its day is last."""
    return said if said and said[-1] >= cycle.since else None


@prepared
def _warned(accounts: list[int]) -> QuerySet[EarlyWarning, Any]:
    """How many early warnings wait for an answer, by account."""
    found = EarlyWarning.objects.filter(
        account__among=accounts, cleared_on__isnull=True, state__in=UNANSWERED
    ).order_by()
    return found.values_list("account_id").annotate(count=Count("kind", distinct=True))


def _words(cycles: Collection[Cycle]) -> dict[int, dict[str, Word]]:
    """The newest word on each gate since the last move, by cycle.

    What was agreed with those who were there before it fell back is to be agreed anew.
    """
    found: dict[int, dict[str, Word]] = {}
    for cycle, gate, holds, at in _said([cycle.pk for cycle in cycles]):
        day = timezone.localtime(at).date()
        found.setdefault(cycle, {})[gate] = Word(holds, day)
    return found


@prepared
def _said(cycles: list[int]) -> QuerySet[Confirmation, Any]:
    said = _since_the_last_move(cycles)
    return said.values_list("cycle_id", "gate", "holds", "at")


@prepared
def _signed(cycles: list[int]) -> QuerySet[Confirmation]:
    return with_names(_since_the_last_move(cycles), "by")


def _since_the_last_move(cycles: list[int]) -> QuerySet[Confirmation]:
    last = Move.objects.filter(cycle=OuterRef("cycle")).order_by("-at", "-pk")
    return Confirmation.objects.filter(
        cycle__among=cycles, at__gte=Subquery(last.values("at")[:1])
    )
