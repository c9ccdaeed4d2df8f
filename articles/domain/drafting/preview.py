"""A draft or a revision as its page would look, for staff, and for those whom they show it to."""

from dataclasses import replace
from datetime import datetime

from articles.choices import PublicationKind
from articles.content import ArticleContent
from articles.domain.governance.policy import current_policy
from articles.domain.publication import framing
from articles.domain.publication.around import Around
from articles.domain.publication.log import Issue
from articles.domain.publication.page_facts import page_facts, roles_alone
from articles.models import Article, Decision
from articles.rendering.body import render_body
from articles.rendering.page import render_page
from articles.rendering.shapes import SignedBody
from medsite.lib import languages

NOT_PUBLISHED = "Preview for staff. This text is not published."


def preview_content(article: Article, content: ArticleContent, *, now: datetime, said: str = NOT_PUBLISHED) -> str:
    """The whole page of a content that nobody has signed; ``said`` stands at its top. Writes nothing.

    Raises markdown.TooComplex; Blocked when a notice that applies has no approved wording.
    """
    return preview_body(article, content, render_body(content), now=now, said=said)


def preview_body(
    article: Article, content: ArticleContent, body: SignedBody, *, now: datetime, said: str = NOT_PUBLISHED
) -> str:
    """The whole page of a signed body that is not published. It names no reviewer and has no history yet."""
    pending = Issue(
        number=0,
        kind=PublicationKind.PUBLISHED,
        at=now,
        note="",
        decisions=(Decision(at=now),),
        content_digest="0" * 64,
    )
    around = Around(content, body, current_policy())
    chosen = framing.choose_notices(content, body=body, article=article, now=now, today=around.today)
    with languages.speaking(content.locale):
        facts = page_facts(article, around, [pending], now=now, links=roles_alone(around))
        return render_page(body, replace(facts, reviewers=(), history=()), chosen.for_page(), preview=said)
