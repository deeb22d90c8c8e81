from __future__ import annotations

from django.urls import path

from vitalfew.web.imports import sources, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="import-upload"),
    path("templates/<slug:kind>.csv", views.template, name="import-template"),
    path("sample/", views.sample, name="import-sample"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("<int:pk>/", views.batch, name="import-batch"),
    path("<int:pk>/draft/", views.draft, name="import-draft"),
    path("<int:pk>/progress/", views.progress, name="import-progress"),
    path("<int:pk>/refused.csv", views.refused, name="import-refused"),
    path("<int:pk>/commit/", views.commit, name="import-commit"),
    path("<int:pk>/discard/", views.discard, name="import-discard"),
    path("<int:pk>/withdraw/", views.withdraw, name="import-withdraw"),
]
