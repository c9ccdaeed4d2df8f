"""What can change under a page while it is made: asked in one statement before, and again under the lock."""

from dataclasses import dataclass, field

from django.db import connection

from articles.domain.governance.policy import Policy, policy_from
from articles.models import Article

MOMENT = """
SELECT site.notices_stamp, policy.number, policy.values_json,
       (SELECT max(number) FROM articles_publication WHERE article_id = %s),
       EXISTS (SELECT 1 FROM articles_reviewcall WHERE article_id = %s AND closed_at IS NULL)
FROM (SELECT 1 AS id) AS one
LEFT JOIN articles_sitestate AS site ON site.id = one.id
LEFT JOIN (SELECT number, values_json FROM articles_policyversion ORDER BY number DESC LIMIT 1) AS policy ON 1 = 1
"""
"""A fixed statement: built by the ORM it costs twenty times as much, twice in each publication."""


@dataclass(frozen=True)
class Moment:
    """The state of the notices, the policy in force, and the number of the newest publication; 0 where there is none.

    Two that are equal: nothing that a page rests on changed in between, but the signatures of its text. Whether
    something calls for a review of the article is no part of that.
    """

    stamp: int
    policy: Policy
    last_number: int
    is_called_for_review: bool = field(compare=False)


def moment_of(article: Article) -> Moment:
    """How things stand for an article now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(MOMENT, [article.pk, article.pk])
        stamp, number, values, last_number, is_called = cursor.fetchone()
    return Moment(stamp or 0, policy_from(number, values), last_number or 0, bool(is_called))
