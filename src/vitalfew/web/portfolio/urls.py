from __future__ import annotations

from django.urls import path

from vitalfew.web.portfolio import views

urlpatterns = [
    path("", views.portfolio, name="portfolio"),
    path("key-accounts.csv", views.portfolio_csv, name="portfolio-csv"),
    path("first-run/", views.first_run, name="first-run"),
    path("what-if/", views.loss, name="loss"),
]
