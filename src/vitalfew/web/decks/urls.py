from __future__ import annotations

from django.urls import path

from vitalfew.web.decks import views

urlpatterns = [
    path("plans/<int:pk>/export/", views.plan_export, name="plan-export"),
    path("plans/slides/", views.slides, name="slide-template"),
    path("plans/slides/remove/", views.slides_removed, name="slide-template-remove"),
]
