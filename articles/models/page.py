"""The readers' read model: one row for each live article. Only ``articles.domain.publication.pages`` writes it."""

import gzip
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Q, Subquery
from django.db.models.functions import Lower, RowNumber
from django.urls import reverse

from articles.choices import Format, PersonPart
from articles.models.article import Article
from articles.models.notice import NoticeVersion, SiteState
from articles.models.publication import Publication
from articles.models.taxonomy import Topic

SHOWN_OF_PAGE = (
    "page__slug",
    "page__title",
    "page__reviewed_on",
    "page__review_due_on",
    "page__notices_stamp",
    "page__valid_until",
)
"""What lists of other rows show of the page that they stand beside."""
MOST_LANGUAGES = 200
LANGUAGES_SQL = """
WITH RECURSIVE found(language) AS (
    SELECT MIN(language) FROM articles_publishedpage
    UNION ALL
    SELECT (SELECT MIN(language) FROM articles_publishedpage WHERE language > found.language)
    FROM found WHERE found.language IS NOT NULL
)
SELECT language FROM found WHERE language IS NOT NULL LIMIT %s
"""
"""One step in the index for each language, however many articles there are."""


class PublishedPageQuerySet(models.QuerySet["PublishedPage"]):
    def listed(self) -> "PublishedPageQuerySet":
        """What a list shows of a page: never the document itself."""
        return self.only(
            "slug", "title", "lead_text", "reviewed_on", "review_due_on", "reviewer_names", "first_published_at"
        )

    def in_lists(self) -> "PublishedPageQuerySet":
        """Without those whose review is overdue for so long that only their own address still shows them."""
        return self.filter(is_listed=True)

    def in_language(self, language: str) -> "PublishedPageQuerySet":
        return self.filter(language=language)

    def newest_review_first(self) -> "PublishedPageQuerySet":
        return self.order_by("-reviewed_on", "-pk")

    def due_by(self, day: date) -> "PublishedPageQuerySet":
        """Pages whose review is due on that day at the latest, the most overdue first."""
        return (
            self.filter(review_due_on__lte=day)
            .order_by("review_due_on", "pk")
            .only("title", "review_due_on", "article")
        )

    def of_days(self, first: date, last: date, *, most: int) -> "models.QuerySet[Any, tuple[date, str, int, int]]":
        """Reviews that are due on these days: day, title, article, and how many the day has; ``most`` of each day."""
        a_day = [models.F("review_due_on")]
        return (
            self.filter(review_due_on__range=(first, last))
            .annotate(
                place=models.Window(RowNumber(), partition_by=a_day, order_by=["pk"]),
                of_day=models.Window(models.Count("*"), partition_by=a_day),
            )
            .filter(place__lte=most)
            .order_by("review_due_on", "pk")
            .values_list("review_due_on", "title", "article_id", "of_day")
        )

    def titled(self, words: str) -> "PublishedPageQuerySet":
        """Pages whose title holds every one of the words."""
        found = self
        for word in words.split()[:10]:
            found = found.filter(title__icontains=word)
        return found

    def with_text(self) -> "PublishedPageQuerySet":
        """With article, publication and signed text: what framing a page afresh begins with."""
        return self.select_related("article", "publication__revision__article")

    def signed_texts(self) -> "models.QuerySet[PublishedPage, tuple[str, str]]":
        """Content and body of each page as they were signed, both as JSON."""
        return self.values_list("publication__revision__content_json", "publication__revision__body_html")

    def in_topic(self, topic: Topic) -> "PublishedPageQuerySet":
        return self.filter(page_topics__topic=topic)

    def in_other_languages(self, original: int, *, than: int) -> "PublishedPageQuerySet":
        """The live page of an original and those of its translations, without the one of the article ``than``."""
        return self.filter(Q(article=original) | Q(translation_of=original)).exclude(article=than)

    def languages_there(self) -> list[str]:
        """The languages of all live pages, in order, however the set is narrowed. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(LANGUAGES_SQL, [MOST_LANGUAGES])
            return [row[0] for row in cursor.fetchall()]

    def about(self, subject: str) -> "PublishedPageQuerySet":
        """Pages about the subject with that slug."""
        return self.filter(page_names__subject__slug=subject, page_names__kind="")


class PublishedPage(models.Model):
    article = models.OneToOneField(Article, on_delete=models.PROTECT, related_name="page")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=100, unique=True)
    locale = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    content_digest = models.CharField(max_length=64)
    html_digest = models.CharField(max_length=64)
    general_notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
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
    is_listed = models.BooleanField(default=True)
    translation_of = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="translated_pages")

    objects = PublishedPageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["language", "-reviewed_on", "-id"], name="pages_newest_review_first"),
            models.Index(fields=["language", "-modified_at", "-id"], name="pages_newest_change_first"),
            models.Index(fields=["review_due_on", "id"], name="pages_by_review_due"),
            models.Index("language", Lower("title"), "id", name="pages_by_title"),
        ]
        constraints = [
            models.CheckConstraint(name="a_page_names_its_document", condition=~Q(etag="")),
            models.UniqueConstraint(
                fields=["translation_of", "locale"],
                condition=Q(translation_of__isnull=False),
                name="a_text_has_one_live_translation_in_a_language",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reader:article", args=[self.slug])

    @property
    def document(self) -> str:
        """The stored web page as text. One query; for staff and tests, readers get the stored bytes."""
        stored = self.representations.get(format=Format.HTML)
        return gzip.decompress(bytes(stored.gzip)).decode()


class PublishedRepresentation(models.Model):
    """One form of a live page, finished and compressed. Kept apart, so that lists never read documents.

    ``etag`` is the SHA-256 of the text. ``brotli`` is empty for forms that are only ever parts of an answer.
    """

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="representations")
    format = models.CharField(max_length=10, choices=Format)
    etag = models.CharField(max_length=64)
    gzip = models.BinaryField()
    brotli = models.BinaryField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "format"], name="a_page_has_one_representation_of_a_format"),
            models.CheckConstraint(name="a_representation_is_of_a_known_format", condition=Q(format__in=Format.values)),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_format_display()}"


class PublishedTopic(models.Model):
    """A live page in a topic, as the signed content says. ``language`` is that of the page."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="page_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="page_topics")
    language = models.CharField(max_length=8)

    class Meta:
        indexes = [models.Index(fields=["topic", "language"], name="published_topics_by_language")]
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="a_page_is_in_a_topic_once")]

    def __str__(self) -> str:
        return str(self.topic)


class PublishedNeighbour(models.Model):
    """Another page that the foot of a live page names, so that the page is made anew when that one changes."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="neighbours")
    neighbour = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="named_on")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "neighbour"], name="a_page_names_a_neighbour_once")]

    def __str__(self) -> str:
        return f"{self.neighbour_id} on {self.page_id}"


class PublishedPersonQuerySet(models.QuerySet["PublishedPerson"]):
    def in_language(self, language: str) -> "PublishedPersonQuerySet":
        return self.filter(language=language)

    def of(self, profile: int, part: PersonPart) -> "PublishedPersonQuerySet":
        """The live pages that a person wrote or signed, with what a list shows of each; the newest review first."""
        return (
            self.filter(profile=profile, part=part, page__is_listed=True)
            .select_related("page")
            .only(
                "signed_on",
                "page__slug",
                "page__title",
                "page__lead_text",
                "page__reviewed_on",
                "page__review_due_on",
                "page__reviewer_names",
            )
            .order_by("-page__reviewed_on", "-page_id")
        )


class PublishedPerson(models.Model):
    """A person on a live page: in its byline, or under its text. A signer says on which day.

    ``language`` is that of the page.
    """

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="page_people")
    profile = models.ForeignKey("people.Profile", on_delete=models.PROTECT, related_name="page_people")
    part = models.CharField(max_length=20, choices=PersonPart)
    signed_on = models.DateField(null=True)
    language = models.CharField(max_length=8)

    objects = PublishedPersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["profile", "language"], name="published_people_by_language")]
        constraints = [
            models.UniqueConstraint(fields=["page", "profile", "part"], name="a_person_has_a_part_on_a_page_once"),
            models.CheckConstraint(
                name="a_signer_has_a_day_and_an_author_has_none",
                condition=Q(part=PersonPart.AUTHOR.value, signed_on__isnull=True)
                | Q(part=PersonPart.SIGNER.value, signed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} of {self.page_id}"


class PublishedQuestionQuerySet(models.QuerySet["PublishedQuestion"]):
    def listed(self) -> "PublishedQuestionQuerySet":
        """What the index shows, article by article, the newest review first. ``stamp`` is that of today."""
        return (
            self.filter(page__is_listed=True)
            .select_related("page")
            .only(
                "question",
                "answer",
                "anchor",
                *SHOWN_OF_PAGE,
            )
            .annotate(stamp=Subquery(SiteState.objects.filter(pk=1).values("notices_stamp")[:1]))
            .order_by("-page__reviewed_on", "-page_id", "position")
        )

    def in_language(self, language: str) -> "PublishedQuestionQuerySet":
        return self.filter(page__language=language)

    def in_topic(self, topic: Topic) -> "PublishedQuestionQuerySet":
        return self.filter(page__page_topics__topic=topic)


class PublishedQuestion(models.Model):
    """A question of a live page, as it was signed.

    ``answer`` is the whole answer in plain words, or empty: half of an answer could say the opposite, and an
    article that carries a notice of its own is read with it.
    """

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="page_questions")
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=500)
    answer = models.TextField(blank=True)
    anchor = models.CharField(max_length=100)
    bank_version = models.ForeignKey(
        "faq.QuestionVersion", null=True, on_delete=models.PROTECT, related_name="published_copies"
    )

    objects = PublishedQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "position"], name="a_question_has_one_place_on_a_page"),
            models.CheckConstraint(name="a_published_question_is_one", condition=~Q(question="")),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{self.page.get_absolute_url()}#{self.anchor}"


class PublishedReferenceQuerySet(models.QuerySet["PublishedReference"]):
    def in_doubt(self, standings: Iterable[str]) -> "PublishedReferenceQuerySet":
        """Live pages that cite a work which stands so today, with page, text and record; by title.

        A record that was merged stands as the one it went into.
        """
        so = list(standings)
        own = Q(reference__merged_into=None, reference__standing__in=so)
        return (
            self.filter(own | Q(reference__merged_into__standing__in=so), is_cited=True)
            .select_related("page", "reference__merged_into")
            .only(
                "key",
                "page__title",
                "page__article_id",
                "page__publication_id",
                *(f"reference__{name}" for name in ("key", "title", "standing", "doi", "pmid")),
                *(f"reference__merged_into__{name}" for name in ("key", "title", "standing")),
            )
            .order_by("page__title", "page_id", "pk")
        )

    def of_work(self, keys: Iterable[int]) -> "PublishedReferenceQuerySet":
        """Live pages that show one of these records of the library, with what a list shows; by title."""
        return (
            self.filter(reference__in=list(keys))
            .select_related("page")
            .only("is_cited", "key", "page__slug", "page__title", "page__article_id", "page__reviewed_on")
            .order_by("page__title", "page_id", "pk")
        )


class PublishedReference(models.Model):
    """A record of the library on a live page, as its signed text lists it. ``key`` is what the text cites it by."""

    page = models.ForeignKey(PublishedPage, on_delete=models.CASCADE, related_name="page_references")
    reference = models.ForeignKey("references.Reference", on_delete=models.PROTECT, related_name="page_references")
    key = models.CharField(max_length=100)
    is_cited = models.BooleanField()

    objects = PublishedReferenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="a_page_lists_a_key_once")]

    def __str__(self) -> str:
        return self.key
