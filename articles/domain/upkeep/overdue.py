"""What becomes of live pages whose review is overdue for longer than the policy allows. For the clock."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from articles.domain.errors import Refused
from articles.domain.governance.policy import current_policy
from articles.domain.publication import taking_down
from articles.models import PublishedPage

BATCH = 200


def withdraw_due(*, today: date, now: datetime, complain: Callable[[str], None]) -> int:
    """Withdraw what is overdue for too long; give the number. One that is refused does not stop the others."""
    last_day = today - timedelta(days=current_policy().withdrawn_after_days)
    pages = PublishedPage.objects.filter(review_due_on__lt=last_day).select_related("article").order_by("review_due_on")
    withdrawn = 0
    for page in pages[:BATCH]:
        try:
            withdrawn += taking_down.withdraw_overdue(page.article, now=now) is not None
        except Refused as error:
            complain(f"{page}: not withdrawn. {error}")
    return withdrawn
