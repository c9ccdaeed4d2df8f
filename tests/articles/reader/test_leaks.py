"""Nothing that was not published, or is not any more, reaches a reader: a crawl over every public address.

The words that must not appear are all spelled alike, one ending for each place they stand in, so a failure names the
place. The table of samples has to name every public address; a new one without a sample fails the first test.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.choices import CallReason, PublicationKind, StopReason
from articles.content import KeyPoint, Passage, Question
from articles.domain.drafting import drafts, preview_links, unsaved
from articles.domain.drafting.conversion import file_of, subject_fact
from articles.domain.publication import taking_down
from articles.domain.reviewing import comments, unfinished
from articles.domain.upkeep import review_queue
from articles.models import Article, Draft, DrugClass, NoticeProposal, RuleProposal, Subject, SubjectName
from articles.reader.urls import in_each_language
from people.models import Profile
from tests import factories
from tests.conftest import Cast

CANARY = "qzxcanary"
"""No answer holds it, in whatever letters, in no part of it."""
LIVE = "qzxlive"
"""Stands in live texts only: every answer must lose it when the last of them is withdrawn."""

SAMPLES: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "articles": ("/articles/",),
    "article": ("/articles/{slug}/",),
    "markdown": ("/articles/{slug}.md",),
    "feedback": ("/articles/{slug}/feedback/", "/articles/{slug}/feedback/?helpful=no"),
    "vote": ("/articles/{slug}/feedback/helpful/",),
    "history": ("/articles/{slug}/history/",),
    "past-version": tuple(f"/articles/{{slug}}/history/{number}/" for number in (1, 2, 3)),
    "references": ("/articles/{slug}/references.ris", "/articles/{slug}/references.bib"),
    "topic": ("/topics/{topic}/",),
    "topic-feed": ("/topics/{topic}/feed/",),
    "subjects": ("/subjects/", "/subjects/?letter=h", "/subjects/?letter=c"),
    "subject": ("/subjects/clonazepam/", "/subjects/hidden/"),
    "languages": ("/languages/",),
    "language": ("/languages/fr/", "/languages/en/"),
    "faq": ("/faq/",),
    "faq-topic": ("/faq/{topic}/",),
    "about": ("/about/",),
    "about-review": ("/about/how-we-review/",),
    "about-privacy": ("/about/privacy/",),
    "about-accessibility": ("/about/accessibility/",),
    "corrections": ("/about/corrections/",),
    "contact": ("/about/contact/",),
    "about-own": ("/about/us/", "/about/who-pays/", "/about/qzxnothing/"),
    "people": ("/people/",),
    "person": ("/people/{person}/",),
    "person-written": ("/people/{person}/written/",),
    "person-signed": ("/people/{person}/signed/",),
    "file": ("/files/{file}.png",),
    "search": ("/search/", "/search/?q=sample", "/search/?q=clonazepam&type=question", "/search/?q=hidden"),
    "suggestions": ("/search/suggestions/?q=hid", "/search/suggestions/?q=sam", "/search/suggestions/?q=clonaze"),
    "feed": ("/feed/",),
    "api-v1:api-root": ("/api/v1/",),
    "api-v1:root": ("/api/v1/",),
    "api-v1:articles": ("/api/v1/articles/", "/api/v1/articles/?limit=1", "/api/v1/articles/?topic={topic}"),
    "api-v1:article": ("/api/v1/articles/{slug}/",),
    "api-v1:openapi": ("/api/v1/openapi.json",),
    "api-v1:unknown": ("/api/v1/drafts/", "/api/v1/articles/{slug}/draft/"),
    "outside:preview": ("/preview/{token}/", "/preview/qzxnobody/"),
    "outside:preview-file": ("/preview/{token}/files/{hidden_file}.png",),
    "sitemap": ("/sitemap.xml",),
    "sitemap-site": ("/sitemap-site.xml",),
    "sitemap-subjects": ("/sitemap-subjects-0.xml",),
    "sitemap-pages": ("/sitemap-0.xml",),
    "robots": ("/robots.txt",),
    "healthz": ("/healthz",),
    "readyz": ("/readyz",),
}
"""An address or more for each public pattern, by its name."""
for listed in in_each_language:
    SAMPLES[str(listed.name)] += (f"/es{SAMPLES[str(listed.name)][0]}",)
PARAMETERS = (
    "view=reading",
    "view=large",
    "page=2",
    "page=1&preview=1&draft=1&revision=1&version=2",
    "format=json&state=draft&all=1&limit=50",
    "topic={topic}&type=article&q=hidden",
)
"""What somebody may try behind any address. {topic} is one that only a draft has."""


@dataclass(frozen=True)
class World:
    """What the samples are filled with: live things, and hidden ones that somebody may guess."""

    slugs: tuple[str, ...]
    topics: tuple[str, ...]
    people: tuple[str, ...]
    files: tuple[str, ...]
    withdrawn: str
    hidden: str
    hidden_topic: str
    hidden_person: str
    hidden_file: str
    ended_link: str
    live: tuple[Article, ...]

    def addresses(self) -> Iterator[str]:
        """Every sample with everything that fits in."""
        filled = {
            "slug": (*self.slugs, self.withdrawn, self.hidden),
            "topic": (*self.topics, self.hidden_topic),
            "person": (*self.people, self.hidden_person),
            "file": (*self.files, self.hidden_file),
        }
        for sample in (sample for samples in SAMPLES.values() for sample in samples):
            address = sample.replace("{token}", self.ended_link).replace("{hidden_file}", self.hidden_file)
            name = next((name for name in filled if f"{{{name}}}" in address), None)
            yield from [address.format(**{name: value}) for value in filled[name]] if name else [address]


def word(place: str) -> str:
    return f"{CANARY}{place}"


def texts(place: str) -> dict[str, Any]:
    """Every field of a text with its canary."""
    said = word(place)
    return {
        "title": f"A hidden title {said}",
        "lead": f"A hidden lead {said}.",
        "summary": f"A hidden summary {said} [@sample2020].",
        "key_points": (KeyPoint(label=f"Hidden {said}", text=f"A hidden point {said}."),),
        "body": f"A hidden opening {said}.\n\n## A hidden heading {said}\n\nA hidden statement {said} [@sample2020].",
        "questions": (Question(question=f"Is {said} hidden?", answer=f"It is hidden {said}."),),
    }


def live_texts(number: int, **values: Any) -> dict[str, Any]:
    return {
        "title": f"A sample {LIVE} text {number}",
        "lead": f"A lead {LIVE}.",
        "body": f"An opening {LIVE}.\n\n## A heading {LIVE}\n\nA statement with a source {LIVE} [@sample2020].",
        "questions": (Question(question=f"Is {LIVE} a sample?", answer=f"It is {LIVE}."),),
    } | values


def publish(cast: Cast, draft: Draft, **values: Any) -> Article:
    now = timezone.now()
    statement = f"No conflict of interest {word('statement')}."
    comment = f"A remark for the file {word('remark')}."
    revision = factories.submit(draft, cast.writer, now=now)
    comments.open_thread(revision, field="Title", quote="", body=word("thread"), by=cast.clinician, now=now)
    factories.approve(revision, cast.clinician, now=now, statement=statement, comment=comment)
    return factories.publish(draft, cast.publisher, now=now, **values).article


def make(cast: Cast, number: int, **values: Any) -> Article:
    return publish(cast, factories.make_draft(cast.writer, now=timezone.now(), **live_texts(number) | values))


@pytest.fixture
def world(cast: Cast, approved_notices: None, settings: Any, tmp_path: Path) -> World:
    """Live articles, and beside them everything that must stay inside the house."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    topic, hidden_topic = factories.make_topic("Sleep"), factories.make_topic(f"Hidden {word('topic')}")
    DrugClass.objects.create(name=f"Hidden class {word('class')}", slug="hidden-class")
    hidden_subject = Subject.objects.create(name=f"Hidden subject {word('subject')}", slug="hidden", kind="drug")
    SubjectName.objects.create(subject=hidden_subject, name=word("brand"), kind="brand")
    hidden_source = factories.make_reference(word("source"), title=f"A hidden source {word('sourcetitle')}")
    shown, hidden = factories.make_picture(cast.writer), factories.make_picture(cast.writer, colour="red")
    Profile.objects.filter(user=cast.clinician).update(
        biography=f"Not confirmed {word('biography')}", interests=word("interests")
    )
    factories.make_profile(None, f"Hidden Person {word('person')}", biography=word("elsewhere"))
    factories.make_bank_question(cast.writer, wording=f"Is {word('bank')} asked?", answer=word("bankanswer"))
    proposed = {"proposed_by": cast.writer, "proposed_at": now}
    wording = {"harm": "danger", "heading": word("notice"), "body": word("wording")}
    NoticeProposal.objects.create(code="general", **wording, **proposed)
    RuleProposal.objects.create(
        code="hidden-rule", notice_code=word("rule"), conditions=[{"kind": "always", "value": ""}], **proposed
    )

    first = make(
        cast,
        1,
        topics=(factories.topic_fact(topic),),
        subjects=(factories.clonazepam(),),
        files=(file_of(shown, alt="A teal square"),),
        citations=(
            factories.citation(factories.make_reference()).model_copy(
                update={"passage": Passage(quote=f"For staff {word('passage')}", place=word("passageplace"))}
            ),
        ),
        body=f"Clonazepam is {LIVE}.\n\n![](file:{shown.digest[:12]})\n\n## A heading\n\nSaid {LIVE} [@sample2020].",
    )
    review_queue.ask(first, reason=CallReason.OTHER, detail=f"Look at it {word('call')}", by=cast.clinician, now=now)
    opened = drafts.open_draft(first, by=cast.writer, now=now)
    factories.save(opened, cast.writer, now=now, **texts("snapshot"))
    factories.save(opened, cast.writer, now=now, **texts("open") | {"locale": "en"})
    unsaved.keep_unsaved(opened, f"title={word('unsaved')}", version=2, by=cast.writer, now=now)

    second = make(cast, 2)
    waiting = drafts.open_draft(second, by=cast.writer, now=now)
    factories.save(waiting, cast.writer, now=now, **texts("revision"))
    refused = factories.submit(waiting, cast.writer, now=now)
    comments.open_thread(
        refused, field="", quote="hidden lead", body=word("said"), wording=word("wording"), by=cast.clinician, now=now
    )
    unfinished.keep_review(refused, [("interests", word("unfinished"))], by=cast.clinician, now=now)
    factories.request_changes(refused, cast.clinician, now=now, comment=f"Please mend it {word('comment')}.")
    factories.save(waiting, cast.writer, now=now, **texts("approved"))
    factories.approve(factories.submit(waiting, cast.writer, now=now), cast.clinician, now=now)

    draft = factories.make_draft(
        cast.writer,
        now=now,
        **texts("draft"),
        topics=(factories.topic_fact(hidden_topic),),
        subjects=(subject_fact(hidden_subject),),
        citations=(
            factories.citation(factories.make_reference()),
            factories.citation(hidden_source),
        ),
        files=(file_of(hidden, alt=f"A hidden picture {word('alt')}"),),
    )
    ended = factories.make_preview_link(draft, cast.writer, now=now)
    preview_links.revoke(ended.link, by=cast.writer, now=now)
    factories.make_import(f"Title\nA hidden import {word('import')}\n", by=cast.writer, now=now)

    gone = publish(cast, factories.make_draft(cast.writer, now=now, **texts("withdrawn")))
    again = drafts.open_draft(gone, by=cast.writer, now=now)
    factories.save(again, cast.writer, now=now, **texts("withdrawnlater"))
    publish(cast, again)
    taking_down.withdraw(gone, by=cast.publisher, now=now, note="It was wrong.")
    return World(
        slugs=(first.slug, second.slug),
        topics=(topic.slug,),
        people=("wendy-writer", "clara-clinician"),
        files=(shown.digest,),
        withdrawn=gone.slug,
        hidden=draft.article.slug,
        hidden_topic=hidden_topic.slug,
        hidden_person=Profile.objects.get(name__startswith="Hidden Person").slug,
        hidden_file=hidden.digest,
        ended_link=ended.token,
        live=(first, second),
    )


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src", "action", "content"} and value]


def said(response: Any) -> str:
    """All of an answer that somebody could read: status, headers, body."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{response.status_code}\n{headers}\n{response.content.decode(errors='replace')}"


def without_address(heard: str, world: World) -> str:
    """An answer without the addresses of articles: whoever asks knows them, and they stay after a withdrawal."""
    for slug in (world.withdrawn, world.hidden, *world.slugs):
        heard = heard.replace(slug, "")
    return heard


def crawl(client: Client, world: World) -> dict[str, Any]:
    """Every sample, every parameter behind it, and whatever the answers lead to on this site."""
    waiting = [*world.addresses()]
    waiting += [
        f"{address}{'&' if '?' in address else '?'}{parameters.format(topic=world.hidden_topic)}"
        for address in waiting
        for parameters in PARAMETERS
    ]
    answers: dict[str, Any] = {}
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answers[address] = response = client.get(address)
        if response.headers.get("Location"):
            waiting.append(response.headers["Location"])
        if "html" in response.headers.get("Content-Type", ""):
            parser = _Links()
            parser.feed(response.content.decode())
            waiting += _inside(address, parser.found)
        elif response.headers.get("Content-Type", "").split(";")[0].endswith(("xml", "json", "markdown", "plain")):
            waiting += _inside(address, re.findall(r"https?://testserver[^\s\"<>)]*", html.unescape(said(response))))
    return answers


def _inside(address: str, links: list[str]) -> Iterator[str]:
    for link in links:
        parts = urlsplit(urljoin(f"http://testserver{address}", link))
        if parts.netloc == "testserver" and parts.path and not parts.path.startswith(("/static/", "/admin/")):
            yield parts._replace(scheme="", netloc="", fragment="").geturl()


def patterns(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    """The name of every public address of the site, whatever file names it."""
    for entry in (resolver or get_resolver()).url_patterns:
        if str(entry.pattern).startswith("admin/"):
            continue
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}".removeprefix("reader:")


def test_every_public_address_has_a_sample() -> None:
    assert sorted(set(patterns())) == sorted(SAMPLES)


def test_only_what_is_live_is_in_any_answer_and_nothing_of_it_after_the_withdrawal(
    world: World, cast: Cast, client: Client
) -> None:
    answers = crawl(client, world)

    assert {200, 301, 302, 404, 410} <= {response.status_code for response in answers.values()}
    assert sum(LIVE in said(response).lower() for response in answers.values()) > 30
    leaks = {
        address: sorted(set(re.findall(rf"{CANARY}\w*", heard, re.IGNORECASE)))
        for address, response in answers.items()
        if CANARY in (heard := without_address(said(response), world)).lower() or world.hidden_file in heard
    }
    assert leaks == {}

    now = timezone.now()
    taking_down.withdraw(world.live[0], by=cast.publisher, now=now, note="It was wrong.")
    taking_down.stop(
        world.live[1], kind=PublicationKind.SUSPENDED, reason=StopReason.NUMBER, by=cast.publisher, now=now
    )
    after = {address: without_address(said(client.get(address)), world).lower() for address in answers}

    assert [address for address, heard in after.items() if LIVE in heard or CANARY in heard] == []


def same(client: Client, address: str, hidden: str, other: str) -> bool:
    """Whether status, headers and text of an answer are the same for a hidden word and for one that is nowhere."""
    heard = []
    for asked in (hidden, other):
        cache.clear()
        heard.append(said(client.get(address.format(asked))).replace(asked, ""))
    return heard[0] == heard[1]


SEARCHES = (
    "/search/?q={}",
    "/search/?q={}&type=article",
    "/search/?q={}&type=question&page=2",
    "/search/?q=%22{}%22",
    "/search/?q=A+hidden+title+{}",
    "/search/?q=sample+{}",
)
PLACES = ("draft", "snapshot", "revision", "withdrawn", "brand", "person", "bank", "topic", "sourcetitle", "notice")
HIDDEN = {
    "/articles/{}/": "hidden",
    "/articles/{}.md": "hidden",
    "/articles/{}/history/": "hidden",
    "/articles/{}/history/1/": "hidden",
    "/articles/{}/references.bib": "hidden",
    "/api/v1/articles/{}/": "hidden",
    "/topics/{}/": "hidden_topic",
    "/topics/{}/feed/": "hidden_topic",
    "/faq/{}/": "hidden_topic",
    "/api/v1/articles/?topic={}": "hidden_topic",
    "/search/?q=sample&topic={}": "hidden_topic",
    "/people/{}/": "hidden_person",
    "/people/{}/signed/": "hidden_person",
    "/files/{}.png": "hidden_file",
    "/preview/{}/": "ended_link",
}


def test_no_answer_tells_whether_a_hidden_word_or_address_exists(world: World, client: Client) -> None:
    """Whole, cut short or misspelled; the word that is nowhere is as long."""
    asked = [(SEARCHES[0], word(place)) for place in PLACES]
    asked += [(address, word("draft")) for address in SEARCHES]
    asked += [("/search/suggestions/?q={}", typed) for typed in (CANARY[:8], "hid", "hidden")]
    asked += [(SEARCHES[0], typed) for typed in (word("withdrawn")[:-1], word("drfat"), word("drafts"))]
    told = [(address, one) for address, one in asked if not same(client, address, one, "w" * len(one))]
    for address, name in HIDDEN.items():
        one: str = getattr(world, name)
        other = one[::-1]
        if not same(client, address, one, other) or client.get(address.format(one)).status_code not in {400, 404}:
            told.append((address, one))

    assert told == []
