"""An article in Spanish: every word around its text is Spanish, in each form and on each page that belongs to it.

The same text is published twice, as Spanish and as English. What both have in common has to be the text, its notices,
or a name; anything else is a word of the interface that nobody marked.
"""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from articles.choices import Format, PublicationKind, StopReason
from articles.content import ArticleContent, KeyPoint, Question
from articles.domain.drafting import drafts, preview
from articles.domain.publication import history, reframing, taking_down
from articles.domain.publication.framing import choose_notices
from articles.domain.upkeep import archives
from articles.models import Draft, NoticeVersion, Publication, PublishedPage
from articles.reader import feedback_form
from articles.rendering.body import render_body
from references import links
from references.link_status import LinkStatus
from references.models import Reference, RetractionNotice
from tests import factories
from tests.conftest import Cast

LINKED = "https://source.example.org/estudio"
TEXT: dict[str, Any] = {
    "lead": "Dos frases de entrada. Dicen de qué trata.",
    "summary": "La respuesta en pocas palabras [@estudio].",
    "key_points": (KeyPoint(label="Primer punto", text="Una frase sobre él."),),
    "body": "Un párrafo inicial.\n\n## Qué es\n\nUna afirmación con su fuente [@estudio].",
    "questions": (Question(question="¿Es una muestra?", answer="Sí, lo es."),),
    "funding": "own",
}
SAME = {"example health library", "psychiatrist", "medical writer", "salud", "clonazepam", "ris", "bibtex", "a–z", "no"}
"""Names, and words that are spelt alike in both languages."""
SAID_IN = frozenset({"aria-label", "alt", "title", "content", "data-named", "data-onward", "data-close", "data-copied"})
FOR_MACHINES = frozenset({"code", "harm", "slug", "anchor", "key", "id", "locale", "fingerprint"})
LATER = {"now": 0, "overdue": 1200}


@dataclass(frozen=True)
class Twins:
    """The same text, published as Spanish and as English, with a correction and a review after it."""

    spanish: Publication
    english: Publication


@pytest.fixture
def twins(cast: Cast, approved_notices: None) -> Twins:
    factories.approve_notices_in("es", cast.clinician)
    source = factories.make_reference("estudio", type="webpage", title="Un estudio", URL=LINKED)
    unread = factories.make_reference("otro", type="webpage", title="Otro estudio", URL=f"{LINKED}/otro")
    values = TEXT | {
        "citations": (factories.citation(source), factories.citation(unread)),
        "topics": (factories.topic_fact(factories.make_topic("Salud")),),
        "subjects": (factories.clonazepam(),),
    }
    made = Twins(spanish=publish(cast, "es", values), english=publish(cast, "en", values))
    links.remember([LINKED], now=factories.NOW)
    archives.note_copy(
        LinkStatus.objects.get(),
        archive_url="https://archive.example.org/estudio",
        archived_on=date(2026, 5, 3),
        by=cast.writer,
        now=factories.NOW,
    )
    Reference.objects.filter(pk=source.pk).update(standing="retracted", doi="10.1000/estudio")
    RetractionNotice.objects.create(
        record_id="1",
        nature="retraction",
        doi="10.1000/estudio",
        notice_doi="10.1000/nota",
        notice_on=date(2026, 4, 2),
        read_at=factories.NOW,
    )
    return made


def publish(cast: Cast, locale: str, values: dict[str, Any]) -> Publication:
    draft = factories.make_draft(cast.writer, title=f"Una muestra {locale}", locale=locale, **values)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    first = factories.publish(draft, cast.publisher)
    now = factories.later(hours=1)
    opened = drafts.open_draft(first.article, by=cast.writer, now=now)
    factories.save(opened, cast.writer, now=now, lead="Otra entrada.")
    revision = factories.submit(opened, cast.writer, now=now)
    for clinician in (cast.clinician, cast.second_clinician)[: 2 if locale == "es" else 1]:
        factories.approve(revision, clinician, now=now)
    corrected = factories.publish(
        Draft.objects.get(pk=opened.pk), cast.publisher, now=now, correction=True, note="Una palabra era otra."
    )
    factories.confirm(corrected.article, cast.clinician, now=factories.later(hours=2))
    return Publication.objects.filter(article=first.article).order_by("-number")[0]


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        if (dict(attrs).get("name") or "description") == "description" or tag == "button":
            self.found += [value for name, value in attrs if name in SAID_IN and value]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if not self._in_script:
            self.found.append(data)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for name, part in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        if name not in FOR_MACHINES and not str(name).endswith("url"):
            yield from _strings(part)


def _in_html(document: str) -> list[str]:
    reader = _Texts()
    reader.feed(document)
    return reader.found


def texts(document: str, form: Format = Format.HTML) -> set[str]:
    """What somebody reads or hears of a document, piece by piece, in small letters."""
    match form:
        case Format.JSON | Format.ITEM:
            found = [text for value in _strings(json.loads(document)) for text in _in_html(value)]
        case Format.MARKDOWN:
            found = re.sub(r"\[\d+\]|\*\*", "\n", document.split("---\n", 2)[2]).split("\n")
        case Format.ENTRY:
            found = [text for part in _in_html(document) for text in _in_html(html.unescape(part))]
        case _:
            found = _in_html(document)
    pieces = (" ".join(text.split()).strip(" :;,.#>*[]()–-").casefold() for text in found)
    return {piece for piece in pieces if re.search(r"[^\W\d_]{2}", piece)}


def own_words(publication: Publication, *, now: datetime) -> str:
    """All that the article, its notices, its people and its history say."""
    content = ArticleContent.from_json(publication.revision.content_json)
    body = render_body(content)
    said = [*_in_html(" ".join(_strings(json.loads(body.to_json()))))]
    said += [
        content.title,
        *(author.name for author in content.authors),
        "Clara Clinician, MD",
        "Una palabra era otra.",
    ]
    said += ["Dos frases de entrada. Dicen de qué trata.", "Una muestra es", "Una muestra en"]
    for overdue in (True, False):
        chosen = choose_notices(content, article=publication.article, now=now, overdue=overdue, corrected=True)
        said += [" ".join([notice.heading, notice.text, *_in_html(notice.html)]) for notice in chosen.notices]
    said += NoticeVersion.objects.values_list("heading", flat=True)
    return " ".join(" ".join(said).split()).casefold()


def in_common(twins: Twins, document: Callable[[Publication], str], form: Format = Format.HTML) -> set[str]:
    """What both documents say and neither text does."""
    spanish, english = (texts(document(publication), form) for publication in (twins.spanish, twins.english))
    assert len(spanish) > 3
    own = own_words(twins.spanish, now=factories.NOW)
    return {
        piece
        for piece in spanish & english - SAME
        if piece not in own and not re.match(r"<?https?:|10\.1000|urn:|x+$", piece)
    }


@pytest.mark.parametrize("days", LATER.values(), ids=list(LATER))
@pytest.mark.parametrize("form", list(Format))
def test_no_form_of_a_spanish_article_has_an_english_word_around_the_text(
    form: Format, days: int, twins: Twins
) -> None:
    now = factories.later(days=days, hours=3)

    def document(publication: Publication) -> str:
        page = PublishedPage.objects.select_related("article", "publication__revision__article").get(
            article=publication.article
        )
        return reframing.reframe(page, now=now, formats=[form]).texts[form]

    assert in_common(twins, document, form) == set()


SLUG = {"es": "una-muestra-es", "en": "una-muestra-en"}
ASKED: dict[str, Callable[[Client, str], Any]] = {
    "web page": lambda client, slug: client.get(f"/articles/{slug}/"),
    "large print": lambda client, slug: client.get(f"/articles/{slug}/?view=large"),
    "reading version": lambda client, slug: client.get(f"/articles/{slug}/?view=reading"),
    "history": lambda client, slug: client.get(f"/articles/{slug}/history/"),
    "old version": lambda client, slug: client.get(f"/articles/{slug}/history/1/"),
    "form": lambda client, slug: client.get(f"/articles/{slug}/feedback/"),
    "form after a yes": lambda client, slug: client.get(f"/articles/{slug}/feedback/?helpful=yes"),
    "form after a no": lambda client, slug: client.get(f"/articles/{slug}/feedback/?helpful=no"),
    "form with errors": lambda client, slug: send(client, slug, kind="", message="", email="nadie", place="x" * 400),
    "message too long": lambda client, slug: send(client, slug, message="x" * 5000),
    "message with a control character": lambda client, slug: send(client, slug, message="a\x07b"),
    "form sent from elsewhere": lambda client, slug: send(client, slug, opened=""),
    "thanks": lambda client, slug: send(client, slug, message="Otra palabra."),
    "thanks after words of a crisis": lambda client, slug: send(client, slug, message="I want to kill myself"),
}


def send(client: Client, slug: str, **values: str) -> Any:
    said = {"kind": "wrong", "message": "Una palabra.", "opened": feedback_form.opened_now(slug)}
    return client.post(f"/articles/{slug}/feedback/", said | values)


def as_asked(client: Client, asked: str) -> Callable[[Publication], str]:
    def document(publication: Publication) -> str:
        response = ASKED[asked](client, publication.article.slug)
        content: str = response.content.decode()
        assert f'<html lang="{publication.article.locale}"' in content.replace(' class="large"', "")
        return content

    return document


@pytest.mark.parametrize("asked", ASKED)
def test_no_page_of_a_spanish_article_has_an_english_word_around_the_text(
    asked: str, twins: Twins, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_form, "QUICKEST", -feedback_form.LONGEST)

    assert in_common(twins, as_asked(client, asked)) == set()
    assert translation.get_language() == "en"


@pytest.mark.parametrize("kind", [PublicationKind.SUSPENDED, PublicationKind.WITHDRAWN])
@pytest.mark.parametrize("asked", ["web page", "history"])
def test_no_page_of_a_spanish_article_that_was_taken_down_has_an_english_word(
    asked: str, kind: PublicationKind, twins: Twins, cast: Cast, client: Client
) -> None:
    for publication in (twins.spanish, twins.english):
        taking_down.stop(
            publication.article, kind=kind, reason=StopReason.NUMBER, by=cast.publisher, now=factories.later(days=1)
        )

    assert in_common(twins, as_asked(client, asked)) == set()


def test_a_review_that_is_too_long_overdue_is_told_in_the_language_of_the_article(twins: Twins, client: Client) -> None:
    for publication in (twins.spanish, twins.english):
        assert taking_down.withdraw_overdue(publication.article, now=factories.later(days=1200)) is not None

    assert in_common(twins, as_asked(client, "web page")) == set()
    assert "estaba prevista para el 25 de noviembre de 202" in as_asked(client, "web page")(twins.spanish)


@pytest.mark.parametrize("said", [preview.NOT_PUBLISHED])
def test_the_preview_of_a_spanish_draft_is_framed_in_spanish(said: str, twins: Twins) -> None:
    def document(publication: Publication) -> str:
        content = ArticleContent.from_json(publication.revision.content_json)
        return preview.preview_content(publication.article, content, now=factories.NOW)

    assert in_common(twins, document) == {said.casefold().rstrip(".")}


def test_the_limits_and_the_ready_reasons_are_said_in_spanish(
    twins: Twins, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Escriba lo que quiere decirnos." in send(client, SLUG["es"], message="").content.decode()
    assert "Ha sido muy rápido." in send(client, SLUG["es"]).content.decode()
    monkeypatch.setattr(feedback_form, "LONGEST", -feedback_form.QUICKEST)
    assert "Esta página estuvo abierta más de un día." in send(client, SLUG["es"]).content.decode()


def test_a_date_is_written_as_spanish_writes_it(twins: Twins, client: Client) -> None:
    page = client.get(f"/articles/{SLUG['es']}/").content.decode()

    assert '<time datetime="2026-11-25">25 de noviembre de 2026</time>' in page
    assert "Retractado, 2 de abril de 2026." in page
    assert "Copia archivada del 3 de mayo de 2026:" in page
    assert (
        '<time datetime="2026-11-25">25 November 2026</time>' in client.get(f"/articles/{SLUG['en']}/").content.decode()
    )


def test_machines_are_told_the_language_and_led_to_lists_in_it(twins: Twins, client: Client) -> None:
    page = client.get(f"/articles/{SLUG['es']}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    graph = {node["@type"]: node for node in json.loads(found[1])["@graph"]}

    assert {graph[kind]["inLanguage"] for kind in ("MedicalWebPage", "Article")} == {"es"}
    assert graph["MedicalWebPage"]["audience"]["audienceType"] == "Público general"
    assert graph["Article"]["correction"][0]["text"] == "Una palabra era otra."
    assert f'<link rel="canonical" href="http://testserver/articles/{SLUG["es"]}/">' in page
    assert 'href="/es/topics/salud/"' in page
    assert "/es/articles/una" not in page


@pytest.mark.parametrize("active", ["en", "es", "de"])
def test_a_page_is_the_same_whatever_language_is_active(active: str, twins: Twins) -> None:
    pages = PublishedPage.objects.select_related("article", "publication__revision__article")
    now = factories.later(hours=2)
    before = {page.slug: reframing.reframe(page, now=now).texts for page in pages}

    with translation.override(active):
        after = {page.slug: reframing.reframe(page, now=now).texts for page in pages}
        histories = [history.of_address(slug) for slug in SLUG.values()]

    assert after == before
    assert [found.versions[-1].in_words for found in histories if isinstance(found, history.History)] == [
        "Primera publicación",
        "First published",
    ]


def test_the_words_of_the_site_never_reach_the_signed_text(twins: Twins) -> None:
    """Made again under another language, the body is what was signed, byte by byte."""
    for publication in (twins.spanish, twins.english):
        revision = publication.revision
        with translation.override("es" if publication is twins.english else "en"):
            assert render_body(ArticleContent.from_json(revision.content_json)).to_json() == revision.body_html
