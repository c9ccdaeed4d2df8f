"""What readers get: a page for each live article and for no other, equal to a fresh framing, on standing approvals."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from articles.choices import TAKEN_DOWN, Format, PublicState
from articles.domain.doctor.report import Examination, Notes
from articles.domain.errors import Refused
from articles.domain.publication import reframing
from articles.domain.reviewing.approvals import standing_approvals
from articles.models import Article, Publication, PublishedPage, PublishedRepresentation
from articles.rendering.packing import decompress, digest_of

REBUILD = (
    "Run rebuild_pages --all, but mend first what is broken above: it would put a changed notice before readers. If it "
    "comes back, templates changed while the site ran: restart it."
)


def states(notes: Notes, now: datetime) -> None:
    newest = Publication.objects.filter(article=OuterRef("pk")).order_by("-number")
    rows = Article.objects.annotate(
        has_page=Exists(PublishedPage.objects.filter(article=OuterRef("pk"))),
        newest_kind=newest.values("kind")[:1],
    )
    for article in notes.seen(rows.iterator(chunk_size=500)):
        kind = article.newest_kind
        if kind is None:
            expected = PublicState.NEVER_PUBLISHED
        else:
            expected = PublicState.WITHDRAWN if kind in TAKEN_DOWN else PublicState.LIVE
        if article.public_state != expected:
            notes.broken(
                article,
                f"It counts as “{article.get_public_state_display()}”, and its last publication says "
                f"“{expected.label}”.",
                "A publisher withdraws or reinstates it on its page at the desk, which sets both.",
            )
        if article.has_page != (expected == PublicState.LIVE):
            is_there = "Readers still get a page" if article.has_page else "Readers get no page"
            notes.broken(
                article,
                f"{is_there}, and its last publication says “{expected.label}”.",
                "Stop it on its page at the desk, then reinstate it if it should be read.",
            )


def framing(notes: Notes, now: datetime) -> None:
    stale = set(reframing.stale_pages(now=now))
    for key in notes.seen(list(PublishedPage.objects.order_by("pk").values_list("pk", flat=True))):
        page = PublishedPage.objects.with_text().get(pk=key)
        stored = {Format(row.format): row for row in page.representations.all()}
        for form, row in stored.items():
            if not _is_whole(row) or (form == Format.HTML and row.etag != page.etag):
                notes.broken(page, f"The stored document ({form.label}) was changed after it was made.", REBUILD)
        try:
            framed = reframing.reframe(page, now=now)
        except Refused as error:
            notes.broken(page, f"The page is withheld from readers. {error}", "Do what the message says.")
            continue
        if key in stale:
            notes.advise(
                page,
                "Stored under older notices or an older frame, or past its day: it is framed afresh on each request.",
                "Run rebuild_pages, or let the clock do it.",
            )
            continue
        for form, text in framed.texts.items():
            if form not in stored:
                notes.broken(page, f"The stored document ({form.label}) is missing.", REBUILD)
            elif digest_of(text) != stored[form].etag:
                notes.broken(
                    page, f"A fresh framing of the signed text gives another document ({form.label}).", REBUILD
                )


def _is_whole(row: PublishedRepresentation) -> bool:
    """Do all stored bytes of a document unpack to the text that its digest names?"""
    packed = [(bytes(row.gzip), "gzip"), (bytes(row.brotli), "br")]
    try:
        return all(
            digest_of(decompress(data, way).decode()) == row.etag for data, way in packed if data or way == "gzip"
        )
    except ValueError:
        return False


def approvals(notes: Notes, now: datetime) -> None:
    """Live texts whose approval does not stand any more: revoked, or overruled by a request for changes."""
    rows = PublishedPage.objects.order_by("pk").select_related("publication__revision")
    for page in notes.seen(rows.iterator(chunk_size=100)):
        # A policy that became stricter since takes nothing down: the page rests on what its publication names.
        if len(standing_approvals(page.publication.revision)) < max(1, page.publication.approvals.count()):
            notes.broken(
                page,
                "It is live, and its approval does not stand any more.",
                "Stop the article, or have a clinician review the same text again today.",
            )


EXAMINATIONS = (
    Examination("public states", "Has every live article a page, and no other article one?", states),
    Examination("pages", "Is every page equal to a fresh framing of its signed text?", framing),
    Examination("standing approvals", "Do the approvals of every live text still stand?", approvals),
)
