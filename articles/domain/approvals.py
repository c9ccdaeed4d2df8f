"""Which signatures stand for a text."""

from articles.choices import Verdict
from articles.content import content_digest
from articles.domain.errors import Tampered
from articles.models import Decision, Revision
from articles.rendering.body import html_digest


def standing_approvals(revision: Revision) -> list[Decision]:
    """The approvals of this very text that count today, oldest first. Three queries.

    They are of the same article, content and HTML, whichever revision they were given on; not revoked; not
    before a later request for changes to the same text; and not by anybody who worked on it since.
    """
    same_text = Decision.objects.filter(
        revision__article=revision.article_id,
        content_digest=revision.content_digest,
        html_digest=revision.html_digest,
    )
    last_request = (
        same_text.filter(verdict=Verdict.REQUEST_CHANGES).order_by("-pk").values_list("pk", flat=True).first()
    )
    contributors = revision.contributors.values("user")
    standing = (
        same_text.filter(verdict=Verdict.APPROVE, revocation__isnull=True, pk__gt=last_request or 0)
        .exclude(by__in=contributors)
        .order_by("pk")
    )
    one_each: dict[int, Decision] = {}
    for decision in standing:
        one_each.setdefault(decision.by_id, decision)
    return list(one_each.values())


def require_untouched(revision: Revision) -> None:
    """Hash the stored text again. Raises Tampered when it is not what the digests say."""
    article = revision.article.uuid
    if (
        content_digest(article, revision.content_json) != revision.content_digest
        or html_digest(article, revision.renderer_version, revision.body_html) != revision.html_digest
    ):
        raise Tampered(
            f"The stored text of {revision} does not match its digests. It was changed outside medsite. Do not sign "
            "or publish it; compare it with a backup."
        )
