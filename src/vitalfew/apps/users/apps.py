from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "vitalfew.apps.users"
    label = "users"
