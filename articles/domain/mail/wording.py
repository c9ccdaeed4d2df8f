"""What a letter says: who did what, with which article, and where to go next. Nothing of a text but its title."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from articles.choices import LetterKind
from articles.models import Letter


@dataclass(frozen=True)
class Words:
    """One letter in words. ``link`` says what the address leads to."""

    subject: str
    sentence: str
    link: str
    url: str
    more: str = ""


def words_of(letter: Letter) -> Words:
    """A letter about one article in words. Raises KeyError for a kind that has a mail of its own."""
    return _WORDS[LetterKind(letter.kind)](letter)


def address(name: str, *arguments: object) -> str:
    """A whole address of the site, for a mail. Staff addresses ask for a sign-in first, then lead on."""
    return str(settings.SITE_URL) + reverse(name, args=list(arguments))


def day(text: str) -> str:
    """A day that facts hold, as people read it."""
    return f"{date.fromisoformat(text):%-d %B %Y}" if text else ""


def comment_words(title: str, by: str, times: int) -> str:
    """That somebody took part in the discussion of a text, and how often."""
    often = "" if times == 1 else " twice" if times == 2 else f" {times} times"
    return f"{by} wrote{often} in the discussion of “{title}”."


def _title(letter: Letter) -> str:
    return str(letter.facts.get("title") or letter.article)


def _by(letter: Letter) -> str:
    return str(letter.facts.get("by") or "Somebody")


def _asked(letter: Letter) -> Words:
    due = day(letter.facts.get("due_on", ""))
    return Words(
        subject=f"Review asked: {_title(letter)}",
        sentence=f"{_by(letter)} asks you to review “{_title(letter)}”{f', by {due}' if due else ''}.",
        more="Say there that you are looking at it, or that you cannot; then another clinician is asked.",
        link="Open the review",
        url=address("editorial:review", letter.facts["revision"]),
    )


def _moved(letter: Letter) -> Words:
    due, before = day(letter.facts["due_on"]), day(letter.facts.get("before", ""))
    whose = "Your review" if letter.facts["reviewer"] == letter.recipient_id else f"The review by {letter.facts['of']}"
    return Words(
        subject=f"Another day for a review: {_title(letter)}",
        sentence=f"{whose} of “{_title(letter)}” is wanted by {due} now{f', not by {before}' if before else ''}. "
        f"{_by(letter)} moved the day.",
        link="Open the review",
        url=address("editorial:review", letter.facts["revision"]),
    )


def _over(letter: Letter) -> Words:
    return Words(
        subject=f"No review needed any more: {_title(letter)}",
        sentence=f"You need not review “{_title(letter)}” any more. {letter.facts.get('why', '')}".strip(),
        link="Open the article",
        url=_article(letter),
    )


def _declined(letter: Letter) -> Words:
    return Words(
        subject=f"Review declined: {_title(letter)}",
        sentence=f"{_by(letter)} cannot review “{_title(letter)}”. The reason stands with the review.",
        link="Ask somebody else",
        url=address("editorial:reviewers", letter.facts["revision"]),
    )


def _changes(letter: Letter) -> Words:
    return Words(
        subject=f"Changes requested: {_title(letter)}",
        sentence=f"{_by(letter)} asks for changes in “{_title(letter)}”. It can be edited again.",
        link="Read what has to change",
        url=_article(letter),
    )


def _approved(letter: Letter) -> Words:
    return Words(
        subject=f"Approved: {_title(letter)}",
        sentence=f"{_by(letter)} signed “{_title(letter)}”, and no signature is missing. A publisher can publish it.",
        link="Open the article",
        url=_article(letter),
    )


def _published(letter: Letter) -> Words:
    return Words(
        subject=f"Published: {_title(letter)}",
        sentence=f"“{_title(letter)}” is live.",
        link="Read the page, with its notices",
        url=address("reader:article", letter.article.slug) if letter.article else str(settings.SITE_URL),
    )


def _source(letter: Letter) -> Words:
    due, is_late = day(letter.facts["due_on"]), bool(letter.facts.get("is_late"))
    return Words(
        subject=f"{'Overdue: a' if is_late else 'A'} source was retracted or is doubted: {_title(letter)}",
        sentence=f"A source of the live article “{_title(letter)}” was retracted or is doubted. To be answered by "
        f"{due}.",
        more="Publish the text without it, or say why it may stand: in a text that gives the reason, by signing the "
        "text again with a comment, or by closing the task with a reason.",
        link="See which sentences rest on it",
        url=address("editorial:source-uses", letter.facts["source"]),
    )


def _original(letter: Letter) -> Words:
    original, is_gone = str(letter.facts["original"]), bool(letter.facts.get("is_gone"))
    return Words(
        subject=f"{'Original withdrawn' if is_gone else 'Original changed'}: {_title(letter)}",
        sentence=f"“{original}”, the original of the live translation “{_title(letter)}”, was "
        f"{'taken from readers' if is_gone else 'changed'}.",
        more="What was wrong there may be wrong in the translation. "
        + ("Look whether it may stay." if is_gone else "Take over what changed in a draft of it."),
        link="Compare original and translation",
        url=address("editorial:original", letter.article_id),
    )


def _article(letter: Letter) -> str:
    return address("editorial:article", letter.article_id)


_WORDS = {
    LetterKind.ASKED: _asked,
    LetterKind.MOVED: _moved,
    LetterKind.OVER: _over,
    LetterKind.DECLINED: _declined,
    LetterKind.CHANGES: _changes,
    LetterKind.APPROVED: _approved,
    LetterKind.PUBLISHED: _published,
    LetterKind.SOURCE: _source,
    LetterKind.ORIGINAL: _original,
}
