from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "importing"

    def ready(self) -> None:
        from importing import receivers  # noqa: F401
