from __future__ import annotations

from django.urls import path

from vitalfew.web.work import views

urlpatterns = [
    path("work/", views.work, name="work"),
    path("work/calendar/make/", views.calendar_made, name="calendar-make"),
    path("work/calendar/revoke/", views.calendar_revoked, name="calendar-revoke"),
    path("calendar.ics", views.calendar, name="calendar"),
]
