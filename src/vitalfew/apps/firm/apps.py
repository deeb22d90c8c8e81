from django.apps import AppConfig


class FirmConfig(AppConfig):
    name = "vitalfew.apps.firm"
    label = "firm"
