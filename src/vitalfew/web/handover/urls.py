from __future__ import annotations

from django.urls import path

from vitalfew.web.handover import views

urlpatterns = [
    path(
        "accounts/<int:pk>/handover/", views.account_handover, name="account-handover"
    ),
    path("accounts/<int:pk>/handover/pdf/", views.handover_pdf, name="handover-pdf"),
    path("accounts/<int:pk>/handover/take/", views.end_taken, name="loose-end-take"),
    path("accounts/<int:pk>/handover/let-be/", views.end_left, name="loose-end-let-be"),
]
