from __future__ import annotations

from django.urls import path

from vitalfew.web.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.person_new, name="person-new"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/invite/", views.person_invite, name="person-invite"),
    path("<int:pk>/deactivate/", views.person_deactivate, name="person-deactivate"),
    path("<int:pk>/activate/", views.person_activate, name="person-activate"),
    path("<int:pk>/capacity/", views.person_capacity, name="person-capacity"),
]
