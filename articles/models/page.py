"""The readers' read model: one row for each live article. Only ``articles.domain.publishing`` writes it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.models.article import Article
from articles.models.notice import NoticeVersion
from articles.models.publication import Publication
from articles.models.taxonomy import Topic


class PublishedPageQuerySet(models.QuerySet["PublishedPage"]):
    def listed(self) -> "PublishedPageQuerySet":
        """What a list shows of a page: never the document itself."""
        return self.only(
            "slug", "title", "lead_text", "reviewed_on", "review_due_on", "reviewer_names", "first_published_at"
        )

    def newest_review_first(self) -> "PublishedPageQuerySet":
        return self.order_by("-reviewed_on", "-pk")

    def titled(self, words: str) -> "PublishedPageQuerySet":
        """Pages whose title holds every one of the words."""
        found = self
        for word in words.split()[:10]:
            found = found.filter(title__icontains=word)
        return found

    def in_topic(self, topic: Topic) -> "PublishedPageQuerySet":
        return self.filter(page_topics__topic=topic)


class PublishedPage(models.Model):
    article = models.OneToOneField(Article, on_delete=models.PROTECT, related_name="page")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=100, unique=True)
    locale = models.CharField(max_length=20)
    content_digest = models.CharField(max_length=64)
    html_digest = models.CharField(max_length=64)
    general_notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
    document = models.TextField()
    document_gzip = models.BinaryField()
    etag = models.CharField(max_length=64)
    notices_stamp = models.PositiveBigIntegerField()
    frame_version = models.CharField(max_length=64)
    valid_until = models.DateTimeField(null=True)
    title = models.CharField(max_length=500)
    lead_text = models.TextField(blank=True)
    reviewer_names = models.CharField(max_length=500)
    first_published_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    reviewed_on = models.DateField()
    review_due_on = models.DateField()

    objects = PublishedPageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-reviewed_on", "-id"], name="pages_newest_review_first")]
        constraints = [models.CheckConstraint(name="a_page_holds_a_document", condition=~Q(document=""))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reader:article", args=[self.slug])


class PublishedTopic(models.Model):
    """A live page in a topic, as the signed content says."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="page_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="page_topics")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="a_page_is_in_a_topic_once")]

    def __str__(self) -> str:
        return str(self.topic)
