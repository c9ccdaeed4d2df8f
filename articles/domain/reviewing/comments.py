"""Talking about a text under review: threads on quoted words, answers, resolved and opened again.

Every act is one row that is never changed, and one audit entry without a word of what was said.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from articles.choices import EntryKind
from articles.content import ArticleContent
from articles.domain.drafting.drafts import article_subject
from articles.domain.drafting.places import Place, places
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.mail import news
from articles.domain.reviewing.concerned import is_reviewer, require_concerned
from articles.models import CommentEntry, CommentThread, Draft, Revision
from articles.models.comment import FIELD_LIMIT
from medsite.audit import trail
from medsite.lib.anchoring import Anchor, Plain, anchor_in
from medsite.lib.texts import clean_text
from people.models import User

WORDS_LIMIT = 5_000
"""Characters of a comment, of a quote, of a wording."""


def open_thread(
    revision: Revision, *, field: str, quote: str, body: str, wording: str = "", by: User, now: datetime
) -> CommentThread:
    """Say something about a field of a revision, or about words quoted from it.

    ``field`` is a label of ``comparison.fields``; with a quote it may be empty or mistaken, the words are looked for in
    all of the text. ``wording`` is what a reviewer proposes to write instead of the quote. Two rows, one audit entry.

    Raises NotAllowed, WrongState once the draft is closed, Refused for words that are not in the text.
    """
    quote, body, wording = (_clean(text) for text in (quote, body, wording))
    if not body and not wording:
        raise Refused("Write what you want to say.")
    with transaction.atomic():
        draft = open_draft_for(revision.draft_id, by)
        place, anchor = _placed(ArticleContent.from_json(revision.content_json), field, quote)
        if wording:
            if not is_reviewer(draft, by):
                raise NotAllowed("Reviewers suggest a wording. You can change the text itself, or say it in a comment.")
            anchor = _replaceable(place, anchor, wording)
        thread = CommentThread.objects.create(
            revision=revision,
            field=place.field[:FIELD_LIMIT],
            quote=anchor.quote,
            before=anchor.before,
            after=anchor.after,
            wording=wording,
        )
        add_entry(thread, EntryKind.SAID, draft=draft, by=by, now=now, body=body or "Suggested wording.")
    return thread


def answer(thread: CommentThread, *, body: str, by: User, now: datetime, draft: Draft | None = None) -> CommentEntry:
    """Say something in a thread. ``draft`` is the one it is talked about in, where it was handed down to a later one.

    Raises NotAllowed, WrongState, Refused without words.
    """
    if not (body := _clean(body)):
        raise Refused("Write what you want to answer.")
    return _act(thread, EntryKind.SAID, by=by, now=now, body=body, draft=draft)


def resolve(
    thread: CommentThread, *, by: User, now: datetime, body: str = "", draft: Draft | None = None
) -> CommentEntry:
    """Close a thread, with or without last words. Raises NotAllowed, WrongState when it is closed already, Refused."""
    return _act(thread, EntryKind.RESOLVED, by=by, now=now, body=_clean(body), draft=draft)


def reopen(thread: CommentThread, *, by: User, now: datetime, draft: Draft | None = None) -> CommentEntry:
    """Open a closed thread again. Raises NotAllowed, WrongState when it is open."""
    return _act(thread, EntryKind.REOPENED, by=by, now=now, draft=draft)


def is_open(entries: Any) -> bool:
    """Whether a thread is open after these entries, oldest first: what is said changes nothing, the rest does."""
    turns = [entry.kind for entry in entries if entry.kind != EntryKind.SAID]
    return not turns or turns[-1] == EntryKind.REOPENED


def open_draft_for(draft: int, by: User) -> Draft:
    """Lock a draft that somebody talks about. Raises NotAllowed, WrongState once it is closed."""
    locked = Draft.objects.held(draft)
    require_concerned(locked, by)
    if locked.closed_at is not None:
        raise WrongState("This draft is closed, and what was said about it stays as it is. Say it about the next one.")
    return locked


def draft_of(thread: CommentThread, draft: Draft | None, by: User) -> Draft:
    """Lock the draft that a thread is talked about in: its own, or a later one that it was handed down to.

    Raises NotAllowed, WrongState once that draft is closed, Refused for a draft of which the thread says nothing.
    """
    locked = open_draft_for(draft.pk if draft else thread.revision.draft_id, by)
    if locked.pk != thread.revision.draft_id and not CommentThread.objects.about(locked).filter(pk=thread.pk).exists():
        raise Refused("That was said about another text. Open the comments of this one again.")
    return locked


def add_entry(
    thread: CommentThread, kind: EntryKind, *, draft: Draft, by: User, now: datetime, body: str = ""
) -> CommentEntry:
    """Write an entry and its audit entry; the caller holds the transaction and has checked everything.

    ``draft`` is the one it is talked about in. Raises WrongState when a suggestion was answered already.
    """
    answers = thread if kind in {EntryKind.TAKEN, EntryKind.DECLINED} else None
    try:
        with transaction.atomic():
            entry = CommentEntry.objects.create(thread=thread, kind=kind, body=body, by=by, at=now, answers=answers)
    except IntegrityError as error:
        raise WrongState("Somebody answered this suggestion already. Open the page again to see how.") from error
    trail.record(
        actor=by,
        act=f"comment.{kind.value}",
        subject=article_subject(thread.revision.article),
        at=now,
        thread=thread.pk,
        revision=thread.revision.number,
        field=thread.field,
        draft=draft.pk,
    )
    news.commented(entry, draft, now=now)
    return entry


def _act(
    thread: CommentThread, kind: EntryKind, *, draft: Draft | None, by: User, now: datetime, body: str = ""
) -> CommentEntry:
    with transaction.atomic():
        draft = draft_of(thread, draft, by)
        if kind != EntryKind.SAID and is_open(thread.entries.order_by("pk")) == (kind == EntryKind.REOPENED):
            state = "open" if kind == EntryKind.REOPENED else "closed"
            raise WrongState(f"This thread is {state} already. Open the page again to see what was said.")
        return add_entry(thread, kind, draft=draft, by=by, now=now, body=body)


def _clean(text: str) -> str:
    try:
        text = clean_text(text).strip()
    except ValueError as error:
        raise Refused(f"This {error}. Type it anew instead of pasting it.") from error
    if len(text) > WORDS_LIMIT:
        raise Refused(f"This has {len(text):,} characters; {WORDS_LIMIT:,} are the most. Say it in parts.")
    return text


def _placed(content: ArticleContent, field: str, quote: str) -> tuple[Place, Anchor]:
    """Where a comment belongs. The field that was named comes first."""
    texts = sorted(places(content), key=lambda place: place.field != field)
    if not quote:
        if not texts or texts[0].field != field:
            raise Refused("Choose the part that you speak of, or quote some words of it.")
        return texts[0], Anchor("")
    for place in texts:
        if anchor := anchor_in(place.text, quote):
            return place, anchor
    raise Refused(
        "The words that you quote do not stand in the text. Copy them from it, or leave them out and choose the part."
    )


def _replaceable(place: Place, anchor: Anchor, wording: str) -> Anchor:
    """The anchor of words that can be replaced as they stand, emphasis around them included."""
    if not anchor.quote:
        raise Refused("Quote the words that yours shall replace.")
    if not place.path:
        raise Refused(f"The part “{place.field}” is no running text. Say in a comment what should change there.")
    if Plain(place.text).text.count(Plain(anchor.quote).text) > 1:
        raise Refused("These words stand there more than once. Quote more of the sentence, so that it is clear which.")
    start = place.text.find(anchor.quote)
    end = start + len(anchor.quote)
    while place.text[start - 1 : start] in {"*", "_", "`"}:
        start -= 1
    while place.text[end : end + 1] in {"*", "_", "`"}:
        end += 1
    quote = place.text[start:end]
    if any(quote.count(one) != quote.count(other) for one, other in ("[]", "()")):
        raise Refused("These words cut a link or a mark in two. Quote all of it, or stop before it.")
    if quote == wording:
        raise Refused("Your wording is what stands there already.")
    return Anchor(quote, anchor.before, anchor.after)
