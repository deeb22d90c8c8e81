"""What may still name a person after they are erased, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.services.mentions import Mention

OTHER = _("Another record")
RECORDS: dict[str, Any] = {
    "account": _("Account"),
    "action": _("Action of a plan"),
    "batch": _("Import"),
    "case": _("Case of the library"),
    "confirmation": _("Gate"),
    "contact": _("Another entry, perhaps of the same person"),
    "contactmerge": _("Merge of entries"),
    "decision": _("Decision"),
    "effort": _("Effort"),
    "entry": _("Audit"),
    "event": _("Event"),
    "gain": _("Proof of value"),
    "judgement": _("Judgement"),
    "keptapart": _("Entries kept apart"),
    "letbe": _("Loose end let be"),
    "membership": _("Team"),
    "method": _("Method of the library"),
    "move": _("Change of stage"),
    "objective": _("Objective of a plan"),
    "personalnote": _("Note of another person"),
    "plan": _("Plan"),
    "position": _("Post"),
    "proposal": _("Proposal to fall back"),
    "proposition": _("Value proposition"),
    "rating": _("Rating"),
    "reading": _("Health"),
    "risk": _("Risk of a plan"),
    "solution": _("Solution"),
    "statement": _("Statement on the business"),
    "tie": _("Tie"),
    "touch": _("Contact that took place"),
    "undertaking": _("What we took on"),
    "version": _("Version of a plan"),
    "warningevent": _("Warning"),
    "word": _("Their word on what we took on"),
}


@dataclass(frozen=True)
class Place:
    what: str
    account: Account | None
    text: str


def places(found: list[Mention]) -> list[Place]:
    return [
        Place(
            str(RECORDS.get(each.row._meta.model_name or "", OTHER)),
            each.account,
            each.text,
        )
        for each in found
    ]
