from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "vitalfew.apps.imports"
    label = "imports"
