from __future__ import annotations

from django.urls import path

from vitalfew.web.business import trust_views, value_views, views

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
    path("solutions/", value_views.solution_list, name="solutions"),
    path("solutions/new/", value_views.solution_new, name="solution-new"),
    path("solutions/<int:pk>/", value_views.solution_edit, name="solution-edit"),
    path(
        "accounts/<int:pk>/propositions/",
        value_views.proposition_begun,
        name="proposition-draft",
    ),
    path(
        "propositions/<int:pk>/<str:act>/",
        value_views.proposition_acted,
        name="proposition-act",
    ),
    path(
        "accounts/<int:pk>/undertakings/",
        trust_views.undertaking_begun,
        name="undertaking-begin",
    ),
    path(
        "undertakings/<int:pk>/word/",
        trust_views.undertaking_heard,
        name="undertaking-word",
    ),
    path(
        "undertakings/<int:pk>/<str:act>/",
        trust_views.undertaking_acted,
        name="undertaking-act",
    ),
    path("gains/<int:pk>/confirm/", value_views.gain_confirmed, name="gain-confirm"),
    path(
        "accounts/<int:pk>/value.csv", value_views.ledger_csv, name="account-value-csv"
    ),
]
