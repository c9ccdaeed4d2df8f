"""Looking at addresses that are due, remembering what came of it, and when to look again.

"Dead" takes three failures over at least 72 hours; an address is looked at every two weeks, so that no check is
older than 30 days (URAC Health Web Site Accreditation asks for current links).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from django.db import transaction

from medsite.lib import fetching
from references.link_status import LinkCheck, LinkState, LinkStatus
from references.links.judging import Look, judge
from references.links.manners import Manners

FAILURES = 3
PATIENCE = timedelta(hours=72)
KEPT_CHECKS = 20
BATCH = 500
LEASE = timedelta(minutes=10)
"""How long a machine may take over one address before another one looks at it."""
SILENT_SERVERS = 5
"""As many different servers do not fall silent in one night."""
AGAIN = {
    LinkState.FAILING: timedelta(hours=24),
    LinkState.SUSPECT: timedelta(days=3),
    LinkState.DEAD: timedelta(days=7),
}
OTHERWISE = timedelta(days=14)
_LOOKED_AT = (
    "state",
    "message",
    "final_url",
    "title",
    "checked_at",
    "next_check_at",
    "failing_since",
    "failures",
)


class NoNetwork(Exception):
    """Nobody answers, so this machine is cut off; the message says what to do."""


def key_of(url: str) -> str:
    """The key of an address in the table; addresses themselves are too long for an index."""
    return hashlib.sha256(url.encode()).hexdigest()


def remember(urls: Iterable[str], *, now: datetime) -> None:
    """Note addresses that are to be looked at. Those known already stay as they are."""
    rows = [LinkStatus(key=key_of(url), url=url, next_check_at=now) for url in dict.fromkeys(urls)]
    LinkStatus.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


def check_due(
    urls: Iterable[str], *, manners: Manners, now: Callable[[], datetime], most: int | None = None
) -> Iterator[LinkStatus]:
    """Look at those of the addresses whose time has come, at ``most`` so many, and yield each as it is afterwards.

    ``now`` is asked again and again, because a run takes long. Several machines may run at once: each address is
    claimed first. Each look is a transaction of its own, so a run that is stopped loses nothing.

    Raises NoNetwork where none of the first servers answers at all: nothing is noted then, because three such nights
    would call every address dead.
    """
    silent: list[tuple[LinkStatus, Look]] = []
    is_sure = False
    for row, look in islice(_looks(urls, manners, now), most):
        if not is_sure and look.answer is None and look.state == LinkState.FAILING:
            silent.append((row, look))
            if len({urlsplit(each.url).netloc for each, _ in silent}) < SILENT_SERVERS:
                continue
            if _is_cut_off(manners):
                LinkStatus.objects.filter(pk__in=[each.pk for each, _ in silent]).update(next_check_at=now())
                raise NoNetwork(
                    f"None of {SILENT_SERVERS} servers answered: this machine seems to be cut off from the internet. "
                    "Nothing was noted. Run the check again when it is not."
                )
        else:
            silent.append((row, look))
        is_sure = True
        while silent:
            yield _noted(*silent.pop(0), now)
    for each in silent:
        yield _noted(*each, now)


def _is_cut_off(manners: Manners) -> bool:
    """Whether addresses that answered last time are silent as well; nobody knows of any on the first night."""
    living = LinkStatus.objects.filter(state__in=[LinkState.ALIVE, LinkState.MOVED]).order_by("-checked_at", "pk")
    for url in living.values_list("url", flat=True)[:3]:
        try:
            manners.ask(url, "HEAD")
        except (fetching.Unreachable, fetching.Forbidden):
            continue
        return False
    return True


def _noted(row: LinkStatus, look: Look, now: Callable[[], datetime]) -> LinkStatus:
    return note(row, look, now=now())


def _looks(urls: Iterable[str], manners: Manners, now: Callable[[], datetime]) -> Iterator[tuple[LinkStatus, Look]]:
    """Claim the addresses that are due, one after the other, and look at each. Notes nothing."""
    wanted = list(dict.fromkeys(urls))
    for start in range(0, len(wanted), BATCH):
        keys = [key_of(url) for url in wanted[start : start + BATCH]]
        for row in list(LinkStatus.objects.due(now()).filter(key__in=keys)):
            unclaimed = LinkStatus.objects.filter(pk=row.pk, next_check_at=row.next_check_at)
            if unclaimed.update(next_check_at=now() + LEASE):
                yield row, look_at(row, manners)


def look_at(row: LinkStatus, manners: Manners) -> Look:
    """Ask for one address: HEAD, then GET where that does not settle it. Writes nothing."""
    try:
        if not manners.may_ask(row.url):
            return Look(LinkState.CLOSED, "The server asks programs not to look at this address.")
        answer = _head(row.url, manners)
        if answer is None or (answer.status != 429 and _is_open(answer, row)):
            answer = manners.ask(row.url, "GET")
    except fetching.Forbidden as error:
        return Look(LinkState.FORBIDDEN, str(error))
    except fetching.Unreachable as error:
        return Look(LinkState.FAILING, str(error))
    return judge(row.url, row.title, answer)


def _head(url: str, manners: Manners) -> fetching.Answer | None:
    """The answer to HEAD, on which some servers hang up."""
    try:
        return manners.ask(url, "HEAD")
    except fetching.Unreachable:
        return None


def _is_open(answer: fetching.Answer, row: LinkStatus) -> bool:
    """Whether only the page itself can tell: an error, a redirect, or no title to compare with."""
    return answer.status >= 400 or answer.url != row.url or not row.title


def note(row: LinkStatus, look: Look, *, now: datetime) -> LinkStatus:
    """Remember one look. A failure becomes "dead" when it has lasted long enough."""
    state, answer = look.state, look.answer
    if state == LinkState.FAILING:
        row.failures += 1
        row.failing_since = row.failing_since or now
        if row.failures >= FAILURES and now - row.failing_since >= PATIENCE:
            state = LinkState.DEAD
    else:
        row.failures, row.failing_since = 0, None
    row.state, row.message, row.checked_at = state, look.message, now
    row.final_url = answer.url if answer is not None and answer.url != row.url else ""
    if answer is not None and answer.title and state in {LinkState.ALIVE, LinkState.MOVED}:
        row.title = answer.title
    pause = AGAIN.get(state, OTHERWISE)
    if answer is not None and answer.retry_after:
        pause = max(timedelta(seconds=answer.retry_after), timedelta(hours=1))
    row.next_check_at = now + pause
    with transaction.atomic():
        row.save(update_fields=_LOOKED_AT)  # staff may be noting an archived copy right now
        row.checks.create(at=now, state=state, status=answer.status if answer else None, message=look.message)
        kept = row.checks.order_by("-pk").values_list("pk", flat=True)[:KEPT_CHECKS]
        LinkCheck.objects.filter(link=row).exclude(pk__in=list(kept)).delete()
    return row
