from __future__ import annotations

from django.urls import path

from vitalfew.web.work import views

urlpatterns = [path("work/", views.work, name="work")]
