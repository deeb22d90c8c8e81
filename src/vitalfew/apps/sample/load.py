"""Loads the sample: Adventure Works orders under an invented organization.

Everything goes through the same services that people use; afterwards the rows get the
days on which the story says they happened.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils import timezone

from vitalfew.analysis.criteria import Criteria
from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.services import head_office_mark, prospect_create
from vitalfew.apps.assessments.models import (
    Assessment,
    CriteriaVersion,
    Decision,
    Designation,
    Judgement,
)
from vitalfew.apps.assessments.services import (
    assessment_request,
    assessment_run,
    criteria_change,
    decision_record,
    judgement_record,
)
from vitalfew.apps.audit.models import Entry
from vitalfew.apps.care.models import WarningEvent
from vitalfew.apps.firm.models import Firm
from vitalfew.apps.firm.services import firm_change
from vitalfew.apps.health.keeping import readings_keep
from vitalfew.apps.imports.models import Batch, State
from vitalfew.apps.imports.services import batch_import
from vitalfew.apps.library.models import Case, Method
from vitalfew.apps.people.models import Contact, Position, Rating, Tie, Touch
from vitalfew.apps.plans.models import Plan, Version
from vitalfew.apps.program.models import (
    Confirmation,
    Cycle,
    Effort,
    Event,
    Move,
    Proposal,
)
from vitalfew.apps.sample.contacts import contact_taken
from vitalfew.apps.sample.cycle import step_taken
from vitalfew.apps.sample.library import cases_told, methods_told
from vitalfew.apps.sample.plans import plan_told
from vitalfew.apps.sample.trust import undertaking_told
from vitalfew.apps.sample.value import value_taken
from vitalfew.apps.teams.models import Membership
from vitalfew.apps.teams.services import capacity_change, member_add
from vitalfew.apps.trust.models import Word
from vitalfew.apps.users.models import User
from vitalfew.apps.users.selectors import system_user
from vitalfew.apps.users.services import user_create, user_set_department
from vitalfew.apps.value.models import Gain, Proposition, Solution, Statement

FOLDER = Path(__file__).resolve().parent
FILES = (
    ("companies", "companies.csv"),
    ("products", "Product.csv"),
    ("orders", "Sales.csv"),
    ("activities", "activities.csv"),
)
DATED: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Decision, ("at",)),
    (Designation, ("starts_on",)),
    (Cycle, ("since", "starts_on")),
    (Move, ("on", "at")),
    (Confirmation, ("at",)),
    (Event, ("at",)),
    (Effort, ("at",)),
    (Proposal, ("raised_on",)),
    (Membership, ("starts_on",)),
    (Judgement, ("at",)),
    (CriteriaVersion, ("created_at",)),
    (Statement, ("at",)),
    (Solution, ("at",)),
    (Proposition, ("at",)),
    (Gain, ("at",)),
    (Contact, ("created_at",)),
    (Position, ("created_at",)),
    (Rating, ("at",)),
    (Touch, ("at",)),
    (Tie, ("on",)),
    (Method, ("at",)),
    (Case, ("at",)),
    (Word, ("at",)),
    (Plan, ("begun_at",)),
    (Version, ("on", "at")),
    (WarningEvent, ("at",)),
    (Assessment, ("requested_at", "started_at", "finished_at")),
    (Batch, ("at", "committed_at")),
    (Entry, ("at",)),
)
"""What gets the day of the story."""

Say = Callable[[str], None]


class SampleError(Exception):
    """The sample cannot be loaded here."""


def sample_load(*, passwords: Mapping[str, str], say: Say) -> None:
    """Load all of it into an empty installation.

    Raises
    ------
    SampleError
        There are people or imports already: the sample never mixes with real data.
    """
    if Batch.objects.exists() or User.objects.filter(is_system=False).exists():
        message = "This installation holds data already; the sample was not loaded."
        raise SampleError(message)
    story = json.loads((FOLDER / "organization.json").read_text(encoding="utf-8"))
    days = [dt.date.fromisoformat(text) for text in story["as_of"]]
    with on_day(days[-1]):
        _import(say)
    with on_day(days[0]):
        people = _people(story, passwords)
        _firm(story)
        _criteria(story, people)
        _head_offices(story)
    _years(story, people, say)
    _relations(story, people)
    _prospects(story, people)


def sample_people() -> list[dict[str, Any]]:
    """Who can sign in to the sample, as the story lists them."""
    story = json.loads((FOLDER / "organization.json").read_text(encoding="utf-8"))
    people: list[dict[str, Any]] = story["people"]
    return people


@contextmanager
def on_day(day: dt.date) -> Iterator[None]:
    """Let what is written inside have happened on this day."""
    before = _last_rows()
    yield
    after = _last_rows()
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)), dt.UTC)
    for model, names in DATED:
        table = model._meta.db_table
        if after[table] == before[table]:
            continue
        fields = {name: model._meta.get_field(name) for name in names}
        values = {
            name: noon if isinstance(field, models.DateTimeField) else day
            for name, field in fields.items()
        }
        model._default_manager.filter(pk__gt=before[table]).update(**values)


def _last_rows() -> dict[str, int]:
    """The number of the last row of each table: one question, asked for every step."""
    tables = [model._meta.db_table for model, _names in DATED]
    asked = [f"SELECT '{table}', MAX(id) FROM {table}" for table in tables]  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return {table: last or 0 for table, last in cursor.fetchall()}


def _people(story: Mapping[str, Any], passwords: Mapping[str, str]) -> dict[str, User]:
    system = system_user()
    people = {}
    for person in story["people"]:
        user = user_create(
            acting=system,
            email=person["email"],
            name=person["name"],
            roles=person["roles"],
            password=passwords[person["email"]],
        )
        if "department" in person:
            user_set_department(
                acting=system, user=user, department=person["department"]
            )
        people[user.email] = user
        if "key_accounts" in person:
            capacity_change(
                acting=system, user=user, key_accounts=person["key_accounts"]
            )
    return people


def _firm(story: Mapping[str, Any]) -> None:
    values = dict(story["firm"])
    values["fixed_costs_a_year"] = Decimal(values["fixed_costs_a_year"])
    firm_change(acting=system_user(), values=values)
    Firm.objects.update(is_sample=True)


def _import(say: Say) -> None:
    for kind, name in FILES:
        say(f"Importing the sample's {kind} …")
        batch = batch_import(
            acting=system_user(),
            kind=kind,
            places=[FOLDER / "adventureworks" / name],
        )
        if batch.state != State.COMMITTED:
            message = f"The sample's {name} could not be imported: {batch.problem}."
            raise SampleError(message)


def _criteria(story: Mapping[str, Any], people: Mapping[str, User]) -> None:
    head = people[story["people"][0]["email"]]
    values = Criteria().to_dict()
    for group, given in story["criteria"]["values"].items():
        values[group] |= given
    criteria_change(acting=head, values=values, note=story["criteria"]["note"])


def _head_offices(story: Mapping[str, Any]) -> None:
    for account_id, unit_id in story["head_offices"]:
        head_office_mark(
            account=_account(account_id),
            unit_id=unit_id,
            marked=True,
            acting=system_user(),
        )


def _years(story: Mapping[str, Any], people: Mapping[str, User], say: Say) -> None:
    """Assess as of each day of the story, and decide what was decided after it."""
    head = people[story["people"][0]["email"]]
    for text in story["as_of"]:
        day = dt.date.fromisoformat(text)
        say(f"Assessing as of {text} …")
        with on_day(day):
            assessment = assessment_run(assessment_request(acting=head, as_of=day))
        if assessment.state != Assessment.State.FINISHED:
            message = f"The sample could not be assessed: {assessment.problem}."
            raise SampleError(message)
        for decision in _after(text, story["decisions"]):
            _decide(decision, head, people)
        for step in _after(text, story["value"]):
            with on_day(dt.date.fromisoformat(step["day"])):
                value_taken(step, people)
        for step in _after(text, story["cycle"]):
            with on_day(dt.date.fromisoformat(step["day"])):
                step_taken(step, head, people)


def _relations(story: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """Who of us works with whom of them, and what was judged."""
    head = people[story["people"][0]["email"]]
    for member in story["team"]:
        with on_day(dt.date.fromisoformat(member["since"])):
            member_add(
                acting=head,
                account=_account(member["account"]),
                user=people[member["person"]],
                role=member["role"],
                reason="",
                on=dt.date.fromisoformat(member["since"]),
            )
    for judgement in story["judgements"]:
        _judge(judgement, people)
    posts: dict[str, Position] = {}
    for step in story["contacts"]:
        with on_day(dt.date.fromisoformat(step["day"])):
            contact_taken(step, people, posts)
    _from_files(story)
    for told in story["trust"]:
        undertaking_told(told, people, on_day)
    methods_told(story["library"], people, on_day)
    for plan in story["plans"]:
        plan_told(plan, people, on_day)
    cases_told(story["library"], people, on_day)
    readings_keep()


def _from_files(story: Mapping[str, Any]) -> None:
    """People from an address book and from a list: one of them stands in both."""
    with on_day(dt.date.fromisoformat(story["people_files"]["day"])):
        for name in story["people_files"]["names"]:
            batch = batch_import(
                acting=system_user(),
                kind="contacts",
                places=[FOLDER / "people" / name],
            )
            if batch.state != State.COMMITTED:
                message = f"The sample's {name} could not be imported: {batch.problem}."
                raise SampleError(message)


def _after(day: str, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the story tells between this assessment and the next."""
    return [each for each in told if each["after"] == day]


def _decide(
    decision: Mapping[str, Any], head: User, people: Mapping[str, User]
) -> None:
    ask_again = decision.get("ask_again_on")
    with on_day(dt.date.fromisoformat(decision["day"])):
        made = decision_record(
            acting=head,
            account=_account(decision["account"]),
            kind=decision["kind"],
            reason=decision["reason"],
            manager=people.get(decision.get("manager", "")),
            # The story's own day has passed; it is set below.
            ask_again_on=timezone.localdate() + dt.timedelta(days=90)
            if ask_again
            else None,
        )
    if ask_again:
        Decision.objects.filter(pk=made.pk).update(ask_again_on=ask_again)


def _judge(judgement: Mapping[str, Any], people: Mapping[str, User]) -> None:
    values = {
        name: judgement[name] for name in ("low", "high", "need") if name in judgement
    }
    with on_day(dt.date.fromisoformat(judgement["day"])):
        judgement_record(
            acting=people[judgement["by"]],
            account=_account(judgement["account"]),
            topic=judgement.get("topic", "potential"),
            score=judgement.get("score"),
            values=values,
            reason=judgement["reason"],
        )


def _prospects(story: Mapping[str, Any], people: Mapping[str, User]) -> None:
    for prospect in story["prospects"]:
        with on_day(dt.date.fromisoformat(prospect["day"])):
            prospect_create(
                acting=people[prospect["by"]],
                account_id=prospect["account_id"],
                name=prospect["name"],
                values={
                    "country": prospect["country"],
                    "industry": prospect["industry"],
                },
            )
        _judge({**prospect, "account": prospect["account_id"]}, people)


def _account(account_id: str) -> Account:
    return Account.objects.get(account_id=account_id)
