from __future__ import annotations

from django.urls import path

from vitalfew.web.methods import views

urlpatterns = [
    path("", views.methods, name="methods"),
    path("<slug:name>/", views.method, name="method"),
]
