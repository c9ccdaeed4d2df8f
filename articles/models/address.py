"""Addresses that articles had, and links between live pages."""

from django.conf import settings
from django.db import models

from articles.models.article import Article
from articles.models.page import PublishedPage
from medsite.audit.models import AppendOnly


class FormerAddress(AppendOnly):
    """An address that an article left. It leads to the article for ever and is never given to another one."""

    slug = models.SlugField(max_length=100, unique=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="former_addresses")
    left_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.slug


class PublishedLink(models.Model):
    """A link of a live page to the address of another article, as the signed text has it."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="links")
    slug = models.SlugField(max_length=100, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "slug"], name="a_link_of_a_page_is_noted_once")]

    def __str__(self) -> str:
        return self.slug


class PublishedAddress(models.Model):
    """An address outside this site that the signed text of a live page names. ``key`` is its SHA-256."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="addresses")
    key = models.CharField(max_length=64, db_index=True)
    url = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="an_address_of_a_page_is_noted_once")]

    def __str__(self) -> str:
        return self.url
