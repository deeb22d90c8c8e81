from __future__ import annotations

from django.urls import path

from vitalfew.web.accounts import changes, views

urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("csv/", views.accounts_csv, name="accounts-csv"),
    path("search/", views.search, name="search"),
    path("prospects/new/", changes.prospect_new, name="prospect-new"),
    path("duplicates/", changes.duplicates, name="duplicates"),
    path("duplicates/find/", changes.duplicates_find, name="duplicates-find"),
    path("duplicates/<int:pk>/keep/", changes.duplicate_kept, name="duplicate-keep"),
    path("<int:pk>/group/", views.account_group, name="account-group"),
    path("<int:pk>/edit/", changes.account_edit, name="account-edit"),
    path("<int:pk>/restore/", changes.account_restore, name="account-restore"),
    path("<int:pk>/move/", changes.account_move, name="account-move"),
    path("<int:pk>/merge/", changes.account_merge, name="account-merge"),
    path("<int:pk>/split/", changes.account_split, name="account-split"),
    path("<int:pk>/exclude/", changes.account_exclude, name="account-exclude"),
    path(
        "<int:pk>/head-office/",
        changes.account_head_office,
        name="account-head-office",
    ),
    path("undo/<int:pk>/", changes.restructuring_undo, name="restructuring-undo"),
]
