"""What a new account manager has to know, gathered from all tabs of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vitalfew.apps.assessments.selectors.decisions import decisions_of
from vitalfew.apps.people.selectors import touches_lately
from vitalfew.apps.people.standing import relationship_read
from vitalfew.apps.plans.models import Action, Plan
from vitalfew.apps.plans.selectors import plans_of, risks_of
from vitalfew.apps.program.facts import facts_in
from vitalfew.apps.program.selectors import cycle_running, gates_of
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.trust.selectors import undertakings_of
from vitalfew.apps.value.profile import profile_of
from vitalfew.web.contacts.words import COVERAGE, gap_words, level_words, rated
from vitalfew.web.cycle.words import GATES, lasted, said, stage_words
from vitalfew.web.plans.page import risks_sorted, standings_read
from vitalfew.web.plans.words import way_said
from vitalfew.web.relationship_health import page as health

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.standing import Post, Relationship
    from vitalfew.apps.users.models import User
    from vitalfew.web.account.tab import AccountTab
    from vitalfew.web.formats import Formats

NEWEST = 12
"""So many contacts are listed."""


@dataclass(frozen=True)
class Row:
    """One thing to know: what, more of it, and what stands at the right."""

    what: str
    more: str = ""
    aside: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]
    empty: str
    """What an empty one means."""


@dataclass(frozen=True)
class Reading:
    """Who reads of which account, with what several sections need."""

    acting: User
    account: Account
    tab: AccountTab
    found: Relationship
    plan: Plan | None
    """The plan that runs."""

    @property
    def formats(self) -> Formats:
        return self.tab.formats


def pack_read(acting: User, account: Account, tab: AccountTab) -> list[Section]:
    """Every section, in the order somebody new would ask."""
    plans = plans_of(acting, account)
    running = (plan for plan in plans if plan.state != Plan.State.CLOSED)
    reading = Reading(
        acting=acting,
        account=account,
        tab=tab,
        found=relationship_read(acting, account, tab.on),
        plan=next(running, None),
    )
    return [
        Section(title, list(rows(reading)), empty) for title, rows, empty in _sections()
    ]


Rows = Callable[[Reading], Iterator[Row]]


def _sections() -> tuple[tuple[str, Rows, str], ...]:
    return (
        (_("Why it is key"), _decided, _("It was never decided.")),
        (_("Stage and gates"), _stage, _("It is not key.")),
        (pgettext("of a relationship", "Health"), _health, ""),
        (_("Who is who"), _people, _("Nobody is known here yet")),
        (_("What is missing with people"), _gaps, _("No gap is known")),
        (_("Last contacts"), _touches, _("No contact was written down")),
        (_("Objectives"), _objectives, _("No objective is written yet")),
        (_("What is to be done"), _actions, _("No action is open.")),
        (_("Risks"), _risks, _("No risk is written down.")),
        (_("What we took on for them"), _taken_on, _("Nothing was taken on.")),
        (_("Their business"), _business, _("Nothing is known.")),
    )


def _decided(reading: Reading) -> Iterator[Row]:
    for each in decisions_of(reading.acting, reading.account):
        decision = each.decision
        yield Row(
            _("%(what)s: %(subject)s")
            % {"what": decision.get_kind_display(), "subject": decision.reason},
            decision.by.name,
            reading.formats.day(decision.at.date()),
        )


def _stage(reading: Reading) -> Iterator[Row]:
    tab, account = reading.tab, reading.account
    cycle = cycle_running(reading.acting, account)
    if cycle is None:
        return
    measured = {account.pk: facts_in(tab.row)}
    yield Row(stage_words(cycle.stage), "", lasted(cycle.since, tab.on, tab.formats))
    for gate in gates_of(reading.acting, [cycle], measured, on=tab.on)[cycle.pk]:
        reason = [gate.reason.code, gate.reason.values]
        yield Row(str(GATES[gate.name]), said(reason, tab.formats), _met(gate.state))


def _met(state: str) -> str:
    states = {"met": _("met"), "missing": _("missing"), "unknown": _("not known")}
    return states[state]


def _health(reading: Reading) -> Iterator[Row]:
    tab = reading.tab
    found = health.page_read(reading.acting, reading.account, tab.formats, on=tab.on)
    yield Row(found.title, found.range, found.band)
    for line in found.factors:
        yield Row(line.label, line.text, line.points)


def _people(reading: Reading) -> Iterator[Row]:
    found = reading.found
    for post in found.posts:
        known = _known(post, reading.formats) if found.recorded else ""
        yield Row(str(post.position), _held(post), known)


def _held(post: Post) -> str:
    topics = ("role", "influence", "support")
    ratings = [rated(topic, post.ratings.get(topic, "")) for topic in topics]
    held = [level_words(post.position.level), *ratings]
    return " · ".join(each for each in held if each != "–")


def _known(post: Post, formats: Formats) -> str:
    words = str(COVERAGE[post.coverage])
    return _(", ").join([words, formats.day(post.last)]) if post.last else words


def _gaps(reading: Reading) -> Iterator[Row]:
    for gap in reading.found.gaps:
        yield Row(gap_words(gap, reading.formats))


def _touches(reading: Reading) -> Iterator[Row]:
    for each in touches_lately(reading.acting, reading.account, most=NEWEST):
        people = [person.name for person in each.ours.all()]
        people += [person.name for person in each.theirs.all()]
        what = each.get_kind_display()
        yield Row(
            _("%(what)s: %(subject)s") % {"what": what, "subject": each.subject}
            if each.subject
            else what,
            _(", ").join(people),
            reading.formats.day(each.on),
        )


def _objectives(reading: Reading) -> Iterator[Row]:
    plan, tab = reading.plan, reading.tab
    if plan is None:
        return
    plan.account = reading.account
    acting = reading.acting
    _figures, standings = standings_read(acting, plan, tab.assessment, on=tab.on)
    for one in standings:
        due = one.objective.due_on or plan.ends_on
        yield Row(str(one.objective), way_said(one, tab.formats), tab.formats.day(due))


def _actions(reading: Reading) -> Iterator[Row]:
    if reading.plan is None:
        return
    waiting = reading.plan.actions.filter(state=Action.State.OPEN)
    for action in waiting.select_related("owner"):
        owner = action.owner.name if action.owner else ""
        due = reading.formats.day(action.due_on) if action.due_on else ""
        yield Row(action.title, owner, due)


def _risks(reading: Reading) -> Iterator[Row]:
    if reading.plan is None:
        return
    for risk in risks_sorted(risks_of(reading.plan)):
        yield Row(risk.text, risk.response, f"{risk.likelihood} × {risk.severity}")


def _taken_on(reading: Reading) -> Iterator[Row]:
    """What is open first, then what has ended, with their word on it."""
    formats = reading.formats
    found = undertakings_of(reading.acting, reading.account)
    for each in sorted(found, key=lambda one: one.state != Undertaking.State.OPEN):
        what = {"what": each.get_kind_display(), "subject": each.title}
        word = each.word.get_said_display() if each.word else ""
        heard = [each.owner.name, each.outcome, word]
        due = formats.day(each.due_on) if each.due_on else ""
        ended = each.state != Undertaking.State.OPEN
        yield Row(
            _("%(what)s: %(subject)s") % what,
            " · ".join(text for text in heard if text),
            each.get_state_display() if ended else due,
        )


def _business(reading: Reading) -> Iterator[Row]:
    profile = profile_of(reading.acting, reading.account, on=reading.tab.on)
    for topic in profile.topics:
        for each in topic.said:
            statement = each.statement
            label = statement.get_topic_display()
            yield Row(
                _("%(what)s: %(subject)s") % {"what": label, "subject": statement.text},
                statement.source,
                reading.formats.day(statement.said_on),
            )
