from __future__ import annotations

from django.urls import path

from vitalfew.web.criteria import views

urlpatterns = [
    path("", views.criteria, name="criteria"),
    path("assess/", views.assess, name="assess"),
    path("progress/", views.assessment_progress, name="assessment-progress"),
]
