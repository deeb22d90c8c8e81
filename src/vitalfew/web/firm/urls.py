from __future__ import annotations

from django.urls import path

from vitalfew.web.firm import views

urlpatterns = [
    path("", views.firm, name="firm"),
    path("rates/", views.rate_add, name="rate-add"),
    path("rates/<int:pk>/remove/", views.rate_delete, name="rate-remove"),
]
