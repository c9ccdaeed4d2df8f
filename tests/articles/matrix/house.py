"""One article in a state, the people who try its doors, and what each attempt left behind."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.test import Client

from articles.content import ArticleContent
from articles.domain.drafting import preview_links
from articles.domain.drafting.conversion import file_of
from articles.domain.publication import taking_down
from articles.domain.publication.framing import choose_notices
from articles.domain.reviewing import comments
from articles.models import Article, CommentThread, Draft, Picture, Publication, Revision
from medsite.audit.models import AuditEntry
from people.models import User
from people.register import set_roles
from people.roles import Role
from tests import factories
from tests.articles.admin.test_draft_form import form_data
from tests.conftest import Cast

CANARY = "canary"
"""Stands in the lead and the body of the article, and nowhere else: whoever gets it has read the text."""


@dataclass(frozen=True)
class Marks:
    """What an act changes: the draft, its article, the trail."""

    draft_state: str | None = None
    version: int | None = None
    closed_at: datetime | None = None
    public_state: str | None = None
    slug: str | None = None
    entries: int = 0


@dataclass
class House:
    """``people`` are the ones of the table; nobody has no account. ``clients`` are their browsers, signed in."""

    state: str
    cast: Cast
    draft: Draft
    picture: Picture
    links: list[preview_links.Made]
    form: dict[str, Any]
    people: dict[str, User | None]
    clients: dict[str, Client] = field(default_factory=dict)

    reference: int = 0
    thread: CommentThread | None = None
    """A wording that a clinician suggested, who is none of ``people``."""
    before: Marks = field(default_factory=Marks)
    """``marks`` when the house was built; every attempt is taken back."""

    @property
    def article(self) -> Article:
        return Article.objects.get(pk=self.draft.article_id)

    @property
    def revision(self) -> Revision | None:
        return Revision.objects.filter(draft=self.draft.pk).order_by("-number").first()

    @property
    def publication(self) -> Publication | None:
        return self.draft.article.publications.order_by("-number").first()

    def marks(self) -> Marks:
        names = ("state", "version", "closed_at", "article__public_state", "article__slug")
        draft: tuple[Any, ...] = Draft.objects.filter(pk=self.draft.pk).values_list(*names).first() or (None,) * 5
        entries = AuditEntry.objects.aggregate(last=Max("sequence"))["last"]
        state, version, closed_at, public_state, slug = draft
        return Marks(state, version, closed_at, public_state, slug, entries)


def build(state: str, cast: Cast) -> House:
    """An article brought to a state of the table by the verbs themselves."""
    factories.approve_all_notices(cast.clinician)
    both = factories.make_clinician("ada", "Ada Author", verified_by=cast.administrator)
    set_roles(both, [Role.WRITER, Role.CLINICIAN], by=None, now=factories.NOW)
    other = factories.make_user("walter", Role.WRITER)
    picture = factories.make_picture(cast.writer)
    draft = factories.make_draft(
        cast.writer,
        title="A song",
        lead=f"It is about a {CANARY}. It sings.",
        body=f"A {CANARY}.\n\n![](file:{picture.digest[:12]})\n\n## What it is\n\nA statement [@sample2020].",
        files=(file_of(picture, alt="A teal square", caption="", credit=""),),
    )
    factories.save(draft, both, summary="The answer in brief, by Ada [@sample2020].")
    house = House(
        state=state,
        cast=cast,
        draft=draft,
        picture=picture,
        links=[factories.make_preview_link(draft, cast.writer, now=factories.timezone_now())],
        form={},
        people={
            "writer": cast.writer,
            "other_writer": other,
            "author_clinician": both,
            "second_clinician": cast.second_clinician,
            "publisher": cast.publisher,
            "administrator": cast.administrator,
            "superuser": cast.superuser,
            "nobody": None,
        },
    )
    for person, user in house.people.items():
        house.clients[person] = Client()
        if user is not None:
            house.clients[person].force_login(user)
    _move(house)
    house.draft = Draft.objects.select_related("article", "revision").get(pk=draft.pk)
    if house.draft.is_editable:
        house.form = form_data(house.clients["writer"], house.draft)
    house.before = house.marks()
    return house


def _move(house: House) -> None:
    cast, draft, state = house.cast, house.draft, house.state
    if state == "draft":
        return
    revision = factories.submit(draft, cast.writer)
    house.thread = comments.open_thread(
        revision,
        field="Lead",
        quote=f"about a {CANARY}",
        body="Of which kind?",
        wording=f"about a yellow {CANARY}",
        by=cast.clinician,
        now=factories.NOW,
    )
    if state == "sent back":
        factories.request_changes(revision, cast.clinician)
    if state in {"signed", "live", "withdrawn"}:
        factories.approve(revision, cast.clinician)
    if state in {"live", "withdrawn"}:
        publication = factories.publish(draft, cast.publisher)
        if state == "withdrawn":
            taking_down.withdraw(publication.article, by=cast.publisher, now=factories.NOW, note="A source was wrong.")


def notices_of(revision: Revision) -> str:
    return str(choose_notices(ArticleContent.from_json(revision.content_json)).as_json())
