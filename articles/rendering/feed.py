"""Atom (RFC 4287): the entry of one article, and the feed around the entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from articles.rendering import translated
from articles.rendering.page import absolute
from articles.rendering.shapes import Byline, NoticeText
from articles.rendering.sources import PageSource


@dataclass(frozen=True)
class FeedHead:
    """What a feed says about itself; ``identity`` never changes, whatever the addresses do."""

    identity: str
    language: str
    title: str
    url: str
    page_url: str
    site_name: str
    updated: datetime


def render_entry(source: PageSource) -> str:
    """One entry. The notices come first in the summary, so that a reader of feeds meets them before the text."""
    facts, notices = source.facts, source.notices
    before = "".join(_notice(notice) for notice in (*notices.safety, *notices.status))
    if facts.translation_of is not None and (behind := translated.behind(facts.translation_of)):
        before += f"<p>{escape(behind)}</p>"
    summary = f"{before}<p>{escape(facts.description)}</p>{_notice(notices.general)}"
    return "".join(
        [
            "<entry>",
            f"<id>urn:uuid:{facts.uuid}</id>",
            f"<title>{escape(source.body.title)}</title>",
            f'<link rel="alternate" type="text/html" href={quoteattr(facts.url)}/>',
            f"<published>{moment(facts.published_at)}</published>",
            f"<updated>{moment(facts.modified_at)}</updated>",
            *(_person("author", person) for person in facts.authors),
            *(_person("contributor", person) for person in facts.reviewers),
            *(
                f"<category term={quoteattr(topic.slug)} label={quoteattr(link.name)}/>"
                for topic, link in zip(source.content.topics, facts.topics, strict=True)
            ),
            f'<summary type="html">{escape(summary)}</summary>',
            "</entry>",
        ]
    )


def render_feed(head: FeedHead, entries: Iterable[str]) -> str:
    """The feed of entries that ``render_entry`` made."""
    return "".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"',
            f" xml:base={quoteattr(absolute('/'))} xml:lang={quoteattr(head.language)}>",
            f"<id>{escape(head.identity)}</id>",
            f"<title>{escape(head.title)}</title>",
            f"<updated>{moment(head.updated)}</updated>",
            f"<author><name>{escape(head.site_name)}</name></author>",
            f'<link rel="self" type="application/atom+xml" href={quoteattr(head.url)}/>',
            f'<link rel="alternate" type="text/html" href={quoteattr(head.page_url)}/>',
            *entries,
            "</feed>\n",
        ]
    )


def moment(when: datetime | None) -> str:
    """A moment as RFC 3339 writes it, in UTC. Raises ValueError without one: only published pages are in feeds."""
    if when is None:
        raise ValueError("A page that was never published has no entry in a feed.")
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _person(element: str, person: Byline) -> str:
    uri = f"<uri>{escape(absolute(person.url))}</uri>" if person.url else ""
    return f"<{element}><name>{escape(person.full_name)}</name>{uri}</{element}>"


def _notice(notice: NoticeText) -> str:
    return f"<p><strong>{escape(notice.heading)}</strong></p>{notice.html}"
