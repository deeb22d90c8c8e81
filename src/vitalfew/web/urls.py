"""Every URL of the web product. Each name stands in `web.access.ACCESS`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from vitalfew.web.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("vitalfew.web.portfolio.urls")),
    path("", include("vitalfew.web.account.urls")),
    path("", include("vitalfew.web.cycle.urls")),
    path("", include("vitalfew.web.plans.urls")),
    path("", include("vitalfew.web.decks.urls")),
    path("", include("vitalfew.web.work.urls")),
    path("", include("vitalfew.web.business.urls")),
    path("", include("vitalfew.web.library.urls")),
    path("", include("vitalfew.web.contacts.urls")),
    path("", include("vitalfew.web.relationship_health.urls")),
    path("", include("vitalfew.web.handover.urls")),
    path("sign-in/", include("vitalfew.web.sign_in.urls")),
    path("me/", include("vitalfew.web.me.urls")),
    path("people/", include("vitalfew.web.people.urls")),
    path("activity/", include("vitalfew.web.activity.urls")),
    path("company/", include("vitalfew.web.firm.urls")),
    path("accounts/", include("vitalfew.web.accounts.urls")),
    path("candidates/", include("vitalfew.web.candidates.urls")),
    path("criteria/", include("vitalfew.web.criteria.urls")),
    path("warnings/", include("vitalfew.web.warnings.urls")),
    path("imports/", include("vitalfew.web.imports.urls")),
    path("methods/", include("vitalfew.web.methods.urls")),
    path("healthz", healthz, name="healthz"),
]
