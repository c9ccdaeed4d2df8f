"""What waits for the person who signed in: a few short lists on the first page of the desk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from articles.choices import AssignmentState, CallReason, Lane, ScheduleState, Verdict
from articles.domain.mail.recipients import called
from articles.domain.reviewing import assignments
from articles.domain.upkeep.retractions import live_pages_in_doubt
from articles.models import (
    Decision,
    Draft,
    Letter,
    NoticeProposal,
    PublishedPage,
    PublishedReference,
    ReaderReport,
    ReviewAssignment,
    ReviewCall,
    ReviewRound,
    RuleProposal,
    Schedule,
)
from people.models import DeviceLoss, User
from people.roles import Role

Found = TypeVar("Found", bound=Model)
SHOWN = 8
"""Rows of a list. One more is read, to know whether there are more."""
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Row:
    """One thing to look at. ``urgent`` is said in words as well as in colour."""

    label: str
    address: str
    note: str = ""
    urgent: str = ""


@dataclass(frozen=True)
class Panel:
    """A list with a title; ``empty`` is what it says when nothing waits."""

    title: str
    rows: tuple[Row, ...]
    has_more: bool
    empty: str

    @property
    def count(self) -> str:
        """How many wait, as far as they were read: nobody counts thousands of rows for a number on a screen."""
        return f"{len(self.rows)}{'+' if self.has_more else ''}"


def panels(user: User, roles: frozenset[Role], *, now: datetime) -> tuple[Panel, ...]:
    """The lists for the roles of a person, the most pressing one first. At most two queries a list."""
    return tuple(_panels(user, roles, today=localdate(now)))


def _panels(user: User, roles: frozenset[Role], *, today: date) -> Iterator[Panel]:
    if Role.CLINICIAN in roles:
        mine = (_asked(row, today) for row in _few(ReviewAssignment.objects.open().of_reviewer(user)))
        yield _panel("Asked of you", mine, "No review is asked of you.")
        texts = (_to_review(row, today) for row in _few(ReviewRound.objects.waiting_for(user)))
        yield _panel("Waiting for a clinician", texts, "No text waits for you.")
        yield _panel("Notices to approve", _proposals(user), "No notice and no rule waits for your approval.")
    if Role.WRITER in roles:
        yield _panel("Sent back", _sent_back(), "Nothing was sent back.")
    if Role.PUBLISHER in roles:
        yield _panel("Reviews to see to", _to_see_to(today), "Every text in review is in somebody's hands.")
        signed = (_row(row, f"Sent on {_day(row.saved_at)}") for row in _few(Draft.objects.signed()))
        yield _panel("Signed, not published yet", signed, "No signed text waits for publication.")
        scheduled = (_scheduled(row) for row in _few(Schedule.objects.by_time()))
        yield _panel("At a time", scheduled, "Nothing is scheduled.")
    if Role.WRITER in roles:
        in_work = (_row(row, f"Saved on {_day(row.saved_at)}") for row in _few(Draft.objects.in_work()))
        yield _panel("In work", in_work, "No draft is in work.")
    if roles & {Role.WRITER, Role.PUBLISHER} and (reports := list(_few(ReaderReport.objects.open().listed()))):
        yield _panel("Reported by readers", map(_report, reports), "")
    if roles & {Role.WRITER, Role.CLINICIAN, Role.PUBLISHER}:
        yield from _of_live_texts(today)
    if Role.ADMINISTRATOR in roles:
        yield from _of_administrators(user)


def _of_administrators(user: User) -> Iterator[Panel]:
    if losses := [_loss(loss) for loss in _few(DeviceLoss.objects.open().exclude(owner=user))]:
        yield _panel("Devices said to be lost", losses, "")
    if failing := [_unsent(letter) for letter in _few(Letter.objects.failing())]:
        yield _panel("Mail that could not be sent", failing, "")


def _of_live_texts(today: date) -> Iterator[Panel]:
    """What has to be looked at in live texts, for everybody who writes, reviews or publishes."""
    if tasks := [_task(call, today) for call in _few(ReviewCall.objects.with_a_day())]:
        yield _panel("Sources to deal with", tasks, "")
    if behind := [_behind(call) for call in _few(ReviewCall.objects.listed().filter(reason=CallReason.ORIGINAL))]:
        yield _panel("Translations behind their original", behind, "")
    by_source = live_pages_in_doubt().order_by("reference_id", "page_id")  # by title would read them all
    doubted = (_in_doubt(row) for row in _few(by_source))
    yield _panel("Live articles with a source in doubt", doubted, "No live article cites a source in doubt.")
    due = (_due(page, today) for page in _few(PublishedPage.objects.due_by(today + SOON)))
    yield _panel("Review due within 60 days", due, "No live article is due soon.")


def _panel(title: str, rows: Iterable[Row], empty: str) -> Panel:
    found = tuple(islice(rows, SHOWN + 1))
    return Panel(title, found[:SHOWN], has_more=len(found) > SHOWN, empty=empty)


def _few(rows: QuerySet[Found]) -> QuerySet[Found]:
    return rows[: SHOWN + 1]


def _row(draft: Draft, note: str) -> Row:
    lane = f"{draft.get_lane_display()} lane. " if draft.lane != Lane.MAIN else ""
    return Row(str(draft.article), reverse("editorial:article", args=[draft.article_id]), f"{lane}{note}")


def _asked(row: ReviewAssignment, today: date) -> Row:
    revision = row.round.revision
    said = (
        "You are looking at it. " if row.state == AssignmentState.TAKEN else f"By {called(row.by)}. " if row.by else ""
    )
    urgent, note = _by_day(row.due_on, today)
    where = reverse("editorial:review", args=[revision.pk])
    return Row(str(revision.article), where, f"{said}{note}".strip(), urgent)


def _by_day(due: date | None, today: date) -> tuple[str, str]:
    """What is said of a day: as a mark when it has passed, as a note before."""
    if due is None:
        return "", ""
    said = f"due on {due:%-d %B %Y}"
    return (f"was {said}", "") if due < today else ("", f"{said[0].upper()}{said[1:]}")


def _to_see_to(today: date) -> Iterator[Row]:
    """Texts for which too few are asked, reviews of people who cannot sign any more, then reviews that are late."""
    for row in _few(ReviewRound.objects.lacking_reviewers()):
        where = reverse("editorial:reviewers", args=[row.revision_id])
        yield _of_round(row, where, f"Sent on {_day(row.opened_at)}", "too few are asked")
    for stuck in _few(assignments.stuck(today)):
        yield _with_somebody(stuck, "cannot sign any more")
    for late in _few(ReviewAssignment.objects.overdue(today).listed()):
        yield _with_somebody(late, _by_day(late.due_on, today)[0])


def _with_somebody(row: ReviewAssignment, urgent: str) -> Row:
    where = reverse("editorial:reviewers", args=[row.round.revision_id])
    return Row(str(row.round.revision.article), where, f"Asked: {called(row.reviewer)}", urgent)


def _loss(loss: DeviceLoss) -> Row:
    where = reverse("admin:people_user_second_factors", args=[loss.owner_id])
    return Row(
        str(loss.owner), where, f"{loss.asked_by}, {_day(loss.asked_at)}: {_short(loss.reason)}", "to be confirmed"
    )


def _unsent(letter: Letter) -> Row:
    return Row(str(letter), reverse("editorial:your-mail"), _short(letter.problem), f"tried {letter.tries} times")


def _to_review(row: ReviewRound, today: date) -> Row:
    due, said = row.due_on, f"Sent on {_day(row.opened_at)}"
    urgent = f"was due on {due:%-d %B %Y}" if due and due < today else ""
    said += f", wanted by {due:%-d %B %Y}" if due and not urgent else ""
    return _of_round(row, reverse("editorial:review", args=[row.revision_id]), said, urgent)


def _of_round(row: ReviewRound, where: str, note: str, urgent: str) -> Row:
    revision = row.revision
    lane = f"{revision.get_lane_display()} lane. " if revision.lane != Lane.MAIN else ""
    return Row(str(revision.article), where, f"{lane}{note}", urgent)


def _sent_back() -> Iterator[Row]:
    drafts = list(_few(Draft.objects.sent_back()))
    requests = Decision.objects.filter(
        verdict=Verdict.REQUEST_CHANGES, revision__in=[draft.revision_id for draft in drafts]
    ).order_by("pk")
    comments = {decision.revision_id: decision for decision in requests}
    for draft in drafts:
        said = comments.get(draft.revision_id or 0)
        yield _row(draft, f"{said.by_name}: “{_short(said.comment)}”" if said else "Changes requested.")


def _proposals(user: User) -> Iterator[Row]:
    for notice in _few(NoticeProposal.objects.exclude(proposed_by=user).order_by("proposed_at", "pk")):
        yield Row(notice.heading, reverse("editorial:approve-notice", args=[notice.pk]), "Notice")
    for rule in _few(RuleProposal.objects.exclude(proposed_by=user).order_by("proposed_at", "pk")):
        yield Row(rule.code, reverse("editorial:approve-rule", args=[rule.pk]), "Rule")


def _scheduled(schedule: Schedule) -> Row:
    when = f"{schedule.get_act_display()} on {localtime(schedule.at):%-d %B %Y, %H:%M}"
    failed = f"failed: {schedule.problem}" if schedule.state == ScheduleState.FAILED else ""
    return Row(str(schedule.article), reverse("editorial:article", args=[schedule.article_id]), when, failed)


def _in_doubt(row: PublishedReference) -> Row:
    work = row.reference.merged_into or row.reference
    where = reverse("editorial:source-uses", args=[work.pk])
    return Row(row.page.title, where, _short(work.title), f"{work.get_standing_display().lower()}: {work.key}")


def _task(call: ReviewCall, today: date) -> Row:
    if call.due_on is None:  # the query asks for those with a day
        raise ValueError(f"Call {call.pk} has no day.")
    said = f"by {call.due_on:%-d %B %Y}"
    urgent = f"was due on {call.due_on:%-d %B %Y}" if call.due_on < today else said
    where = (
        reverse("editorial:source-uses", args=[call.source_id]) if call.source_id else reverse("editorial:rereviews")
    )
    return Row(call.article.page.title, where, _short(call.detail), urgent)


def _behind(call: ReviewCall) -> Row:
    return Row(call.article.page.title, reverse("editorial:original", args=[call.article_id]), _short(call.detail))


def _report(report: ReaderReport) -> Row:
    where = reverse("editorial:inbox-message", args=[report.pk])
    urgent = "sounds like an emergency" if report.is_urgent else ""
    return Row(str(report.article), where, f"{report.get_kind_display()}: {_short(report.message)}", urgent)


def _due(page: PublishedPage, today: date) -> Row:
    said = f"due on {page.review_due_on:%-d %B %Y}"
    urgent = f"was {said}" if page.review_due_on < today else ""
    return Row(page.title, reverse("editorial:article", args=[page.article_id]), "" if urgent else said, urgent)


def _day(moment: datetime) -> str:
    return f"{localdate(moment):%-d %B %Y}"


def _short(text: str, limit: int = 140) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
