"""A manifest is signed in one act that makes a decision for each text, by the same rules as one signature."""

import json
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.choices import DraftState
from articles.content import ArticleContent
from articles.domain import workflow
from articles.domain.errors import NeedsSignIn, NotAllowed, Refused, Stale
from articles.domain.governance.policy import STRICT
from articles.domain.publication.framing import choose_notices
from articles.domain.reviewing import manifests
from articles.models import Decision, Draft, Manifest, ManifestItem, ManifestSample, ManifestSigning, Revision
from medsite.audit.models import AuditEntry
from people.models import Credential, User
from people.register import suspend_credential, verify_credential
from people.roles import Role
from tests import factories
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("approved_notices")


def submitted(cast: Cast, count: int) -> list[Revision]:
    return [factories.submit(factories.make_draft(cast.writer, title=f"Text {n}"), cast.writer) for n in range(count)]


def make(cast: Cast, revisions: list[Revision], title: str = "Autumn") -> Manifest:
    return manifests.make_manifest(revisions, title=title, by=cast.writer, now=factories.NOW)


def read_sample(manifest: Manifest, by: User) -> None:
    manifests.draw_sample(manifest, by=by, now=factories.NOW)
    for row in ManifestSample.objects.filter(item__manifest=manifest, reviewer=by):
        manifests.note_opening(row.item, by=by, now=factories.NOW)


def sign(manifest: Manifest, by: User, **values: Any) -> ManifestSigning:
    arguments: dict[str, Any] = {
        "shown": manifests.overview(manifest, user=by, now=factories.NOW).shown,
        "evidence": factories.evidence(by),
        "statement": "No conflict of interest.",
        "confirmed": [key for key, _ in STRICT.checklist],
    }
    return manifests.sign(manifest, by=by, now=factories.NOW, **arguments | values)


def state(revision: Revision) -> str:
    return Draft.objects.get(pk=revision.draft_id).state


# Making one


def test_a_manifest_names_each_text_by_its_digests(cast: Cast) -> None:
    revisions = submitted(cast, 2)
    manifest = make(cast, revisions)

    assert [(i.revision, i.content_digest, i.html_digest) for i in manifest.items.all()] == [
        (r, r.content_digest, r.html_digest) for r in revisions
    ]
    assert manifest.digest == manifests.manifest_digest(revisions)
    assert manifest.digest != manifests.manifest_digest(revisions[::-1])
    assert AuditEntry.objects.get(act="manifest.made").actor == cast.writer
    assert Decision.objects.count() == 0


def test_only_texts_that_wait_are_listed(cast: Cast, revision: Revision) -> None:
    workflow.recall(revision.draft, by=cast.writer, now=factories.NOW)

    with pytest.raises(Stale, match="wait for a decision no more"):
        make(cast, [revision])


def test_a_manifest_of_nothing_of_too_much_or_without_a_name_is_refused(cast: Cast, revision: Revision) -> None:
    with pytest.raises(Refused, match="at least one"):
        make(cast, [])
    with pytest.raises(Refused, match="at most"):
        make(cast, [revision] * 101)
    with pytest.raises(Refused, match="name"):
        make(cast, [revision], title=" ")


def test_the_same_list_is_made_once(cast: Cast, revision: Revision) -> None:
    make(cast, [revision])

    with pytest.raises(Refused, match="exactly these texts already"):
        make(cast, [revision])


@pytest.mark.parametrize("name", ["administrator", "stranger", "superuser"])
def test_a_manifest_is_made_by_an_editorial_role(name: str, cast: Cast, revision: Revision) -> None:
    with pytest.raises(NotAllowed):
        manifests.make_manifest([revision], title="M", by=getattr(cast, name), now=factories.NOW)


def test_the_database_refuses_an_item_with_other_digests(cast: Cast, revision: Revision) -> None:
    manifest = make(cast, [revision])
    other = submitted(cast, 1)[0]

    with pytest.raises(Error, match="other digests"), transaction.atomic():
        ManifestItem.objects.create(
            manifest=manifest,
            position=2,
            revision=other,
            content_digest=revision.content_digest,
            html_digest=revision.html_digest,
        )


# Reading


@pytest.mark.parametrize(("items", "size"), [(1, 1), (4, 4), (5, 5), (6, 5), (50, 5), (51, 6), (100, 10)])
def test_the_sample_is_five_texts_or_a_tenth(items: int, size: int) -> None:
    assert STRICT.sample_size(items) == size


def test_the_sample_is_chosen_once_for_a_clinician_and_recorded(cast: Cast) -> None:
    manifest = make(cast, submitted(cast, 7))

    assert manifests.draw_sample(manifest, by=cast.clinician, now=factories.NOW) == 5
    first = set(ManifestSample.objects.values_list("item", flat=True))
    assert manifests.draw_sample(manifest, by=cast.clinician, now=factories.NOW) == 5

    assert set(ManifestSample.objects.values_list("item", flat=True)) == first
    entry = AuditEntry.objects.get(act="manifest.sampled")
    assert len(json.loads(entry.data)["items"]) == 5


def test_the_sample_is_of_texts_that_this_clinician_may_sign(cast: Cast) -> None:
    revisions = submitted(cast, 3)
    factories.approve(revisions[0], cast.clinician)
    with pytest.raises(Stale):
        make(cast, revisions)
    manifest = make(cast, revisions[1:])
    factories.approve(revisions[1], cast.clinician)

    assert manifests.draw_sample(manifest, by=cast.second_clinician, now=factories.NOW) == 1


@pytest.mark.parametrize("name", ["writer", "publisher", "superuser"])
def test_only_clinicians_sample_open_and_sign(name: str, cast: Cast, revision: Revision) -> None:
    manifest, by = make(cast, [revision]), getattr(cast, name)

    with pytest.raises(NotAllowed):
        manifests.draw_sample(manifest, by=by, now=factories.NOW)
    with pytest.raises(NotAllowed):
        manifests.note_opening(manifest.items.get(), by=by, now=factories.NOW)
    with pytest.raises(NotAllowed):
        sign(manifest, by)


# Signing


def test_one_act_makes_a_decision_for_each_text(cast: Cast) -> None:
    revisions = submitted(cast, 6)
    manifest = make(cast, revisions)
    read_sample(manifest, cast.clinician)

    signing = sign(manifest, cast.clinician)

    assert (signing.items, signing.sampled, signing.opened, signing.signed) == (6, 5, 5, 6)
    assert [state(revision) for revision in revisions] == [DraftState.APPROVED] * 6
    decisions = Decision.objects.order_by("pk")
    assert [(d.revision, d.by, d.content_digest) for d in decisions] == [
        (r, cast.clinician, r.content_digest) for r in revisions
    ]
    unread = set(manifest.items.all()) - {row.item for row in ManifestSample.objects.all()}
    said = {d.revision_id: d.comment for d in decisions}
    assert said[unread.pop().revision_id].endswith("5 of its 6 texts were opened; this one was not opened.")
    assert manifest.digest[:16] in decisions[0].comment
    assert decisions[0].notices == choose_notices(ArticleContent.from_json(revisions[0].content_json)).as_json()


def test_the_audit_names_the_manifest_beside_every_decision(cast: Cast) -> None:
    manifest = make(cast, submitted(cast, 2))
    read_sample(manifest, cast.clinician)

    sign(manifest, cast.clinician)

    entry = AuditEntry.objects.get(act="manifest.signed")
    data = json.loads(entry.data)
    assert (data["manifest"], data["decisions"]) == (
        manifest.digest,
        list(Decision.objects.order_by("pk").values_list("pk", flat=True)),
    )
    assert AuditEntry.objects.filter(act="revision.approved").count() == 2


def test_what_may_not_be_signed_is_left_out_whole_and_named(cast: Cast) -> None:
    revisions = submitted(cast, 3)
    manifest = make(cast, revisions)
    read_sample(manifest, cast.clinician)
    factories.request_changes(revisions[1], cast.second_clinician)

    signing = sign(manifest, cast.clinician)

    assert json.loads(signing.refused) == [["Text 1, revision 1", "It waits for a decision no more."]]
    assert [state(r) for r in revisions] == [DraftState.APPROVED, DraftState.CHANGES_REQUESTED, DraftState.APPROVED]


def test_who_worked_on_a_text_does_not_sign_it_in_a_manifest_either(cast: Cast) -> None:
    both = factories.make_user("rita", Role.WRITER, Role.CLINICIAN)
    factories.make_profile(both, "Rita Both")
    credential = Credential.objects.create(holder=both, title="Physician", body="Sample Medical Council", number="S-9")
    verify_credential(credential, by=cast.administrator, evidence="Looked up.", now=factories.NOW)
    own = factories.submit(factories.make_draft(both, title="Own"), both)
    other = submitted(cast, 1)[0]
    manifest = make(cast, [own, other])
    read_sample(manifest, both)

    signing = sign(manifest, both)

    assert (signing.signed, json.loads(signing.refused)[0][0]) == (1, "Own, revision 1")
    assert [d.revision for d in Decision.objects.all()] == [other]


def test_a_refusal_of_the_signature_itself_is_named_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    revisions = submitted(cast, 2)
    manifest = make(cast, revisions)
    read_sample(manifest, cast.clinician)
    shown = manifests.overview(manifest, user=cast.clinician, now=factories.NOW).shown
    with factories.triggers_lifted():
        Revision.objects.filter(pk=revisions[0].pk).update(
            body_html=revisions[0].body_html.replace("A sample", "B sample")
        )

    signing = sign(manifest, cast.clinician, shown=shown)

    assert "does not match its digests" in json.loads(signing.refused)[0][1]
    assert [state(r) for r in revisions] == [DraftState.IN_REVIEW, DraftState.APPROVED]


def test_an_unread_sample_keeps_everything_unsigned(cast: Cast) -> None:
    manifest = make(cast, submitted(cast, 2))
    with pytest.raises(Refused, match="choose the sample"):
        sign(manifest, cast.clinician)
    manifests.draw_sample(manifest, by=cast.clinician, now=factories.NOW)
    manifests.note_opening(manifest.items.all()[0], by=cast.clinician, now=factories.NOW)

    with pytest.raises(Refused, match="1 of the 2 texts of your sample were not opened"):
        sign(manifest, cast.clinician)

    assert Decision.objects.count() == 0


def test_what_a_signature_needs_a_manifest_needs_too(cast: Cast, revision: Revision) -> None:
    manifest = make(cast, [revision])
    read_sample(manifest, cast.clinician)

    with pytest.raises(NeedsSignIn):
        sign(manifest, cast.clinician, evidence=factories.evidence(cast.second_clinician))
    with pytest.raises(NeedsSignIn):
        sign(manifest, cast.clinician, evidence=factories.evidence(cast.clinician, now=factories.later(minutes=-6)))
    with pytest.raises(Refused, match="State your interests"):
        sign(manifest, cast.clinician, statement=" ")
    with pytest.raises(Refused, match="Confirm each point"):
        sign(manifest, cast.clinician, confirmed=["sources"])
    with pytest.raises(Stale, match="notices"):
        sign(manifest, cast.clinician, shown="0" * 64)
    suspend_credential(
        Credential.objects.get(holder=cast.clinician), by=cast.administrator, reason="Asked.", now=factories.NOW
    )
    with pytest.raises(NotAllowed, match="registration"):
        sign(manifest, cast.clinician)

    assert Decision.objects.count() == 0
    assert ManifestSigning.objects.count() == 0


def test_a_second_signing_finds_nothing_to_sign(cast: Cast, revision: Revision) -> None:
    manifest = make(cast, [revision])
    read_sample(manifest, cast.clinician)
    sign(manifest, cast.clinician)

    with pytest.raises(Refused, match="Nothing was signed"):
        sign(manifest, cast.clinician)

    assert Decision.objects.count() == 1


def test_an_overview_takes_a_fixed_number_of_statements(cast: Cast) -> None:
    counts = []
    for number in (1, 3):
        manifest = make(cast, submitted(cast, number), title=f"M{number}")
        with CaptureQueriesContext(connection) as queries:
            manifests.overview(manifest, user=cast.clinician, now=factories.NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 16
