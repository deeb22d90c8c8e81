from __future__ import annotations

from django.urls import path

from vitalfew.web.activity import views

urlpatterns = [
    path("", views.activity, name="activity"),
    path("csv/", views.activity_csv, name="activity-csv"),
]
