"""The verbs of writing: create, save, restore, open, give up. The only writers of draft text."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles.choices import EDITABLE, Lane, PublicState, SubjectAnswer
from articles.content import LINE_LIMIT, ArticleContent
from articles.content import Citation as CitationShape
from articles.domain.drafting import conversion, similar
from articles.domain.drafting.same_works import marked_by_library
from articles.domain.errors import NotAllowed, Stale, WrongState
from articles.domain.reviewing.unfinished import forget_review
from articles.domain.searching import finding
from articles.models import Article, Contribution, Draft, DraftSubject, FormerAddress, Revision, Snapshot, Subject
from medsite.audit import trail
from medsite.lib import markdown
from medsite.lib.canonical import digest
from people.models import User
from people.roles import Role, has_role
from references import library
from references.models import Reference

ADDRESS_TRIES = 20


class StaleDraft(Stale):
    """Somebody saved the draft in the meantime. ``theirs`` is what is stored now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            "Somebody else saved this article after you opened it, so yours was not saved. What you typed is "
            "still here: look at what changed, then do it again."
        )
        self.theirs = draft


def article_subject(article: Article) -> str:
    """How the audit trail names an article."""
    return f"article {article.uuid}"


def create_article(
    content: ArticleContent,
    *,
    by: User | None,
    now: datetime,
    slug: str = "",
    rejected: dict[Subject, str] | None = None,
    reason: str = "Created",
) -> Draft:
    """Make an article and its main draft. ``by`` is None for an import that names nobody.

    The address is proposed from ``slug`` or the title, with a number behind it when it is taken. ``rejected``
    maps subjects that the text names to the reason why it is not about them. Writes one audit entry.

    Raises NotAllowed for anybody who is no writer, conversion.CannotPlace for unknown topics or people.
    """
    if by is not None:
        _require_writer(by)
    with transaction.atomic():
        article = _new_article(content, slug or content.title, by=by, now=now)
        draft = Draft.objects.create(article=article, lane=Lane.MAIN, opened_at=now, saved_at=now)
        _put_rejections(draft, rejected or {})
        stored, draft = _write(draft, content, by=by, now=now, reason=reason)
        similar.note(article, content)
        finding.note(article, content.title)
        trail.record(
            actor=by, act="article.created", subject=article_subject(article), at=now, draft=draft.pk, content=stored
        )
    return draft


def save_draft(
    draft: Draft,
    content: ArticleContent,
    *,
    expected_version: int,
    by: User,
    now: datetime,
    rejected: dict[Subject, str] | None = None,
    reason: str = "Saved",
) -> Draft:
    """Store a content in a draft, if nobody saved it since ``expected_version``.

    Sources that the text cites and the library has are added to the list by themselves. ``rejected`` maps
    subjects to the reason why the article is not about them; None leaves those answers as they are. A save
    of what is stored already does nothing, whatever version it names: no version, no snapshot, no
    contribution. Otherwise it writes a snapshot, the contribution and one audit entry.

    Raises NotAllowed, WrongState while the text is locked, StaleDraft.
    """
    _require_writer(by)
    with transaction.atomic():
        current = Draft.objects.held(draft.pk)
        if current.closed_at is not None or current.state not in EDITABLE:
            raise WrongState(
                "The text is locked: it lies with the reviewers or is approved. Recall or reopen it to go on writing."
            )
        loaded = Draft.objects.with_rows().get(pk=draft.pk)
        content, stored_before = with_cited_sources(content), conversion.draft_content(loaded)
        if stored_before.same_works:
            content = content.model_copy(update={"citations": marked_by_library(content.citations)})
        if stored_before == content and not _rejections_differ(loaded, rejected):
            return loaded
        claimed = Draft.objects.filter(
            pk=draft.pk, version=expected_version, state__in=EDITABLE, closed_at__isnull=True
        ).update(version=expected_version + 1, saved_at=now)
        if claimed != 1:
            raise StaleDraft(Draft.objects.with_rows().get(pk=draft.pk))
        current.version = expected_version + 1
        if rejected is not None:
            _put_rejections(current, rejected)
        Article.objects.filter(pk=current.article_id).update(working_title=content.title)
        stored, written = _write(current, content, by=by, now=now, reason=reason)
        if (stored_before.title, stored_before.subjects) != (content.title, content.subjects):
            similar.note(current.article, content)
            finding.note(current.article, content.title)
        trail.record(
            actor=by,
            act="draft.saved",
            subject=article_subject(current.article),
            at=now,
            draft=current.pk,
            version=current.version,
            content=stored,
        )
    return written


def restore_snapshot(snapshot: Snapshot, *, expected_version: int, by: User, now: datetime) -> Draft:
    """Make the draft say what a snapshot of it says, as a new save. Raises what ``save_draft`` raises."""
    content = ArticleContent.from_json(snapshot.content_json)
    return save_draft(
        snapshot.draft,
        content,
        expected_version=expected_version,
        by=by,
        now=now,
        reason=f"Restored version {snapshot.version}",
    )


def open_draft(article: Article, *, by: User, now: datetime, lane: Lane = Lane.MAIN) -> Draft:
    """Start the next draft from what was published last. Writes one audit entry.

    A correction is a second draft beside the main one, for a small fix of a live text. Answers about rejected
    subjects are taken over; contributions begin anew, because that text was signed.

    Raises NotAllowed; WrongState when a draft is open in that lane, nothing was ever published, or a correction
    is to be made of a text that is not live.
    """
    _require_writer(by)
    with transaction.atomic():
        article = Article.objects.held(article.pk)
        if article.drafts.open().filter(lane=lane).exists():
            raise WrongState("A draft of this article is open already. Go on writing in that one.")
        if lane == Lane.CORRECTION and article.public_state != PublicState.LIVE:
            raise WrongState("Only a live text is corrected. Go on writing in the draft of the article.")
        revision = newest_published(article)
        if revision is None:
            raise WrongState("Nothing of this article was published yet, and it has no draft.")
        draft = Draft.objects.create(article=article, lane=lane, base_revision=revision, opened_at=now, saved_at=now)
        conversion.write_content(draft, ArticleContent.from_json(revision.content_json))
        DraftSubject.objects.bulk_create(
            DraftSubject(draft=draft, subject_id=row.subject_id, answer=row.answer, reason=row.reason)
            for row in revision.draft.draft_subjects.filter(answer=SubjectAnswer.REJECTED)
        )
        _snapshot(draft, conversion.draft_content(_loaded(draft)), by=by, now=now, reason="Opened from the live text")
        trail.record(
            actor=by,
            act="draft.opened",
            subject=article_subject(article),
            at=now,
            draft=draft.pk,
            lane=draft.lane,
            revision=revision.number,
        )
    return draft


def newest_published(article: Article) -> Revision | None:
    """The revision that was put before readers last, also when it was taken down since. One query."""
    last = article.publications.of_texts().select_related("revision__draft").order_by("-number").first()
    return last.revision if last else None


def is_behind(draft: Draft) -> bool:
    """Whether something was published after a draft began that it does not hold. One query."""
    newest = newest_published(draft.article)
    return newest is not None and newest.pk != draft.base_revision_id


def require_up_to_date(draft: Draft, newest: int | None) -> None:
    """Raise Stale when a draft is behind: sent or published as it is, it would undo the correction.

    ``newest`` is the key of the revision that was put before readers last.
    """
    if newest is not None and newest != draft.base_revision_id:
        raise Stale(
            "The live text was changed after this draft began. Take that change over first; otherwise this draft would "
            "undo it."
        )


def duplicate_article(article: Article, *, by: User, now: datetime) -> Draft:
    """Make a new article with the words of another one. It inherits no approval: digests name their article.
    The copy of a translation is no translation.

    The words are those of the open main draft, or of what was published last. Raises NotAllowed, WrongState.
    """
    _require_writer(by)
    draft = Draft.objects.with_rows().open().filter(article=article, lane=Lane.MAIN).first()
    if draft is not None:
        content = conversion.draft_content(draft)
        rows = draft.draft_subjects.all()
    else:
        revision = newest_published(article)
        if revision is None:
            raise WrongState("This article has neither a draft nor a published text to copy.")
        content = ArticleContent.from_json(revision.content_json)
        rows = revision.draft.draft_subjects.select_related("subject")
    rejected = {row.subject: row.reason for row in rows if row.answer == SubjectAnswer.REJECTED}
    return create_article(
        content.model_copy(update={"title": f"{content.title} (copy)"[:LINE_LIMIT], "translation_of": None}),
        by=by,
        now=now,
        rejected=rejected,
        reason=f"Copied from {article.slug}",
    )


OVER = "This draft was given up or published already."


@dataclass(frozen=True)
class Loss:
    """What is gone when a draft is given up: nothing of it where ``is_kept``, or the article too.

    ``was_sent`` says that the draft was sent for review, ``was_published`` that its article has been before readers.
    """

    is_kept: bool
    takes_article: bool
    was_sent: bool
    was_published: bool


def loss_of(draft: Draft) -> Loss:
    """What giving up a draft costs. A fixed number of queries."""
    was_sent = draft.revisions.exists()
    is_kept = was_sent or draft.finding_waivers.exists()
    others = draft.article.drafts.exclude(pk=draft.pk).exists() or draft.article.revisions.exists()
    return Loss(
        is_kept=is_kept,
        takes_article=not is_kept and not others,
        was_sent=was_sent,
        was_published=newest_published(draft.article) is not None,
    )


def require_unlocked(draft: Draft) -> None:
    """Raise WrongState for a draft that nobody may give up: it is over, or its text is locked."""
    if draft.closed_at is not None:
        raise WrongState(OVER)
    if not draft.is_editable:
        raise WrongState("The text is locked. Recall or reopen it before you give it up.")


def give_up_draft(draft: Draft, *, by: User, now: datetime, expected_version: int | None = None) -> Loss:
    """Throw an open, editable draft away. Writes one audit entry.

    ``expected_version`` is the version that the person saw; None gives up whatever was saved.

    A draft that was never submitted is deleted, and its article with it if nothing else hangs on that; one
    with revisions or waivers is closed, because they stay. Gives what was lost.

    Raises NotAllowed, WrongState; Stale when somebody saved it after that version.
    """
    _require_writer(by)
    with transaction.atomic():
        try:
            current = Draft.objects.held(draft.pk)
        except Draft.DoesNotExist:
            raise WrongState(OVER) from None
        require_unlocked(current)
        if expected_version not in {None, current.version}:
            raise Stale("Somebody saved this draft after you opened the page. Look at it before you give it up.")
        article, loss = current.article, loss_of(current)
        trail.record(actor=by, act="draft.given_up", subject=article_subject(article), at=now, draft=current.pk)
        if loss.is_kept:
            Draft.objects.filter(pk=current.pk).update(closed_at=now)
            forget_review(current.pk)
            return loss
        current.delete()
        if loss.takes_article:
            article.delete()
    return loss


def with_cited_sources(content: ArticleContent) -> ArticleContent:
    """Add the library's record for every key that the text cites and the list lacks.

    A key of the list that has no record yet gets the library's, when there is one.
    """
    listed = {citation.key for citation in content.citations if citation.key}
    without_record = {c.key for c in content.citations if c.key and c.reference is None and not c.raw_text}
    cited = _cited_keys(content)
    wanted = [key for key in cited if key not in listed]
    found = {r.key: r for r in Reference.objects.for_keys([*wanted, *without_record])}
    if not found:
        return content
    completed = tuple(
        c.model_copy(update={"reference": library.frozen(found[c.key])})
        if c.key in without_record & found.keys()
        else c
        for c in content.citations
    )
    added = tuple(CitationShape(key=key, reference=library.frozen(found[key])) for key in wanted if key in found)
    return content.model_copy(update={"citations": marked_by_library(completed + added)})


def _cited_keys(content: ArticleContent) -> list[str]:
    """Keys in order of mention, each once; a field that cannot be parsed names none."""
    texts = [
        content.lead,
        content.summary,
        *(point.text for point in content.key_points),
        content.body,
        *(item.answer for item in content.questions),
    ]
    keys: dict[str, None] = {}
    for text in texts:
        if "[" not in text:
            continue
        try:
            rendered = markdown.render(text, citations=markdown.CitationNumbers(()))
        except markdown.TooComplex:
            continue
        keys |= dict.fromkeys(rendered.missing)
    return list(keys)


def _require_writer(by: User) -> None:
    if not has_role(by, Role.WRITER):
        raise NotAllowed("Only medical writers change the text of an article.")


def _loaded(draft: Draft) -> Draft:
    return Draft.objects.with_rows().get(pk=draft.pk)


def _write(draft: Draft, content: ArticleContent, *, by: User | None, now: datetime, reason: str) -> tuple[str, Draft]:
    """Write content, contribution and snapshot; give the digest of what is stored now, and the draft with its rows."""
    conversion.write_content(draft, content)
    if by is not None:
        Contribution.objects.get_or_create(draft=draft, user=by, defaults={"first_at": now})
    written = _loaded(draft)
    return _snapshot(written, conversion.draft_content(written), by=by, now=now, reason=reason), written


def _snapshot(draft: Draft, content: ArticleContent, *, by: User | None, now: datetime, reason: str) -> str:
    text = content.to_json()
    Snapshot.objects.create(
        draft=draft, version=draft.version, content_json=text, reason=reason[:200], saved_at=now, saved_by=by
    )
    return digest("medsite-snapshot", text)


def _rejections_differ(draft: Draft, rejected: dict[Subject, str] | None) -> bool:
    if rejected is None:
        return False
    stored = {row.subject_id: row.reason for row in draft.draft_subjects.all() if row.answer == SubjectAnswer.REJECTED}
    return stored != {subject.pk: reason for subject, reason in rejected.items()}


def _put_rejections(draft: Draft, rejected: dict[Subject, str]) -> None:
    draft.draft_subjects.filter(answer=SubjectAnswer.REJECTED).delete()
    draft.draft_subjects.filter(subject__in=list(rejected)).delete()
    DraftSubject.objects.bulk_create(
        DraftSubject(draft=draft, subject=subject, answer=SubjectAnswer.REJECTED, reason=reason)
        for subject, reason in rejected.items()
    )


def _new_article(content: ArticleContent, address: str, *, by: User | None, now: datetime) -> Article:
    """An article at a free address. Somebody else may take the same one at the same moment: then the next."""
    for _ in range(ADDRESS_TRIES):
        try:
            with transaction.atomic():
                return Article.objects.create(
                    locale=content.locale,
                    slug=_free_slug(address),
                    working_title=content.title,
                    created_at=now,
                    created_by=by,
                )
        except IntegrityError:
            continue
    raise Stale("Many articles with this title are being made at the same time. Try again.")


def _free_slug(text: str) -> str:
    base = slugify(text)[:90].strip("-") or "article"
    if len(slugify(text)) > 90:
        base = base.rpartition("-")[0] or base
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(FormerAddress.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
