from __future__ import annotations

from django.urls import path

from vitalfew.web.plans import template_views, views

urlpatterns = [
    path("accounts/<int:pk>/plan/", views.account_plan, name="account-plan"),
    path("accounts/<int:pk>/plan/begin/", views.plan_begun, name="plan-begin"),
    path("plans/<int:pk>/objectives/", views.objective_added, name="plan-objective"),
    path("plans/<int:pk>/actions/", views.action_added, name="plan-action"),
    path("plans/<int:pk>/risks/", views.risk_added, name="plan-risk"),
    path("plans/<int:pk>/change/<str:part>/", views.plan_changed, name="plan-change"),
    path("plans/<int:pk>/agree/", views.plan_agreed, name="plan-agree"),
    path("plans/<int:pk>/review/", views.plan_reviewed, name="plan-review"),
    path("plans/<int:pk>/next/", views.plan_followed, name="plan-next"),
    path("plans/<int:pk>/keep/", template_views.template_kept, name="plan-keep"),
    path("plans/templates/", template_views.templates, name="plan-templates"),
    path(
        "plans/templates/<int:pk>/remove/",
        template_views.template_removed,
        name="plan-template-remove",
    ),
    path("objectives/<int:pk>/", views.objective_changed, name="objective-change"),
    path(
        "objectives/<int:pk>/remove/", views.objective_removed, name="objective-remove"
    ),
    path("actions/<int:pk>/", views.action_changed, name="action-change"),
    path("actions/<int:pk>/<str:state>/", views.action_finished, name="action-finish"),
    path("risks/<int:pk>/", views.risk_changed, name="risk-change"),
]
