"""Addresses: renaming with a permanent redirect, and articles that others take the place of."""

from datetime import datetime

from django.db import IntegrityError, transaction

from articles.choices import PublicState
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, Stale
from articles.domain.publication import reframing
from articles.domain.searching import finding
from articles.models import Article, FormerAddress, PublishedPage
from articles.models.page import PublishedPageQuerySet
from medsite.audit import trail
from people.models import User
from people.roles import Role, has_role

LONGEST_CHAIN = 20
SHELF = "/articles"
"""Where the addresses of articles begin."""


def settle(article: Article, *, slug: str, successor: Article | None, by: User, now: datetime) -> None:
    """Give an article its address and its successor, both or neither.

    Raises what ``rename`` and ``set_successor`` raise.
    """
    with transaction.atomic():
        if successor != article.successor:
            set_successor(article, successor, by=by, now=now)
        rename(article, slug, by=by, now=now)


def rename(article: Article, slug: str, *, by: User, now: datetime) -> None:
    """Give an article another address. The one it leaves leads to it for ever, and is never given to another.

    The live page, which names its address, is framed afresh in the same act; its signed text is untouched.
    Writes one audit entry.

    Raises NotAllowed, Refused for an address that is taken or was another article's.
    """
    _require_publisher(by)
    if slug == article.slug:
        return
    taken = Article.objects.filter(slug=slug).exclude(pk=article.pk).exists()
    if taken or FormerAddress.objects.filter(slug=slug).exclude(article=article).exists():
        raise Refused("Another article has this address, or had it. Addresses are never given again; choose another.")
    try:
        with transaction.atomic():
            current = Article.objects.held(article.pk)
            FormerAddress.objects.get_or_create(
                slug=current.slug, defaults={"article": current, "left_at": now, "by": by}
            )
            left, current.slug = current.slug, slug
            current.save(update_fields=["slug"])
            finding.note(current, current.working_title)
            reframing.frame_again(current, now=now)
            trail.record(
                actor=by, act="article.renamed", subject=article_subject(current), at=now, left=left, address=slug
            )
    except IntegrityError as error:
        raise Stale("Another article took this address just now. Choose another.") from error


def set_successor(article: Article, successor: Article | None, *, by: User, now: datetime) -> None:
    """Say which article takes the place of this one, once it is not live; None takes that back.

    Readers who come to the address of an article that is not live any more are led to its successor. Writes one
    audit entry.

    Raises NotAllowed; Refused for the article itself, and when that would lead in a circle.
    """
    _require_publisher(by)
    with transaction.atomic():
        if successor == article:
            raise Refused("That would lead readers in a circle: an article cannot take its own place.")
        followers = _chain(successor) if successor is not None else []
        _hold({article.pk, *followers})
        if successor is not None and article.pk in _chain(successor):
            raise Refused("That would lead readers in a circle: this article already takes the place of that one.")
        Article.objects.filter(pk=article.pk).update(successor=successor)
        trail.record(
            actor=by,
            act="article.succeeded" if successor else "article.successor_removed",
            subject=article_subject(article),
            at=now,
            successor=str(successor.uuid) if successor else "",
        )


def article_at(typed: str) -> Article | None:
    """The article that an address means, or a link to one of its pages: by its address of today, or by a former one."""
    path = typed.strip().partition("#")[0].partition("?")[0]
    slug = path.partition(f"{SHELF}/")[2].partition("/")[0] or path.strip("/").rpartition("/")[2]
    if not slug or "\0" in slug:
        return None
    article = Article.objects.filter(slug=slug.removesuffix(".md")).first()
    if article is not None:
        return article
    former = FormerAddress.objects.filter(slug=slug.removesuffix(".md")).select_related("article").first()
    return former.article if former else None


def moved_to(slug: str) -> str | None:
    """The address to which one without a live page leads now, or None. Never back to itself."""
    former = FormerAddress.objects.filter(slug=slug).select_related("article").first()
    article = former.article if former else Article.objects.filter(slug=slug).first()
    if article is None:
        return None
    if article.public_state != PublicState.LIVE:
        following = leads_to(article)
        if following is not None:
            return following.slug
    known = article.public_state != PublicState.NEVER_PUBLISHED
    return article.slug if known and article.slug != slug else None


def leads_to(article: Article) -> Article | None:
    """The live article that takes the place of one that is not live, or None. A query for each step."""
    for key in _chain(article)[1:]:
        following = Article.objects.get(pk=key)
        if following.public_state == PublicState.LIVE:
            return following
    return None


def pages_linking_to(article: Article) -> PublishedPageQuerySet:
    """Live pages whose signed text links to the article, at its present or a former address."""
    slugs = [article.slug, *article.former_addresses.values_list("slug", flat=True)]
    return PublishedPage.objects.filter(links__slug__in=slugs).distinct().order_by("title")


def _hold(keys: set[int]) -> None:
    """Lock articles, always in the same order, so that of two successors that close a circle one sees the other."""
    list(Article.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def _chain(article: Article) -> list[int]:
    """Keys of an article and those that follow it, in order; it ends where it would begin again."""
    keys = [article.pk]
    while len(keys) < LONGEST_CHAIN:
        following = Article.objects.filter(pk=keys[-1]).values_list("successor_id", flat=True).first()
        if following is None or following in keys:
            return keys
        keys.append(following)
    return keys


def _require_publisher(by: User) -> None:
    if not has_role(by, Role.PUBLISHER):
        raise NotAllowed("Only publishers change the address of an article.")
