"""What every page shows around its content: the rail, the counts, who is acting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.web.access import allowed
from vitalfew.web.formats import formats_for


@dataclass(frozen=True)
class Place:
    """One place of the rail."""

    name: str
    label: Any
    icon: str
    url: str = ""
    current: bool = False
    count: int | None = None
    tone: str = ""


PLACES = (
    Place("portfolio", _("Portfolio"), "layout-dashboard"),
    Place("candidates", _("Candidates"), "crosshair"),
    Place("accounts", _("Accounts"), "building-2"),
)
FOOT = (
    Place("imports", _("Data and imports"), "database"),
    Place("criteria", _("Criteria and weights"), "sliders-horizontal"),
    Place("people", _("People and roles"), "users"),
    Place("activity", _("Activity"), "history"),
    Place("firm", _("Company settings"), "settings"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    user = getattr(request, "user", None)
    acting = user if user is not None and user.is_authenticated else None
    firm = SimpleLazyObject(firm_settings)
    current = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "acting": acting,
        "firm": firm,
        "formats": SimpleLazyObject(lambda: formats_for(acting, firm)),
        "nav": [_placed(place, current) for place in PLACES if _open(acting, place)],
        "nav_foot": [_placed(place, current) for place in FOOT if _open(acting, place)],
        "languages": settings.LANGUAGES,
        "version": settings.VERSION,
    }


def _open(acting: Any, place: Place) -> bool:
    return acting is not None and allowed(acting, place.name)


def _placed(place: Place, current: str) -> Place:
    try:
        url = reverse(place.name)
    except NoReverseMatch:
        url = ""
    return Place(
        place.name, place.label, place.icon, url=url, current=current == place.name
    )
