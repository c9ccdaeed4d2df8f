"""People: signers of live texts whose registration was suspended since, and how everybody signs in."""

from datetime import datetime

from django.conf import settings

from articles.domain.doctor.report import Examination, Notes
from articles.models import Decision, PublishedPage
from people.models import Credential
from people.signing_in.factors import people_without_one


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


def signing_in(notes: Notes, now: datetime) -> None:
    if not settings.SECOND_FACTOR_REQUIRED:
        return
    if str(settings.CACHES["default"]["BACKEND"]).endswith("LocMemCache"):
        notes.advise(
            "CACHE_URL",
            "Each process counts wrong passwords and used codes for itself: there are more tries than there should be.",
            "Set CACHE_URL to a cache that all processes and machines share, such as redis://127.0.0.1:6379/0.",
        )
    for person in notes.seen(people_without_one()):
        notes.advise(
            f"user {person.pk}",
            f"{person} has to have a second factor and has set up none yet.",
            "They are led to it when they sign in. Whoever has their password could be quicker: ask them to do it.",
        )


EXAMINATIONS = (
    Examination("signers", "Is every signer of a live text in good standing?", signers),
    Examination("signing in", "Do all who need a second factor have one, and are tries counted together?", signing_in),
)
