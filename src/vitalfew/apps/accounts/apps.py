from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "vitalfew.apps.accounts"
    label = "accounts"
