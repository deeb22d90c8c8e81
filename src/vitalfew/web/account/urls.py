from __future__ import annotations

from django.urls import path

from vitalfew.web.account import views

urlpatterns = [
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/months.csv", views.account_csv, name="account-csv"),
    path(
        "accounts/<int:pk>/decisions/",
        views.account_decisions,
        name="account-decisions",
    ),
    path("accounts/<int:pk>/history/", views.account_history, name="account-history"),
    path(
        "accounts/<int:pk>/framework/",
        views.account_framework,
        name="account-framework",
    ),
    path("accounts/<int:pk>/judge/", views.account_judge, name="account-judge"),
]
