from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("vitalfew.web.urls"))]

handler404 = "vitalfew.web.problems.not_found"
handler500 = "vitalfew.web.problems.server_error"
