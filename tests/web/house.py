"""A whole installation of the cast: orders, an assessment, decisions, judgements.

Built by the services people use, so that every page has something to show, and
something to hide. Amounts of Brenner and Kelan, and all margins, are canaries: figures
that stand nowhere else, so that a single byte of them betrays a leak.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from tests.cast import Cast, make_cast
from vitalfew.apps.accounts import restructuring, services
from vitalfew.apps.accounts.models import Account, Duplicate, Restructuring
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.models import Assessment, AssessmentRow
from vitalfew.apps.assessments.services import (
    assessment_request,
    assessment_run,
    decision_record,
    judgement_record,
)
from vitalfew.apps.care.models import EarlyWarning
from vitalfew.apps.care.services import Found, warnings_sync
from vitalfew.apps.firm.models import Rate
from vitalfew.apps.firm.services import firm_change, rate_set
from vitalfew.apps.imports.models import Batch, Source, State
from vitalfew.apps.imports.services import batch_import, draft_create, draft_read
from vitalfew.apps.imports.services.sources import source_set
from vitalfew.apps.library.models import Case, Method
from vitalfew.apps.library.services import Taught, Told, case_record, method_write
from vitalfew.apps.people.models import Contact, ContactMerge, KeptApart, Position
from vitalfew.apps.people.services.merging import contact_merge, contacts_keep_apart
from vitalfew.apps.people.services.posts import Held, position_add, position_end
from vitalfew.apps.people.services.ratings import position_rate, tie_record
from vitalfew.apps.people.services.touches import touch_log
from vitalfew.apps.plans.models import Action, Objective, Plan, PlanTemplate, Risk
from vitalfew.apps.plans.services import (
    action_set,
    objective_set,
    plan_begin,
    risk_set,
)
from vitalfew.apps.plans.templates import template_keep
from vitalfew.apps.program.costs import effort_record
from vitalfew.apps.program.falling_back import event_report
from vitalfew.apps.program.models import Cycle, Effort, Proposal
from vitalfew.apps.program.services import cycle_move, gate_confirm
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.trust.services import (
    Heard,
    Taken,
    undertaking_begin,
    undertaking_end,
    undertaking_word,
)
from vitalfew.apps.users.models import User
from vitalfew.apps.value.catalog import Written, solution_write
from vitalfew.apps.value.models import Gain, Solution, Statement
from vitalfew.apps.value.propositions import (
    gain_record,
    proposition_agree,
    proposition_draft,
    proposition_figures,
    proposition_offer,
)
from vitalfew.apps.value.services import statement_record

XSS = "<script>alert(7)</script>"
BOLD = "<b>Al</b>"
"""Short enough for a box of a picture."""
TURNED = "Tianhe \u202eliaR"
"""Shown as "Tianhe Rail", and everything behind it from right to left."""
QUOTED = "\"onmouseover='alert(7)'"
HEADINGS = (
    "account_id,account_name,parent_id,ordered_on,order_id,line_id,product_id,"
    "product_name,category,unit_id,unit_name,net_amount,cost"
)
# account, name, parent, unit, amount of a month, cost of it
BUYERS = (
    ("C001", "Norvik Wind", "", "N1", 41_123, 25_111),
    ("C011", "Norvik Service", "C001", "N2", 3_217, 2_001),
    ("C012", "Norvik Sea", "C001", "N3", 1_309, 771),
    ("C002", "Brenner Hydraulics", "", "B1", 77_443, 43_557),
    ("C003", "Kelan Medical", "", "K1", 58_661, 35_779),
    ("C004", XSS, "", XSS, 9_100, 5_000),
    ("C005", QUOTED, "", "Q1", 8_100, 5_000),
    ("C006", "Aster Tools", "", "A1", 7_100, 5_000),
    ("C007", "Aster Tools AB", "", "A2", 6_100, 5_000),
    ("C008", "诺维克风电", "", "Z1", 5_100, 2_000),
    ("C009", TURNED, "", TURNED, 4_100, 3_000),
    ("C010", "Gale Ports", "", "G1", 3_100, 3_500),
)
CATEGORIES = ("Bearings", "Seals", TURNED, XSS)


@dataclass(frozen=True)
class House:
    """What the walks need to name."""

    cast: Cast
    assessment: Assessment
    batch: Batch
    draft: Batch
    source: Source
    rate: Rate
    duplicate: Duplicate
    merge: Restructuring
    prospect: Account
    warning: EarlyWarning
    cycle: Cycle
    proposal: Proposal
    plan: Plan
    template: PlanTemplate
    objective: Objective
    action: Action
    risk: Risk
    statement: Statement
    undertaking: Undertaking
    method: Method
    case: Case
    contact: Contact
    position: Position
    nameless: Position
    double: Contact
    merged: ContactMerge
    apart: KeptApart
    effort: Effort
    solution: Solution
    gain: Gain


def orders_file(folder: Path) -> Path:
    lines = [HEADINGS]
    for month in range(30):
        day = datetime.date(2024 + month // 12, month % 12 + 1, 9)
        for account, name, parent, unit, amount, cost in BUYERS:
            category = CATEGORIES[month % len(CATEGORIES)]
            lines.append(
                f'{account},"{name.replace(chr(34), chr(34) * 2)}",{parent},{day},'
                f"S{month}-{account},1,P{month % 9},Part {month % 9},{category},"
                f"{unit},Site {unit},{amount + month},{cost + month}"
            )
    path = folder / "orders.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def build(folder: Path) -> House:
    cast = make_cast()
    firm_change(
        acting=cast.ada,
        values={
            "name": f"Tianhe {XSS}",
            "currency": "EUR",
            "fixed_costs_a_year": Decimal(250_000),
        },
    )
    rate = rate_set(
        acting=cast.ada,
        currency="USD",
        valid_from=datetime.date(2024, 1, 1),
        rate=Decimal("0.92"),
    )
    path = orders_file(folder)
    batch = batch_import(acting=cast.ana, places=[path])
    assert batch.state == State.COMMITTED, (batch.state, batch.problem)
    more = folder / "more.csv"
    more.write_text(path.read_text() + f"C009,{XSS},,no day,S9,1,P1,P,Seals,U,U,1,1\n")
    draft = draft_read(draft_create(acting=cast.ana, kind="orders", places=[more]))
    assert draft.refused == 1, (draft.state, draft.problem, draft.report)
    for each in (cast.norvik, cast.brenner, cast.kelan):
        each.refresh_from_db()
    prospect = services.prospect_create(
        name=f"Prospect {XSS}",
        values={"city": XSS, "industry": QUOTED, "website": "javascript:alert(7)"},
        acting=cast.hana,
    )
    assessment = _assessed(cast)
    _decided(cast)
    by_id = {account.account_id: account for account in Account.objects.all()}
    merge = restructuring.account_merge(
        duplicate=by_id["C007"],
        survivor=by_id["C006"],
        reason=f"same {XSS}",
        acting=cast.ana,
    )
    services.account_exclude(
        account=by_id["C010"], exclusion="test", reason=XSS, acting=cast.ana
    )
    one, other = sorted((by_id["C004"], by_id["C005"]), key=lambda a: a.pk)
    duplicate = Duplicate.objects.create(
        one=one, other=other, why="name", likeness=0.93
    )
    source = source_set(
        acting=cast.ada,
        values={"name": f"Folder {XSS}", "place": str(folder), "every_hours": 24},
    )
    cycle = _climbed(cast)
    return House(
        cast=cast,
        assessment=assessment,
        batch=batch,
        draft=draft,
        source=source,
        rate=rate,
        duplicate=duplicate,
        merge=merge,
        prospect=prospect,
        warning=_warned(cast, assessment),
        cycle=cycle,
        proposal=Proposal.objects.get(cycle=cycle),
        **_planned(cast),
        statement=_known(cast),
        undertaking=_undertaken(cast),
        **_tried(cast),
        **_met(cast),
        effort=_spent(cast),
        **_offered(cast),
    )


def _assessed(cast: Cast) -> Assessment:
    for _ in range(2):
        assessment = assessment_run(assessment_request(acting=cast.ana))
        assert assessment.state == Assessment.State.FINISHED, assessment.problem
    return assessment


def _decided(cast: Cast) -> None:
    decision_record(
        acting=cast.hana,
        account=cast.norvik,
        kind="designate",
        reason=f"large {XSS}",
        manager=cast.marta,
    )
    decision_record(
        acting=cast.hana, account=cast.kelan, kind="decline", reason=f"no {XSS}"
    )
    judgement_record(
        acting=cast.marta,
        account=cast.norvik,
        topic="fit",
        score=4,
        reason=f"seen {XSS}",
    )


def _climbed(cast: Cast) -> Cycle:
    """Norvik in its second stage, with a reason to fall back that waits."""
    cycle = Cycle.objects.get(account=cast.norvik)
    for gate in ("team", "value", "responsibility", "channel", "executives"):
        gate_confirm(
            acting=cast.marta, cycle=cycle, gate=gate, holds=True, note=f"told {XSS}"
        )
    cycle_move(
        acting=cast.hana,
        cycle=cycle,
        origin="establish",
        target="stabilize",
        reason=f"trust {XSS}",
    )
    event_report(
        acting=cast.marta,
        account=cast.norvik,
        kind="person_left",
        on=datetime.date(2026, 5, 2),
        note=f"left {XSS}",
    )
    cycle.refresh_from_db()
    return cycle


def _planned(cast: Cast) -> dict[str, Any]:
    """Norvik's plan: its specialist has something to do; a target that is a margin."""
    plan = plan_begin(
        acting=cast.hana,
        account=cast.norvik,
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2036, 12, 31),
    )
    objective = objective_set(
        acting=cast.marta,
        plan=plan,
        values={
            "statement": f"grow {XSS}",
            "measure": "contribution",
            "start": Decimal(222_333),
            "target": Decimal(444_555),
        },
    )
    action = action_set(
        acting=cast.marta,
        plan=plan,
        values={
            "title": f"visit {XSS}",
            "owner": cast.sam,
            "due_on": datetime.date(2026, 5, 4),
            "objective": objective,
        },
    )
    risk = risk_set(
        acting=cast.marta,
        plan=plan,
        values={"text": f"lost {XSS}", "likelihood": 3, "severity": 5},
    )
    template = template_keep(acting=cast.hana, plan=plan, name=f"Wind {XSS}")
    records = {"objective": objective, "action": action, "risk": risk}
    return {"plan": plan, "template": template, **records}


def _known(cast: Cast) -> Statement:
    """What is known of Norvik's business, and one competitor."""
    for topic, more in (
        ("problem", {"problem": "downtime"}),
        ("view", {"placed": "development"}),
        ("competitor", {"name": f"Rival {XSS}", "supplies": XSS, "threat": "high"}),
    ):
        known = statement_record(
            acting=cast.marta,
            account=cast.norvik,
            topic=topic,
            text=f"stated {XSS}",
            source=f"their {XSS}",
            said_on=datetime.date(2026, 5, 2),
            more=more,
        )
    return known


def _undertaken(cast: Cast) -> Undertaking:
    """A pilot they are content with, and a promise that is late."""
    day = datetime.date(2026, 3, 2)
    pilot = undertaking_begin(
        acting=cast.marta,
        account=cast.norvik,
        taken=Taken("pilot", f"Two turbines {XSS}", cast.marta, day),
    )
    undertaking_end(
        acting=cast.marta, undertaking=pilot, kept=True, on=day, outcome=f"ran {XSS}"
    )
    undertaking_word(
        acting=cast.marta,
        undertaking=pilot,
        heard=Heard(said="satisfied", who=f"Eva {XSS}", on=day, text=XSS),
    )
    return undertaking_begin(
        acting=cast.marta,
        account=cast.norvik,
        taken=Taken("promise", f"Spare parts {XSS}", cast.sam, day, due_on=day),
    )


def _tried(cast: Cast) -> dict[str, Any]:
    """A method that worked at Norvik, led by its specialist, and failed at Brenner."""
    method = method_write(
        acting=cast.hana,
        method=None,
        taught=Taught(
            name=f"Joint workshop {XSS}",
            how=f"Walk their line together {XSS}",
            stages=["stabilize"],
            gates=["levels"],
            aims=["margin"],
        ),
    )
    day = datetime.date(2026, 3, 2)

    def tried(manager: User, account: Account, outcome: str, leader: User) -> Case:
        return case_record(
            acting=manager,
            account=account,
            method=method,
            told=Told(
                led_by=leader,
                begun_on=day,
                ended_on=day,
                wanted=f"fewer returns {XSS}",
                outcome=outcome,
                brought=f"of {account.account_id} {XSS}",
                amount=Decimal(40_321),
                lesson=f"earlier {XSS}",
                word=f"said {XSS}",
                word_who=f"Eva {XSS}",
            ),
        )

    tried(cast.chen, cast.brenner, "failed", cast.chen)
    return {
        "method": method,
        "case": tried(cast.marta, cast.norvik, "worked", cast.sam),
    }


def _offered(cast: Cast) -> dict[str, Any]:
    """A solution, agreed with Norvik, and a gain nobody of theirs has confirmed."""
    solution = solution_write(
        acting=cast.hana,
        solution=None,
        written=Written(
            name=f"Stock on site {XSS}",
            what=f"parts {XSS}",
            problems=["downtime"],
            formula="h * r",
            assumptions=f"h: {XSS}\nr: {XSS}",
        ),
    )
    made = proposition_draft(
        acting=cast.marta, account=cast.norvik, name="", answers=[], solution=solution
    )
    figures = {
        "h": ("60", "100", "120", XSS),
        "r": ("800", "1000", "1500", XSS),
    }
    proposition_figures(
        acting=cast.marta, proposition=made, figures=figures, price=Decimal(9000)
    )
    proposition_offer(acting=cast.marta, proposition=made)
    proposition_agree(
        acting=cast.marta,
        proposition=made,
        who=f"Eva {XSS}",
        how=f"letter {XSS}",
        on=datetime.date(2026, 5, 2),
        from_year=2026,
        years=2,
    )
    gain = gain_record(
        acting=cast.marta,
        proposition=made,
        year=2026,
        amount=Decimal(40_000),
        evidence=f"count {XSS}",
    )
    return {"solution": solution, "gain": gain}


def _spent(cast: Cast) -> Effort:
    return effort_record(
        acting=cast.sam,
        account=cast.norvik,
        what=f"trip {XSS}",
        on=today(),
        amount=Decimal(1234),
    )


def _met(cast: Cast) -> dict[str, Any]:
    """Two people and a post at Norvik; who decides has not been met."""
    day = datetime.date(2026, 5, 2)

    def post(title: str, level: str, **person: str) -> Position:
        return position_add(
            acting=cast.marta,
            account=cast.norvik,
            held=Held(title=title, level=level, department=XSS),
            person=person or None,
        )

    known = post("Dir", "management", name=BOLD, email="dir@norvik.example")
    nameless = post("Plant", "technical")
    decides = post("CPO", "executive", name="Jonas Lind")
    for position, topic, value in (
        (known, "role", "champion"),
        (known, "support", "mentor"),
        (decides, "role", "economic"),
    ):
        position_rate(
            acting=cast.marta,
            position=position,
            topic=topic,
            values=[value],
            evidence=f"said {XSS}",
            on=day,
        )
    touch_log(
        acting=cast.sam,
        account=cast.norvik,
        kind="meeting",
        on=day,
        ours=[cast.sam],
        theirs=[known.contact],
        subject=f"stock {XSS}",
    )
    tie_record(
        acting=cast.marta,
        account=cast.norvik,
        user=cast.stella,
        contact=decides.contact,
        level="supplier",
        wanted="source",
        evidence=f"heard {XSS}",
    )
    return {
        "contact": known.contact,
        "position": known,
        "nameless": nameless,
        **_entered_twice(cast),
    }


def _entered_twice(cast: Cast) -> dict[str, Any]:
    """People nobody is told of, so that figures stay: their posts were a mistake."""
    names = ("Tove Strand", "T. Strand", "Tove Strand", "Tove Holm")
    double, gone, kept, apart = (
        position_end(
            acting=cast.marta,
            position=position_add(
                acting=cast.marta,
                account=cast.norvik,
                held=Held(title="Clerk"),
                person={"name": name},
            ),
            on=datetime.date(2026, 5, 1),
            leaving=Position.Leaving.MISTAKE,
        ).contact
        for name in names
    )
    merged = contact_merge(
        acting=cast.marta, gone=gone, kept=kept, taken=(), reason=f"Same {XSS}"
    )
    said = contacts_keep_apart(
        acting=cast.marta, one=double, other=apart, reason=f"Sisters {XSS}"
    )
    return {"double": double, "merged": merged, "apart": said}


def _warned(cast: Cast, assessment: Assessment) -> EarlyWarning:
    """One warning anybody on the team may read, and one that shows a margin."""
    evidence = ["continuity.new", {"purchase_days": 5}]
    found = [
        Found(
            account=account,
            kind=kind,
            money=money,
            since=datetime.date(2026, 5, 1),
            severity=2.0,
            false_alarms_a_year=0.2,
            evidence=evidence,
            clears=None,
            set_to=None,
        )
        for account, kind, money in (
            (cast.norvik, "silence", "none"),
            (cast.norvik, "decline", "contribution"),
            (cast.kelan, "silence", "none"),
        )
    ]
    warnings_sync(assessment, found, as_of=datetime.date(2026, 6, 10))
    return EarlyWarning.objects.get(account=cast.norvik, kind="silence")


def fingerprint() -> dict[str, str]:
    """Every table's rows as a hash; sessions apart, which signing in writes."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table != "django_session":
            found[table] = _hash(model)
    return found


def _hash(model: type[models.Model]) -> str:
    rows = model._default_manager.order_by("pk").values_list()
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def amounts_of(account: Account) -> set[Decimal]:
    """The amounts an assessment knows of an account, on either basis."""
    rows = AssessmentRow.objects.filter(account=account)
    found = {row.contribution for row in rows} | {row.revenue for row in rows}
    return {amount for amount in found if amount}
