from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "vitalfew.apps.assessments"
    label = "assessments"
