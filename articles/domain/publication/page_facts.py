"""What a page says beside its signed text and its notices: people, days, addresses, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.choices import Audience, Funding, PublicationKind
from articles.content import ArticleContent
from articles.domain.drafting.translations import Standing
from articles.domain.governance.risk import risk_of
from articles.domain.overlay.source_marks import marks_of_sources
from articles.domain.publication.around import Around
from articles.domain.publication.log import Issue, with_new_text
from articles.models import Article, Decision
from articles.rendering.body import reading_minutes
from articles.rendering.shapes import Byline, HistoryEntry, ImageLink, OriginalText, PageFacts, SignedBody, TopicLink
from medsite.lib import days, languages
from medsite.lib.canonical import grouped
from medsite.lib.languages import language_of
from medsite.lib.markdown import visible


@dataclass(frozen=True)
class PeopleLinks:
    """Addresses of the pages of the people who wrote and signed what is shown now, by profile and by account."""

    by_profile: Mapping[UUID, str] = field(default_factory=dict)
    by_user: Mapping[int, str] = field(default_factory=dict)
    translated: frozenset[str] = frozenset()
    """The roles of these people in the language of the text."""


NO_LINKS = PeopleLinks()


def roles_alone(around: Around) -> PeopleLinks:
    """For previews and past versions: in which language roles are, and no address. A person may have no page before
    an article is published, nor once a version is replaced. One query, none for a text in the language of the house.
    """
    is_translated = language_of(around.content.locale) != settings.LANGUAGE_CODE
    return PeopleLinks(translated=_translated(around) if is_translated else frozenset())


def people_links(around: Around) -> PeopleLinks:
    """Where the people of a page are described; those without a profile are nowhere. One query."""
    pages = {row: reverse("reader:person", args=[row.slug]) for row in around.profiles}
    return PeopleLinks(
        by_profile={row.uuid: url for row, url in pages.items()},
        by_user={row.user_id: url for row, url in pages.items() if row.user_id is not None},
        translated=_translated(around),
    )


def _translated(around: Around) -> frozenset[str]:
    return frozenset(row.translated_role(language_of(around.content.locale)) for row in around.profiles)


def page_facts(
    article: Article,
    around: Around,
    issues: Sequence[Issue],
    *,
    now: datetime,
    links: PeopleLinks = NO_LINKS,
) -> PageFacts:
    """Everything on a page that is neither signed text nor a notice, in the language that is spoken now. One query for
    archived copies of sources, and what ``around`` has not read yet.
    """
    content, body, policy = around.content, around.body, around.policy
    last = issues[-1]
    published = with_new_text(issues)
    reviewed_on = max(days.day_of(decision.at, days.zone()) for decision in last.decisions)
    due_on, today = due_date(around, reviewed_on), days.day_of(now, days.zone())
    slug, site = article.slug, settings.SITE_URL
    return PageFacts(
        url=site + reverse("reader:article", args=[slug]),
        slug=article.slug,
        locale=content.locale,
        description=plain(body.lead or body.summary)[:300],
        authors=tuple(
            Byline(
                name=a.name,
                credentials=a.credentials,
                role=a.role,
                url=links.by_profile.get(a.profile, ""),
                role_marks=_role_marks(a.role, content.locale, links),
            )
            for a in content.authors
        ),
        reviewers=bylines(last.decisions, links, locale=content.locale),
        first_published_on=days.day_of(published[0].at, days.zone()),
        modified_on=days.day_of(published[-1].at, days.zone()),
        reviewed_on=reviewed_on,
        review_due_on=due_on,
        reading_minutes=reading_minutes(body.words),
        audience=languages.said(Audience(content.audience).label) if content.audience else "",
        funding=funding_sentence(content),
        overdue=today > due_on,
        is_listed=today <= due_on + timedelta(days=policy.unlisted_after_days),
        unlisted_after=due_on + timedelta(days=policy.unlisted_after_days),
        topics=_topics(around),
        subjects=tuple(
            TopicLink(name=s.name, url=reverse("reader:subject", args=[s.slug])) for s in content.subjects if s.slug
        ),
        image=_first_image(content, body),
        history=tuple(_entry(issue, links) for issue in reversed(issues)),
        fingerprint=fingerprint(last.content_digest),
        translation_of=original_text(around.standing),
        marks=marks_of_sources((*body.references, *body.further_reading), around.known),
        uuid=str(article.uuid),
        published_at=published[0].at,
        modified_at=published[-1].at,
        history_url=site + reverse("reader:history", args=[slug]) if last.number else "",
        feedback_url=reverse("reader:feedback", args=[slug]),
        markdown_url=site + reverse("reader:markdown", args=[slug]),
        api_url=site + reverse("reader:api-v1:article", args=[slug]),
    )


def original_text(standing: Standing | None) -> OriginalText | None:
    """The original of a translation as its page speaks of it, with its days in the zone of the site.

    By the title that it has now; of one that was withdrawn no word is shown, its title neither.
    """
    if standing is None:
        return None
    recorded, article = standing.recorded, standing.original
    return OriginalText(
        key=article.pk,
        title="" if standing.withdrawn_at else standing.last.revision.title,
        locale=article.locale,
        url="" if standing.withdrawn_at else reverse("reader:article", args=[article.slug]),
        version=recorded.number,
        on=days.day_of(recorded.at, days.zone()),
        changed_on=days.day_of(standing.changed_at, days.zone()) if standing.changed_at else None,
        withdrawn_on=days.day_of(standing.withdrawn_at, days.zone()) if standing.withdrawn_at else None,
    )


def _topics(around: Around) -> tuple[TopicLink, ...]:
    """The topics of the signed text by their signed names, or by those that the house gives them in its language."""
    today = {topic.slug: topic for topic in around.topics}
    found = []
    for fact in around.content.topics:
        own = getattr(today.get(fact.slug), "own_name", None)
        is_main = own is None and language_of(around.content.locale) != settings.LANGUAGE_CODE
        lang = settings.LANGUAGE_CODE if is_main else ""
        found.append(TopicLink(name=own or fact.name, url=reverse("reader:topic", args=[fact.slug]), lang=lang))
    return tuple(found)


def _first_image(content: ArticleContent, body: SignedBody) -> ImageLink | None:
    """The picture that stands first in the text, if there is one."""
    html = "".join([*(section.html for section in body.sections), *(item.html for item in body.questions)])
    shown = sorted(content.pictures.values(), key=lambda picture: html.find(picture.address))
    first = next((picture for picture in shown if picture.address in html), None)
    if first is None:
        return None
    return ImageLink(url=settings.SITE_URL + first.address, width=first.width, height=first.height, alt=first.alt)


def fingerprint(content_digest: str) -> str:
    """The first part of a digest, as pages show it."""
    return grouped(content_digest, groups=4)


def due_date(around: Around, reviewed_on: date) -> date:
    """When the next review is due: the shortest interval after the sign-off. Never typed by hand."""
    months = around.policy.interval_for(risk_of(around.content, around.policy).level, around.intervals)
    return days.add_months(reviewed_on, months)


def bylines(decisions: Sequence[Decision], links: PeopleLinks = NO_LINKS, *, locale: str = "") -> tuple[Byline, ...]:
    """The signers as their signatures quote them; a link leads to their page. ``locale`` is that of the text."""
    return tuple(
        Byline(
            name=decision.by_name,
            credentials=decision.by_credentials,
            role=decision.by_role,
            url=links.by_user.get(decision.by_id, ""),
            role_marks=_role_marks(decision.by_role, locale, links),
        )
        for decision in decisions
    )


def _role_marks(role: str, locale: str, links: PeopleLinks) -> str:
    """What says the language of a role. One that is none of the translations of today is taken to be in that of the
    house: a wrong accent of a screen reader is the smaller harm.
    """
    return languages.marks(locale if role in links.translated else settings.LANGUAGE_CODE)


def funding_sentence(content: ArticleContent) -> str:
    """Who paid for an article, in the language that is spoken now; empty where nobody has said."""
    match content.funding:
        case Funding.NONE:
            return _("No outside money paid for this article.")
        case Funding.OWN:
            return _("The publisher paid for this article.")
        case Funding.SPONSORED:
            return _("Paid for by: %(payer)s") % {"payer": content.funding_note}
    return ""


def plain(html: str) -> str:
    """The HTML of a signed part as plain text without citation marks, for descriptions and lists."""
    return visible.read(html).uncited


def _entry(issue: Issue, links: PeopleLinks) -> HistoryEntry:
    return HistoryEntry(
        number=issue.number,
        kind=languages.said(PublicationKind(issue.kind).label),
        is_correction=issue.kind == PublicationKind.CORRECTED,
        on=days.day_of(issue.at, days.zone()),
        note=issue.note,
        signers=bylines(issue.decisions, links),
        fingerprint=fingerprint(issue.content_digest),
    )
