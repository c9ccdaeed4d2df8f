"""The script of a pack, as an auditor runs it: no network, no site, no packages."""

import hashlib
import html
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.domain.overlay import exceptions
from articles.domain.pack.making import make_pack
from articles.models import Publication
from medsite.lib.canonical import canonical_json, digest
from tests import factories
from tests.articles.domain.pack.conftest import SCRIPT, Made
from tests.articles.domain.pack.forging import forged, listed_again, packed, unpacked
from tests.conftest import Cast

pytestmark = pytest.mark.django_db  # the pack is made of rows, once


def verify(folder: Path, pack: bytes, *arguments: str) -> tuple[int, str]:
    """Exit code and output of the script."""
    (folder / "pack.zip").write_bytes(pack)
    command = [sys.executable, "-I", str(SCRIPT), str(folder / "pack.zip"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def refused(folder: Path, pack: bytes, *arguments: str) -> str:
    code, said = verify(folder, pack, *arguments)
    assert code == 1, said
    assert "The pack does NOT hold." in said
    return said


def test_a_good_pack_holds(made: Made, tmp_path: Path) -> None:
    code, said = verify(tmp_path, made.pack)

    assert (code, said.count("holds  "), "WRONG" in said) == (0, 9, False), said
    questions, _, _ = said.partition("\n\n")
    assert all(line.startswith("holds  ") and line.endswith("?") for line in questions.splitlines())


def test_an_unpacked_pack_is_checked_by_its_own_script(made: Made, tmp_path: Path) -> None:
    for name, data in unpacked(made.pack).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    done = subprocess.run([sys.executable, "-I", str(tmp_path / "verify.py")], capture_output=True, check=False)

    assert done.returncode == 0, done.stdout


def test_the_script_imports_nothing_that_a_bare_python_has_not() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}

    assert imported <= sys.stdlib_module_names


NAMES = [
    "MANIFEST.json",
    "README.txt",
    "body.json",
    "content.json",
    "notices.json",
    "pages/0001.html",
    "record.json",
    "references.json",
    "trail.json",
    "verify.py",
]


@pytest.mark.parametrize("place", [0, 0.5, -1], ids=["first", "middle", "last"])
@pytest.mark.parametrize("name", [*NAMES, "pictures/"])
def test_a_changed_byte_is_found(name: str, place: float, made: Made, tmp_path: Path) -> None:
    files = unpacked(made.pack)
    name = next(full for full in files if full.startswith(name))
    data = bytearray(files[name])
    data[int(len(data) * place) if place > 0 else int(place)] ^= 1

    refused(tmp_path, packed(files | {name: bytes(data)}))


def test_a_list_that_is_spelled_otherwise_is_found(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.pack)

    said = refused(tmp_path, packed(files | {"MANIFEST.json": files["MANIFEST.json"] + b" "}))

    assert "MANIFEST.json is not spelled as it was written." in said


def test_a_format_that_is_not_known_is_said(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.pack)
    manifest = json.loads(files["MANIFEST.json"]) | {"version": 2}

    said = refused(tmp_path, packed(files | {"MANIFEST.json": (canonical_json(manifest) + "\n").encode()}))

    assert "This pack has a format that this script does not know." in said


def test_another_list_of_sources_is_found(made: Made, tmp_path: Path) -> None:
    said = refused(tmp_path, forged(made.pack, "references.json", lambda sources: sources.clear()))

    assert "references.json does not list the sources of the signed text." in said


def test_another_image_is_found_although_the_list_fits(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.pack)
    name = next(name for name in files if name.startswith("pictures/"))

    said = refused(tmp_path, packed(listed_again(files | {name: b"no image"})))

    assert "is missing or was changed." in said


def test_these_are_all_files(made: Made) -> None:
    (picture,) = set(unpacked(made.pack)) - set(NAMES)

    assert picture.startswith("pictures/")
    assert picture.endswith(".png")


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_missing_file_is_found(name: str, made: Made, tmp_path: Path) -> None:
    files = unpacked(made.pack)
    del files[name]

    assert f"{name} is missing." in refused(tmp_path, packed(files))


def test_a_file_more_is_found(made: Made, tmp_path: Path) -> None:
    said = refused(tmp_path, packed(unpacked(made.pack) | {"pages/0002.html": b"<p>Take more.</p>"}))

    assert "pages/0002.html is no part of the pack." in said


@pytest.mark.parametrize("name", ["pages/0002.html", "pictures/evil.png", "../evil.sh", "SUMMARY.html"])
def test_a_file_more_is_found_although_the_list_fits(name: str, made: Made, tmp_path: Path) -> None:
    said = refused(tmp_path, packed(listed_again(unpacked(made.pack) | {name: b"<p>Take more.</p>"})))

    assert f"{name} is no file of an approval pack." in said


def test_a_file_below_a_picture_of_the_text_is_found(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.pack)
    picture = next(name for name in files if name.startswith("pictures/"))

    below = f"{picture.rpartition('.')[0]}./x.png"

    assert f"{below} is no file of an approval pack." in refused(tmp_path, packed(listed_again(files | {below: b"x"})))


def test_a_page_that_is_listed_twice_is_found(made: Made, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["pages"].append(record["pages"][0])

    assert "not those that the record lists" in refused(tmp_path, forged(made.pack, "record.json", change))


def test_a_damaged_archive_is_no_pack_or_does_not_hold(made: Made, tmp_path: Path) -> None:
    """Whatever byte was lost: one sentence, and no success."""
    for place in range(0, len(made.pack), max(1, len(made.pack) // 12)):
        damaged = bytearray(made.pack)
        damaged[place] ^= 0xFF
        for pack in (bytes(damaged), made.pack[:place]):
            if zip_says_the_same(pack, made.pack):
                continue
            assert verify(tmp_path, pack)[0] in {1, 2}


def zip_says_the_same(one: bytes, other: bytes) -> bool:
    """A byte that nobody reads, such as a time of a file, changes nothing in the pack."""
    try:
        return unpacked(one) == unpacked(other)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError):
        return False


def whole_again(trail: dict[str, Any]) -> None:
    """Make the sums of a changed list of entries fit, as a careful forger would."""
    trail["count"] = len(trail["entries"])
    for place, entry in enumerate(trail["entries"], start=1):
        entry["place"] = place
    trail["digest"] = digest("medsite-pack-trail", *(entry["hash"] for entry in trail["entries"]))


def places(trail: dict[str, Any]) -> range:
    return range(len(trail["entries"]))


def test_a_missing_audit_entry_is_found(made: Made, tmp_path: Path) -> None:
    """Wherever it stood: its list does not fit any more."""
    files = unpacked(made.pack)
    count = len(json.loads(files["trail.json"])["entries"])
    for place in (0, count // 2, count - 1):
        trail = json.loads(files["trail.json"])
        trail["entries"].pop(place)
        said = refused(tmp_path, packed(listed_again(files | {"trail.json": json.dumps(trail).encode()})))
        assert "Audit entries are missing or out of order." in said


@pytest.mark.parametrize(
    "act", ["draft.submitted", "revision.approved", "revision.changes_requested", "article.published"]
)
def test_a_missing_entry_about_the_text_is_found_although_the_sums_fit(act: str, made: Made, tmp_path: Path) -> None:
    def leave_out(trail: dict[str, Any]) -> None:
        trail["entries"] = [entry for entry in trail["entries"] if entry["act"] != act]
        whole_again(trail)

    refused(tmp_path, forged(made.pack, "trail.json", leave_out))


def test_a_registration_is_the_one_that_somebody_looked_up(made: Made, tmp_path: Path) -> None:
    def leave_out(trail: dict[str, Any]) -> None:
        gone = [entry for entry in trail["entries"] if entry["act"] == "credential.verified"]
        trail["entries"] = [entry for entry in trail["entries"] if entry not in gone]
        trail["neighbours"] += [{name: entry[name] for name in ("sequence", "hash", "prev_hash")} for entry in gone]
        whole_again(trail)

    def by_somebody_else(record: dict[str, Any]) -> None:
        record["register"][0]["verified_by"] += 1

    for pack in (forged(made.pack, "trail.json", leave_out), forged(made.pack, "record.json", by_somebody_else)):
        assert "does not tell of who looked up the registration" in refused(tmp_path, pack)


@pytest.mark.parametrize("field", ["body", "number", "register", "valid_until", "evidence"])
def test_a_registration_in_other_words_is_found(field: str, made: Made, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["register"][0][field] = "2031-01-01"

    assert "is not as it was looked up." in refused(tmp_path, forged(made.pack, "record.json", change))


def test_a_suspension_that_nobody_noted_is_found(made: Made, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["register"][0] |= {"suspended_at": "2026-01-01T00:00:00+00:00", "suspension_reason": "Forged."}

    assert "is suspended." in refused(tmp_path, forged(made.pack, "record.json", change))


@pytest.mark.parametrize(
    ("field", "value"), [("submitted_by", 999), ("submitted_at", "2026-01-01T00:00:00+00:00"), ("title", "Forged")]
)
def test_another_sender_time_or_title_is_found(field: str, value: object, made: Made, tmp_path: Path) -> None:
    said = refused(tmp_path, forged(made.pack, "record.json", lambda record: record["revision"].update({field: value})))

    assert "another title" in said if field == "title" else "somebody else sent the text" in said


def test_another_language_is_found(made: Made, tmp_path: Path) -> None:
    said = refused(tmp_path, forged(made.pack, "record.json", lambda record: record["article"].update(locale="es")))

    assert "another title or language" in said


def test_a_policy_that_is_shown_otherwise_is_found(made: Made, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        for shown in record["policies"].values():
            shown["review_interval_months"] = 99

    assert "is not shown as it was approved." in refused(tmp_path, forged(made.pack, "record.json", change))


def test_an_exception_from_a_rule_that_nobody_decided_is_found(made: Made, tmp_path: Path) -> None:
    row = {"rule": "driving", "version": 1, "act": "waived", "reason": "R", "by": 1, "by_name": "N", "at": "A"}

    said = refused(tmp_path, forged(made.pack, "notices.json", lambda notices: notices["waivers"].append(row)))
    assert "other exceptions from rules" in said


@pytest.mark.parametrize("changed", [{}, {"reason": "Nobody said so."}, {"by": 999}])
def test_an_exception_with_another_reason_or_by_somebody_else_is_found(
    changed: dict[str, object], proven: Publication, cast: Cast, tmp_path: Path
) -> None:
    clinician, now = cast.second_clinician, factories.later(days=1)
    evidence = factories.evidence(clinician, now=now)
    exceptions.waive(proven.article, "driving", evidence=evidence, reason="A sample.", by=clinician, now=now)
    pack = make_pack(proven, by=cast.publisher)

    _, said = verify(tmp_path, forged(pack, "notices.json", lambda notices: notices["waivers"][0].update(changed)))

    assert ("does not tell of what was decided about the rule" in said) == bool(changed)


def test_any_entry_that_is_left_out_is_found_in_the_whole_trail(made: Made, tmp_path: Path) -> None:
    def leave_out(trail: dict[str, Any]) -> None:
        place = next(at for at, entry in enumerate(trail["entries"]) if entry["act"] == "draft.saved")
        gone = trail["entries"].pop(place)
        trail["neighbours"].append({name: gone[name] for name in ("sequence", "hash", "prev_hash")})
        whole_again(trail)

    pack = forged(made.pack, "trail.json", leave_out)
    (tmp_path / "trail.jsonl").write_text(made.trail)

    assert verify(tmp_path, pack)[0] == 0
    said = refused(tmp_path, pack, "--trail", str(tmp_path / "trail.jsonl"))
    assert "is about what the pack is about, and is not in it." in said


def test_reordered_entries_are_found(made: Made, tmp_path: Path) -> None:
    def swap(trail: dict[str, Any]) -> None:
        entries = trail["entries"]
        entries[-1], entries[-2] = entries[-2], entries[-1]
        whole_again(trail)

    assert "The audit entries are out of order." in refused(tmp_path, forged(made.pack, "trail.json", swap))


def test_renumbered_entries_are_found(made: Made, tmp_path: Path) -> None:
    def swap(trail: dict[str, Any]) -> None:
        first, second = trail["entries"][-2:]
        first["sequence"], second["sequence"] = second["sequence"], first["sequence"]
        trail["entries"][-2:] = [second, first]
        whole_again(trail)

    assert "was changed after it was written." in refused(tmp_path, forged(made.pack, "trail.json", swap))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("by", 1),
        ("by_name", "Somebody Else"),
        ("by_credentials", "PhD"),
        ("by_registration", "Physician, Other Council 1"),
        ("policy_version", "lax-1"),
        ("statement", "Nothing to say."),
        ("at", "2020-01-01T00:00:00+00:00"),
        ("notices", "[]"),
    ],
)
def test_another_signer_or_other_words_are_found(field: str, value: object, made: Made, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        for decision in record["decisions"]:
            if decision["counted"]:
                decision["signed"][field] = value

    said = refused(tmp_path, forged(made.pack, "record.json", change))

    assert "is not as it was signed" in said
    assert ("says that somebody else" in said) == (field == "by")


def test_a_signer_who_worked_on_the_text_is_found(made: Made, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["revision"]["contributors"].append(record["decisions"][-1]["signed"]["by"])

    assert "worked on the text that they signed." in refused(tmp_path, forged(made.pack, "record.json", change))


@pytest.mark.parametrize("named_in_trail", [True, False], ids=["of today", "from before the trail named them"])
@pytest.mark.parametrize("whose", ["revision", "decision"])
def test_somebody_who_worked_on_the_text_and_is_left_out_is_found(
    whose: str, named_in_trail: bool, made: Made, tmp_path: Path
) -> None:
    def change(record: dict[str, Any]) -> None:
        (record["revision"] if whose == "revision" else record["decisions"][-1])["contributors"].clear()

    pack = made.pack if named_in_trail else without_contributors(made.pack)
    said = refused(tmp_path, forged(pack, "record.json", change))

    assert "says that others worked on revision 2 than the pack does." in said


def test_somebody_in_the_byline_who_is_left_out_or_added_is_found(made: Made, tmp_path: Path) -> None:
    """Nobody else than the trail's own list knows of them."""

    def change(record: dict[str, Any]) -> None:
        record["revision"]["contributors"].append(999_999)

    said = refused(tmp_path, forged(made.pack, "record.json", change))

    assert "says that others worked on revision 2 than the pack does." in said


def test_a_revision_whose_sending_is_not_told_is_found(made: Made, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["decisions"][-1]["signed"]["revision"] = 7

    said = refused(tmp_path, forged(made.pack, "record.json", change))

    assert "does not tell who worked on revision 7." in said


def test_a_pack_with_entries_from_before_they_named_who_worked_on_the_text_holds(made: Made, tmp_path: Path) -> None:
    said = verify(tmp_path, without_contributors(made.pack))[1]

    assert "worked on" not in said.replace("nobody of them having worked on it", "")


@pytest.mark.parametrize(("act", "is_found"), [("draft.saved", True), ("article.published", False)])
def test_who_saved_it_before_it_was_sent_worked_on_it(act: str, is_found: bool, made: Made, tmp_path: Path) -> None:
    """Who saves it afterwards works on the next revision."""

    def change(trail: dict[str, Any]) -> None:
        draft = next(json.loads(e["data"])["draft"] for e in trail["entries"] if e["act"] == "draft.submitted")
        for entry in trail["entries"]:
            if entry["act"] == act:
                entry |= {"act": "draft.saved", "actor": 999_999, "data": canonical_json({"draft": draft})}

    said = refused(tmp_path, forged(made.pack, "trail.json", change))

    assert ("says that others worked on revision 2" in said) is is_found


def without_contributors(pack: bytes) -> bytes:
    """As the trail was written before. Its hashes do not fit, which is not asked about here."""

    def change(trail: dict[str, Any]) -> None:
        for entry in trail["entries"]:
            data = json.loads(entry["data"])
            data.pop("contributors", None)
            entry["data"] = canonical_json(data)

    return forged(pack, "trail.json", change)


def test_a_signature_that_is_hidden_is_found(made: Made, tmp_path: Path) -> None:
    said = refused(tmp_path, forged(made.pack, "record.json", lambda record: record["decisions"].clear()))

    assert "No signature is there on which the publication rests." in said
    assert "other decisions on this text" in said


def test_a_swapped_page_is_found_although_its_sums_fit(made: Made, tmp_path: Path) -> None:
    """The text of a page with other words in it, whose SHA-256 was put into record and list."""
    files = unpacked(made.pack)
    page = files["pages/0001.html"].replace(b"A statement", b"An untruth")
    assert page != files["pages/0001.html"]
    record = json.loads(files["record.json"])
    record["pages"][0]["sha256"] = hashlib.sha256(page).hexdigest()
    files |= {"pages/0001.html": page, "record.json": json.dumps(record).encode()}

    said = refused(tmp_path, packed(listed_again(files)))

    assert "does not show the signed text: section 2" in said
    assert "The first page is not the one that the audit trail names." in said


PARTS = {
    "title": "Clonazepam &amp; &lt;sleep&gt;",
    "lead": "Two sentences of lead.",
    "summary": "Another answer in brief",
    "label of key point 1": "First point",
    "key point 1": "A sentence about it.",
    "section 1": "An opening.",
    "section 2": "A statement",
    "question 1": "Is this a sample?",
    "answer 1": "Yes, it is.",
    "source 1": "A sample study called sample2020",
}


@pytest.mark.parametrize("name", PARTS)
def test_a_page_that_lacks_one_part_of_the_signed_text_is_found(name: str, made: Made, tmp_path: Path) -> None:
    files = unpacked(made.pack)
    words = PARTS[name].encode()
    assert words in files["pages/0001.html"]
    page = files["pages/0001.html"].replace(words, b"Something else")

    assert f"does not show the signed text: {name}" in refused(
        tmp_path, packed(listed_again(files | {"pages/0001.html": page}))
    )


def test_a_changed_text_is_found_although_the_list_fits(made: Made, tmp_path: Path) -> None:
    for name, said in (("content.json", "content.json is not the text"), ("body.json", "body.json is not the HTML")):
        files = unpacked(made.pack)
        files[name] = files[name].replace(b"statement", b"untruth__")
        assert said in refused(tmp_path, packed(listed_again(files)))


def test_a_notice_in_other_words_is_found(made: Made, tmp_path: Path) -> None:
    def change(notices: dict[str, Any]) -> None:
        notices["notices"][0]["body"] = "All is well."

    said = refused(tmp_path, forged(made.pack, "notices.json", change))

    assert "The audit trail does not tell of the approval of the notice" in said


def test_a_notice_that_its_editor_approved_is_found(made: Made, tmp_path: Path) -> None:
    def change(notices: dict[str, Any]) -> None:
        notices["notices"][0]["edited_by"] = notices["notices"][0]["approved_by"]

    assert "was approved by its editor." in refused(tmp_path, forged(made.pack, "notices.json", change))


def test_the_whole_trail_and_a_checkpoint_are_held_against_the_pack(made: Made, tmp_path: Path) -> None:
    trail, checkpoint = tmp_path / "trail.jsonl", tmp_path / "checkpoints"
    trail.write_text(made.trail)
    checkpoint.write_text(made.checkpoint)
    given = ("--trail", str(trail), "--checkpoint", str(checkpoint))
    assert verify(tmp_path, made.pack, *given)[0] == 0

    trail.write_text("".join(made.trail.splitlines(keepends=True)[:-1]))
    assert "as the checkpoint names it" in refused(tmp_path, made.pack, *given)

    lines = made.trail.splitlines(keepends=True)
    trail.write_text("".join([*lines[:3], *lines[4:]]))
    assert "The trail does not hold at entry 5." in refused(tmp_path, made.pack, *given)


def test_a_trail_that_was_made_anew_is_found_by_the_checkpoint(made: Made, tmp_path: Path) -> None:
    """Whoever owns the database can write another chain that holds in itself. It does not hold the checkpoint."""
    previous, lines = "0" * 64, []
    for line in made.trail.splitlines():
        entry = json.loads(line) | {"prev_hash": previous, "act": "sample.act"}
        actor = "" if entry["actor"] is None else str(entry["actor"])
        facts = (entry["at"], actor, entry["act"], entry["subject"], entry["data"], previous)
        previous = entry["hash"] = digest("medsite-audit-entry", str(entry["sequence"]), *facts)
        lines.append(canonical_json(entry) + "\n")
    (tmp_path / "trail.jsonl").write_text("".join(lines))
    (tmp_path / "checkpoints").write_text(made.checkpoint)
    given = ("--trail", str(tmp_path / "trail.jsonl"), "--checkpoint", str(tmp_path / "checkpoints"))

    said = refused(tmp_path, made.pack, *given)

    assert "The trail does not hold at" not in said
    assert "as the checkpoint names it" in said


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04"])
def test_what_is_no_pack_is_said(data: bytes, tmp_path: Path) -> None:
    assert verify(tmp_path, data)[0] == 2


def test_a_record_without_its_parts_is_found(made: Made, tmp_path: Path) -> None:
    assert "It cannot be read" in refused(tmp_path, forged(made.pack, "record.json", lambda record: record.clear()))


FORGERIES: dict[str, tuple[str, Callable[[Any], object]]] = {
    "another text was published": (
        "The publication is of another text than its revision.",
        lambda record: record["publication"].update(content_digest="0" * 64),
    ),
    "a publication that is none of the article's": (
        "The publication is not among those of its article.",
        lambda record: record["publication"].update(note="Nothing happened."),
    ),
    "a publication that is left out": (
        "Publications of the article are missing or out of order.",
        lambda record: record["publications"].insert(0, record["publications"][0] | {"number": 7}),
    ),
    "a revision that nobody sent": (
        "The audit trail does not tell of the submission of this text.",
        lambda record: record["revision"].update(number=99),
    ),
    "a publisher who did not publish": (
        "The audit trail does not tell of publication 1 as it stands in the pack.",
        lambda record: [row.update(by=1) for row in (record["publication"], *record["publications"])],
    ),
    "a request for changes that counts": (
        "which is no approval.",
        lambda record: record["decisions"][0]["signed"].update(verdict="request_changes"),
    ),
    "a signature after the fact": (
        "is later than the publication that rests on it.",
        lambda record: record["decisions"][0]["signed"].update(at="2030-01-01T00:00:00+00:00"),
    ),
    "a signature of another text": (
        "decided on another text.",
        lambda record: record["decisions"][0]["signed"].update(html_digest="0" * 64),
    ),
    "a decision that nobody made": (
        "The audit trail does not tell of what",
        lambda record: record["decisions"][0].update(key=99_999),
    ),
    "a signature that was taken back and is not": (
        "was taken back.",
        lambda record: record["decisions"][0].update(revocation={"by": 1, "at": "2030", "reason": "x"}),
    ),
    "a policy that nobody made": (
        "decided under a policy that is not in the pack.",
        lambda record: record["decisions"][0]["signed"].update(policy_version="lax-1"),
    ),
    "a policy in other words": (
        "The audit trail does not tell of the approval of the policy policy-1.",
        lambda record: record["policy_versions"][0].update(values="{}"),
    ),
    "a policy of one person": (
        "was approved by whoever proposed it.",
        lambda record: record["policy_versions"][0].update(proposed_by=record["policy_versions"][0]["approved_by"]),
    ),
    "another record of safety changes": (
        "The record of safety changes is not the one that was made when the text was sent.",
        lambda record: record["revision"].update(safety="{}"),
    ),
    "more signers asked for": (
        "1 signed, but its safety changes needed 2.",
        lambda record: record["revision"].update(signers_for_safety=2),
    ),
    "no page": ("No page is there that was served.", lambda record: record["pages"].clear()),
    "a page of another sum": (
        "is not the page that was served.",
        lambda record: record["pages"][0].update(sha256="0" * 64),
    ),
    "a page of another text": ("is of another text.", lambda record: record["pages"][0].update(html_digest="0" * 64)),
    "a page without the general notice": (
        "has no general notice.",
        lambda record: record["pages"][0].update(notices=[]),
    ),
    "a page with a notice that nobody approved": (
        "whose approval is not in the pack.",
        lambda record: record["pages"][0]["notices"][0].update(version=99),
    ),
    "a page with a notice by an unknown rule": (
        "by a rule or number that is not in the pack.",
        lambda record: record["pages"][0]["notices"][0].update(rule="nobodys-rule"),
    ),
    "a page with a number that nobody approved": (
        "by a rule or number that is not in the pack.",
        lambda record: record["pages"][0]["notices"][0].update(numbers=["xx-emergency 1"]),
    ),
}


@pytest.mark.parametrize("case", FORGERIES)
def test_a_record_that_says_something_else_is_found(case: str, made: Made, tmp_path: Path) -> None:
    sentence, change = FORGERIES[case]

    assert sentence in refused(tmp_path, forged(made.pack, "record.json", change))


def test_a_notice_that_is_not_on_its_page_is_found(made: Made, tmp_path: Path) -> None:
    """Its heading was taken off the page."""
    files = unpacked(made.pack)
    heading = json.loads(files["notices.json"])["notices"][0]["heading"]
    page = files["pages/0001.html"].replace(html.escape(heading).encode(), b"Good news")

    assert "does not show the notice" in refused(tmp_path, packed(listed_again(files | {"pages/0001.html": page})))


TRAILS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a next entry that follows another one": (
        "does not follow it.",
        lambda trail: trail["neighbours"][-1].update(prev_hash="0" * 64),
    ),
    "an entry before that is another one": (
        "does not follow the entry before it.",
        lambda trail: [row.update(hash="0" * 64) for row in trail["neighbours"]],
    ),
    "an end that is another one": (
        "is not the one that the checkpoint names.",
        lambda trail: trail["end"].update(hash="0" * 64),
    ),
    "a checkpoint of another chain": (
        "is not the one that the checkpoint names.",
        lambda trail: trail.update(checkpoint={"day": "2026-11-25", **trail["end"], "hash": "0" * 64}),
    ),
    "other sums": (
        "The audit entries are not those that were put into the pack.",
        lambda trail: trail.update(digest="0" * 64),
    ),
}


@pytest.mark.parametrize("case", TRAILS)
def test_a_trail_that_says_something_else_is_found(case: str, made: Made, tmp_path: Path) -> None:
    sentence, change = TRAILS[case]

    assert sentence in refused(tmp_path, forged(made.pack, "trail.json", change))


def test_a_pack_of_another_chain_is_not_in_the_trail(made: Made, tmp_path: Path) -> None:
    lines = made.trail.splitlines(keepends=True)
    (tmp_path / "trail.jsonl").write_text("".join(lines[:20]))

    assert "of the pack is not in the trail." in refused(tmp_path, made.pack, "--trail", str(tmp_path / "trail.jsonl"))
