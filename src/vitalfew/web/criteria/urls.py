from __future__ import annotations

from django.urls import path

from vitalfew.web.criteria import serving, views

urlpatterns = [
    path("", views.criteria, name="criteria"),
    path("serving/", serving.serving_rates, name="serving-rates"),
    path("assess/", views.assess, name="assess"),
    path("progress/", views.assessment_progress, name="assessment-progress"),
]
