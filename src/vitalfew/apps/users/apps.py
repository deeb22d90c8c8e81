from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "vitalfew.apps.users"
    label = "users"

    def ready(self) -> None:
        from vitalfew.apps import among  # noqa: F401  registers `among`
