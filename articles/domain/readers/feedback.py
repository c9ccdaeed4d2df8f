"""The verbs of what readers say: a vote, a report, and how the desk answers it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles.choices import CallReason, Counted, ReportKind, ReportOutcome
from articles.domain.drafting.drafts import article_subject
from articles.domain.errors import NotAllowed, Refused, WrongState
from articles.domain.readers import daily_counts
from articles.domain.searching.search import help_for
from articles.domain.upkeep import review_queue
from articles.models import PublishedPage, ReaderReport
from articles.rendering.shapes import NoticeText
from medsite.audit import trail
from medsite.lib import days
from medsite.lib.texts import clean_text
from people.models import User
from people.roles import Role, has_role

LONGEST_MESSAGE = 4_000
LONGEST_PLACE = 300
READERS_OF_REPORTS = (Role.WRITER, Role.CLINICIAN, Role.PUBLISHER)
EMAIL_KEPT = timedelta(days=90)
"""After a report was closed. Who wants an answer has had it by then."""

MESSAGE_KEPT = timedelta(days=730)
"""After a report was closed. A reader may have written about their own health, so it is not kept for ever."""


@dataclass(frozen=True)
class Received:
    """A report, and the approved help that its words call for."""

    report: ReaderReport
    urgent: tuple[NoticeText, ...]


@dataclass(frozen=True)
class LivePage:
    """What a form about a live article says of it. It speaks the language of the article."""

    key: int
    slug: str
    title: str
    version: int
    locale: str


def live_page(slug: str) -> LivePage | None:
    """The live article at an address, for a form about it; None when nothing is live there. One query."""
    rows = PublishedPage.objects.filter(slug=slug)
    row = rows.values_list("article", "slug", "title", "publication__number", "locale").first()
    return LivePage(*row) if row else None


def vote(slug: str, *, helpful: bool, now: datetime) -> LivePage | None:
    """Count that a reader found a live article helpful or not; None when nothing is live there."""
    page = live_page(slug)
    if page is not None:
        what = Counted.HELPFUL if helpful else Counted.UNHELPFUL
        daily_counts.add(what, day=days.day_of(now, days.zone()), article=page.key)
    return page


def report(slug: str, *, kind: ReportKind, message: str, place: str = "", email: str = "", now: datetime) -> Received:
    """Take in what a reader says about a live article, with the version that is live.

    Words that call for help in an emergency or a crisis, by the rules in force, put the report first at the desk, and
    the approved help into the answer. One audit entry without a word of it. Raises Refused, with a sentence for the
    reader in the language that is spoken now; WrongState when nothing is live at that address.
    """
    said = _text(message, _("Write what you want to tell us."), LONGEST_MESSAGE)
    where = _text(place, "", LONGEST_PLACE)
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused(_("Write the mail address like name@example.org, or leave it out.")) from error
    page = PublishedPage.objects.filter(slug=slug).select_related("article", "publication").first()
    if page is None:
        raise WrongState(_("This article is not published any more."))
    urgent, _general = help_for(f"{where} {said}", day=days.day_of(now, days.zone()), locale=page.article.locale)
    with transaction.atomic():
        row = ReaderReport.objects.create(
            article=page.article,
            publication=page.publication,
            kind=ReportKind(kind),
            place=where,
            message=said,
            email=email[:254],
            received_at=now,
            is_urgent=bool(urgent),
        )
        trail.record(
            actor=None,
            act="reader_report.received",
            subject=article_subject(page.article),
            at=now,
            report=row.pk,
            kind=row.kind,
            urgent=row.is_urgent,
        )
    return Received(row, urgent)


def close(report: ReaderReport, *, outcome: ReportOutcome, note: str, by: User, now: datetime) -> None:
    """Say how a report ended. With a review asked for, the article gets a call in the queue of reviews, in these words.

    One audit entry, or two. Raises NotAllowed, Refused without a note, WrongState when it is closed or, for a review,
    when nothing is live any more.
    """
    if not has_role(by, *READERS_OF_REPORTS):
        raise NotAllowed("Writers, clinicians and publishers answer reports of readers.")
    said = note.strip()
    if not said:
        raise Refused("Say in a sentence what was found. It stays with the report.")
    with transaction.atomic():
        if (
            not ReaderReport.objects.open()
            .filter(pk=report.pk)
            .update(closed_at=now, closed_by=by, outcome=ReportOutcome(outcome), closing_note=said[:LONGEST_MESSAGE])
        ):
            raise WrongState("Somebody closed this report already.")
        trail.record(
            actor=by,
            act="reader_report.closed",
            subject=article_subject(report.article),
            at=now,
            report=report.pk,
            outcome=str(outcome),
        )
        if outcome == ReportOutcome.REVIEW:
            review_queue.ask(report.article, reason=CallReason.READER, detail=said, by=by, now=now)


def forget(*, now: datetime) -> None:
    """Empty mail addresses, and remove reports, that were closed long enough ago. For the clock."""
    ReaderReport.objects.to_forget(now - EMAIL_KEPT).update(email="")
    ReaderReport.objects.filter(closed_at__lt=now - MESSAGE_KEPT).delete()


def _text(text: str, missing: str, limit: int) -> str:
    try:
        cleaned = clean_text(text.replace("\r\n", "\n")).strip()
    except ValueError as error:
        raise Refused(_("The text holds a control character. Take it out, then send it again.")) from error
    if missing and not cleaned:
        raise Refused(missing)
    if len(cleaned) > limit:
        raise Refused(
            _("This has %(number)s characters. At most %(most)s can be sent.")
            % {"number": _grouped(len(cleaned)), "most": _grouped(limit)}
        )
    return cleaned


def _grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
