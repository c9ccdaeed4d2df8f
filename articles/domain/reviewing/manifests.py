"""Manifests: many submitted texts, signed by a clinician in one act that makes one decision for each.

Nothing here signs by itself, and no rule is softer: every text goes through ``workflow.approve`` with the same
evidence, digests, notices and separation of duties as if it were signed alone. What is refused is named. How many
texts the clinician opened is part of the record, beside a sample that the system chose.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import SystemRandom
from typing import Any

from django.db import transaction

from articles.choices import DraftState, Lane, Verdict
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.errors import NotAllowed, Refused, Stale
from articles.domain.exchange.import_runs import new_articles
from articles.domain.governance.policy import current_policy
from articles.domain.knowledge.facts import facts_of, marks_of, today_for
from articles.domain.overlay import notices as notice_rules
from articles.domain.overlay.notices import Chosen
from articles.domain.reviewing import safety
from articles.domain.reviewing.approvals import frozen_waivers
from articles.domain.reviewing.signatures import SignatureEvidence, require_fresh
from articles.domain.reviewing.signing import Signing
from articles.models import (
    Decision,
    Draft,
    ImportRun,
    Manifest,
    ManifestItem,
    ManifestOpening,
    ManifestSample,
    ManifestSigning,
    NoticeVersion,
    Revision,
    RevisionContributor,
)
from articles.quality.findings import Finding, stored_finding
from articles.rendering.shapes import NoticeText, SignedBody
from medsite.audit import trail
from medsite.lib import days
from medsite.lib.canonical import canonical_json, digest
from people.models import Credential, User
from people.roles import Role, has_role

MAKERS = (Role.WRITER, Role.CLINICIAN, Role.PUBLISHER)


@dataclass(frozen=True)
class Entry:
    """One item as a clinician sees it. ``obstacle`` says why this person cannot sign it; empty when they can.
    ``opening_helps``: opening the text takes the obstacle away.
    """

    item: ManifestItem
    revision: Revision
    findings: tuple[Finding, ...]
    chosen: Chosen | None
    obstacle: str
    is_sampled: bool
    is_opened: bool
    opening_helps: bool = False


@dataclass(frozen=True)
class Overview:
    """A manifest as one person sees it today."""

    entries: tuple[Entry, ...]
    is_drawn: bool
    why_not: str
    """Why this person cannot sign any of it."""

    @property
    def signable(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if not entry.obstacle)

    @property
    def to_read(self) -> tuple[Entry, ...]:
        """What this person can sign, some of it after opening it."""
        return tuple(entry for entry in self.entries if not entry.obstacle or entry.opening_helps)

    @property
    def opened(self) -> int:
        return sum(entry.is_opened for entry in self.entries)

    @property
    def sampled(self) -> int:
        return sum(entry.is_sampled for entry in self.entries)

    @property
    def unread(self) -> int:
        """Texts of the sample that were not opened yet."""
        return sum(entry.is_sampled and not entry.is_opened for entry in self.entries)

    @property
    def remarks(self) -> list[tuple[str, int]]:
        """Each rule that the checks name, with the number of texts; the most frequent first."""
        found = Counter(rule for entry in self.entries for rule in {finding.rule for finding in entry.findings})
        return found.most_common()

    @property
    def all_notices(self) -> Chosen:
        """Every notice of every text, each once."""
        texts: dict[str, NoticeText] = {}
        versions: dict[str, NoticeVersion] = {}
        because: dict[str, tuple[str, ...]] = {}
        for entry in self.entries:
            if entry.chosen is not None:
                for code, reasons in entry.chosen.because.items():
                    because[code] = tuple(dict.fromkeys([*because.get(code, ()), *reasons]))
                texts |= {notice.code: notice for notice in entry.chosen.notices}
                versions |= {version.code: version for version in entry.chosen.versions}
        codes = list(texts)
        return Chosen(
            tuple(texts[code] for code in codes),
            tuple(versions[code] for code in codes),
            (),
            {code: because[code] for code in codes if code in because},
        )

    @property
    def shown(self) -> str:
        """A digest of the notices of every text, so that a signature is of what the screen showed."""
        rows = [[entry.item.pk, entry.chosen.as_json() if entry.chosen else ""] for entry in self.entries]
        return digest("medsite-manifest-notices", canonical_json(rows))


def manifest_digest(revisions: Sequence[Revision]) -> str:
    """The digest of a list: article, number, content and HTML of each, in order."""
    rows = [[str(r.article.uuid), r.number, r.content_digest, r.html_digest] for r in revisions]
    return digest("medsite-manifest", canonical_json(rows))


def waiting_revisions() -> Any:
    """Revisions that wait for a decision, oldest first, with article and writer; never the texts."""
    drafts = Draft.objects.open().filter(state=DraftState.IN_REVIEW)
    return (
        Revision.objects.filter(pk__in=drafts.values("revision"))
        .select_related("article", "submitted_by")
        .defer("content_json", "body_html", "findings")
        .order_by("submitted_at", "pk")
    )


def make_manifest(
    revisions: Sequence[Revision], *, title: str, by: User, now: datetime, run: ImportRun | None = None
) -> Manifest:
    """List texts that wait for a decision. Signs nothing; one audit entry.

    Raises NotAllowed, Refused (none, too many, no title, made already), Stale when one of them waits no more.
    """
    if not has_role(by, *MAKERS):
        raise NotAllowed("Manifests are made by writers, clinicians and publishers.")
    limit = current_policy().manifest_items
    if not revisions:
        raise Refused("Choose at least one text that waits for a decision.")
    if len(revisions) > limit:
        raise Refused(
            f"You chose {len(revisions)} texts; at most {limit} can be signed in one act. Make several lists."
        )
    if not title.strip():
        raise Refused("Give the manifest a name, so that people can speak of it.")
    with transaction.atomic():
        waiting = set(waiting_revisions().filter(pk__in=[r.pk for r in revisions]).values_list("pk", flat=True))
        if gone := [str(r) for r in revisions if r.pk not in waiting]:
            raise Stale(f"These texts wait for a decision no more: {', '.join(gone)}. Choose again.")
        whole = manifest_digest(revisions)
        if Manifest.objects.filter(digest=whole).exists():
            raise Refused("There is a manifest of exactly these texts already.")
        manifest = Manifest.objects.create(title=title.strip()[:200], digest=whole, run=run, made_by=by, made_at=now)
        ManifestItem.objects.bulk_create(
            ManifestItem(
                manifest=manifest,
                position=place,
                revision=revision,
                content_digest=revision.content_digest,
                html_digest=revision.html_digest,
            )
            for place, revision in enumerate(revisions, start=1)
        )
        _record("manifest.made", manifest, by=by, now=now, items=len(revisions))
    return manifest


def submit_run(run: ImportRun, *, by: User, now: datetime) -> tuple[list[Revision], list[tuple[str, str]]]:
    """Send the new drafts of an import run to review, each in its own transaction.

    Gives the revisions that wait now, and title and reason of each that could not be sent.
    """
    sent: list[Revision] = []
    left: list[tuple[str, str]] = []
    for article in new_articles(run):
        draft = article.drafts.open().filter(lane=Lane.MAIN).select_related("revision__article").first()
        if draft is None:
            continue
        if draft.state == DraftState.IN_REVIEW and draft.revision is not None:
            sent.append(draft.revision)
            continue
        try:
            revision = workflow.submit(draft, expected_version=draft.version, by=by, now=now, note=f"{run}"[:200])
        except Refused as error:
            found = ", ".join(finding.rule for finding in getattr(error, "findings", ()))
            left.append((str(article), f"{error}{f' ({found})' if found else ''}"))
        else:
            sent.append(revision)
    return sent, left


def overview(manifest: Manifest, *, user: User, now: datetime) -> Overview:
    """The items of a manifest with findings, notices and what this person may do. A fixed number of queries."""
    items = list(manifest.items.select_related("revision__article", "revision__draft").order_by("position"))
    revisions = [item.revision for item in items]
    own = _contributed(revisions, user)
    signed = set(
        Decision.objects.filter(
            by=user, verdict=Verdict.APPROVE, revocation__isnull=True, revision__in=revisions
        ).values_list("revision_id", flat=True)
    )
    sampled = set(ManifestSample.objects.filter(item__in=items, reviewer=user).values_list("item_id", flat=True))
    opened = set(ManifestOpening.objects.filter(item__in=items, by=user).values_list("item_id", flat=True))
    notices = _notices(revisions, now=now)
    entries = tuple(
        Entry(
            item=item,
            revision=item.revision,
            findings=tuple(stored_finding(found) for found in json.loads(item.revision.findings)),
            chosen=notices[item.revision_id],
            obstacle=obstacle or unread,
            is_sampled=item.pk in sampled,
            is_opened=item.pk in opened,
            opening_helps=bool(unread) and not obstacle,
        )
        for item in items
        for obstacle in [_obstacle(item.revision, notices[item.revision_id], own=own, signed=signed)]
        for unread in [_unread_changes(item.revision, is_opened=item.pk in opened)]
    )
    return Overview(entries, is_drawn=bool(sampled), why_not=_why_not(user, now=now))


def draw_sample(manifest: Manifest, *, by: User, now: datetime) -> int:
    """Choose at random what this clinician has to open before signing, once for a person and a manifest.

    Gives the number chosen. Raises NotAllowed, Refused when there is nothing that this person could sign.
    """
    with transaction.atomic():
        Manifest.objects.select_for_update(no_key=True).get(pk=manifest.pk)
        seen = overview(manifest, user=by, now=now)
        if seen.why_not:
            raise NotAllowed(seen.why_not)
        if seen.is_drawn:
            return seen.sampled
        if not seen.to_read:
            raise Refused("There is no text in this manifest that you can sign.")
        size = current_policy().sample_size(len(seen.to_read))
        chosen = SystemRandom().sample([entry.item for entry in seen.to_read], size)
        ManifestSample.objects.bulk_create(ManifestSample(item=item, reviewer=by, chosen_at=now) for item in chosen)
        places = sorted(item.position for item in chosen)
        _record("manifest.sampled", manifest, by=by, now=now, items=places, of=len(seen.to_read))
    return size


def note_opening(item: ManifestItem, *, by: User, now: datetime) -> None:
    """Note that a clinician opened a text to read it; once is enough. Raises NotAllowed."""
    if not has_role(by, Role.CLINICIAN):
        raise NotAllowed("Only clinicians read for a signature.")
    ManifestOpening.objects.get_or_create(item=item, by=by, defaults={"at": now})


def sign(
    manifest: Manifest,
    *,
    shown: str,
    evidence: SignatureEvidence,
    statement: str,
    confirmed: Collection[str],
    by: User,
    now: datetime,
) -> ManifestSigning:
    """Sign every text of a manifest that this clinician may sign: one decision for each, through ``approve``.

    ``shown`` is ``Overview.shown`` of the screen. A text that is refused is left out whole, and named with the
    reason. One audit entry names the manifest, beside those of the decisions.

    Raises NeedsSignIn, NotAllowed, Stale, Refused (no statement, checklist, sample not drawn or not read, nothing to
    sign).
    """
    policy = current_policy()
    require_fresh(evidence, user=by, now=now)
    if not statement.strip():
        raise Refused("State your interests: that you have none, or which ones you have.")
    if left := [sentence for key, sentence in policy.checklist if key not in confirmed]:
        raise Refused(f"Confirm each point of the checklist. Open: {' '.join(left)}")
    with transaction.atomic():
        # All drafts before the audit trail: somebody who signs one of them alone takes them in this order, too.
        drafts = Draft.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
        list(drafts.filter(pk__in=manifest.items.values("revision__draft")))
        seen = overview(manifest, user=by, now=now)
        _require_read(seen)
        if seen.shown != shown:
            raise Stale("The notices of these texts changed after you opened this page. Look at them, then sign.")
        decisions, refused = _approve_each(
            manifest, seen, evidence=evidence, statement=statement, confirmed=confirmed, by=by, now=now
        )
        if not decisions:
            raise Refused(f"Nothing was signed. {refused[0][1]}" if refused else "Nothing was signed.")
        signing = ManifestSigning.objects.create(
            manifest=manifest,
            by=by,
            at=now,
            items=len(seen.entries),
            sampled=seen.sampled,
            opened=seen.opened,
            signed=len(decisions),
            refused=canonical_json([list(row) for row in refused]),
        )
        _record(
            "manifest.signed",
            manifest,
            by=by,
            now=now,
            decisions=[decision.pk for decision in decisions],
            refused=[list(row) for row in refused],
            sampled=seen.sampled,
            opened=seen.opened,
        )
    return signing


def _approve_each(
    manifest: Manifest,
    seen: Overview,
    *,
    evidence: SignatureEvidence,
    statement: str,
    confirmed: Collection[str],
    by: User,
    now: datetime,
) -> tuple[list[Decision], list[tuple[str, str]]]:
    decisions: list[Decision] = []
    refused: list[tuple[str, str]] = []
    for entry in seen.entries:
        name = str(entry.revision)
        if entry.obstacle or entry.chosen is None:
            refused.append((name, entry.obstacle))
            continue
        read = "was opened" if entry.is_opened else "was not opened"
        try:
            signing = Signing(
                content_digest=entry.item.content_digest,
                html_digest=entry.item.html_digest,
                notices_shown=entry.chosen.as_json(),
                evidence=evidence,
                statement=statement,
                confirmed=confirmed,
                comment=f"Signed with the manifest “{manifest.title}” ({manifest.digest[:16]}): "
                f"{seen.opened} of its {len(seen.entries)} texts were opened; this one {read}.",
            )
            decision = workflow.approve(entry.revision, signing, by=by, now=now)
        except Refused as error:
            refused.append((name, str(error)))
        else:
            decisions.append(decision)
    return decisions, refused


def _require_read(seen: Overview) -> None:
    if seen.why_not:
        raise NotAllowed(seen.why_not)
    if len(seen.entries) > current_policy().manifest_items:
        raise Refused("The policy allows fewer texts in one act by now. Make smaller lists.")
    if not seen.is_drawn:
        raise Refused("Let the system choose the sample first, and read it.")
    if seen.unread:
        raise Refused(f"{seen.unread} of the {seen.sampled} texts of your sample were not opened yet. Read them first.")


def _obstacle(revision: Revision, chosen: Chosen | None, *, own: set[int], signed: set[int]) -> str:
    draft = revision.draft
    if draft.state != DraftState.IN_REVIEW or draft.revision_id != revision.pk or draft.closed_at is not None:
        return "It waits for a decision no more."
    if revision.pk in own:
        return "You worked on this text or stand in its byline, so another clinician has to review it."
    if revision.pk in signed:
        return "You have signed exactly this text already."
    if frozen_waivers(revision):
        return "Findings of it were waived. Read the reasons on its own review page, and sign it there."
    if chosen is None:
        return "A notice that must be on its page has no approved wording yet."
    return ""


def _unread_changes(revision: Revision, *, is_opened: bool) -> str:
    """A text with safety changes is signed by nobody who has not opened it."""
    changed = "" if is_opened or not revision.safety else safety.record_of(revision).in_words
    return f"It has {changed}. Open it, and read them first." if changed else ""


def _why_not(user: User, *, now: datetime) -> str:
    if not has_role(user, Role.CLINICIAN):
        return "Only clinicians sign."
    if not Credential.objects.filter(holder=user).valid_on(now.date()).exists():
        return "You have no checked registration that is valid today. Ask an administrator to enter and verify it."
    return ""


def _contributed(revisions: Sequence[Revision], user: User) -> set[int]:
    rows = RevisionContributor.objects.filter(revision__in=revisions, user=user)
    return set(rows.values_list("revision_id", flat=True))


def _notices(revisions: Sequence[Revision], *, now: datetime) -> Mapping[int, Chosen | None]:
    """The notices of each text as it would be published today; None where one has no approved wording."""
    contents = [ArticleContent.from_json(revision.content_json) for revision in revisions]
    articles = [revision.article_id for revision in revisions]
    book, today = notice_rules.rulebook(), today_for(contents)
    marks, waived = marks_of(articles), notice_rules.waived_for(articles)
    found: dict[int, Chosen | None] = {}
    for revision, content in zip(revisions, contents, strict=True):
        facts = facts_of(
            content,
            body=SignedBody.model_validate_json(revision.body_html),
            today=today,
            marks=marks.get(revision.article_id, frozenset()),
            day=days.day_of(now, days.zone()),
        )
        chosen = book.choose(facts, waived=waived.get(revision.article_id, frozenset()))
        found[revision.pk] = None if chosen.unapproved else chosen
    return found


def _record(act: str, manifest: Manifest, *, by: User, now: datetime, **data: Any) -> None:
    trail.record(
        actor=by,
        act=act,
        subject=f"manifest {manifest.pk}",
        at=now,
        manifest=manifest.digest,
        title=manifest.title,
        **data,
    )


def signings(manifest: Manifest) -> Iterator[tuple[ManifestSigning, list[tuple[str, str]]]]:
    """Each act of signing with what it refused and why, newest first."""
    for row in manifest.signings.select_related("by").order_by("-pk"):
        yield row, [(name, reason) for name, reason in json.loads(row.refused)]
