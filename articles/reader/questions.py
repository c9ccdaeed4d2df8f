"""The index of questions: what live articles answer, by topic. The answers stand in the articles."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from articles.domain.overlay.notices import general_notice
from articles.models import PublishedPage, PublishedQuestion, Topic
from articles.models.page import PublishedQuestionQuerySet
from articles.reader.paging import PAGE_SIZE, list_response, page_of
from medsite.lib import languages


@dataclass(frozen=True)
class Entry:
    """One question as the index shows it. ``answer`` is whole, or empty: then it is read in the article."""

    question: str
    answer: str
    url: str
    page: PublishedPage
    reviewed_on: date


@require_safe
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """The topics that have questions, and all questions, those of the newest reviews first."""
    context = _listing(request, _questions()) | {"topics": _topics(languages.current())}
    return list_response(request, "reader/faq.html", context)


@require_safe
@conditional_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(_topics(), slug=slug)
    context = _listing(request, _questions().in_topic(found)) | {"topic": found}
    return list_response(request, "reader/faq_topic.html", context)


def _questions() -> PublishedQuestionQuerySet:
    return PublishedQuestion.objects.in_language(languages.current())


def _topics(language: str = "") -> QuerySet[Topic]:
    """Topics with questions, in a language or in any."""
    within = {"page__page_topics__language": language} if language else {}
    questions = PublishedQuestion.objects.filter(page__page_topics__topic=OuterRef("pk"), **within)
    return Topic.objects.filter(Exists(questions)).said_in(languages.current())


def _listing(request: HttpRequest, questions: PublishedQuestionQuerySet) -> dict[str, Any]:
    listed, now = questions.listed(), timezone.now()
    rows, page_obj = page_of(request, lambda start, stop: listed[start:stop], size=PAGE_SIZE)
    entries = [_entry(row, now) for row in rows]
    return {
        "entries": entries,
        "page_obj": page_obj,
        "is_empty": not entries,
        "general": general_notice(locale=languages.current()),
    }


def _entry(row: PublishedQuestion, now: datetime) -> Entry:
    """A page whose notices or status may have changed since it was stored shows no answer outside of it."""
    page = row.page
    stamp: int = getattr(row, "stamp", 0) or 0
    is_current = page.notices_stamp == stamp and (page.valid_until is not None and page.valid_until > now)
    return Entry(
        question=row.question,
        answer=row.answer if is_current else "",
        url=row.get_absolute_url(),
        page=page,
        reviewed_on=page.reviewed_on,
    )
