"""A review that somebody began and has not decided: kept until they decide or throw it away, for them alone.

A text under review, or the published one that somebody reads again to sign that it is still right.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from articles.choices import DraftState
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.reviewing.concerned import is_reviewer
from articles.models import Article, Draft, Publication, Revision, UnfinishedReview
from people.models import User

LISTS = ("confirmed", "ticked")
WORDS = ("statement", "comment")
KEPT = (*LISTS, "interests", *WORDS)
"""Fields of a decision that are kept. A password is never among them."""
LIMIT = 50_000
"""Characters of all of them, as a browser would send them."""


@dataclass(frozen=True)
class Begun:
    """What is kept. ``is_of_this`` says whether it is of the revision that is looked at, or of an earlier one, of which
    only the words are any good: the text has changed, so points and sources are confirmed anew."""

    row: UnfinishedReview
    is_of_this: bool

    @property
    def values(self) -> dict[str, object]:
        """As the initial values of a decision."""
        pairs = parse_qsl(self.row.form)
        said: dict[str, object] = {name: value for name, value in pairs if name in WORDS}
        if self.is_of_this:
            said |= {name: [value for key, value in pairs if key == name] for name in LISTS}
            said |= {name: value for name, value in pairs if name == "interests"}
        return said

    @property
    def in_words(self) -> str:
        """What there is of it, in a few words."""
        pairs = parse_qsl(self.row.form)
        count = {name: sum(key == name for key, _ in pairs) for name in KEPT}
        parts = []
        if self.is_of_this:
            parts += [f"{count['confirmed']} point{_s(count['confirmed'])} confirmed"] if count["confirmed"] else []
            parts += [f"{count['ticked']} source{_s(count['ticked'])} compared"] if count["ticked"] else []
        parts += ["a statement of interests"] if count["statement"] else []
        parts += ["a note to the writer"] if count["comment"] else []
        return ", ".join(parts) or "nothing that still counts"


def keep_review(
    revision: Revision, pairs: list[tuple[str, str]], *, by: User, now: datetime
) -> UnfinishedReview | None:
    """Remember what a reviewer ticked and typed, instead of what was remembered before; None for an empty form.

    ``pairs`` are the fields as a browser sends them; only those of ``KEPT`` are stored. Leaves no audit entry: nothing
    was decided. Raises NotAllowed for whoever may not decide on this text, WrongState once it neither waits for a
    decision nor is the one that was published last, Refused when it is too long.
    """
    draft = Draft.objects.get(pk=revision.draft_id)
    if not is_reviewer(draft, by):
        raise NotAllowed("Only clinicians who did not work on this text review it.")
    is_waiting = draft.state == DraftState.IN_REVIEW and draft.closed_at is None and draft.revision_id == revision.pk
    if not is_waiting and not is_read_again(revision):
        raise WrongState("This revision is not waiting for a decision any more. Copy your note, and open the article.")
    form = urlencode([(name, value.replace("\x00", "")) for name, value in pairs if name in KEPT and value.strip()])
    if len(form) > LIMIT:
        raise Refused("This is too long to keep. Shorten the note to the writer.")
    if not form:
        UnfinishedReview.objects.filter(revision=revision, user=by).delete()
        return None
    kept, _ = UnfinishedReview.objects.update_or_create(
        revision=revision, user=by, defaults={"form": form, "kept_at": now}
    )
    return kept


def is_read_again(revision: Revision) -> bool:
    """Whether this text was published last, so that it can be signed again as it is. One query."""
    published = Publication.objects.of_texts().filter(article=revision.article_id).order_by("-number")
    return published.values_list("revision", flat=True).first() == revision.pk


def begun(revision: Revision, by: User) -> Begun | None:
    """What somebody began on this revision, or else on an earlier one of the same draft. One query."""
    rows = UnfinishedReview.objects.filter(user=by, revision__draft=revision.draft_id, revision__lte=revision.pk)
    row = rows.select_related("revision").defer("revision__content_json", "revision__body_html").order_by("-revision")
    found = row.first()
    return Begun(found, found.revision_id == revision.pk) if found else None


def forget_review(draft: int, *, by: User | None = None) -> None:
    """Nothing is kept any more: somebody decided or threw it away, or, without ``by``, the draft is closed."""
    rows = UnfinishedReview.objects.filter(revision__draft=draft)
    (rows if by is None else rows.filter(user=by)).delete()


def forget_reviews_of_closed(article: Article) -> None:
    """Nothing is kept of texts whose place another one took: a new one was published."""
    UnfinishedReview.objects.filter(revision__article=article, revision__draft__closed_at__isnull=False).delete()


def _s(count: int) -> str:
    return "" if count == 1 else "s"
