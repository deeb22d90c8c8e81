from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("vitalfew.web.urls"))]

handler400 = "vitalfew.web.problems.bad_request"
handler403 = "vitalfew.web.problems.not_found"
handler404 = "vitalfew.web.problems.not_found"
handler429 = "vitalfew.web.problems.too_many"
handler500 = "vitalfew.web.problems.server_error"
