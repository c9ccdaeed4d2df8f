"""The correction lane: a small fix of the live text beside a long draft, and the draft that catches up with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from articles.content import ArticleContent
from articles.domain.drafting import drafts
from articles.domain.drafting.conversion import draft_content
from articles.domain.drafting.merging import Merged, merge_contents
from articles.domain.errors import Stale, WrongState
from articles.models import Draft, Revision
from medsite.audit import trail
from people.models import User


@dataclass(frozen=True)
class Catching:
    """A draft that is behind: the text it began with, the live one, and both merged."""

    base: ArticleContent
    live: ArticleContent
    mine: ArticleContent
    merged: Merged
    revision: Revision


def catching_up(draft: Draft) -> Catching | None:
    """What taking over the live text would make of a draft; None when it is not behind. Reads only.

    Load the draft with ``with_rows()``.
    """
    revision = drafts.newest_published(draft.article)
    if revision is None or revision.pk == draft.base_revision_id:
        return None
    live = ArticleContent.from_json(revision.content_json)
    base = ArticleContent.from_json(draft.base_revision.content_json) if draft.base_revision else ArticleContent()
    mine = draft_content(draft)
    return Catching(base=base, live=live, mine=mine, merged=merge_contents(base, mine, live), revision=revision)


def take_over_live(draft: Draft, *, expected_version: int, by: User, now: datetime) -> Draft:
    """Merge the live text into a draft that is behind, as a new save. Writes one audit entry beside the save's.

    Raises what ``drafts.save_draft`` raises; WrongState when the draft is not behind.
    """
    with transaction.atomic():
        loaded = Draft.objects.with_rows().select_related("base_revision").get(pk=draft.pk)
        catching = catching_up(loaded)
        if catching is None:
            raise WrongState("This draft is not behind: it holds everything that was published.")
        if loaded.version != expected_version:
            raise Stale("The article was saved again after you opened this page. Look at the merged text once more.")
        saved = drafts.save_draft(
            loaded,
            catching.merged.content,
            expected_version=expected_version,
            by=by,
            now=now,
            reason=f"Took over revision {catching.revision.number}",
        )
        Draft.objects.filter(pk=saved.pk).update(base_revision=catching.revision)
        trail.record(
            actor=by,
            act="draft.caught_up",
            subject=drafts.article_subject(saved.article),
            at=now,
            draft=saved.pk,
            revision=catching.revision.number,
            disputed=list(catching.merged.disputed),
        )
    return Draft.objects.with_rows().get(pk=draft.pk)
