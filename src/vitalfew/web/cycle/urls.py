from __future__ import annotations

from django.urls import path

from vitalfew.web.cycle import views

urlpatterns = [
    path("key-accounts/", views.key_accounts, name="key-accounts"),
    path("key-accounts/market/", views.market_reported, name="market-report"),
    path("accounts/<int:pk>/cycle/", views.account_cycle, name="account-cycle"),
    path("accounts/<int:pk>/cycle/part/", views.part_began, name="cycle-part"),
    path("accounts/<int:pk>/events/", views.event_reported, name="event-report"),
    path("accounts/<int:pk>/efforts/", views.effort_recorded, name="effort-record"),
    path(
        "accounts/<int:pk>/contact/<int:touch>/time/",
        views.touch_timed,
        name="touch-time",
    ),
    path("efforts/<int:pk>/withdraw/", views.effort_withdrawn, name="effort-withdraw"),
    path("cycles/<int:pk>/move/", views.cycle_moved, name="cycle-move"),
    path(
        "cycles/<int:pk>/gates/<str:gate>/", views.gate_confirmed, name="gate-confirm"
    ),
    path("proposals/<int:pk>/answer/", views.proposal_answered, name="proposal-answer"),
]
