from __future__ import annotations

from django.urls import path

from vitalfew.web.library import case_views, views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/new/", views.method_new, name="library-new"),
    path("library/<int:pk>/", views.method, name="library-method"),
    path("library/<int:pk>/change/", views.method_edit, name="library-edit"),
    path("library/<int:pk>/<str:act>/", views.method_acted, name="library-act"),
    path("accounts/<int:pk>/cases/new/", case_views.case_new, name="case-new"),
    path("cases/<int:pk>/correct/", case_views.case_corrected, name="case-correct"),
    path("cases/<int:pk>/withdraw/", case_views.case_withdrawn, name="case-withdraw"),
]
