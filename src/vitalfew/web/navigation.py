"""What every page shows around its content: the rail, the counts, who is acting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.users.models import User
from vitalfew.web.access import allowed
from vitalfew.web.formats import formats_for


@dataclass(frozen=True)
class Place:
    """One place of the rail."""

    name: str
    label: Any
    icon: str
    inside: tuple[str, ...] = ()
    """Names of the pages that are reached from it."""
    url: str = ""
    current: bool = False


PLACES = (
    Place("portfolio", _("Portfolio"), "layout-dashboard", ("loss", "first-run")),
    Place("candidates", _("Candidates"), "crosshair", ("candidate",)),
    Place(
        "key-accounts",
        _("Key accounts"),
        "orbit",
        ("library", "library-method", "library-new", "library-edit"),
    ),
    Place("warnings", _("Warnings"), "bell"),
    Place("work", _("My work"), "list-checks", ("calendar-make",)),
    Place(
        "accounts",
        _("Accounts"),
        "building-2",
        (
            "account",
            "account-cycle",
            "account-plan",
            "slide-template",
            "plan-templates",
            "account-business",
            "case-new",
            "case-correct",
            "case-withdraw",
            "solutions",
            "solution-new",
            "solution-edit",
            "account-health",
            "account-handover",
            "account-people",
            "contact",
            "contacts-same",
            "contact-merge",
            "account-decisions",
            "account-history",
            "account-group",
            "account-edit",
            "account-move",
            "account-merge",
            "account-split",
            "account-exclude",
            "duplicates",
            "prospect-new",
        ),
    ),
)
FOOT = (
    Place(
        "imports",
        _("Data and imports"),
        "database",
        (
            "import-draft",
            "import-batch",
            "import-progress",
            "import-withdraw",
            "sources",
            "source",
        ),
    ),
    Place(
        "criteria",
        _("Criteria and weights"),
        "sliders-horizontal",
        ("serving-rates",),
    ),
    Place("people", _("People and roles"), "users", ("person", "person-new")),
    Place("activity", _("Activity"), "history"),
    Place("methods", _("Methods"), "book-open", ("method",)),
    Place("firm", _("Company settings"), "settings"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    user = getattr(request, "user", None)
    acting = user if user is not None and user.is_authenticated else None
    firm: Any = SimpleLazyObject(firm_settings)
    match = request.resolver_match
    current = (match.url_name if match else None) or ""
    return {
        "acting": acting,
        "firm": firm,
        "formats": SimpleLazyObject(lambda: formats_for(acting, firm)),
        "nav": [_placed(place, current) for place in PLACES if _open(acting, place)],
        "nav_foot": [_placed(place, current) for place in FOOT if _open(acting, place)],
        "languages": settings.LANGUAGES,
        "version": settings.VERSION,
    }


def _open(acting: User | None, place: Place) -> bool:
    return acting is not None and allowed(acting, place.name)


def _placed(place: Place, current: str) -> Place:
    try:
        url = reverse(place.name)
    except NoReverseMatch:
        url = ""
    here = current == place.name or current in place.inside
    return replace(place, url=url, current=here)
