from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "vitalfew.web"
    label = "web"
