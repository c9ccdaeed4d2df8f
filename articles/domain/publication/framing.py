"""From a publication to the document that readers get: notices and frame around the signed body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from articles.choices import Format, PublicationKind
from articles.content import ArticleContent
from articles.domain.drafting.translations import in_other_languages
from articles.domain.errors import Blocked
from articles.domain.governance.policy import current_policy
from articles.domain.knowledge.facts import Today, facts_of, marks_of
from articles.domain.overlay import notices as notice_rules
from articles.domain.publication.around import Around
from articles.domain.publication.log import Issue, stored_issues, with_new_text
from articles.domain.publication.page_facts import due_date, page_facts, people_links, plain
from articles.domain.publication.related import related_to
from articles.models import Article, Publication, Revision
from articles.rendering.body import render_body
from articles.rendering.packing import Packed, digest_of, pack
from articles.rendering.page import frame_version
from articles.rendering.representations import represent
from articles.rendering.shapes import PageFacts, SignedBody
from articles.rendering.sources import PageSource
from medsite.lib import days, languages
from medsite.lib.language_names import english_name

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
        valid_until=_valid_until(facts, chosen, corrected_until, now=now),
        is_alone=is_alone,
    )


def _valid_until(
    facts: PageFacts, chosen: notice_rules.Chosen, corrected_until: datetime | None, *, now: datetime
) -> datetime | None:
    """The first moment after ``now`` at which a page says something that is not so any more, as far as is known."""
    moments = (
        None if facts.overdue else days.end_of(facts.review_due_on, days.zone()),
        days.end_of(facts.unlisted_after or facts.review_due_on, days.zone()),
        None if chosen.until is None else days.end_of(chosen.until, days.zone()),
        corrected_until,
    )
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


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
        day=days.day_of(now, days.zone()) if now else None,
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
    return days.end_of(days.add_months(days.day_of(at, days.zone()), CORRECTION_SHOWN_MONTHS), days.zone())


def _corrected_until(issues: Sequence[Issue]) -> datetime | None:
    moments = [issue.at for issue in issues if issue.kind == PublicationKind.CORRECTED]
    return correction_shown_until(max(moments)) if moments else None


def live_notices(article: Article, publication: Publication, *, now: datetime) -> notice_rules.Chosen:
    """The notices of a live article as they are right now, for staff. Raises Blocked."""
    issues = stored_issues(article)
    around = Around.of(publication.revision, current_policy(), issues[-1].decisions)
    corrected_until = _corrected_until(issues)
    reviewed_on = max(days.day_of(decision.at, days.zone()) for decision in issues[-1].decisions)
    return choose_notices(
        around.content,
        body=around.body,
        article=article,
        now=now,
        today=around.today,
        overdue=days.day_of(now, days.zone()) > due_date(around, reviewed_on),
        corrected=corrected_until is not None and now < corrected_until,
    )
