from __future__ import annotations

from django.urls import path

from vitalfew.web.contacts import arranging, merging, views
from vitalfew.web.contacts.map_files import TYPES, picture_file
from vitalfew.web.contacts.picture import MAP, ORGANIGRAM

urlpatterns = [
    path("accounts/<int:pk>/people/", views.account_people, name="account-people"),
    path("accounts/<int:pk>/people/add/", views.position_added, name="position-add"),
    path("accounts/<int:pk>/people/met/", views.touch_logged, name="touch-log"),
    path("accounts/<int:pk>/people/ties/", views.tie_recorded, name="tie-record"),
    path("accounts/<int:pk>/people/map/", arranging.map_arranged, name="map-arrange"),
    path("accounts/<int:pk>/people/map/move/", arranging.map_moved, name="map-move"),
    path(
        "accounts/<int:pk>/people/map/release/",
        arranging.map_released,
        name="map-release",
    ),
    path(
        "accounts/<int:pk>/people/map/restore/",
        arranging.map_restored,
        name="map-restore",
    ),
    path("contacts/<int:pk>/", views.contact, name="contact"),
    path("contacts/<int:pk>/edit/", views.contact_edited, name="contact-edit"),
    path("accounts/<int:pk>/people.vcf", views.account_cards, name="account-cards"),
    path("contacts/<int:pk>/card.vcf", views.contact_card, name="contact-card"),
    path("contacts/<int:pk>/erase/", views.contact_erased, name="contact-erase"),
    path("contacts/<int:pk>/notes/", views.contact_notes, name="contact-notes"),
    path("contacts/same/", merging.contacts_same, name="contacts-same"),
    path(
        "contacts/<int:pk>/merge/<int:other>/",
        merging.contact_merge,
        name="contact-merge",
    ),
    path(
        "contacts/<int:pk>/apart/<int:other>/",
        merging.contacts_apart,
        name="contacts-apart",
    ),
    path("contacts/apart/<int:pk>/undo/", merging.apart_undone, name="apart-undo"),
    path("contacts/merges/<int:pk>/part/", merging.contact_parted, name="contact-part"),
    path("posts/<int:pk>/edit/", views.position_edited, name="position-edit"),
    path("posts/<int:pk>/fill/", views.position_filled, name="position-fill"),
    path("posts/<int:pk>/leave/", views.position_left, name="position-leave"),
    path(
        "posts/<int:pk>/rate/<str:topic>/", views.position_rated, name="position-rate"
    ),
    *(
        path(
            f"accounts/<int:pk>/people/{view}.{form}",
            picture_file,
            {"form": form, "view": view},
            name=f"account-{view}-{form}",
        )
        for view in (MAP, ORGANIGRAM)
        for form in TYPES
    ),
]
