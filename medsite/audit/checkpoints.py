"""The daily checkpoint: the end of the chain, sent out of the database once a day.

Somebody who owns the database can make a chain anew. They cannot make the line anew that left on an earlier day.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError

from medsite.audit import trail
from medsite.audit.models import DailyCheckpoint
from medsite.audit.trail import Checkpoint
from medsite.lib import days

LEASE = timedelta(minutes=10)
PAUSE = timedelta(minutes=30)
MAIL = """This is the end of the audit trail of {site} today: date, number of the last entry, its hash.

Keep this message. verify_audit --checkpoint FILE, with the last line in a file, proves that nothing up to that
entry was changed, removed or moved since.

{line}
"""


def deliver_daily(*, now: datetime) -> DailyCheckpoint | None:
    """Send the checkpoint of today where AUDIT_CHECKPOINT says, unless that was done; give it when this call tried.

    Safe on any number of machines: the day is one row, claimed by a conditional UPDATE. A failure is noted in the row
    and tried again after ``PAUSE``. Never raises for what goes wrong outside the database.
    """
    target: str = settings.AUDIT_CHECKPOINT
    if not target:
        return None
    day = days.day_of(now, ZoneInfo(settings.TIME_ZONE))
    row, _ = DailyCheckpoint.objects.get_or_create(day=day, defaults={"next_try_at": now})
    claimed = (
        DailyCheckpoint.objects.due(now)
        .filter(pk=row.pk, tries=row.tries)
        .update(tries=row.tries + 1, next_try_at=now + LEASE)
    )
    if claimed != 1:
        return None
    end = trail.current_checkpoint()
    said = {"sequence": end.sequence, "hash": end.hash, "target": target[:500]}
    try:
        _send(target, line_of(end, now=now), day=day.isoformat())
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a mail server or a disk does must not stop the clock
        problem = f"{type(error).__name__}: {error}"[:500]
        DailyCheckpoint.objects.filter(pk=row.pk).update(**said, problem=problem, next_try_at=now + PAUSE)
    else:
        DailyCheckpoint.objects.filter(pk=row.pk).update(**said, problem="", delivered_at=now)
    row.refresh_from_db()
    return row


def line_of(end: Checkpoint, *, now: datetime) -> str:
    """What ``trail.parse_checkpoint`` reads: date, number, hash."""
    return f"{now.isoformat(timespec='seconds')} {end}"


def _send(target: str, line: str, *, day: str) -> None:
    if target.startswith("mailto:"):
        send_mail(
            f"Checkpoint of {settings.SITE_NAME}, {day}",
            MAIL.format(site=settings.SITE_NAME, line=line),
            None,
            [target.removeprefix("mailto:")],
        )
        return
    with Path(target).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
        stream.flush()
        os.fsync(stream.fileno())
