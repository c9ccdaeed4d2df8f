"""Every side door: who may open it, who is told that it is not there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from articles.choices import CallReason, HouseKey, ReportKind
from articles.domain.drafting import unsaved
from articles.domain.overlay import notice_desk
from articles.domain.publication import scheduling
from articles.domain.readers import feedback, house_texts
from articles.domain.reviewing import assignments, comments, manifests
from articles.domain.upkeep import review_queue
from articles.editorial.urls import urlpatterns
from articles.models import NoticeProposal, NumberProposal, Publication, RuleProposal
from people.models import Credential
from people.roles import Role
from references.models import Reference
from tests import factories, policies
from tests.conftest import Cast

EDITORIAL = {"writer", "clinician", "publisher"}

# Address name: who may open it. Everybody else who is signed in gets 404, strangers go to the sign-in page.
DOORS: dict[str, set[str]] = {
    "article": EDITORIAL,
    "open-draft": {"writer"},
    "duplicate": {"writer"},
    "translate": {"writer"},
    "original": EDITORIAL,
    "beside-original": EDITORIAL,
    "catch-up": {"writer"},
    "address": {"publisher"},
    "stop": {"clinician", "publisher"},
    "stop-find": {"clinician", "publisher"},
    "cancel-schedule": {"publisher"},
    "withdraw": {"publisher"},
    "reinstate": {"publisher"},
    "import": {"writer"},
    "import-report": EDITORIAL,
    "import-take": {"writer"},
    "import-set-aside": {"writer"},
    "manifests": EDITORIAL,
    "manifest-make": EDITORIAL,
    "manifest": EDITORIAL,
    "manifest-sample": {"clinician"},
    "manifest-open": {"clinician"},
    "submit": {"writer"},
    "recall": {"writer", "publisher"},
    "reopen": {"writer", "publisher"},
    "publish": {"publisher"},
    "give-up": {"writer"},
    "preview-draft": EDITORIAL,
    "preview-links": {"writer", "publisher"},
    "preview-link-revoke": {"writer", "publisher"},
    "snapshots": EDITORIAL,
    "restore": {"writer"},
    "review": EDITORIAL,
    "preview-revision": EDITORIAL,
    "comment": EDITORIAL,
    "unfinished": {"clinician"},
    "comments": EDITORIAL,
    "thread": EDITORIAL,
    "approve-notice": EDITORIAL,
    "approve-rule": EDITORIAL,
    "draft-live": {"writer"},
    "sources": {"writer"},
    "source-uses": EDITORIAL,
    "article-sources": EDITORIAL,
    "rescue": {"writer"},
    "waivers": EDITORIAL,
    "draft-pulse": {"writer"},
    "unsaved": {"writer"},
    "approve-number": EDITORIAL,
    "bank": EDITORIAL,
    "bank-question": EDITORIAL,
    "bank-retire": {"writer"},
    "draft-bank": {"writer"},
    "draft-bank-settle": {"writer"},
    "register": {"administrator", "publisher"},
    "registration": {"administrator", "publisher"},
    "registration-verify": {"administrator"},
    "registration-suspend": {"administrator"},
    "registration-reinstate": {"administrator"},
    "revoke": {"administrator", "publisher", "clinician"},
    "audit": {"administrator", "publisher"},
    "audit-entry": {"administrator", "publisher"},
    "audit-export": {"administrator", "publisher"},
    "approval-pack": {"administrator", "publisher", "clinician"},
    "calendar": EDITORIAL,
    "reports": {"administrator", "publisher"},
    "report": {"administrator", "publisher"},
    "rereviews": EDITORIAL,
    "house": EDITORIAL,
    "house-write": EDITORIAL,
    "house-approve": EDITORIAL,
    "house-drop": EDITORIAL,
    "inbox": EDITORIAL,
    "inbox-message": EDITORIAL,
    "figures": EDITORIAL,
    "close-call": {"clinician", "publisher"},
    "ask-review": EDITORIAL,
    "still-right": {"clinician"},
    "policy": EDITORIAL | {"administrator"},
    "policy-version": EDITORIAL | {"administrator"},
    "policy-propose": {"publisher", "administrator"},
    "policy-approve": {"publisher", "administrator"},
    "policy-drop": {"publisher", "administrator"},
    "asked": EDITORIAL,
    "reviewers": EDITORIAL,
    "take-up": {"clinician"},
    "decline": {"clinician"},
    "reassign": {"writer", "publisher"},
    "move-day": {"writer", "publisher"},
    "your-mail": EDITORIAL | {"administrator"},
    "upload": {"writer"},
    "file": EDITORIAL,
    "notices": EDITORIAL,
    "change-notices": EDITORIAL,
    "article-notices": EDITORIAL,
}
POST_ONLY = {
    "unfinished",
    "comment",
    "thread",
    "manifest-sample",
    "manifest-open",
    "import-take",
    "import-set-aside",
    "open-draft",
    "change-notices",
    "duplicate",
    "cancel-schedule",
    "recall",
    "restore",
    "draft-live",
    "draft-pulse",
    "upload",
    "bank-retire",
    "draft-bank-settle",
    "policy-drop",
    "house-drop",
    "preview-link-revoke",
    "take-up",
}
ROLES = ("writer", "clinician", "publisher", "administrator", "stranger", "superuser")


def test_every_door_is_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)} == set(DOORS)


@pytest.fixture
def addresses(cast: Cast, publication: Publication) -> dict[str, str]:
    """A real address for each door; the article is live, and another one has an open draft and a revision."""
    draft = factories.make_draft(cast.writer, title="A canary in a draft")
    revision = factories.submit(draft, cast.writer)
    notice = NoticeProposal(code="sample-notice", harm="caution", heading="Sample", body="It can make you sleepy.")
    notice_desk.save_notice_proposal(notice, by=cast.writer, now=factories.NOW)
    rule = RuleProposal(code="r", notice_code="general", conditions=[{"kind": "always", "value": ""}])
    notice_desk.save_rule_proposal(rule, by=cast.writer, now=factories.NOW)
    schedule = scheduling.schedule_withdrawal(
        publication.article,
        at=factories.NOW + timedelta(days=1),
        by=cast.publisher,
        now=factories.NOW,
        note="The canary campaign ends.",
    )
    row = factories.make_import("Title\n\nA canary.\n", by=cast.writer).row
    assert row is not None
    manifest = manifests.make_manifest([revision], title="A canary list", by=cast.writer, now=factories.NOW)
    article, desk = publication.article_id, "/admin/desk"
    call = review_queue.ask(
        publication.article,
        reason=CallReason.OTHER,
        detail="A canary sang.",
        by=cast.writer,
        now=factories.NOW,
    )
    house = house_texts.propose(HouseKey.US, body="A canary.", by=cast.writer, now=factories.NOW).pk
    slug, kind = "a-sample-article", ReportKind.OTHER
    report = feedback.report(slug, kind=kind, message="A canary sang.", now=factories.NOW).report.pk
    policies.put_in_force(cast, wants_passages=True)
    policies.propose(cast, signers=2)
    question = factories.make_bank_question(cast.writer).pk
    credential = Credential.objects.get(holder=cast.clinician).pk
    thread = comments.open_thread(
        revision, field="Lead", quote="", body="A canary comment.", by=cast.clinician, now=factories.NOW
    )
    decision = publication.approvals.get().decision_id
    shown = factories.make_preview_link(draft, cast.writer)
    (assigned,) = assignments.ask(
        revision, reviewers=[cast.clinician], due_on=None, by=cast.publisher, now=factories.NOW
    )
    unsaved.keep_unsaved(draft, "title=A+canary", version=1, by=cast.writer, now=factories.NOW)
    return {
        "article": f"{desk}/articles/{draft.article_id}/",
        "open-draft": f"{desk}/articles/{article}/open-draft/main/",
        "duplicate": f"{desk}/articles/{article}/duplicate/",
        "translate": f"{desk}/articles/{article}/translate/",
        "original": f"{desk}/articles/{article}/original/",
        "beside-original": f"{desk}/revisions/{revision.pk}/original/",
        "address": f"{desk}/articles/{article}/address/",
        "stop": f"{desk}/articles/{article}/stop/",
        "stop-find": f"{desk}/stop/",
        "audit": f"{desk}/audit/",
        "audit-entry": f"{desk}/audit/1/",
        "audit-export": f"{desk}/audit/export.csv",
        "approval-pack": f"{desk}/articles/{article}/publications/1/pack/",
        "cancel-schedule": f"{desk}/schedules/{schedule.pk}/cancel/",
        "withdraw": f"{desk}/articles/{article}/withdraw/",
        "reinstate": f"{desk}/articles/{article}/reinstate/",
        "import": f"{desk}/import/",
        "import-report": f"{desk}/imports/{row.pk}/",
        "import-take": f"{desk}/imports/{row.pk}/take/",
        "import-set-aside": f"{desk}/imports/{row.pk}/set-aside/",
        "manifests": f"{desk}/manifests/",
        "manifest-make": f"{desk}/manifests/new/",
        "manifest": f"{desk}/manifests/{manifest.pk}/",
        "manifest-sample": f"{desk}/manifests/{manifest.pk}/sample/",
        "manifest-open": f"{desk}/manifest-items/{manifest.items.get().pk}/open/",
        "submit": f"{desk}/drafts/{draft.pk}/submit/",
        "recall": f"{desk}/drafts/{draft.pk}/recall/",
        "reopen": f"{desk}/drafts/{draft.pk}/reopen/",
        "publish": f"{desk}/drafts/{draft.pk}/publish/",
        "catch-up": f"{desk}/drafts/{draft.pk}/catch-up/",
        "give-up": f"{desk}/drafts/{draft.pk}/give-up/",
        "preview-draft": f"{desk}/drafts/{draft.pk}/preview/",
        "preview-links": f"{desk}/drafts/{draft.pk}/outside/",
        "preview-link-revoke": f"{desk}/preview-links/{shown.link.pk}/revoke/",
        "snapshots": f"{desk}/drafts/{draft.pk}/versions/",
        "restore": f"{desk}/drafts/{draft.pk}/versions/1/restore/",
        "review": f"{desk}/revisions/{revision.pk}/",
        "preview-revision": f"{desk}/revisions/{revision.pk}/preview/",
        "comment": f"{desk}/revisions/{revision.pk}/comment/",
        "unfinished": f"{desk}/revisions/{revision.pk}/unfinished/",
        "comments": f"{desk}/drafts/{draft.pk}/comments/",
        "thread": f"{desk}/threads/{thread.pk}/",
        "approve-notice": f"{desk}/notices/{notice.pk}/approve/",
        "approve-rule": f"{desk}/rules/{rule.pk}/approve/",
        "draft-live": f"{desk}/drafts/{draft.pk}/live/",
        "sources": f"{desk}/sources/",
        "rescue": f"{desk}/drafts/{draft.pk}/sources/",
        "waivers": f"{desk}/drafts/{draft.pk}/waivers/",
        "source-uses": f"{desk}/sources/{Reference.objects.order_by('pk')[0].pk}/",
        "article-sources": f"{desk}/articles/{article}/sources/",
        "notices": f"{desk}/notices/",
        "change-notices": f"{desk}/notices/change/",
        "article-notices": f"{desk}/articles/{article}/notices/",
        "draft-pulse": f"{desk}/drafts/{draft.pk}/pulse/",
        "unsaved": f"{desk}/drafts/{draft.pk}/unsaved/",
        "approve-number": f"{desk}/numbers/{NumberProposal.objects.order_by('pk')[0].pk}/approve/",
        "bank": f"{desk}/bank/",
        "bank-question": f"{desk}/bank/{question}/",
        "bank-retire": f"{desk}/bank/{question}/retire/",
        "draft-bank": f"{desk}/drafts/{draft.pk}/bank/",
        "draft-bank-settle": f"{desk}/drafts/{draft.pk}/bank/1/",
        "register": f"{desk}/register/",
        "registration": f"{desk}/register/{credential}/",
        "registration-verify": f"{desk}/register/{credential}/verify/",
        "registration-suspend": f"{desk}/register/{credential}/suspend/",
        "registration-reinstate": f"{desk}/register/{credential}/reinstate/",
        "revoke": f"{desk}/decisions/{decision}/revoke/",
        "calendar": f"{desk}/calendar/",
        "reports": f"{desk}/reports/",
        "report": f"{desk}/reports/articles.csv",
        "rereviews": f"{desk}/reviews-due/",
        "house": f"{desk}/house/",
        "house-write": f"{desk}/house/contact/write/",
        "house-approve": f"{desk}/house/proposals/{house}/",
        "house-drop": f"{desk}/house/proposals/{house}/drop/",
        "inbox": f"{desk}/inbox/",
        "inbox-message": f"{desk}/inbox/{report}/",
        "figures": f"{desk}/figures/",
        "close-call": f"{desk}/reviews-due/{call.pk}/close/",
        "ask-review": f"{desk}/articles/{article}/ask-for-a-review/",
        "still-right": f"{desk}/articles/{article}/still-right/",
        "policy": f"{desk}/policy/",
        "policy-version": f"{desk}/policy/1/",
        "policy-propose": f"{desk}/policy/propose/",
        "policy-approve": f"{desk}/policy/proposal/",
        "policy-drop": f"{desk}/policy/proposal/drop/",
        "asked": f"{desk}/asked/",
        "reviewers": f"{desk}/revisions/{revision.pk}/reviewers/",
        "take-up": f"{desk}/revisions/{revision.pk}/take-up/",
        "decline": f"{desk}/assignments/{assigned.pk}/decline/",
        "reassign": f"{desk}/assignments/{assigned.pk}/reassign/",
        "move-day": f"{desk}/assignments/{assigned.pk}/day/",
        "your-mail": f"{desk}/mail/",
        "upload": f"{desk}/images/",
        "file": f"{desk}/files/{factories.make_picture(cast.writer).digest}.png",
    }


def knock(client: Client, door: str, address: str) -> Any:
    """Try a door and leave everything as it was: the next one is tried in the same house."""
    with transaction.atomic():
        response = client.post(address) if door in POST_ONLY else client.get(address)
        transaction.set_rollback(True)
    return response


# One house for all doors: it takes far longer to build than to knock at each of them.
@pytest.mark.parametrize("role", ROLES)
def test_a_door_opens_for_its_roles_and_is_not_there_for_others(
    role: str, addresses: dict[str, str], client: Client, cast: Cast
) -> None:
    client.force_login(getattr(cast, role))

    answers = {door: knock(client, door, address) for door, address in addresses.items()}

    opened = {door for door, answer in answers.items() if answer.status_code in {200, 302, 400, 409}}
    assert opened == {door for door, roles in DOORS.items() if role in roles}
    assert {answers[door].status_code for door in set(DOORS) - opened} <= {404}
    assert [door for door in set(DOORS) - opened if "canary" in answers[door].content.decode()] == []


def test_a_stranger_is_sent_to_sign_in(addresses: dict[str, str], client: Client) -> None:
    for door, address in addresses.items():
        response = knock(client, door, address)

        where = (response.status_code, response.headers.get("Location", "").split("?")[0])
        assert where == (302, "/admin/login/"), door


def test_an_act_is_not_done_by_a_mere_visit(addresses: dict[str, str], as_writer: Client) -> None:
    for door in POST_ONLY:
        assert as_writer.get(addresses[door]).status_code == 405, door


def test_an_act_needs_the_token_of_its_form(addresses: dict[str, str], cast: Cast) -> None:
    for person, doors in (
        (cast.publisher, [door for door, roles in DOORS.items() if "publisher" in roles]),
        (cast.writer, [door for door, roles in DOORS.items() if "publisher" not in roles]),
    ):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        for door in doors:
            assert client.post(addresses[door], {"reason": "x"}).status_code == 403, door


@pytest.mark.parametrize("start", ["articles", "revisions", "drafts"])
def test_a_key_that_is_none_is_a_404(start: str, as_writer: Client) -> None:
    tail = "preview/" if start == "drafts" else ""

    for key in ("0", "999999", "1x", "1.0", "-1", "%00"):
        assert as_writer.get(f"/admin/desk/{start}/{key}/{tail}").status_code == 404, key


def test_staff_pages_are_never_stored(addresses: dict[str, str], as_writer: Client) -> None:
    for door in ("article", "preview-draft", "review"):
        response = as_writer.get(addresses[door])
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"


def test_the_stock_addresses_of_the_editor_are_not_mounted(as_writer: Client) -> None:
    for address in ("/markdownx/markdownify/", "/markdownx/upload/", "/admin/markdownx/upload/"):
        assert as_writer.post(address, {"content": "x"}).status_code == 404


@pytest.mark.parametrize(
    "model",
    ["article", "revision", "decision", "publication", "topic", "subject", "noticeversion", "ruleversion"],
)
def test_people_without_a_role_see_no_list_of_the_admin(model: str, client: Client, cast: Cast) -> None:
    for role in ("stranger", "superuser"):
        client.force_login(getattr(cast, role))
        response = client.get(f"/admin/articles/{model}/")
        assert response.status_code in {302, 403}


@pytest.mark.parametrize(
    ("role", "app", "model"),
    [
        ("writer", "people", "user"),
        ("clinician", "people", "credential"),
        ("publisher", "people", "user"),
        ("superuser", "people", "user"),
        ("writer", "audit", "auditentry"),
        ("clinician", "audit", "auditentry"),
    ],
)
def test_people_and_audit_are_for_their_roles(role: str, app: str, model: str, client: Client, cast: Cast) -> None:
    client.force_login(getattr(cast, role))

    assert client.get(f"/admin/{app}/{model}/").status_code == 403


@pytest.mark.parametrize("model", ["revision", "decision", "publication", "noticeversion", "ruleversion"])
def test_records_can_be_read_and_nothing_else(model: str, as_writer: Client, publication: Publication) -> None:
    row: Any = factories.models_named(model).objects.first()

    assert as_writer.get(f"/admin/articles/{model}/").status_code == 200
    assert as_writer.get(f"/admin/articles/{model}/{row.pk}/change/").status_code == 200
    assert as_writer.get(f"/admin/articles/{model}/add/").status_code == 403
    assert as_writer.post(f"/admin/articles/{model}/{row.pk}/change/", {}).status_code == 403
    assert as_writer.post(f"/admin/articles/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_autocomplete_names_nothing_to_people_without_a_role(client: Client, cast: Cast) -> None:
    client.force_login(cast.superuser)

    response = client.get(
        "/admin/autocomplete/",
        {"term": "W", "app_label": "articles", "model_name": "draftauthor", "field_name": "profile"},
    )

    assert response.status_code == 403


def test_what_is_said_about_a_text_is_not_there_for_writers_of_others(
    addresses: dict[str, str], client: Client
) -> None:
    client.force_login(factories.make_user("olga", Role.WRITER))

    assert {knock(client, door, addresses[door]).status_code for door in ("comment", "comments", "thread")} == {404}
    for shown in ("review", "article", "snapshots"):
        assert "A canary comment" not in client.get(addresses[shown]).content.decode()
