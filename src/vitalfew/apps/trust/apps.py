from __future__ import annotations

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "vitalfew.apps.trust"
    label = "trust"
