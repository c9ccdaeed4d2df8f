"""Taking in what was read: a new article, a proposed change to one that is there, or nothing new.

An import never overwrites. It finds its article by the identity in the source, else by the very same source, else
by title and language.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath

from django.db import IntegrityError, transaction

from articles.choices import ImportState
from articles.content import ArticleContent
from articles.domain.drafting import drafts
from articles.domain.drafting.newest_text import newest_text
from articles.domain.errors import NotAllowed, Refused, Stale
from articles.domain.exchange.known import with_names_found
from articles.domain.exchange.proposals import Change, base_text, changes, lock_drafts
from articles.domain.knowledge.subjects import house_for
from articles.importing.report import Imported, ReportLine, Severity
from articles.models import Article, ArticleImport, Draft, FormerAddress
from articles.quality.checks import inspect
from articles.quality.findings import Finding
from articles.quality.inspection import House
from medsite.audit import trail
from medsite.lib.canonical import canonical_json, digest
from people.models import User
from people.roles import Role, has_role


class Outcome(StrEnum):
    NEW = "new"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Prepared:
    """What an import would do. Nothing is stored yet."""

    imported: Imported
    text: str
    digest: str
    content: ArticleContent
    report: tuple[ReportLine, ...]
    findings: tuple[Finding, ...]
    outcome: Outcome
    article: Article | None
    changes: tuple[Change, ...]
    as_new: bool = False

    @property
    def source(self) -> str:
        """The name of the source as people at the desk see it, without the folders of the server."""
        return PurePath(self.imported.source).name[-500:]


@dataclass(frozen=True)
class TakenIn:
    """What an import did. ``row`` and ``draft`` are None where there was nothing new."""

    outcome: Outcome
    article: Article
    row: ArticleImport | None = None
    draft: Draft | None = None


def source_digest(text: str) -> str:
    """The fingerprint of a source; blank lines at its ends do not count."""
    return digest("medsite-import-source", text.strip("\ufeff\n\r\t "))


def prepare(imported: Imported, *, text: str, as_new: bool = False, house: House | None = None) -> Prepared:
    """Find the article of an import, and what it would change. Reads only.

    ``as_new`` makes another article whatever is there. ``house`` saves asking for it again for each of many files.

    Raises Refused where several articles have the title of the source.
    """
    content, report = with_names_found(imported)
    fingerprint = source_digest(text)
    article = None if as_new else _find_article(imported, content, fingerprint)
    outcome, found, said = Outcome.NEW, list[Change](), ""
    if article is not None:
        outcome, found, said = _compared(article, content, fingerprint)
    if said:
        report = (*report, ReportLine((), Severity.INFO, said))
    return Prepared(
        imported=imported,
        text=text,
        digest=fingerprint,
        content=content,
        report=report,
        findings=inspect(content, house or house_for(content)),
        outcome=outcome,
        article=article,
        changes=tuple(found),
        as_new=as_new,
    )


def take_in(prepared: Prepared, *, by: User | None, now: datetime) -> TakenIn:
    """Do what was prepared. ``by`` is None for an import that names nobody.

    A new article comes with its draft and leaves the audit entry of every new article; a proposed change leaves
    one of its own, and takes the place of an older one that nobody decided on; nothing new leaves nothing.

    Raises NotAllowed for anybody who is no writer, conversion.CannotPlace, Stale when the same article was taken in
    at the same moment.
    """
    if by is not None and not has_role(by, Role.WRITER):
        raise NotAllowed("Only medical writers import articles.")
    if prepared.article is not None and prepared.outcome is Outcome.UNCHANGED:
        return TakenIn(Outcome.UNCHANGED, prepared.article)
    try:
        with transaction.atomic():
            if prepared.article is None:
                return _make_article(prepared, by=by, now=now)
            return _propose(prepared, prepared.article, by=by, now=now)
    except IntegrityError as error:
        raise Stale("The same article was imported at the same moment. Import it again to see what is new.") from error


def _make_article(prepared: Prepared, *, by: User | None, now: datetime) -> TakenIn:
    draft = drafts.create_article(
        prepared.content,
        by=by,
        now=now,
        slug=prepared.imported.slug,
        reason=f"Imported from {prepared.source}",
    )
    # The audit entry of the new article lets one transaction through at a time: what another one stored is seen here.
    if not prepared.as_new and ArticleImport.objects.filter(source_digest=prepared.digest).exists():
        raise Stale("The same source was imported at the same moment. Import it again to see what is new.")
    row = _store(prepared, draft.article, ImportState.DRAFT, by=by, now=now, draft=draft)
    return TakenIn(Outcome.NEW, draft.article, row, draft)


def _propose(prepared: Prepared, article: Article, *, by: User | None, now: datetime) -> TakenIn:
    lock_drafts(article.pk)
    article.imports.open().update(state=ImportState.SUPERSEDED, decided_by=by, decided_at=now)
    newest = newest_text(article)
    row = _store(prepared, article, ImportState.OPEN, by=by, now=now, draft=newest.draft if newest else None)
    trail.record(
        actor=by,
        act="import.proposed",
        subject=drafts.article_subject(article),
        at=now,
        source=row.source,
        source_digest=row.source_digest,
        fields=[change.name for change in prepared.changes],
        **{"import": row.pk},
    )
    return TakenIn(Outcome.PROPOSED, article, row, row.draft)


def _store(
    prepared: Prepared, article: Article, state: ImportState, *, by: User | None, now: datetime, draft: Draft | None
) -> ArticleImport:
    return ArticleImport.objects.create(
        article=article,
        draft=draft,
        source=prepared.source,
        source_digest=prepared.digest,
        source_text=prepared.text,
        fates=canonical_json([[number, fate.value] for number, fate in prepared.imported.fates]),
        content_json=prepared.content.to_json(),
        report=canonical_json(report_rows(prepared.report)),
        findings=canonical_json([finding.as_json() for finding in prepared.findings]),
        state=state,
        by=by,
        at=now,
    )


def report_rows(report: tuple[ReportLine, ...]) -> list[dict[str, object]]:
    """A report as other programs get it, and as it is stored."""
    return [{"lines": list(line.lines), "severity": line.severity.value, "message": line.message} for line in report]


def stored_report(row: ArticleImport) -> tuple[ReportLine, ...]:
    """The other way round of ``report_rows``."""
    return tuple(
        ReportLine(tuple(line["lines"]), Severity(line["severity"]), line["message"]) for line in json.loads(row.report)
    )


def _compared(article: Article, content: ArticleContent, fingerprint: str) -> tuple[Outcome, list[Change], str]:
    latest = article.imports.exclude(state=ImportState.SUPERSEDED).order_by("-pk").first()
    if latest is not None and latest.source_digest == fingerprint:
        then = {
            ImportState.OPEN: "waits already as a proposed change to",
            ImportState.SET_ASIDE: "was set aside as a proposed change to",
        }.get(ImportState(latest.state), "was taken in before, as")
        return Outcome.UNCHANGED, [], f"Nothing new: the same source {then} “{article}”."
    newest = newest_text(article)
    if newest is None:
        return Outcome.UNCHANGED, [], f"“{article}” has neither a draft nor a published text; nothing can be proposed."
    found = changes(base_text(article), newest.content, content)
    if not found:
        return Outcome.UNCHANGED, [], f"Nothing new: “{article}” says this already."
    labels = ", ".join(change.label.lower() for change in found)
    return Outcome.PROPOSED, found, f"This article is here already. Proposed changes to “{article}”: {labels}."


def _find_article(imported: Imported, content: ArticleContent, fingerprint: str) -> Article | None:
    identity = imported.identity
    if identity.uuid is not None and (article := Article.objects.filter(uuid=identity.uuid).first()):
        return article
    if identity.slug and (article := _at_address(identity.slug)):
        return article
    same = ArticleImport.objects.filter(source_digest=fingerprint).select_related("article").order_by("-pk").first()
    if same is not None:
        return same.article
    if not content.title:
        return None
    titled = list(Article.objects.filter(working_title=content.title, locale=content.locale)[:2])
    if len(titled) > 1:
        raise Refused(
            f"Several articles are called “{content.title}”. Name the one that is meant in the file, by its uuid or "
            "slug."
        )
    return titled[0] if titled else None


def _at_address(slug: str) -> Article | None:
    article = Article.objects.filter(slug=slug).first()
    former = FormerAddress.objects.filter(slug=slug).select_related("article").first() if article is None else None
    return former.article if former is not None else article
