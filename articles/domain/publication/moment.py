"""What can change under a page while it is made: asked in one statement before, and again under the lock."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from articles.domain.governance.policy import Policy, policy_from
from articles.models import Article, PolicyVersion, Publication, SiteState


@dataclass(frozen=True)
class Moment:
    """The state of the notices, the policy in force, and the number of the newest publication; 0 where there is none.

    Two that are equal: nothing that a page rests on changed in between, but the signatures of its text.
    """

    stamp: int
    policy: Policy
    last_number: int


def moment_of(article: Article) -> Moment:
    """How things stand for an article now. One query."""
    policy = PolicyVersion.objects.order_by("-number")
    last = Publication.objects.filter(article=OuterRef("pk")).order_by("-number")
    stamp, number, values, last_number = (
        Article.objects.filter(pk=article.pk)
        .values_list(
            Subquery(SiteState.objects.filter(pk=1).values("notices_stamp")[:1]),
            Subquery(policy.values("number")[:1]),
            Subquery(policy.values("values_json")[:1]),
            Subquery(last.values("number")[:1]),
        )
        .get()
    )
    return Moment(stamp or 0, policy_from(number, values), last_number or 0)
