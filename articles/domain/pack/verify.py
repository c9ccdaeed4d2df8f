"""Check an approval pack offline. Needs Python 3.11 or later and nothing else.

    python -I verify.py PACK.zip                     the pack in itself
    python -I verify.py PACK.zip --trail trail.jsonl --checkpoint checkpoints.txt

PACK is the file, or the folder that it was unpacked to. The trail is the whole audit trail as JSON lines; with it, the
entries of the pack are looked for in the one chain of the site, and none may be left out. The checkpoint is a line
that was kept outside the site; with it, the end of that chain cannot have been made anew.

Ends with 0 when everything holds, with 1 when something does not, with 2 when there is nothing to check.
"""

import argparse
import hashlib
import html
import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FORMAT, FORMAT_VERSION = "medsite-approval-pack", 1
MANIFEST = "MANIFEST.json"
ALWAYS = {
    *("README.txt", "body.json", "content.json", "notices.json", "record.json", "references.json", "trail.json"),
    "verify.py",
}
"""Files that every pack has, besides its pages and pictures."""
GENESIS = "0" * 64
LARGEST = 1_000_000_000
SUSPENSION = ("suspended", "reinstated")
DECIDED = {"approve": "revision.approved", "request_changes": "revision.changes_requested"}
STRICT = "strict-1"
TAKEN_DOWN = {"withdrawn", "suspended"}

Files = dict[str, bytes]
Record = dict[str, Any]
Found = Iterator[str]


class Unreadable(Exception):
    """There is nothing that could be checked."""


def digest(kind: str, *parts: str) -> str:
    """SHA-256 of a kind and its parts, each preceded by its length in bytes and a colon."""
    hasher = hashlib.sha256()
    for part in (kind, *parts):
        data = part.encode("utf-8")
        hasher.update(str(len(data)).encode("ascii") + b":")
        hasher.update(data)
    return hasher.hexdigest()


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read(path: Path) -> Files:
    """Every file of a pack, by its name. Raises Unreadable."""
    if path.is_dir():
        return {
            item.relative_to(path).as_posix(): item.read_bytes() for item in sorted(path.rglob("*")) if item.is_file()
        }
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len({member.filename for member in members}) != len(members):
                raise Unreadable("Two files of the pack have the same name.")
            if sum(member.file_size for member in members) > LARGEST:
                raise Unreadable("The pack is larger than any that is made.")
            return {member.filename: archive.read(member) for member in members}
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable(f"{path} is no approval pack: {error}") from error


class Pack:
    """The files of a pack, and the records in them."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def text(self, name: str) -> str:
        return self.files[name].decode("utf-8")

    def json(self, name: str) -> Any:
        return json.loads(self.text(name))

    @property
    def record(self) -> Record:
        found: Record = self.json("record.json")
        return found

    @property
    def trail(self) -> Record:
        found: Record = self.json("trail.json")
        return found

    @property
    def uuid(self) -> str:
        return str(self.record["article"]["uuid"])

    @property
    def subjects(self) -> set[str]:
        """What the audit entries of the pack are about, by the names that the trail gives it."""
        notices = self.json("notices.json")
        return {
            f"article {self.uuid}",
            *(f"{kind} {row['code']}" for kind in APPROVED for row in notices[f"{kind}s"]),
            *(f"credential {row['key']}" for row in self.record["register"]),
            *(f"policy {row['number']}" for row in self.record["policy_versions"]),
        }

    def entries(self, act: str, **data: Any) -> list[Record]:
        """Entries about this article with this act and these facts."""
        return self.about(f"article {self.uuid}", act, **data)

    def about(self, subject: str, act: str, **data: Any) -> list[Record]:
        return [
            entry
            for entry in self.trail["entries"]
            if (entry["act"], entry["subject"]) == (act, subject)
            and all(json.loads(entry["data"]).get(name) == value for name, value in data.items())
        ]


def check_files(pack: Pack) -> Found:
    """Is every file the one that the list of files names, and none there besides?

    A careful forger writes a new list. So nothing may be there that a pack does not have, either.
    """
    raw = pack.files[MANIFEST]
    listed = json.loads(raw)
    if raw.decode("utf-8") != canonical(listed) + "\n":
        yield f"{MANIFEST} is not spelled as it was written."
    if (listed["format"], listed["version"]) != (FORMAT, FORMAT_VERSION):
        yield "This pack has a format that this script does not know."
    names, there = set(listed["files"]), set(pack.files) - {MANIFEST}
    yield from (f"{name} is missing." for name in sorted(names - there))
    yield from (f"{name} is no part of the pack." for name in sorted(there - names))
    for name in sorted(names & there):
        data, said = pack.files[name], listed["files"][name]
        if (len(data), sha256(data)) != (said["size"], said["sha256"]):
            yield f"{name} was changed."
    pictures = tuple(f"pictures/{file['digest']}." for file in pack.json("content.json")["files"])
    known = ALWAYS | {page["file"] for page in pack.record["pages"]}
    for name in sorted(there - known):
        if not (name.startswith(pictures) and name.count("/") == 1):
            yield f"{name} is no file of an approval pack."
    if [page["file"] for page in pack.record["pages"]] != sorted(name for name in there if name.startswith("pages/")):
        yield "The pages are not those that the record lists, in their order."


def check_text(pack: Pack) -> Found:
    """Do the signed text and its HTML give the digests that were signed?"""
    revision = pack.record["revision"]
    if digest("medsite-article-content", pack.uuid, pack.text("content.json")) != revision["content_digest"]:
        yield "content.json is not the text whose digest was signed."
    body = digest("medsite-article-html", pack.uuid, revision["renderer_version"], pack.text("body.json"))
    if body != revision["html_digest"]:
        yield "body.json is not the HTML whose digest was signed."
    content = pack.json("content.json")
    named = (revision["title"], pack.record["article"]["locale"])
    if named != (content["title"], content["locale"]):
        yield "The pack gives the text another title or language than it has."
    if pack.json("references.json") != pack.json("content.json")["citations"]:
        yield "references.json does not list the sources of the signed text."
    for file in pack.json("content.json")["files"]:
        names = [name for name in pack.files if name.startswith(f"pictures/{file['digest']}.")]
        if [sha256(pack.files[name]) for name in names] != [file["digest"]]:
            yield f"The image {file['digest'][:12]} is missing or was changed."


def check_publication(pack: Pack) -> Found:
    """Was exactly the signed text published, and does the audit trail say so?"""
    publication, revision = pack.record["publication"], pack.record["revision"]
    digests = (revision["content_digest"], revision["html_digest"])
    if (publication["content_digest"], publication["html_digest"]) != digests:
        yield "The publication is of another text than its revision."
    if publication not in pack.record["publications"]:
        yield "The publication is not among those of its article."
    sent = [(e["actor"], e["at"]) for e in pack.entries("draft.submitted", revision=revision["number"])]
    if sent != [(revision["submitted_by"], revision["submitted_at"])]:
        yield "The audit trail says that somebody else sent the text, or at another time."
    numbers = [row["number"] for row in pack.record["publications"]]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "Publications of the article are missing or out of order."
    if not pack.entries("draft.submitted", revision=revision["number"], content_digest=revision["content_digest"]):
        yield "The audit trail does not tell of the submission of this text."
    for row in pack.record["publications"]:
        told = pack.entries(f"article.{row['kind']}", publication=row["number"])
        said = [(e["actor"], e["at"], json.loads(e["data"])) for e in told]
        expected = {name: row[name] for name in ("content_digest", "html_digest", "note")}
        fits = [
            (who, at) == (row["by"], row["at"]) and {name: data.get(name) for name in expected} == expected
            for who, at, data in said
        ]
        if fits != [True]:
            yield f"The audit trail does not tell of publication {row['number']} as it stands in the pack."


def check_signatures(pack: Pack) -> Found:
    """Did the people named sign exactly this text, nobody of them having worked on it, and is it in the trail?"""
    publication = pack.record["publication"]
    counted = [decision for decision in pack.record["decisions"] if decision["counted"]]
    if publication["kind"] not in TAKEN_DOWN and not counted:
        yield "No signature is there on which the publication rests."
    for decision in counted:
        if decision["signed"]["verdict"] != "approve":
            yield f"The publication rests on decision {decision['key']}, which is no approval."
        if decision["signed"]["at"] > publication["at"]:
            yield f"Decision {decision['key']} is later than the publication that rests on it."
    for decision in pack.record["decisions"]:
        yield from signature(pack, decision)
        yield from revocation(pack, decision)
    for number, named in worked_on(pack):
        yield from contributors(pack, number, named)
    for row in pack.record["register"]:
        yield from registration(pack, row)
    yield from safety(pack)
    told = [entry for act in DECIDED.values() for entry in pack.entries(act, **digests_of(pack))]
    if len(told) != len(pack.record["decisions"]):
        yield "The audit trail tells of other decisions on this text than those in the pack."


def worked_on(pack: Pack) -> Iterator[tuple[int, list[int]]]:
    """Each revision of the text that the pack speaks of, with those who worked on it."""
    revision = pack.record["revision"]
    yield revision["number"], revision["contributors"]
    for decision in pack.record["decisions"]:
        yield decision["signed"]["revision"], decision["contributors"]


def contributors(pack: Pack, number: int, named: list[int]) -> Found:
    """What is wrong with who is said to have worked on a revision.

    An older audit entry does not name them all: then those who saved and sent it are asked for, and whose byline it is
    stands in the pack alone.
    """
    told = pack.entries("draft.submitted", revision=number)
    if not told:
        yield f"The audit trail does not tell who worked on revision {number}."
    for entry in told:
        data = json.loads(entry["data"])
        saved = pack.entries("draft.saved", draft=data["draft"])
        least = {e["actor"] for e in [*saved, entry] if e["sequence"] <= entry["sequence"]} - {None}
        if data.get("contributors", named) != named or not least.issubset(named):
            yield f"The audit trail says that others worked on revision {number} than the pack does."


def registration(pack: Pack, row: Record) -> Found:
    """What is wrong with what the pack says of who looked a registration up, and when."""
    told = pack.about(f"credential {row['key']}", "credential.verified", holder=row["holder"])
    if row["verified_at"] and (row["verified_by"], row["verified_at"]) not in [
        (e["actor"], e["at"]) for e in told[-1:]
    ]:
        yield f"The audit trail does not tell of who looked up the registration {row['body']} {row['number']}."
    for entry in told[-1:] if row["verified_at"] else []:
        data = json.loads(entry["data"])
        facts = ("body", "number", "register", "valid_until", "evidence")
        if any(data.get(name, row[name] or "") != (row[name] or "") for name in facts):
            yield f"The registration {row['body']} {row['number']} is not as it was looked up."
    acts = [e for act in SUSPENSION for e in pack.about(f"credential {row['key']}", f"credential.{act}")]
    last = max(acts, key=lambda entry: int(entry["sequence"]), default=None)
    is_suspended = last is not None and last["act"] == "credential.suspended"
    then = (last["at"], json.loads(last["data"])["reason"]) if last is not None and is_suspended else (None, "")
    if (row["suspended_at"], row["suspension_reason"]) != then:
        yield f"Pack and audit trail differ on whether {row['body']} {row['number']} is suspended."


def safety(pack: Pack) -> Found:
    """What is wrong with the record of what could harm somebody in this change, and with the number of its signers."""
    revision, publication = pack.record["revision"], pack.record["publication"]
    kept = {"safety_digest": digest("medsite-safety", revision["safety"]), "signers": revision["signers_for_safety"]}
    for entry in pack.entries("draft.submitted", revision=revision["number"]):
        data = json.loads(entry["data"])
        told = {"safety_digest": data.get("safety_digest"), "signers": data.get("signers_for_safety")}
        if told != kept and (revision["safety"] or any(told.values())):
            yield "The record of safety changes is not the one that was made when the text was sent."
    signers = {
        decision["signed"]["by"]
        for decision in pack.record["decisions"]
        if decision["signed"]["verdict"] == "approve" and decision["signed"]["at"] <= publication["at"]
        if not decision["revocation"] or decision["revocation"]["at"] > publication["at"]
    }
    if publication["kind"] not in TAKEN_DOWN and len(signers) < revision["signers_for_safety"]:
        yield f"{len(signers)} signed, but its safety changes needed {revision['signers_for_safety']}."


def digests_of(pack: Pack) -> Record:
    return {name: pack.record["revision"][name] for name in ("content_digest", "html_digest")}


def name_of(decision: Record) -> str:
    return f"{decision['signed']['by_name']} (decision {decision['key']})"


def signature(pack: Pack, decision: Record) -> Found:
    """What is wrong with one decision."""
    signed, who = decision["signed"], name_of(decision)
    if {name: signed[name] for name in digests_of(pack)} != digests_of(pack):
        yield f"{who} decided on another text."
    if signed["verdict"] == "approve" and signed["by"] in {
        *decision["contributors"],
        *pack.record["revision"]["contributors"],
    }:
        yield f"{who} worked on the text that they signed."
    told = pack.entries(DECIDED[signed["verdict"]], decision=decision["key"])
    if len(told) != 1:
        yield f"The audit trail does not tell of what {who} decided."
        return
    if told[0]["actor"] != signed["by"]:
        yield f"The audit trail says that somebody else than {who} signed."
    if json.loads(told[0]["data"]).get("decision_digest") != digest("medsite-decision", canonical(signed)):
        yield f"The decision of {who} is not as it was signed: name, registration, policy, words or time."


def revocation(pack: Pack, decision: Record) -> Found:
    """What is wrong with what the pack says of a signature that was taken back, or was not."""
    noted = decision["revocation"]
    told = [
        {"by": e["actor"], "at": e["at"], "reason": json.loads(e["data"])["reason"]}
        for e in pack.entries("decision.revoked", decision=decision["key"])
    ]
    if told != ([noted] if noted else []):
        yield f"Pack and audit trail differ on whether the signature of {name_of(decision)} was taken back."


def check_pages(pack: Pack) -> Found:
    """Are the stored pages those that were served, and is all of the signed text in each, byte for byte?"""
    record = pack.record
    pages, publication = record["pages"], record["publication"]
    if publication["kind"] not in TAKEN_DOWN and not pages:
        yield "No page is there that was served."
    body = pack.json("body.json")
    for page in pages:
        data = pack.files[page["file"]]
        if sha256(data) != page["sha256"]:
            yield f"{page['file']} is not the page that was served."
        if (page["content_digest"], page["html_digest"]) != (publication["content_digest"], publication["html_digest"]):
            yield f"{page['file']} is of another text."
        document = data.decode("utf-8")
        if missing := [name for name, part in parts(body) if part not in document]:
            yield f"{page['file']} does not show the signed text: {', '.join(missing)}."
    told = pack.entries(f"article.{publication['kind']}", publication=publication["number"])
    named = [said for entry in told if (said := json.loads(entry["data"]).get("document"))]
    if pages and named != [pages[0]["sha256"]]:
        yield "The first page is not the one that the audit trail names."


def parts(body: Record) -> Iterator[tuple[str, str]]:
    """Each part of the signed body as it stands in a page, with a name for people."""
    yield "title", html.escape(body["title"])
    yield "lead", body["lead"]
    yield "summary", body["summary"]
    for place, point in enumerate(body["points"], start=1):
        yield f"label of key point {place}", html.escape(point["label"])
        yield f"key point {place}", point["html"]
    for place, section in enumerate(body["sections"], start=1):
        yield f"section {place}", section["html"]
    for place, answer in enumerate(body["questions"], start=1):
        yield f"question {place}", html.escape(answer["question"])
        yield f"answer {place}", answer["html"]
    for item in [*body["references"], *body["further_reading"]]:
        yield f"source {item['number']}", item["html"]


def check_notices(pack: Pack) -> Found:
    """Was every notice on the pages approved by somebody else than its editor, in these words?"""
    notices = pack.json("notices.json")
    for page in pack.record["pages"]:
        yield from shown(pack, page, notices)
    for row in notices["waivers"]:
        told = pack.entries(f"notice.{row['act']}", rule=row["rule"], version=row["version"], reason=row["reason"])
        if (row["by"], row["at"]) not in [(entry["actor"], entry["at"]) for entry in told]:
            yield f"The audit trail does not tell of what was decided about the rule {row['rule']} for this article."
    decided = sum(len(pack.entries(f"notice.{act}")) for act in ("waived", "restored"))
    if decided != len(notices["waivers"]):
        yield "The audit trail tells of other exceptions from rules than those in the pack."
    for kind, facts in APPROVED.items():
        for row in notices[f"{kind}s"]:
            label = f"{kind} {row['code']}, version {row['version']}"
            if row["edited_by"] == row["approved_by"]:
                yield f"The {label} was approved by its editor."
            expected = {name: row[name] for name in facts}
            subject = f"{kind} {row['code']}"
            told = [e for act in ("approved", "retired") for e in pack.about(subject, f"{kind}.{act}", **expected)]
            if [entry["actor"] for entry in told] != [row["approved_by"]]:
                yield f"The audit trail does not tell of the approval of the {label}."


APPROVED = {
    "notice": ("version", "locale", "heading", "body"),
    "rule": ("version", "retired", "conditions"),
    "number": ("version", "country", "purpose", "number"),
}


def shown(pack: Pack, page: Record, notices: Record) -> Found:
    """What is wrong with the notices of one page."""
    document, name = pack.text(page["file"]), page["file"]
    wordings = {(row["code"], row["version"]): row for row in notices["notices"]}
    rules = {"every-article", *(row["code"] for row in notices["rules"])}
    numbers = {f"{row['code']} {row['version']}" for row in notices["numbers"]}
    if not any(used["notice"] == "general" for used in page["notices"]):
        yield f"{name} has no general notice."
    for used in page["notices"]:
        row = wordings.get((used["notice"], used["version"]))
        if row is None:
            yield f"{name} shows the notice {used['notice']}, whose approval is not in the pack."
        elif html.escape(row["heading"]) not in document:
            yield f"{name} does not show the notice {used['notice']}."
        if used["rule"] not in rules or not numbers.issuperset(used.get("numbers", [])):
            yield f"{name} shows the notice {used['notice']} by a rule or number that is not in the pack."


def check_waivers(pack: Pack) -> Found:
    """Was every finding that the text was sent with waived by somebody, for the reason in the trail?"""
    rows = {row["key"]: row for row in pack.record.get("finding_waivers", [])}
    for row in rows.values():
        expected = {name: row[name] for name in ("rule", "fingerprint", "reason", "role", "policy")}
        told = pack.entries(f"finding.{row['act']}", waiver=row["key"], **expected)
        if [(entry["actor"], entry["at"]) for entry in told] != [(row["by"], row["at"])]:
            yield f"The audit trail does not tell of what was decided about “{row['rule']}” (waiver {row['key']})."
    sent = [found["waiver"] for found in pack.record["revision"]["findings"] if found.get("waiver")]
    for waiver in sent:
        row = rows.get(waiver["key"])
        facts = ("rule", "fingerprint", "reason", "by", "by_name")
        if row is None or row["act"] != "waived" or any(row[name] != waiver[name] for name in facts):
            yield f"The text was sent with a waiver of “{waiver['rule']}” that nobody gave."
    for decision in pack.record["decisions"]:
        said = json.loads(decision["signed"].get("waivers", "[]"))
        if decision["counted"] and reasons(said) != reasons(sent):
            yield f"{name_of(decision)} signed other waivers than those that the text was sent with."


def reasons(waivers: list[Record]) -> set[tuple[str, str]]:
    """What was waived, and why."""
    return {(waiver["fingerprint"], waiver["reason"]) for waiver in waivers}


def check_policies(pack: Pack) -> Found:
    """Was every policy that a decision names the strict one of the software, or made by two people?"""
    versions = {row["version"]: row for row in pack.record["policy_versions"]}
    for version, shown in pack.record["policies"].items():
        approved = json.loads(versions[version]["values"]) if version in versions else {}
        if any(shown.get(name) != value for name, value in approved.items()):
            yield f"The policy {version} is not shown as it was approved."
    for decision in pack.record["decisions"]:
        if decision["signed"]["policy_version"] not in {STRICT, *versions}:
            yield f"{name_of(decision)} decided under a policy that is not in the pack."
    for version, row in versions.items():
        if row["proposed_by"] == row["approved_by"]:
            yield f"The policy {version} was approved by whoever proposed it."
        expected = {name: row[name] for name in ("version", "values", "proposed_by", "reason")}
        told = pack.about(f"policy {row['number']}", "policy.approved", **expected)
        if [entry["actor"] for entry in told] != [row["approved_by"]]:
            yield f"The audit trail does not tell of the approval of the policy {version}."


def entry_hash(entry: Record) -> str:
    return digest(
        "medsite-audit-entry",
        str(entry["sequence"]),
        entry["at"],
        "" if entry["actor"] is None else str(entry["actor"]),
        entry["act"],
        entry["subject"],
        entry["data"],
        entry["prev_hash"],
    )


def check_trail(pack: Pack) -> Found:
    """Is every audit entry as it was written, in its place, with those before and after it?"""
    trail = pack.trail
    entries = trail["entries"]
    places = [entry["sequence"] for entry in entries]
    if places != sorted(set(places)):
        yield "The audit entries are out of order."
    if [entry["place"] for entry in entries] != list(range(1, trail["count"] + 1)):
        yield "Audit entries are missing or out of order."
    if digest("medsite-pack-trail", *(entry["hash"] for entry in entries)) != trail["digest"]:
        yield "The audit entries are not those that were put into the pack."
    near = {row["sequence"]: row for row in [*trail["neighbours"], *entries]}
    for entry in entries:
        yield from in_place(entry, near, trail["end"]["sequence"])
    for named in filter(None, [trail["end"], trail["checkpoint"]]):
        if named["sequence"] in near and near[named["sequence"]]["hash"] != named["hash"]:
            yield f"Audit entry {named['sequence']} is not the one that the checkpoint names."


def in_place(entry: Record, near: dict[int, Record], end: int) -> Found:
    """What is wrong with one entry, and with the hashes that link it to the entries beside it."""
    here = entry["sequence"]
    if entry_hash(entry) != entry["hash"]:
        yield f"Audit entry {here} was changed after it was written."
    before = GENESIS if here == 1 else near.get(here - 1, {}).get("hash")
    if entry["prev_hash"] != before:
        yield f"Audit entry {here} does not follow the entry before it."
    if here > end or (here < end and near.get(here + 1, {}).get("prev_hash") != entry["hash"]):
        yield f"The entry after audit entry {here} does not follow it."


def check_whole_trail(pack: Pack, lines: list[str], checkpoint: tuple[int, str] | None) -> Found:
    """Are the entries of the pack all those of this article in the one chain, and does the chain hold?"""
    previous, expected, seen = GENESIS, 1, {}
    subjects, mine = pack.subjects, []
    for line in lines:
        entry = json.loads(line)
        if entry["sequence"] != expected or entry["prev_hash"] != previous or entry_hash(entry) != entry["hash"]:
            yield f"The trail does not hold at entry {entry['sequence']}."
        expected, previous = entry["sequence"] + 1, entry["hash"]
        seen[entry["sequence"]] = entry["hash"]
        if entry["subject"] in subjects:
            mine.append(entry["sequence"])
    trail = pack.trail
    packed = trail["entries"]
    for row in [*packed, *trail["neighbours"], *filter(None, [trail["end"], trail["checkpoint"]])]:
        if row["sequence"] and seen.get(row["sequence"]) != row["hash"]:
            yield f"Audit entry {row['sequence']} of the pack is not in the trail."
    there = {entry["sequence"] for entry in packed}
    for sequence in mine:
        if sequence not in there and sequence <= trail["end"]["sequence"]:
            yield f"Audit entry {sequence} is about what the pack is about, and is not in it."
    if checkpoint and seen.get(checkpoint[0]) != checkpoint[1]:
        yield f"The trail does not hold entry {checkpoint[0]} as the checkpoint names it."


CHECKS: tuple[Callable[[Pack], Found], ...] = (
    check_files,
    check_text,
    check_publication,
    check_signatures,
    check_pages,
    check_notices,
    check_waivers,
    check_policies,
    check_trail,
)


def run(check: Found) -> list[str]:
    """What a check finds; a pack that cannot be read is found too."""
    found: list[str] = []
    try:
        found.extend(check)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        found.append(f"It cannot be read: {type(error).__name__}: {error}")
    return found


def read_checkpoint(path: Path) -> tuple[int, str]:
    """Number and hash of the last line of a checkpoint file: DATE NUMBER HASH."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not lines or len(lines[-1]) != 3 or not lines[-1][1].isdigit():
        raise Unreadable(f"The last line of {path} is not 'DATE NUMBER HASH'.")
    return int(lines[-1][1]), lines[-1][2]


def opened(given: argparse.Namespace) -> tuple[Pack, list[str] | None, tuple[int, str] | None]:
    """Pack, lines of the trail and checkpoint that the arguments name. Raises Unreadable, OSError."""
    pack = Pack(read(given.pack))
    if MANIFEST not in pack.files:
        raise Unreadable(f"{given.pack} is no approval pack: it has no {MANIFEST}.")
    if given.checkpoint and not given.trail:
        raise Unreadable("A checkpoint is looked for in the whole trail. Give --trail too.")
    lines = given.trail.read_text(encoding="utf-8").splitlines() if given.trail else None
    return pack, lines, read_checkpoint(given.checkpoint) if given.checkpoint else None


def question(check: Callable[..., Found]) -> str:
    """What a check asks: the first line of what is said about it."""
    return str(check.__doc__).splitlines()[0]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check an approval pack offline.")
    parser.add_argument("pack", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--trail", type=Path, help="the whole audit trail as JSON lines")
    parser.add_argument("--checkpoint", type=Path, help="a file whose last line is a checkpoint; needs --trail")
    given = parser.parse_args(arguments)
    try:
        pack, lines, checkpoint = opened(given)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        print(error, file=sys.stderr)
        return 2
    results = {question(check): run(check(pack)) for check in CHECKS}
    if lines is not None:
        results[question(check_whole_trail)] = run(check_whole_trail(pack, lines, checkpoint))
    for asked, found in results.items():
        print(f"{'WRONG' if found else 'holds'}  {asked}")
        for problem in found:
            print(f"         {problem}")
    print(f"\nDigest of the pack: {sha256(pack.files[MANIFEST])}")
    if any(results.values()):
        print("The pack does NOT hold. Ask the publisher for a new one, and for an explanation.")
        return 1
    print("The pack holds." + ("" if given.trail else " Give --trail to look for its entries in the whole trail."))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
