from __future__ import annotations

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "vitalfew.apps.value"
    label = "value"
