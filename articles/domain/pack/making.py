"""Making the approval pack of a publication: gather, list, and write one archive. Reads only."""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from articles.content import ArticleContent
from articles.domain.drafting.drafts import article_subject
from articles.domain.drafting.pictures import read_bytes
from articles.domain.errors import NotAllowed, Tampered
from articles.domain.governance.policy import policy_record
from articles.domain.pack import records
from articles.domain.pack.records import Record
from articles.domain.reviewing.decision_record import in_utc
from articles.models import (
    Article,
    Decision,
    FindingWaiver,
    NoticeVersion,
    NoticeWaiver,
    NumberVersion,
    PolicyVersion,
    Publication,
    PublicationApproval,
    Rendering,
    Revision,
    RuleVersion,
)
from medsite.audit.models import AuditEntry, DailyCheckpoint
from medsite.audit.records import entry_record
from medsite.lib.canonical import canonical_json, digest
from medsite.lib.markdown.pictures import file_name
from people.models import Credential, User
from people.roles import Role, has_role

READERS = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR, Role.CLINICIAN})
"""Who may take a pack away: it names people, their registrations and what they said."""

FORMAT, FORMAT_VERSION = "medsite-approval-pack", 1
A_DAY_LONG_AGO = (1980, 1, 1, 0, 0, 0)
SCRIPT = Path(__file__).with_name("verify.py")
README = """Approval pack

Publication {number} of "{title}" ({slug}), {in_words}.

To check it, on any machine with Python 3.11 or later, without a network:

    python -I verify.py THIS-FILE.zip

verify.py lies in this archive. Who trusts no script from an archive takes it from the source code of medsite instead.

content.json     the text that was signed, byte for byte
body.json        its HTML as it was signed, byte for byte
references.json  its sources
pages/           the pages that readers got, in their order
pictures/        the images that the text shows
record.json      publication, signatures, registrations, revocations, contributors, policy, names of people by key
notices.json     the notices on those pages, the rules that put them there, local numbers: each with its approval
trail.json       the audit entries of all that, with the hashes before and after each, and the end of the trail
MANIFEST.json    size and SHA-256 of every file

The digest of the pack, which verify.py prints, is the SHA-256 of MANIFEST.json.
"""


def make_pack(publication: Publication, *, by: User | None) -> bytes:
    """The archive. The same rows give the same bytes: nothing in it says when it was made, nothing is compressed.

    ``by`` is None for the command, which only the machine's own operators can run.

    Raises NotAllowed for people without one of the roles of ``READERS``; Tampered when an image or a page that was
    served is missing or damaged.
    """
    if by is not None and not has_role(by, *READERS):
        raise NotAllowed("Approval packs are for publishers, clinicians and administrators.")
    files = dict(_files(publication))
    listed = {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    manifest = canonical_json({"format": FORMAT, "version": FORMAT_VERSION, "files": listed}) + "\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted((files | {"MANIFEST.json": manifest.encode()}).items()):
            info = zipfile.ZipInfo(name, date_time=A_DAY_LONG_AGO)
            info.external_attr = 0o644 << 16
            info.create_system = 3  # the same on every machine
            archive.writestr(info, data)
    return out.getvalue()


def pack_name(publication: Publication) -> str:
    return f"{publication.article.slug}-publication-{publication.number}.zip"


def pack_digest(pack: bytes) -> str:
    """What the verifier prints too: the SHA-256 of the list of files."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return hashlib.sha256(archive.read("MANIFEST.json")).hexdigest()


def _files(publication: Publication) -> Iterator[tuple[str, bytes]]:
    article = publication.article
    revision = Revision.objects.prefetch_related("contributors").get(pk=publication.revision_id)
    content = ArticleContent.from_json(revision.content_json)
    renderings = list(Rendering.objects.filter(publication=publication).order_by("at", "pk"))
    pages = []
    for place, rendering in enumerate(renderings, start=1):
        name = f"pages/{place:04}.html"
        yield name, _document(rendering)
        pages.append(
            {
                "file": name,
                "from": in_utc(rendering.at),
                "sha256": rendering.sha256,
                "content_digest": rendering.content_digest,
                "html_digest": rendering.html_digest,
                "frame_version": rendering.frame_version,
                "notices": json.loads(rendering.notices),
            }
        )
    for file in content.files:
        yield f"pictures/{file_name(file.digest, file.media_type)}", _picture(file.digest, file.media_type)
    notices = _notices(article, pages, content.locale)
    record = _record(article, publication, revision) | {"pages": pages}
    entries = _entries(article, notices, record)
    audit = _trail(entries)
    keys = set(records.people_in([record, notices, audit]))
    record["people"] = {str(user.pk): str(user) for user in User.objects.filter(pk__in=keys)}
    yield "content.json", revision.content_json.encode()
    yield "body.json", revision.body_html.encode()
    yield "references.json", _spelled(json.loads(revision.content_json)["citations"])
    yield "record.json", _spelled(record)
    yield "notices.json", _spelled(notices)
    yield "trail.json", _spelled(audit)
    yield "verify.py", SCRIPT.read_bytes()
    said = {"number": publication.number, "in_words": publication.get_kind_display(), "slug": article.slug}
    yield "README.txt", README.format(title=revision.title, **said).encode()


def _spelled(value: Any) -> bytes:
    """JSON for people to read, spelled in one way."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def _document(rendering: Rendering) -> bytes:
    try:
        document = gzip.decompress(bytes(rendering.document))
    except (OSError, EOFError) as error:
        raise Tampered(
            f"The stored page “{rendering}” is damaged. Run doctor, and restore it from a backup."
        ) from error
    if hashlib.sha256(document).hexdigest() != rendering.sha256:
        raise Tampered(f"The stored page “{rendering}” was changed. Run doctor, and restore it from a backup.")
    return document


def _picture(name: str, media_type: str) -> bytes:
    data = read_bytes(name, media_type)
    if data is None:
        raise Tampered(f"The file of the image {name[:12]} is missing. Restore it from a backup first.")
    return data


def _record(article: Article, publication: Publication, revision: Revision) -> Record:
    rests_on = set(PublicationApproval.objects.filter(publication=publication).values_list("decision", flat=True))
    decisions = (
        Decision.objects.filter(
            revision__article=article, content_digest=revision.content_digest, html_digest=revision.html_digest
        )
        .select_related("revision", "revocation")
        .prefetch_related("revision__contributors")
        .order_by("pk")
    )
    signers = {decision.by_id for decision in decisions}
    policies = sorted({decision.policy_version for decision in decisions})
    return {
        "article": {"uuid": str(article.uuid), "slug": article.slug, "locale": article.locale},
        "publication": records.publication_record(publication),
        "publications": [
            records.publication_record(row)
            for row in article.publications.select_related("revision").order_by("number")
        ],
        "revision": records.revision_record(revision),
        "finding_waivers": [
            records.finding_waiver_record(row)
            for row in FindingWaiver.objects.filter(draft=revision.draft_id).order_by("pk")
        ],
        "decisions": [records.decision_row(row, counted=row.pk in rests_on) for row in decisions],
        "policies": {version: policy_record(version) for version in policies},
        "policy_versions": [
            records.policy_version_record(row)
            for row in PolicyVersion.objects.order_by("number")
            if row.name in policies
        ],
        "register": [
            records.credential_record(row) for row in Credential.objects.filter(holder__in=signers).order_by("pk")
        ],
    }


def _notices(article: Article, pages: list[Record], locale: str) -> Record:
    """Wordings, rules and numbers that the pages show, and the waivers of the article."""
    used = [notice for page in pages for notice in page["notices"]]
    shown = {(notice["notice"], notice["version"]) for notice in used}
    numbers = {number for notice in used for number in notice.get("numbers", ())}
    wordings = NoticeVersion.objects.filter(
        code__in={code for code, _ in shown}, locale__in={locale, locale.split("-", maxsplit=1)[0]}
    ).order_by("code", "version", "-locale")
    regional: dict[tuple[str, int], NoticeVersion] = {}
    for row in wordings:
        if (row.code, row.version) in shown and (row.locale == locale or (row.code, row.version) not in regional):
            regional[row.code, row.version] = row
    rules = RuleVersion.objects.filter(code__in={notice["rule"] for notice in used}).order_by("code", "version")
    return {
        "notices": [records.notice_record(row) for _, row in sorted(regional.items())],
        "rules": [records.rule_record(row) for row in rules],
        "numbers": [
            records.number_record(row)
            for row in NumberVersion.objects.filter(code__in={name.rsplit(" ", 1)[0] for name in numbers}).order_by(
                "code", "version"
            )
            if str(row) in numbers
        ],
        "waivers": [records.waiver_record(row) for row in NoticeWaiver.objects.filter(article=article).order_by("pk")],
    }


def _entries(article: Article, notices: Record, record: Record) -> list[AuditEntry]:
    """The entries of the article, and of notices, rules, numbers, registrations and policies in the pack, in order."""
    subjects = {
        article_subject(article),
        *(f"{kind[:-1]} {row['code']}" for kind in ("notices", "rules", "numbers") for row in notices[kind]),
        *(f"credential {row['key']}" for row in record["register"]),
        *(f"policy {row['number']}" for row in record["policy_versions"]),
    }
    return list(AuditEntry.objects.filter(subject__in=subjects).order_by("sequence"))


def _trail(entries: list[AuditEntry]) -> Record:
    there = {entry.sequence for entry in entries}
    wanted = sorted({near for place in there for near in (place - 1, place + 1)} - there)
    neighbours = list(_neighbours(wanted))
    last = max([*((e.sequence, e.hash) for e in entries), *((n["sequence"], n["hash"]) for n in neighbours)])
    return {
        "entries": [entry_record(entry) | {"place": place} for place, entry in enumerate(entries, start=1)],
        "count": len(entries),
        "digest": digest("medsite-pack-trail", *(entry.hash for entry in entries)),
        "neighbours": neighbours,
        "end": {"sequence": last[0], "hash": last[1]},
        "checkpoint": _checkpoint(last[0]),
    }


def _neighbours(wanted: list[int]) -> Iterator[Record]:
    """Hashes of the entries beside those of the pack; what they say is nobody's business here."""
    for start in range(0, len(wanted), 500):
        rows = AuditEntry.objects.filter(sequence__in=wanted[start : start + 500]).order_by("sequence")
        for sequence, own, before in rows.values_list("sequence", "hash", "prev_hash"):
            yield {"sequence": sequence, "hash": own, "prev_hash": before}


def _checkpoint(least: int) -> Record | None:
    """The first daily checkpoint that covers the entries of the pack, if there is one: that it is does not change."""
    row = DailyCheckpoint.objects.first_after(least)
    if row is None:
        return None
    return {"day": row.day.isoformat(), "sequence": row.sequence, "hash": row.hash}
