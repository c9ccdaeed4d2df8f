"""Suggested wording: a reviewer proposes it, the writer takes it over or declines it.

What is taken over is the writer's own save: the reviewer does not become a contributor, and may still sign.
"""

from datetime import datetime

from django.db import transaction
from pydantic import ValidationError

from articles.choices import EntryKind
from articles.content import ArticleContent
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.drafting.places import places, with_text
from articles.domain.errors import NotAllowed, Refused, Stale, WrongState
from articles.domain.reviewing.comments import WORDS_LIMIT, add_entry, draft_of
from articles.models import CommentThread, Draft, Subject
from medsite.lib.anchoring import Anchor, Fate, Plain, find
from people.models import User
from people.roles import Role, has_role

ANSWERS = frozenset({EntryKind.TAKEN, EntryKind.DECLINED})


def take_over(
    thread: CommentThread,
    *,
    expected_version: int,
    by: User,
    now: datetime,
    content: ArticleContent | None = None,
    rejected: dict[Subject, str] | None = None,
    draft: Draft | None = None,
) -> Draft:
    """Write a suggested wording into the draft, as a save of the writer.

    ``draft`` is the one to write into, where the suggestion was handed down to a later one.
    ``content`` is what the writer's form says, None for what is stored; ``rejected`` is as ``save_draft`` takes it.
    Raises NotAllowed, WrongState while the text is locked or once it was answered, Stale when the quoted words are gone
    from the text, StaleDraft when somebody saved since ``expected_version``.
    """
    with transaction.atomic():
        draft = _answerable(thread, draft, by)
        loaded = Draft.objects.with_rows().get(pk=draft.pk)
        said = with_wording(draft_content(loaded) if content is None else content, thread)
        saved = drafts.save_draft(
            draft,
            said,
            expected_version=expected_version,
            by=by,
            now=now,
            rejected=rejected,
            reason="Took a suggested wording over",
        )
        add_entry(thread, EntryKind.TAKEN, draft=draft, by=by, now=now)
    return saved


def decline(thread: CommentThread, *, reason: str, by: User, now: datetime, draft: Draft | None = None) -> None:
    """Leave the text as it is, and say why. Raises NotAllowed, WrongState, Refused without a reason."""
    if not (reason := reason.strip()[:WORDS_LIMIT]):
        raise Refused("Say why you leave the text as it is. The reviewer sees your words.")
    with transaction.atomic():
        draft = _answerable(thread, draft, by)
        add_entry(thread, EntryKind.DECLINED, draft=draft, by=by, now=now, body=reason)


def with_wording(content: ArticleContent, thread: CommentThread) -> ArticleContent:
    """A content in which the suggested wording stands for the quoted words.

    Raises Stale when the words are not in it any more, Refused when the new text would be too long.
    """
    texts = [place for place in places(content) if place.path]
    home = {number for number, place in enumerate(texts) if place.field == thread.field}
    anchor = Anchor(thread.quote, thread.before, thread.after)
    found = find(anchor, [Plain(place.text) for place in texts], home=home)
    if found.fate not in {Fate.HERE, Fate.MOVED}:
        raise Stale(
            "The words that this suggestion replaces are not in the text any more. Look at what stands there now; "
            "change it by hand, or decline the suggestion."
        )
    if not found.is_sure:
        raise Stale(
            "The words that this suggestion replaces stand in several places now. Change the right one by hand."
        )
    place = texts[found.text]
    start, end = _with_emphasis(place.text, found.start, found.end, thread.quote)
    try:
        return with_text(content, place, start, end, thread.wording)
    except ValidationError as error:
        raise Refused(f"With this wording the text cannot be stored: {error.errors()[0]['msg']}.") from error


def _with_emphasis(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """The whole of a quote that begins or ends with marks of emphasis, which the search does not see."""
    exact = text.find(quote, max(0, start - len(quote)), end + len(quote))
    return (exact, exact + len(quote)) if exact >= 0 and exact <= start and exact + len(quote) >= end else (start, end)


def _answerable(thread: CommentThread, draft: Draft | None, by: User) -> Draft:
    if not has_role(by, Role.WRITER):
        raise NotAllowed("The writer of the text takes a wording over or declines it.")
    if not thread.wording:
        raise Refused("This is a comment, not a suggested wording. Answer it, or resolve it.")
    draft = draft_of(thread, draft, by)
    if not draft.is_editable:
        raise WrongState("The text is locked. When changes are requested or it is recalled, you can answer this.")
    if thread.entries.filter(kind__in=ANSWERS).exists():
        raise WrongState("Somebody answered this suggestion already. Open the page again to see how.")
    return draft
