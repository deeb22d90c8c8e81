"""The pages a person can jump to by typing a part of their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.accounts.naming import folded, words
from vitalfew.web.access import allowed
from vitalfew.web.navigation import FOOT, PLACES

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

OTHERS = (
    ("library", _("Library of methods and cases")),
    ("serving-rates", _("What serving costs")),
    ("prospect-new", _("Enter a prospect")),
    ("duplicates", _("Find duplicates")),
    ("contacts-same", _("People entered twice")),
    ("person-new", _("Add person")),
    ("me", _("Your settings")),
    ("account_change_password", _("Change password")),
)


@dataclass(frozen=True)
class Found:
    url: str
    label: str


def places_found(acting: User, typed: str) -> list[Found]:
    """Pages this person may open, of which every typed word begins a word."""
    terms = folded(typed).split()
    known = [(place.name, place.label) for place in (*PLACES, *FOOT)]
    found = []
    for name, label in (*known, *OTHERS):
        have = words(str(label), name)
        meant = all(any(word.startswith(term) for word in have) for term in terms)
        if terms and meant and allowed(acting, name):
            found.append(Found(reverse(name), str(label)))
    return found
