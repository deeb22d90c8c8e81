"""Every URL of the web product. Each name stands in `web.access.ACCESS`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", include("vitalfew.web.sign_in.urls")),
]
