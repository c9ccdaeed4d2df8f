"""What staff templates get: typed values, ready to show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from articles.content import ArticleContent, Passage
from articles.domain.knowledge.source_facts import known_of
from articles.models import Draft, PublishedPage, PublishedReference, ReviewAssignment
from articles.quality.findings import Finding
from articles.quality.panel import Panel
from articles.rendering.resting import Claim, claims
from articles.rendering.shapes import SignedBody


@dataclass(frozen=True)
class Action:
    """A button of the article page. ``reason`` says why it cannot be used now; empty when it can."""

    label: str
    url: str
    reason: str = ""
    is_main: bool = False
    is_post: bool = False


@dataclass(frozen=True)
class LaneView:
    """An open draft on the page of its article."""

    draft: Draft
    actions: tuple[Action, ...]
    panel: Panel
    blockers: tuple[Finding, ...]
    is_behind: bool
    links: Sequence[object] = ()
    """Preview links, for those who may make them."""
    asked: tuple[ReviewAssignment, ...] = ()
    signing: str = ""
    """Who has to sign it: because of its safety changes before it is sent, what is missing while it is in review."""


@dataclass(frozen=True)
class SourceRow:
    """A cited source beside the sentences that rest on it, with what it says itself."""

    number: int
    key: str
    html: str
    label: str
    claims: tuple[Claim, ...]
    passage: Passage | None
    is_ticked: bool
    known: str = ""
    """What is known against it today, such as a retraction."""
    despite: str = ""
    is_new: bool = False
    """Its record, passage or sentences changed since the text that it is compared with."""


def source_rows(
    content: ArticleContent, body: SignedBody, *, ticked: Collection[str], new: Collection[str] = ()
) -> list[SourceRow]:
    """The cited sources in the order of their numbers. ``ticked`` are the keys that are ticked on the screen, ``new``
    those to compare again. Two queries at most."""
    citations = {citation.key: citation for citation in content.works}
    known = known_of(item.key for item in body.references)
    resting = claims(body)
    return [
        SourceRow(
            number=item.number,
            key=item.key,
            html=item.html,
            label=item.label,
            claims=resting[item.key],
            passage=citations[item.key].passage if item.key in citations else None,
            is_ticked=item.key in ticked,
            known=known[item.key].in_words if item.key in known else "",
            despite=citations[item.key].despite if item.key in citations else "",
            is_new=item.key in new,
        )
        for item in body.references
    ]


@dataclass(frozen=True)
class Choice:
    """One way to look at a screen: a link, marked where it is the one that is shown."""

    label: str
    query: str
    is_current: bool


def page_claims(rows: Sequence[PublishedReference]) -> list[tuple[PublishedReference, tuple[Claim, ...]]]:
    """Each listing of a source with the sentences of its page that rest on it. One query."""
    stored = PublishedPage.objects.filter(pk__in=[row.page_id for row in rows])
    bodies = dict(stored.values_list("pk", "publication__revision__body_html"))
    read = {page: claims(SignedBody.model_validate_json(body)) for page, body in bodies.items()}
    return [(row, read[row.page_id].get(row.key, ())) for row in rows]
