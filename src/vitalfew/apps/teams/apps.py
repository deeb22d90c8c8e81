from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "vitalfew.apps.teams"
    label = "teams"
