from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "vitalfew.apps.plans"
    label = "plans"
