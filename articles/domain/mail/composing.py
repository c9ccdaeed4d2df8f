"""A letter, or several for one person, as a mail in plain text and HTML; and whether it is still true."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from articles.choices import UNASKED_KINDS, DraftState, LetterKind
from articles.domain.governance.policy import current_policy
from articles.domain.mail.digest import Waiting, news, waiting_for
from articles.domain.mail.recipients import called, why_not
from articles.domain.mail.sealed import opened
from articles.domain.mail.wording import address, comment_words, day, words_of
from articles.models import Letter, PreviewLink, ReviewAssignment, ReviewCall
from medsite.lib.canonical import digest

Composed = tuple[EmailMultiAlternatives, list[Letter]]


def still_true(letter: Letter, *, now: datetime) -> bool:
    """Whether a letter still has to go out: the person can be told, and what it says is so. One query at most."""
    if letter.kind in UNASKED_KINDS:
        return letter.kind == LetterKind.ACCOUNT or _still_opens(letter, now)
    return not why_not(letter.recipient) and _still_so(letter)


def _still_opens(letter: Letter, now: datetime) -> bool:
    return PreviewLink.objects.working(now).filter(pk=letter.facts["link"]).exists()


def _still_so(letter: Letter) -> bool:
    match letter.kind:
        case LetterKind.REVIEW_DUE:
            page = getattr(letter.article, "page", None)
            return page is not None and page.review_due_on.isoformat() == letter.facts["due_on"]
        case LetterKind.ASKED:
            return ReviewAssignment.objects.open().filter(pk=letter.facts["assignment"]).exists()
        case LetterKind.MOVED:
            rows = ReviewAssignment.objects.open().filter(pk=letter.facts["assignment"])
            return rows.filter(due_on=letter.facts["due_on"]).exists()
        case LetterKind.SOURCE | LetterKind.ORIGINAL:
            return ReviewCall.objects.open().filter(pk=letter.facts["call"]).exists()
    return True


def compose(letters: Sequence[Letter], *, now: datetime) -> Composed | None:
    """One mail for letters of one kind to one person, and further letters that it tells; None when nothing is left."""
    first = letters[0]
    match first.kind:
        case LetterKind.ACCOUNT:
            return _account(first), []
        case LetterKind.PREVIEW:
            return _preview(first), []
        case LetterKind.DIGEST:
            return _digest(first, now=now)
        case LetterKind.REVIEW_DUE:
            return _mail(letters, "reviews_due", *_reviews_due(letters, today=timezone.localdate(now))), []
        case LetterKind.COMMENT:
            return _mail(letters, "comments", *_comments(letters)), []
    words = words_of(first)
    return _mail(letters, "letter", words.subject, {"words": words}), []


def _account(letter: Letter) -> EmailMultiAlternatives:
    return _mail([letter], "account", letter.facts["subject"], {"text": letter.facts["text"]})


def _preview(letter: Letter) -> EmailMultiAlternatives:
    """To somebody outside, who writes back to whoever shows them the draft."""
    link = PreviewLink.objects.select_related("draft__article", "made_by__profile").get(pk=letter.facts["link"])
    context = {
        "name": link.name,
        "title": link.draft.article,
        "by": called(link.made_by),
        "why": link.why,
        "is_signed": link.draft.state == DraftState.APPROVED,
        "until": timezone.localdate(link.expires_at),
        "url": address("outside:preview", opened(letter.facts["token"])),
    }
    mail = _mail([letter], "preview", "A draft to look at", context)
    mail.reply_to = [link.made_by.email] if link.made_by.email else []
    return mail


def _reviews_due(letters: Sequence[Letter], *, today: date) -> tuple[str, dict[str, Any]]:
    texts = []
    for letter in sorted(letters, key=lambda one: str(one.facts["due_on"])):
        due_on = date.fromisoformat(letter.facts["due_on"])
        page = getattr(letter.article, "page", None)
        texts.append(
            {
                "title": page.title if page else str(letter.article),
                "due_on": due_on,
                "is_overdue": due_on < today,
                "url": address("editorial:article", letter.article_id),
            }
        )
    overdue = sum(bool(text["is_overdue"]) for text in texts)
    subject = f"{len(texts)} article{'' if len(texts) == 1 else 's'} to review again"
    context = {"texts": texts, "queue": address("editorial:rereviews"), "policy": current_policy()}
    return f"{subject}{f', {overdue} overdue' if overdue else ''}", context


def _comments(letters: Sequence[Letter]) -> tuple[str, dict[str, Any]]:
    titles = dict.fromkeys(str(letter.facts["title"]) for letter in letters)
    what = next(iter(titles)) if len(titles) == 1 else f"{len(titles)} articles"
    return f"Comments: {what}", {"lines": _lines_of_comments(letters)}


def _digest(letter: Letter, *, now: datetime) -> Composed | None:
    today = timezone.localdate(now)
    told = [one for one in news(letter.recipient_id) if still_true(one, now=now)]
    waiting = waiting_for(letter.recipient, today=today)
    if not told and not waiting:
        return None
    number = len(waiting)
    subject = "One thing waits for you" if number == 1 else f"{number} things wait for you" if number else "News"
    lines = [_line(one) for one in told if one.kind != LetterKind.COMMENT]
    lines += _lines_of_comments([one for one in told if one.kind == LetterKind.COMMENT])
    context = {"waiting": waiting, "news": lines, "desk": settings.SITE_URL + reverse("admin:index")}
    return _mail([letter], "digest", subject, context), told


def _lines_of_comments(letters: Sequence[Letter]) -> list[Waiting]:
    """One line for each person and text, in the order in which they began."""
    said = Counter((letter.facts["draft"], letter.facts["title"], letter.facts["by"]) for letter in letters)
    return [
        Waiting(comment_words(title, by, times), address("editorial:comments", draft))
        for (draft, title, by), times in said.items()
    ]


def _line(letter: Letter) -> Waiting:
    if letter.kind == LetterKind.REVIEW_DUE:
        said = f"“{letter.facts.get('title') or letter.article}” has to be reviewed again"
        return Waiting(
            f"{said}: due on {day(letter.facts['due_on'])}.", address("editorial:article", letter.article_id)
        )
    words = words_of(letter)
    return Waiting(words.sentence, words.url)


def _mail(letters: Sequence[Letter], template: str, subject: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    recipient = letters[0].recipient
    host = settings.SITE_URL.split("://")[1].split(":")[0]
    name = digest("medsite-letter", *(str(letter.pk) for letter in letters))[:32]
    frame = {
        "name": called(recipient),
        "site_name": settings.SITE_NAME,
        "choice": address("editorial:your-mail"),
    }
    context = frame | context
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{settings.SITE_NAME}: {subject}".split()),
        body=render_to_string(f"mail/{template}.txt", context),
        to=[letters[0].address or recipient.email],
        headers={"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    return mail
