"""From a publication to the document that readers get: facts, notices and frame around the signed body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.choices import NO_NEW_TEXT, TAKEN_DOWN, Audience, Format, Funding, PublicationKind
from articles.content import ArticleContent
from articles.domain.drafting.translations import Standing, in_other_languages
from articles.domain.errors import Blocked
from articles.domain.governance.policy import current_policy
from articles.domain.governance.risk import risk_of
from articles.domain.knowledge.facts import Today, facts_of, marks_of
from articles.domain.overlay import notices as notice_rules
from articles.domain.overlay.source_marks import marks_of_sources
from articles.domain.publication.around import Around
from articles.domain.publication.related import related_to
from articles.models import Article, Decision, Publication, PublicationApproval, Revision
from articles.rendering.body import reading_minutes, render_body
from articles.rendering.packing import Packed, digest_of, pack
from articles.rendering.page import frame_version
from articles.rendering.representations import represent
from articles.rendering.shapes import Byline, HistoryEntry, ImageLink, OriginalText, PageFacts, SignedBody, TopicLink
from articles.rendering.sources import PageSource
from medsite.lib import days, languages
from medsite.lib.canonical import grouped
from medsite.lib.language_names import english_name
from medsite.lib.languages import language_of
from medsite.lib.markdown import visible

CORRECTION_SHOWN_MONTHS = 12
"""How long a page says under its title that it was corrected."""

LEAD_TEXT_LIMIT = 400
"""Characters of the lead that lists show."""


@dataclass(frozen=True)
class Framed:
    """The finished representations of a page and everything that is stored beside them. ``around`` is what they were
    made of.
    """

    texts: Mapping[Format, str]
    frame_version: str
    around: Around
    facts: PageFacts
    chosen: notice_rules.Chosen
    lead_text: str
    first_published_at: datetime
    modified_at: datetime
    valid_until: datetime | None
    is_alone: bool
    """Nothing of the text was published before, in no language: a translation names a version that was."""

    @property
    def document(self) -> str:
        """The web page."""
        return self.texts[Format.HTML]

    @property
    def original(self) -> int | None:
        """The key of the article that the page is a translation of."""
        return self.facts.translation_of.key if self.facts.translation_of else None

    @property
    def sha256(self) -> str:
        return digest_of(self.document)

    def packed(self) -> dict[Format, Packed]:
        """All representations as they are stored. Entries and items are only parts of an answer."""
        return {
            form: pack(text, with_brotli=form not in {Format.ENTRY, Format.ITEM}) for form, text in self.texts.items()
        }


@dataclass(frozen=True)
class Issue:
    """One publication, stored or about to be: what the page says of it, and the key of the revision it rests on."""

    number: int
    kind: str
    at: datetime
    note: str
    decisions: tuple[Decision, ...]
    content_digest: str
    revision: int | None = None


@dataclass(frozen=True)
class PeopleLinks:
    """Addresses of the pages of the people who wrote and signed what is shown now, by profile and by account."""

    by_profile: Mapping[UUID, str] = field(default_factory=dict)
    by_user: Mapping[int, str] = field(default_factory=dict)


NO_LINKS = PeopleLinks()
"""For previews: a person may have no page before the article is published."""


def people_links(around: Around) -> PeopleLinks:
    """Where the people of a page are described; those without a profile are nowhere. One query."""
    pages = {row: reverse("reader:person", args=[row.slug]) for row in around.profiles}
    return PeopleLinks(
        by_profile={row.uuid: url for row, url in pages.items()},
        by_user={row.user_id: url for row, url in pages.items() if row.user_id is not None},
    )


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def frame(
    article: Article,
    revision: Revision,
    issues: Sequence[Issue],
    *,
    now: datetime,
    formats: Sequence[Format] = tuple(Format),
    around: Around | None = None,
    is_first: bool = False,
) -> Framed:
    """Frame the signed body of a revision as it is right at ``now``, in every form or in those that are asked for.

    The frame speaks the language of the article where the interface has it, English otherwise.

    ``issues`` are the publications of the article, oldest first; the last one is what readers get. Reads
    rules, notices and what the house knows around the text, of which ``around`` may hold some already: a fixed number
    of queries. ``is_first``: nothing of the article was published before this act. Writes nothing.

    Raises Blocked when a notice that applies has no approved version; NoticeMissing when a form would lack one.
    """
    around = around or Around.of(revision, current_policy(), issues[-1].decisions)
    with languages.speaking(around.content.locale):
        return _framed(article, around, issues, now=now, formats=formats, is_first=is_first)


def _framed(
    article: Article,
    around: Around,
    issues: Sequence[Issue],
    *,
    now: datetime,
    formats: Sequence[Format],
    is_first: bool,
) -> Framed:
    content, body = around.content, around.body
    facts = page_facts(article, around, issues, now=now, links=people_links(around))
    original = facts.translation_of.key if facts.translation_of else None
    is_alone = is_first and original is None
    facts = replace(
        facts,
        related=related_to(article, content),
        languages=() if is_alone else in_other_languages(article, original=original),
    )
    corrected_until, published = _corrected_until(issues), with_new_text(issues)
    chosen = choose_notices(
        content,
        body=body,
        article=article,
        now=now,
        today=around.today,
        overdue=facts.overdue,
        corrected=corrected_until is not None and now < corrected_until,
    )
    source = PageSource(content=content, body=body, facts=facts, notices=chosen.for_page())
    return Framed(
        texts={form: represent(source, form) for form in formats},
        frame_version=frame_version(),
        around=around,
        facts=facts,
        chosen=chosen,
        lead_text=plain(body.lead)[:LEAD_TEXT_LIMIT],
        first_published_at=published[0].at,
        modified_at=published[-1].at,
        valid_until=min(
            (
                moment
                for moment in (
                    None if facts.overdue else days.end_of(facts.review_due_on, zone()),
                    days.end_of(facts.unlisted_after or facts.review_due_on, zone()),
                    None if chosen.until is None else days.end_of(chosen.until, zone()),
                    corrected_until,
                )
                if moment is not None and moment > now
            ),
            default=None,
        ),
        is_alone=is_alone,
    )


def choose_notices(
    content: ArticleContent,
    *,
    body: SignedBody | None = None,
    article: Article | None = None,
    now: datetime | None = None,
    today: Today | None = None,
    overdue: bool = False,
    corrected: bool = False,
) -> notice_rules.Chosen:
    """The notices of a content, all of them approved. Raises Blocked, which names those that are not.

    ``body`` is its signed body, which is made when it is not given; ``article`` brings its marks and waivers;
    ``now`` is for numbers that are shown up to a day; ``today`` is what the house knows of it, if that was read
    already. Nine queries at most.
    """
    facts = facts_of(
        content,
        body=body or render_body(content),
        today=today,
        marks=marks_of([article.pk]).get(article.pk, frozenset()) if article else frozenset(),
        overdue=overdue,
        corrected=corrected,
        day=days.day_of(now, zone()) if now else None,
    )
    waived = notice_rules.waived_for([article.pk]).get(article.pk, frozenset()) if article else frozenset()
    chosen = notice_rules.rulebook(locale=content.locale).choose(facts, waived=waived)
    if chosen.unapproved:
        raise Blocked(
            f"These notices must be on the page, and no clinician has approved their wording yet: "
            f"{', '.join(chosen.unapproved)}. Open “Notices” at the desk and have them approved in "
            f"{english_name(content.locale)} first: a page takes no notice of another language."
        )
    return chosen


def correction_shown_until(at: datetime) -> datetime:
    """The first moment at which a page does not say any more that it was corrected then."""
    return days.end_of(days.add_months(days.day_of(at, zone()), CORRECTION_SHOWN_MONTHS), zone())


def with_new_text(issues: Sequence[Issue]) -> list[Issue]:
    """The publications that put another text before readers than they had."""
    return [issue for issue in issues if issue.kind not in NO_NEW_TEXT]


def _corrected_until(issues: Sequence[Issue]) -> datetime | None:
    moments = [issue.at for issue in issues if issue.kind == PublicationKind.CORRECTED]
    return correction_shown_until(max(moments)) if moments else None


def live_notices(article: Article, publication: Publication, *, now: datetime) -> notice_rules.Chosen:
    """The notices of a live article as they are right now, for staff. Raises Blocked."""
    issues = stored_issues(article)
    around = Around.of(publication.revision, current_policy(), issues[-1].decisions)
    corrected_until = _corrected_until(issues)
    reviewed_on = max(days.day_of(decision.at, zone()) for decision in issues[-1].decisions)
    return choose_notices(
        around.content,
        body=around.body,
        article=article,
        now=now,
        today=around.today,
        overdue=days.day_of(now, zone()) > due_date(around, reviewed_on),
        corrected=corrected_until is not None and now < corrected_until,
    )


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
    reviewed_on = max(days.day_of(decision.at, zone()) for decision in last.decisions)
    due_on, today = due_date(around, reviewed_on), days.day_of(now, zone())
    slug, site = article.slug, settings.SITE_URL
    return PageFacts(
        url=site + reverse("reader:article", args=[slug]),
        slug=article.slug,
        locale=content.locale,
        description=plain(body.lead or body.summary)[:300],
        authors=tuple(
            Byline(name=a.name, credentials=a.credentials, role=a.role, url=links.by_profile.get(a.profile, ""))
            for a in content.authors
        ),
        reviewers=bylines(last.decisions, links),
        first_published_on=days.day_of(published[0].at, zone()),
        modified_on=days.day_of(published[-1].at, zone()),
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
        on=days.day_of(recorded.at, zone()),
        changed_on=days.day_of(standing.changed_at, zone()) if standing.changed_at else None,
        withdrawn_on=days.day_of(standing.withdrawn_at, zone()) if standing.withdrawn_at else None,
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


def bylines(decisions: Sequence[Decision], links: PeopleLinks = NO_LINKS) -> tuple[Byline, ...]:
    """The signers as their signatures quote them; a link leads to their page."""
    return tuple(
        Byline(
            name=decision.by_name,
            credentials=decision.by_credentials,
            role=decision.by_role,
            url=links.by_user.get(decision.by_id, ""),
        )
        for decision in decisions
    )


def funding_sentence(content: ArticleContent) -> str:
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


def stored_issues(article: Article) -> list[Issue]:
    """The publications of an article with the decisions they rest on, oldest first. Two queries."""
    approvals = PublicationApproval.objects.select_related("decision").order_by("decision")
    rows = article.publications.order_by("number").prefetch_related(Prefetch("approvals", approvals))
    return [
        Issue(
            number=row.number,
            kind=row.kind,
            at=row.at,
            note=row.note,
            decisions=tuple(approval.decision for approval in row.approvals.all()),
            content_digest=row.content_digest,
            revision=row.revision_id,
        )
        for row in rows
    ]


def last_text(issues: Sequence[Issue]) -> Issue | None:
    """The publication whose text readers have, or had last."""
    return next((issue for issue in reversed(issues) if issue.kind not in TAKEN_DOWN), None)


def _entry(issue: Issue, links: PeopleLinks) -> HistoryEntry:
    return HistoryEntry(
        number=issue.number,
        kind=languages.said(PublicationKind(issue.kind).label),
        is_correction=issue.kind == PublicationKind.CORRECTED,
        on=days.day_of(issue.at, zone()),
        note=issue.note,
        signers=bylines(issue.decisions, links),
        fingerprint=fingerprint(issue.content_digest),
    )


def last_publication(article: Article) -> Publication | None:
    return article.publications.select_related("revision").order_by("-number").first()


def live_publication(article: Article) -> Publication | None:
    """The publication that readers get now, or None."""
    last = last_publication(article)
    return last if last is not None and last.kind not in TAKEN_DOWN else None
