from __future__ import annotations

from django.urls import path

from vitalfew.web.candidates import views

urlpatterns = [
    path("", views.candidates, name="candidates"),
    path("candidates.csv", views.candidates_csv, name="candidates-csv"),
    path("<int:pk>/", views.candidate, name="candidate"),
    path("<int:pk>/decide/", views.candidate_decide, name="candidate-decide"),
    path("<int:pk>/judge/", views.candidate_judge, name="candidate-judge"),
]
