"""What every page shows around its content: the rail, the counts, who is acting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
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

NAMED = {place.name: place for place in (*PLACES, *FOOT)}
IN_THE_BAR = 4
"""So many places stand in the bottom bar itself, the rest under More."""


@dataclass(frozen=True)
class Frame:
    """The places somebody may go to from one page, as the rail and the bar show them.

    They hang on nothing but who may see them, where one is, and the language: drawn
    once, not for every page.
    """

    acting: User | None
    page: str

    @cached_property
    def rail(self) -> SafeString:
        return self._drawn("places", self._places)

    @cached_property
    def foot(self) -> SafeString:
        return self._drawn("places", self._foot)

    @cached_property
    def bar(self) -> SafeString:
        return self._drawn("places", self._places[:IN_THE_BAR])

    @cached_property
    def more(self) -> SafeString:
        return self._drawn("places", self._places[IN_THE_BAR:] + self._foot)

    @cached_property
    def keys(self) -> SafeString:
        return self._drawn("keys", self._places + self._foot)

    @cached_property
    def _places(self) -> tuple[str, ...]:
        return tuple(place.name for place in PLACES if _open(self.acting, place))

    @cached_property
    def _foot(self) -> tuple[str, ...]:
        return tuple(place.name for place in FOOT if _open(self.acting, place))

    @cached_property
    def _current(self) -> str:
        here = (name for name, place in NAMED.items() if _holds(place, self.page))
        return next(here, "")

    def _drawn(self, template: str, names: tuple[str, ...]) -> SafeString:
        return _drawn(template, names, self._current, get_language() or "")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    user = getattr(request, "user", None)
    acting = user if user is not None and user.is_authenticated else None
    firm: Any = SimpleLazyObject(firm_settings)
    match = request.resolver_match
    return {
        "acting": acting,
        "firm": firm,
        "formats": SimpleLazyObject(lambda: formats_for(acting, firm)),
        "frame": Frame(acting, (match.url_name if match else None) or ""),
        "languages": settings.LANGUAGES,
        "version": settings.VERSION,
    }


def _open(acting: User | None, place: Place) -> bool:
    return acting is not None and allowed(acting, place.name)


def _holds(place: Place, page: str) -> bool:
    return page == place.name or page in place.inside


@lru_cache(maxsize=1024)
def _drawn(
    template: str, names: tuple[str, ...], current: str, language: str
) -> SafeString:
    places = [_placed(NAMED[name], current) for name in names]
    with override(language):
        return render_to_string(f"partials/{template}.html", {"places": places})


def _placed(place: Place, current: str) -> Place:
    try:
        url = reverse(place.name)
    except NoReverseMatch:
        url = ""
    return replace(place, url=url, current=place.name == current)
