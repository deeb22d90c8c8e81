from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "vitalfew.apps.care"
    label = "care"
