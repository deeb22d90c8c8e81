from __future__ import annotations

from django.urls import path

from vitalfew.web.warnings import views

urlpatterns = [
    path("", views.warnings, name="warnings"),
    path("csv/", views.warnings_csv, name="warnings-csv"),
    path("<int:pk>/answer/", views.warning_answered, name="warning-answer"),
]
