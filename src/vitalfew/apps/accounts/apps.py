from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "vitalfew.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from vitalfew.apps.accounts import lookups  # noqa: F401  registers `begins`
