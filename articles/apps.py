"""Articles: drafts, signatures, notices, publications, and the pages that readers get."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles.domain.mail import unasked
        from articles.domain.starter import ensure_starter_data_after_migrate
        from articles.domain.upkeep import retractions
        from articles.models.guards import register_guards

        register_guards()
        retractions.follow()
        unasked.listen()
        post_migrate.connect(ensure_starter_data_after_migrate, sender=self, dispatch_uid="articles.starter")
