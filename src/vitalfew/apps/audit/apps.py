from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "vitalfew.apps.audit"
    label = "audit"
