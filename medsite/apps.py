"""The project itself as an application: it brings the system checks."""

from django.apps import AppConfig


class MedsiteConfig(AppConfig):
    name = "medsite"
    label = "medsite"

    def ready(self) -> None:
        from medsite import system_checks  # noqa: F401  # registers its checks; needs the app registry
