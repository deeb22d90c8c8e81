"""What happened, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from vitalfew.apps.accounts.models import Exclusion
from vitalfew.apps.people.models import Topic as PersonTopic
from vitalfew.apps.users.models import Role
from vitalfew.apps.value.topics import Topic

if TYPE_CHECKING:
    from vitalfew.apps.audit.models import Entry

ACTIONS: dict[str, Any] = {
    "account.edit": _("Account corrected"),
    "account.restore": _("Imported value restored"),
    "account.move": _("Account moved"),
    "account.merge": _("Accounts merged"),
    "account.merge.undo": _("Merge undone"),
    "account.split": _("Account split"),
    "account.split.undo": _("Split undone"),
    "account.exclude": _("Account excluded"),
    "account.include": _("Account included again"),
    "head_office.mark": _("Head office marked"),
    "head_office.unmark": _("Head office unmarked"),
    "prospect.create": _("Prospect entered"),
    "duplicate.keep": _("Kept apart"),
    "import.upload": _("File uploaded"),
    "import.commit": _("File imported"),
    "import.withdraw": _("Import withdrawn"),
    "import.discard": _("Upload discarded"),
    "source.set": _("Order source set"),
    "source.remove": _("Order source removed"),
    "assessment.request": _("Assessment requested"),
    "criteria.change": _("Criteria changed"),
    "decision.designate": _("Made key account"),
    "decision.not_now": _("Decided: not now"),
    "decision.decline": _("Declined"),
    "decision.end": _("Key account ended"),
    "cycle.begin": _("Cycle of a part begun"),
    "cycle.move": _("Stage changed"),
    "gate.confirm": _("Gate confirmed"),
    "gate.deny": _("Gate denied"),
    "event.report": _("Event reported"),
    "event.take_back": _("Event taken back"),
    "proposal.confirmed": _("Fell back as proposed"),
    "proposal.declined": _("Falling back declined"),
    "plan.begin": _("Plan begun"),
    "plan.change": _("Plan changed"),
    "plan.agree": _("Plan agreed"),
    "plan.review": _("Plan reviewed"),
    "plan.follow": _("Plan of the next period begun"),
    "calendar.make": _("Address of one's calendar made"),
    "calendar.revoke": _("Address of one's calendar revoked"),
    "template.keep": _("Template of plans kept"),
    "template.remove": _("Template of plans taken out"),
    "slides.set": _("Look of slides set"),
    "slides.remove": _("Look of slides removed"),
    "objective.add": _("Objective added"),
    "objective.change": _("Objective changed"),
    "objective.remove": _("Objective taken out"),
    "action.add": _("Action added"),
    "action.change": _("Action changed"),
    "action.done": _("Action finished"),
    "action.dropped": _("Action dropped"),
    "action.open": _("Action opened again"),
    "risk.add": _("Risk added"),
    "risk.change": _("Risk changed"),
    "statement.record": _("Statement recorded"),
    "statement.withdraw": _("Statement withdrawn"),
    "undertaking.begin": _("Taken on for a customer"),
    "undertaking.kept": _("Kept what was taken on"),
    "undertaking.broken": _("Did not keep what was taken on"),
    "undertaking.word": _("Their word on what was taken on"),
    "undertaking.reopen": _("What was taken on is open again"),
    "undertaking.hand_over": _("Somebody else answers for what was taken on"),
    "undertaking.withdraw": _("Taken back: no longer counts"),
    "method.create": _("Method written"),
    "method.change": _("Method changed"),
    "method.retire": _("Method retired"),
    "method.restore": _("Method brought back"),
    "case.record": _("Case recorded"),
    "case.correct": _("Case corrected"),
    "case.hand_over": _("Somebody else leads what is tried"),
    "case.withdraw": _("Case withdrawn"),
    "contact.edit": _("Person corrected"),
    "contact.erase": _("Person erased"),
    "contact.merge": _("Entries of a person merged"),
    "contact.part": _("Entries of a person parted"),
    "contact.keep_apart": _("Said to be two people"),
    "contact.keep_apart.undo": _("No longer said to be two people"),
    "contact.export": _("Person exported"),
    "note.read": _("Personal notes read"),
    "note.write": _("Personal note written"),
    "position.add": _("Person added at a customer"),
    "position.edit": _("Post corrected"),
    "position.fill": _("Holder of a post found"),
    "position.end": _("Post ended"),
    "rating.record": _("Person rated"),
    "map.arrange": _("Map of people arranged by hand"),
    "map.release": _("Map of people arranged by itself"),
    "map.restore": _("Map of people put back as it was"),
    "tie.record": _("Tie recorded"),
    "tie.end": _("Tie ended"),
    "effort.record": _("Effort written down"),
    "touch.time": _("Time of a contact written down"),
    "user.department": _("Department of a person changed"),
    "effort.withdraw": _("Effort withdrawn"),
    "end.let_be": _("Loose end let be"),
    "touch.log": _("Contact logged"),
    "solution.create": _("Solution written"),
    "solution.change": _("Solution changed"),
    "proposition.draft": _("Value proposition begun"),
    "proposition.figures": _("Value proposition worked out"),
    "proposition.offer": _("Value proposition offered"),
    "proposition.agree": _("Value proposition agreed"),
    "proposition.decline": _("Value proposition declined"),
    "proposition.renew": _("New version of a value proposition"),
    "gain.record": _("Gain of the customer recorded"),
    "gain.confirm": _("Gain confirmed by the customer"),
    "warning.seen": _("Warning seen"),
    "warning.acted": _("Warning acted on"),
    "warning.dismissed": _("Warning dismissed"),
    "framework.record": _("Framework recorded"),
    "judgement.record": _("Judgement recorded"),
    "membership.start": _("Joined a team"),
    "membership.end": _("Left a team"),
    "capacity.change": _("Capacity changed"),
    "firm.change": _("Company settings changed"),
    "rate.set": _("Exchange rate set"),
    "rate.remove": _("Exchange rate removed"),
    "user.create": _("Person added"),
    "user.invite": _("Person invited"),
    "user.rename": _("Person renamed"),
    "user.roles": _("Roles changed"),
    "user.password": _("Password changed"),
    "user.deactivate": _("Person deactivated"),
    "user.activate": _("Person activated"),
    "user.settings": _("Own settings changed"),
    "user.columns": _("Own columns chosen"),
}
SHOWN: dict[str, Any] = {
    "reason": _("Reason"),
    "name": _("Name"),
    "email": _("E-mail"),
    "tax_id": _("Tax number"),
    "industry": _("Industry"),
    "country": _("Country"),
    "city": _("City"),
    "website": _("Website"),
    "employees": _("Employees"),
    "yearly_revenue": _("Sales a year"),
    "ownership": _("Owned by the parent"),
    "currency": _("Currency"),
    "note": _("Note"),
    "units": _("Buying units"),
    "unit_id": _("Buying unit"),
    "topic": _("Topic"),
}

VALUES: dict[str, Any] = {
    "fit": _("Fit"),
    "potential": _("Potential"),
    "parity": _("Parity"),
    **dict(Topic.choices),
    **dict(PersonTopic.choices),
    **dict(Role.choices),
    **{kind: label for kind, label in Exclusion.choices if kind},
}
"""Stored codes that a person reads as words."""


def action_words(action: str) -> str:
    """The words of an action; one without words shows its name."""
    return str(ACTIONS.get(action, action))


def details_words(entry: Entry) -> list[str]:
    """What of the details a person reads: reasons, values before and after."""
    found = []
    details = entry.details
    if entry.subject_type == "membership":
        # "Person · account · role", written in the language of whoever changed it.
        found.append(entry.subject_name.partition(" · ")[0])
    if "before" in details and "after" in details:
        found.append(_change(details))
    for key, label in SHOWN.items():
        if key in details:
            found.append(f"{label}: {_value(details[key])}")
    return found


def _value(value: object) -> str:
    if isinstance(value, Mapping) and "after" in value:
        return _change(value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "–" if value in (None, "") else str(VALUES.get(str(value), value))


def _change(values: Mapping[str, Any]) -> str:
    return f"{_value(values['before'])} → {_value(values['after'])}"
