"""The project itself as an application: it brings the system checks."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MedsiteConfig(AppConfig):
    name = "medsite"
    label = "medsite"

    def ready(self) -> None:
        from medsite import system_checks  # noqa: F401  # registers its checks; needs the app registry


class DeskConfig(AdminConfig):
    """The stock admin with our site object."""

    default_site = "articles.editorial.site.DeskSite"
