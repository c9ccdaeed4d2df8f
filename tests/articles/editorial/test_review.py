"""The review screen: what a clinician reads, and how a signature comes about."""

from typing import Any
from unittest import mock

import pytest
from django.test import Client

from articles.choices import DraftState
from articles.content import Passage
from articles.domain.drafting import drafts
from articles.domain.governance.policy import current_policy
from articles.domain.overlay import notice_desk
from articles.models import Decision, Draft, NoticeProposal, Publication, Revision
from people.signing_in.factors import KINDS_KEY
from tests import factories
from tests.conftest import Cast
from tests.people.signing_in.helpers import code_now, give_app, give_passkey

pytestmark = pytest.mark.usefixtures("approved_notices")


def address(revision: Revision) -> str:
    return f"/admin/desk/revisions/{revision.pk}/"


@pytest.fixture
def as_clinician(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clinician)
    return client


def signature(client: Client, revision: Revision, **values: Any) -> dict[str, Any]:
    form = client.get(address(revision)).context["form"]
    return {
        "content_digest": form["content_digest"].value(),
        "html_digest": form["html_digest"].value(),
        "notices": form["notices"].value(),
        "confirmed": [key for key, _ in current_policy().checklist],
        "interests": "none",
        "comment": "Clear and complete.",
        "password": factories.PASSWORD,
        "decision": "approve",
    } | values


def test_the_screen_shows_text_findings_notices_and_fingerprint(as_clinician: Client, cast: Cast) -> None:
    unused = factories.make_reference("unused")
    content = factories.content()
    draft = factories.make_draft(
        cast.writer, subjects=(factories.clonazepam(),), citations=(*content.citations, factories.citation(unused))
    )
    revision = factories.submit(draft, cast.writer)

    html = as_clinician.get(address(revision)).content.decode()

    assert "A statement with a source" in html
    assert "Listed, but cited nowhere: unused." in html
    assert "Do not stop this medicine suddenly" in html
    assert "<dd>drug class: benzodiazepine</dd>" in html
    assert "benzodiazepine-stopping: drug class: benzodiazepine. Version 1, approved by Clara Clinician, MD" in html
    assert "do-not-stop-suddenly, version 1 (en), approved by Clara Clinician, MD" in html
    assert " ".join(revision.content_digest[i : i + 4] for i in range(0, 64, 4)) in html
    assert "Nothing of this article is live, and you signed none of it: all of it is new" in html


def with_a_passage(cast: Cast) -> Revision:
    held = (
        factories.content()
        .citations[0]
        .model_copy(update={"passage": Passage(quote="It <b>was</b> seen in 5 of 100.", place="p. 3, Table 2")})
    )
    bare = factories.citation(factories.make_reference("bare2021"))
    body = "A statement [@sample2020]. Another one [@bare2021]."
    draft = factories.make_draft(cast.writer, citations=(held, bare), summary="In brief [@sample2020].", body=body)
    return factories.submit(draft, cast.writer)


def test_each_source_stands_beside_the_sentences_that_rest_on_it(as_clinician: Client, cast: Cast) -> None:
    revision = with_a_passage(cast)

    response = as_clinician.get(address(revision))

    html = response.content.decode()
    rows = response.context["sources"]
    assert [(row.key, [claim.text for claim in row.claims], row.is_ticked) for row in rows] == [
        ("sample2020", ["In brief.", "A statement."], False),
        ("bare2021", ["Another one."], False),
    ]
    assert "It &lt;b&gt;was&lt;/b&gt; seen in 5 of 100." in html
    assert "p. 3, Table 2" in html
    assert "The writer gave no passage." in html
    assert '<a href="#cite-1b">the opening of the text</a>' in html


def test_ticks_are_signed_with_the_decision_and_shown_with_it(as_clinician: Client, cast: Cast) -> None:
    revision = with_a_passage(cast)

    as_clinician.post(address(revision), signature(as_clinician, revision, ticked=["sample2020"]))

    assert '"source:sample2020"' in Decision.objects.get().checklist
    html = as_clinician.get(address(revision)).content.decode()
    assert "Sources compared with the text: sample2020. Not ticked: bare2021." in html


def test_a_refused_decision_keeps_the_ticks(as_clinician: Client, cast: Cast) -> None:
    revision = with_a_passage(cast)

    response = as_clinician.post(address(revision), signature(as_clinician, revision, password="", ticked=["bare2021"]))

    assert [row.is_ticked for row in response.context["sources"]] == [False, True]
    assert 'value="bare2021" form="decision" checked' in response.content.decode()


def test_who_cannot_decide_finds_nothing_to_tick(as_writer: Client, cast: Cast) -> None:
    html = as_writer.get(address(with_a_passage(cast))).content.decode()

    assert "In brief." in html
    assert 'name="ticked"' not in html


def test_a_clinician_signs_what_was_shown(as_clinician: Client, revision: Revision) -> None:
    response = as_clinician.post(address(revision), signature(as_clinician, revision))

    decision = Decision.objects.get()
    assert response.status_code == 302
    assert (decision.content_digest, decision.html_digest) == (revision.content_digest, revision.html_digest)
    assert decision.statement == "No conflict of interest with this subject."
    assert decision.evidence_method == "password"
    assert Draft.objects.get().state == DraftState.APPROVED


@pytest.mark.parametrize(
    ("values", "status", "message"),
    [
        ({"password": ""}, 403, "Type your password to sign."),
        ({"password": "wrong"}, 403, "That password is not right."),
        ({"confirmed": ["sources"]}, 400, "Confirm each point of the checklist."),
        ({"interests": ""}, 400, "State your interests"),
        ({"interests": "some", "statement": " "}, 400, "State your interests"),
        ({"content_digest": "0" * 64}, 409, "What you looked at is not what would be signed."),
        ({"notices": "[]"}, 409, "The notices of this article changed"),
        ({"decision": "changes", "comment": " "}, 400, "Say what has to change."),
        ({"decision": ""}, 400, "Choose one: approve and sign, or request changes."),
    ],
)
def test_a_refused_signature_says_why_and_keeps_what_was_typed(
    values: dict[str, Any], status: int, message: str, as_clinician: Client, revision: Revision
) -> None:
    data = signature(as_clinician, revision, **{"comment": "Words that must not be lost."} | values)

    response = as_clinician.post(address(revision), data)

    html = response.content.decode()
    assert response.status_code == status
    assert message in html
    assert values.get("comment", "Words that must not be lost.").strip() in html
    assert Decision.objects.count() == 0
    assert Draft.objects.get().state == DraftState.IN_REVIEW


def test_a_password_typed_once_is_good_for_five_minutes(as_clinician: Client, revision: Revision, cast: Cast) -> None:
    as_clinician.post(address(revision), signature(as_clinician, revision, confirmed=[]))
    assert (
        "You confirmed your identity less than five minutes ago."
        in as_clinician.get(address(revision)).content.decode()
    )
    now = factories.timezone_now()

    with mock.patch("articles.editorial.views.reviewing.timezone.now", return_value=now + factories.minutes(6)):
        late = as_clinician.post(address(revision), signature(as_clinician, revision, password=""))
    in_time = as_clinician.post(address(revision), signature(as_clinician, revision, password=""))

    assert (late.status_code, in_time.status_code) == (403, 302)


def test_a_code_of_the_app_signs_and_the_decision_says_so(as_clinician: Client, revision: Revision, cast: Cast) -> None:
    give_app(cast.clinician)
    data = signature(as_clinician, revision, password="")

    wrong = as_clinician.post(address(revision), data | {"sign_code": "123"})
    right = as_clinician.post(address(revision), data | {"sign_code": f" {code_now()} "})

    assert (wrong.status_code, right.status_code) == (403, 302)
    assert Decision.objects.get().evidence_method == "authenticator code"


@pytest.mark.parametrize("answer", ["nonsense", "{}", "[]", "1", "[" * 20_000])
def test_nonsense_for_a_passkey_signs_nothing(
    answer: str, as_clinician: Client, revision: Revision, cast: Cast
) -> None:
    give_passkey(cast.clinician)
    data = signature(as_clinician, revision, password="", credential=answer)
    with mock.patch("people.signing_in.factors.webauthn.get_credentials", return_value=[]):
        as_clinician.get("/admin/account/passkeys/question/")
        response = as_clinician.post(address(revision), data)
        again = as_clinician.post(address(revision), data)

    assert response.status_code == again.status_code == 403
    assert "That passkey did not match." in response.content.decode()
    assert "Too much time passed" in again.content.decode()
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("kinds", "passkey", "app"), [([], False, False), (["webauthn"], True, False), (["totp"], False, True)]
)
def test_a_form_offers_what_the_person_has(
    kinds: list[str], passkey: bool, app: bool, as_clinician: Client, revision: Revision
) -> None:
    session = as_clinician.session
    session[KINDS_KEY] = kinds
    session.save()

    html = as_clinician.get(address(revision)).content.decode()

    assert ("Sign with a passkey" in html, "your authenticator app" in html) == (passkey, app)
    assert "Your password, to sign" in html


def test_the_proof_of_one_person_is_no_proof_of_another(client: Client, revision: Revision, cast: Cast) -> None:
    client.force_login(cast.clinician)
    client.post(address(revision), signature(client, revision, confirmed=[]))
    kept = client.session["medsite_step_up"]
    client.force_login(cast.second_clinician)
    session = client.session
    session["medsite_step_up"] = kept
    session.save()

    response = client.post(address(revision), signature(client, revision, password=""))

    assert response.status_code == 403
    assert Decision.objects.count() == 0


def test_five_wrong_passwords_close_the_door_for_a_while(as_clinician: Client, revision: Revision) -> None:
    data = signature(as_clinician, revision, password="wrong")
    for _ in range(5):
        as_clinician.post(address(revision), data)

    response = as_clinician.post(address(revision), data | {"password": factories.PASSWORD})

    assert "Too many wrong tries." in response.content.decode()
    assert Decision.objects.count() == 0


def test_a_notice_that_changed_while_reading_has_to_be_looked_at(
    as_clinician: Client, revision: Revision, cast: Cast
) -> None:
    data = signature(as_clinician, revision)
    proposal = NoticeProposal(code="general", harm="general", heading="Disclaimer", body="A newer wording.")
    notice_desk.save_notice_proposal(proposal, by=cast.writer, now=factories.NOW)
    notice_desk.approve_notice(
        proposal, evidence=factories.evidence(cast.clinician), by=cast.clinician, now=factories.NOW
    )

    refused = as_clinician.post(address(revision), data)

    assert refused.status_code == 409
    assert "A newer wording." in refused.content.decode()
    again = data | {"notices": refused.context["form"]["notices"].value()}
    assert as_clinician.post(address(revision), again).status_code == 302


def test_changes_are_requested_without_a_password(as_clinician: Client, revision: Revision) -> None:
    data = signature(as_clinician, revision, password="", decision="changes", comment="The dose is missing.")

    response = as_clinician.post(address(revision), data)

    assert response.status_code == 302
    assert (Decision.objects.get().verdict, Decision.objects.get().comment) == (
        "request_changes",
        "The dose is missing.",
    )
    assert "The dose is missing." in as_clinician.get(f"/admin/desk/articles/{revision.article_id}/").content.decode()


def test_the_author_reads_the_screen_and_finds_no_form(as_writer: Client, revision: Revision) -> None:
    html = as_writer.get(address(revision)).content.decode()

    assert "You cannot decide here. You cannot approve here: that is for clinicians." in html
    assert 'name="decision"' not in html


def test_a_crafted_post_of_the_author_changes_nothing(client: Client, revision: Revision, cast: Cast) -> None:
    client.force_login(cast.clinician)
    data = signature(client, revision)
    client.force_login(cast.writer)

    response = client.post(address(revision), data)

    assert response.status_code == 403
    assert Decision.objects.count() == 0


def test_changes_since_the_live_text_are_marked_and_escaped(
    as_clinician: Client, cast: Cast, publication: Publication
) -> None:
    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(draft, cast.writer, lead="Two sentences of lead. They say <b>more</b> of it.")
    revision = factories.submit(draft, cast.writer)

    two, one = (as_clinician.get(address(revision) + query).content.decode() for query in ("", "?view=one"))

    assert "1 change, about 2 minutes" in two
    assert "since the live text of 25 November 2026" in two
    assert "&lt;b&gt;" in two
    assert "<b>more</b>" not in two
    assert ("ed-diff--two" in two, "ed-diff--two" in one) == (True, False)
    assert "Unchanged: Title, Quick summary" in two


def test_the_preview_shows_the_page_and_says_that_it_is_not_published(as_clinician: Client, revision: Revision) -> None:
    html = as_clinician.get(f"{address(revision)}preview/").content.decode()

    assert "Preview for staff. This text is not published." in html
    assert '<meta name="robots" content="noindex">' in html
    assert "A sample article" in html


def test_a_decided_revision_offers_no_form(as_clinician: Client, revision: Revision, cast: Cast) -> None:
    factories.approve(revision, cast.second_clinician)

    html = as_clinician.get(address(revision)).content.decode()

    assert "This revision is not waiting for a decision." in html
    assert "Carl Clinician, MD" in html


def test_what_changed_since_somebody_signed_is_another_question(
    client: Client, cast: Cast, publication: Publication
) -> None:
    """Clara signed the first version, Carl the second, which is live; the third changes the summary as well."""
    second = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(second, cast.writer, lead="A lead that Carl signed.")
    factories.approve(factories.submit(second, cast.writer), cast.second_clinician)
    factories.publish(second, cast.publisher)
    third = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    factories.save(third, cast.writer, summary="Another answer [@sample2020].")
    revision = factories.submit(third, cast.writer)

    def changed(query: str) -> tuple[str, list[str], str]:
        context = client.get(address(revision) + query).context
        older = context["found"].older
        return context["found"].since, [field.label for field in context["changes"]], older.name if older else ""

    client.force_login(cast.clinician)
    assert changed("") == ("live", ["Quick summary"], "Live")
    assert changed("?since=mine") == ("mine", ["Lead", "Quick summary"], "You signed")
    assert changed("?since=all") == ("all", [], "")
    assert changed("?since=yesterday") == ("live", ["Quick summary"], "Live")
    links = client.get(address(revision) + "?since=mine&view=one").content.decode()
    assert 'href="?since=mine&amp;view=two#changes-h"' in links
    assert 'href="?since=live&amp;view=one"' in links

    client.force_login(cast.writer)
    assert changed("?since=mine") == ("live", ["Quick summary"], "Live")


def test_last_words_about_interests_are_shown_and_nothing_is_ticked(
    as_clinician: Client, cast: Cast, publication: Publication
) -> None:
    other = factories.submit(factories.make_draft(cast.writer, title="Another one"), cast.writer)
    factories.approve(other, cast.clinician, statement="I was paid to speak in 2024.")

    draft = drafts.open_draft(publication.article, by=cast.writer, now=factories.NOW)
    again = as_clinician.get(address(factories.submit(draft, cast.writer)))
    html = as_clinician.get(address(factories.submit(factories.make_draft(cast.writer), cast.writer))).content.decode()

    assert "you said: “I was paid to speak in 2024.” Say it anew for this text." in html
    assert 'name="statement" value="I was paid to speak in 2024."' in html
    assert again.context["last_statement"].words == "No conflict of interest with this subject."
    assert 'name="statement" value=' not in again.content.decode()
    assert " checked" not in html.split('id="decision"')[1].split("</form>")[0]
