"""Importing many sources: each in a transaction of its own, noted, so that an interrupted run can be gone on with."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from articles.choices import RunState
from articles.domain.errors import NotAllowed, Refused
from articles.domain.exchange import intake
from articles.domain.exchange.intake import Prepared, TakenIn
from articles.importing.formats import Piece
from articles.importing.report import UnreadableSource
from articles.models import Article, ImportRun, ImportRunItem
from articles.quality.inspection import House
from people.models import User
from people.roles import Role, has_role

logger = logging.getLogger(__name__)

Read = Piece | UnreadableSource


@dataclass(frozen=True)
class Done:
    """What became of one source. ``before`` says that it was done before the run was interrupted."""

    source: str
    state: RunState
    message: str
    article: Article | None = None
    prepared: Prepared | None = None
    before: bool = False


def begin(label: str, *, by: User | None, now: datetime) -> tuple[ImportRun, bool]:
    """The unfinished run over these files, or a new one; and whether it is gone on with. Raises NotAllowed."""
    if by is not None and not has_role(by, Role.WRITER):
        raise NotAllowed("Only medical writers import articles.")
    run = ImportRun.objects.unfinished().filter(label=label).first()
    if run is not None:
        return run, True
    return ImportRun.objects.create(label=label, by=by, started_at=now), False


def import_one(run: ImportRun, source: str, read: Read, *, by: User | None, now: datetime, house: House) -> Done:
    """Take one source of a run in, unless that was done before. Never raises for what a source holds.

    What was stored and the note of it stand or fall together.
    """
    key = source[-1000:]
    fingerprint = intake.source_digest(read.text) if isinstance(read, Piece) else ""
    earlier = ImportRunItem.objects.filter(run=run, source=key).select_related("article").first()
    if earlier is not None and earlier.state != RunState.FAILED and earlier.digest == fingerprint:
        return Done(source, RunState(earlier.state), "Done before the interruption.", earlier.article, before=True)
    try:
        with transaction.atomic():
            prepared, taken = _take_in(read, by=by, now=now, house=house)
            done = Done(source, RunState(taken.outcome.value), "", taken.article, prepared)
            _note(run, key, fingerprint, done, earlier, now=now)
    except (UnreadableSource, Refused) as error:
        done = Done(source, RunState.FAILED, str(error))
    except IntegrityError:
        done = Done(source, RunState.FAILED, "Another process imported this at the same moment. Import it again.")
    except Exception:  # one broken source never stops the others; the log has the traceback
        logger.exception("Import of %s failed", source)
        done = Done(source, RunState.FAILED, "The import failed on this source. Please report it; the log has more.")
    if done.state is RunState.FAILED:
        with transaction.atomic():
            _note(run, key, fingerprint, done, ImportRunItem.objects.filter(run=run, source=key).first(), now=now)
    return done


def try_one(source: str, read: Read, *, house: House) -> Done:
    """What ``import_one`` would do. Reads only."""
    try:
        prepared = _prepared(read, house=house)
    except (UnreadableSource, Refused) as error:
        return Done(source, RunState.FAILED, str(error))
    return Done(source, RunState(prepared.outcome.value), "", prepared.article, prepared)


def finish(run: ImportRun, *, now: datetime) -> None:
    """Note that every source of a run was looked at."""
    ImportRun.objects.unfinished().filter(pk=run.pk).update(finished_at=now)


def new_articles(run: ImportRun) -> Iterator[Article]:
    """The articles that a run made, in its order."""
    for item in run.items.filter(state=RunState.NEW, article__isnull=False).select_related("article"):
        if item.article is not None:
            yield item.article


def _take_in(read: Read, *, by: User | None, now: datetime, house: House) -> tuple[Prepared, TakenIn]:
    prepared = _prepared(read, house=house)
    return prepared, intake.take_in(prepared, by=by, now=now)


def _prepared(read: Read, *, house: House) -> Prepared:
    if isinstance(read, UnreadableSource):
        raise read
    return intake.prepare(read.read(), text=read.text, house=house)


def _note(
    run: ImportRun, key: str, fingerprint: str, done: Done, earlier: ImportRunItem | None, *, now: datetime
) -> None:
    values = {"digest": fingerprint, "state": done.state, "message": done.message, "article": done.article, "at": now}
    if earlier is None:
        ImportRunItem.objects.create(run=run, source=key, **values)
    else:
        ImportRunItem.objects.filter(pk=earlier.pk).update(**values)
