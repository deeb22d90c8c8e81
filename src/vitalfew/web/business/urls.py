from __future__ import annotations

from django.urls import path

from vitalfew.web.business import views

urlpatterns = [
    path("accounts/<int:pk>/business/", views.business, name="account-business"),
    path(
        "accounts/<int:pk>/statements/<str:topic>/",
        views.statement_recorded,
        name="statement-record",
    ),
    path(
        "statements/<int:pk>/withdraw/",
        views.statement_withdrawn,
        name="statement-withdraw",
    ),
]
