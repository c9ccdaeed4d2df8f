"""Which live pages a registration concerns: those that its holder signed."""

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from articles.models import PublicationApproval
from people.models import Credential


def with_live_pages(credentials: QuerySet[Credential]) -> QuerySet[Credential]:
    """Add ``live_pages``: how many live pages the holder signed."""
    signed = (
        PublicationApproval.objects.of_live_pages()
        .filter(decision__by=OuterRef("holder"))
        .order_by()
        .values(signer=F("decision__by"))
        .annotate(number=Count("pk"))
        .values("number")
    )
    return credentials.annotate(live_pages=Coalesce(Subquery(signed, output_field=IntegerField()), 0))


def pages_signed_by(user: int) -> QuerySet[PublicationApproval]:
    """The signatures of a person that live pages rest on, the newest first."""
    return PublicationApproval.objects.of_live_pages().given_by(user).with_pages()


def revoked_but_live(limit: int) -> list[PublicationApproval]:
    """Signatures that were taken back, while the page that rests on them is still live. One query."""
    rows = PublicationApproval.objects.of_live_pages().filter(decision__revocation__isnull=False).with_pages()
    return list(rows[:limit])
