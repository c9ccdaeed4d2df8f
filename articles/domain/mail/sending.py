"""Sending what lies in the outbox: once, by whichever machine is first, and again later when it fails.

A letter is claimed in a short transaction before it goes out, so two machines never send it both. A machine that dies
between sending and noting it leaves its claim, which ends by itself; the second mail then has the Message-ID of the
first, by which mail programs know it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPServerDisconnected,
)

from django.db import connection, transaction
from django.db.models import Q

from articles.choices import UNASKED_KINDS, LetterKind, LetterState
from articles.domain.mail.composing import compose, still_true
from articles.models import Letter
from articles.models.letter import LetterQuerySet
from people.models import MailChoice

ROUND = 200
"""Mails in one round of the clock."""
IN_ONE_MAIL = 50
LEASE = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
REST = timedelta(minutes=2)
"""After a failure nobody who acts waits for the mail server: the clock alone tries for so long."""
KEPT = timedelta(days=90)
GATHERED = frozenset({LetterKind.REVIEW_DUE, LetterKind.COMMENT})
"""Kinds of which one mail tells all that waits for a person."""
EARLY = Q(kind=LetterKind.COMMENT, tries=0)
"""What goes out before its time when another one of its kind does."""
FAILURES = (OSError, SMTPException, ValueError)
"""ValueError: a header or an address that cannot be put into a mail."""


def send_these(kind: LetterKind, cause: str, *, now: datetime) -> None:
    """One attempt at the letters of one act, right after it. Does nothing while the mail server is failing, unless an
    account has to be guarded.
    """
    if kind not in UNASKED_KINDS and Letter.objects.failing().filter(tried_at__gt=now - REST).exists():
        return
    keys = _ready(Letter.objects.due(now)).filter(kind=kind, cause=cause).order_by("pk").values_list("pk", flat=True)
    _send_all([[key] for key in keys[:ROUND]], now=now)


def send_waiting(*, now: datetime) -> tuple[int, int]:
    """Send what waits; give the numbers of mails that went out and that failed.

    Letters that are no more so are dropped. A failure is noted and tried again, later and later. When the server does
    not answer at all, the others wait for the next round.
    """
    return _send_all(_mails(now), now=now)


def forget_old(*, now: datetime) -> int:
    """Delete letters that were settled long ago; give the number. The clock calls it.

    Steps of reviews stay noted elsewhere (``ReviewReminder``), so nothing is told twice for it.
    """
    old = Letter.objects.filter(settled_at__lt=now - KEPT).order_by("pk").values_list("pk", flat=True)[:1_000]
    return Letter.objects.filter(pk__in=list(old)).delete()[0]


def _ready(rows: LetterQuerySet) -> LetterQuerySet:
    """What goes out by itself. Who wants one mail a day finds the rest in that one."""
    in_the_digest = Q(recipient__mail=MailChoice.DAILY) & ~Q(kind__in=[LetterKind.DIGEST, *sorted(UNASKED_KINDS)])
    return rows.exclude(in_the_digest)


def _mails(now: datetime) -> list[list[int]]:
    """The keys of letters that go out together, the oldest first."""
    rows = _ready(Letter.objects.due(now)).order_by("made_at", "pk").values_list("pk", "kind", "recipient_id")
    mails: list[list[int]] = []
    gathered: dict[tuple[str, int], list[int]] = {}
    for key, kind, recipient in rows[: ROUND * IN_ONE_MAIL]:
        if kind not in GATHERED:
            mails.append([key])
            continue
        together = gathered.get((kind, recipient))
        if together is None or len(together) >= IN_ONE_MAIL:
            together = gathered[kind, recipient] = []
            mails.append(together)
        together.append(key)
    early = _ready(Letter.objects.waiting()).filter(EARLY, next_try_at__gt=now).order_by("pk")
    people = [recipient for kind, recipient in gathered if kind == LetterKind.COMMENT]
    for key, recipient in early.filter(recipient__in=people).values_list("pk", "recipient_id") if people else ():
        gathered[LetterKind.COMMENT, recipient].append(key)
    return mails[:ROUND]


def _send_all(mails: Iterable[list[int]], *, now: datetime) -> tuple[int, int]:
    sent = failed = 0
    for keys in mails:
        claimed = _claim(keys, now=now)
        if not claimed:
            continue
        current = [letter for letter in claimed if still_true(letter, now=now)]
        _settle(set(claimed) - set(current), LetterState.DROPPED, now=now)
        if not current:
            continue
        try:
            told = _send(current, now=now)
        except FAILURES as error:
            failed += 1
            _put_off(current, error, now=now)
            if _is_away(error):
                break
        else:
            sent += told
    return sent, failed


def _claim(keys: list[int], *, now: datetime) -> list[Letter]:
    """Those of the letters that this machine gets to send. Rows that another one holds are left to it."""
    with transaction.atomic():
        free = _ready(Letter.objects.waiting()).filter(Q(next_try_at__lte=now) | EARLY, pk__in=keys)
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(no_key=True, skip_locked=True, of=("self",))
        held = list(free.order_by("pk"))
        for letter in held:
            letter.tries, letter.tried_at, letter.next_try_at = letter.tries + 1, now, now + LEASE
        Letter.objects.bulk_update(held, ["tries", "tried_at", "next_try_at"])
    rows = Letter.objects.filter(pk__in=[letter.pk for letter in held]).order_by("pk")
    return list(rows.select_related("recipient__profile", "article__page"))


def _send(letters: list[Letter], *, now: datetime) -> int:
    """Send one mail for these letters, and settle them with whatever else it told; the number of mails."""
    composed = compose(letters, now=now)
    if composed is None:
        _settle(letters, LetterState.DROPPED, now=now)
        return 0
    mail, told = composed
    mail.send()
    _settle([*letters, *told], LetterState.SENT, now=now)
    return 1


def _is_away(error: Exception) -> bool:
    """Whether a failure is the server's own and not that of one mail. Every SMTPException is an OSError, too."""
    if isinstance(error, SMTPException):
        whole = (SMTPConnectError, SMTPHeloError, SMTPAuthenticationError, SMTPServerDisconnected)
        return isinstance(error, whole)
    return isinstance(error, OSError)


def _settle(letters: Iterable[Letter], state: LetterState, *, now: datetime) -> None:
    """Note that letters are over. What stood in one that goes to another address is forgotten."""
    keys, private = [], []
    for letter in letters:
        keys.append(letter.pk)
        private += [letter.pk] if letter.kind in UNASKED_KINDS else []
    if keys:
        Letter.objects.waiting().filter(pk__in=keys).update(state=state, settled_at=now, problem="")
    if private:
        Letter.objects.filter(pk__in=private).exclude(settled_at=None).update(address="", facts={})


def _put_off(letters: list[Letter], error: Exception, *, now: datetime) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(letters[0].tries - 1, 10), LONGEST_PAUSE)
    said = f"{type(error).__name__}: {error}"[:500]
    keys = [letter.pk for letter in letters]
    Letter.objects.waiting().filter(pk__in=keys).update(next_try_at=now + pause, problem=said)
