from __future__ import annotations

from django.urls import path

from vitalfew.web.me import views

urlpatterns = [
    path("", views.me, name="me"),
    path("language/", views.language, name="language"),
    path("appearance/", views.appearance, name="appearance"),
    path("columns/", views.columns, name="columns"),
]
