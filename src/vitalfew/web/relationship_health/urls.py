from __future__ import annotations

from django.urls import path

from vitalfew.web.relationship_health import views

urlpatterns = [
    path("accounts/<int:pk>/health/", views.account_health, name="account-health"),
]
