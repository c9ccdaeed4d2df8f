"""Atom feeds of the newest changes: of all articles, and of one topic."""

from uuid import NAMESPACE_URL, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from articles.choices import Format
from articles.reader.answers import ATOM
from articles.reader.served import rows
from articles.reader.stamped import Made, stamped
from articles.reader.views import live_topics
from articles.rendering.feed import FeedHead, render_feed
from articles.rendering.page import absolute, this_site
from medsite.lib import languages

ENTRIES = 30


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """All articles, newest change first. A withdrawn one is gone from it at once."""

    def make() -> Made:
        return _feed("", gettext("All articles"), reverse("reader:feed"), reverse("reader:articles"), identity="feed")

    return stamped(request, "feed", make, dated=True)


@require_safe
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of one topic."""

    def make() -> Made:
        topic = get_object_or_404(live_topics(), slug=slug)
        own, page = reverse("reader:topic-feed", args=[slug]), topic.get_absolute_url()
        return _feed(slug, topic.shown_name, own, page, identity=f"feed of topic {topic.pk}")

    return stamped(request, f"feed of {slug}", make, dated=True)


def _feed(topic: str, title: str, address: str, page: str, *, identity: str) -> Made:
    now = timezone.now()
    entries = rows(Format.ENTRY, limit=ENTRIES, now=now, topic=topic, language=languages.current(), newest_first=True)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    head = FeedHead(
        identity=uuid5(NAMESPACE_URL, absolute(f"/{languages.prefix()}{identity}")).urn,
        language=languages.current(),
        title=f"{this_site().name}: {title}",
        url=absolute(address),
        page_url=absolute(page),
        site_name=this_site().name,
        updated=max((entry.modified_at for entry in entries), default=midnight),
    )
    # A feed is read elsewhere, on pages that may not otherwise load anything of ours.
    headers = (("Access-Control-Allow-Origin", "*"), ("Cross-Origin-Resource-Policy", "cross-origin"))
    return Made(render_feed(head, [entry.text for entry in entries]), ATOM, headers)
