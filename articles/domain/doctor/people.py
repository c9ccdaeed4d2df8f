"""Signers of live texts: whose registration was suspended since."""

from datetime import datetime

from articles.domain.doctor.report import Examination, Notes
from articles.models import Decision, PublishedPage
from people.models import Credential


def signers(notes: Notes, now: datetime) -> None:
    live = PublishedPage.objects.values("publication")
    rows = Decision.objects.filter(publications__publication__in=live).select_related("by").order_by("by", "pk")
    checked: dict[int, bool] = {}
    for decision in notes.seen(rows.defer("notices", "checklist", "comment").distinct()):
        if decision.by_id not in checked:
            checked[decision.by_id] = Credential.objects.filter(
                holder=decision.by_id, verified_at__isnull=False, suspended_at__isnull=True
            ).exists()
        if not checked[decision.by_id]:
            notes.advise(
                str(decision),
                f"{decision.by_name} has no verified registration that is not suspended, and signed a live text.",
                "Look at the register: it lists the live pages concerned. Have them reviewed again, or stop them.",
            )


EXAMINATIONS = (Examination("signers", "Is every signer of a live text in good standing?", signers),)
