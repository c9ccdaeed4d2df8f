"""Rules between rows that the database enforces, tried past all our own code."""

from typing import Any

import pytest
from django.db import Error, transaction

from articles.choices import PublicationKind, Verdict
from articles.models import Article, Decision, DecisionRevocation, Publication, PublishedPage, Revision
from tests import factories
from tests.conftest import Cast


def decision_values(revision: Revision, cast: Cast) -> dict[str, Any]:
    return {
        "revision": revision,
        "verdict": Verdict.APPROVE,
        "content_digest": revision.content_digest,
        "html_digest": revision.html_digest,
        "by": cast.clinician,
        "by_name": "Clara Clinician",
        "policy_version": "strict-1",
        "statement": "None.",
        "evidence_method": "password",
        "evidence_at": factories.NOW,
        "at": factories.NOW,
    }


def publication_values(revision: Revision, cast: Cast) -> dict[str, Any]:
    return {
        "article": revision.article,
        "number": 1,
        "kind": PublicationKind.PUBLISHED,
        "revision": revision,
        "content_digest": revision.content_digest,
        "html_digest": revision.html_digest,
        "by": cast.publisher,
        "at": factories.NOW,
    }


@pytest.mark.parametrize("field", ["content_digest", "html_digest"])
def test_a_decision_under_another_digest_is_refused(field: str, cast: Cast, revision: Revision) -> None:
    values = decision_values(revision, cast) | {field: "0" * 64}

    with pytest.raises(Error, match="other digests"), transaction.atomic():
        Decision.objects.create(**values)


def test_an_approval_by_a_contributor_is_refused(cast: Cast, revision: Revision) -> None:
    values = decision_values(revision, cast) | {"by": cast.writer}

    with pytest.raises(Error, match="contributor cannot approve"), transaction.atomic():
        Decision.objects.create(**values)


def test_a_publication_without_an_approval_is_refused(cast: Cast, revision: Revision) -> None:
    with pytest.raises(Error, match="standing approval"), transaction.atomic():
        Publication.objects.create(**publication_values(revision, cast))


def test_a_publication_after_a_request_for_changes_alone_is_refused(cast: Cast, revision: Revision) -> None:
    factories.request_changes(revision, cast.clinician)

    with pytest.raises(Error, match="standing approval"), transaction.atomic():
        Publication.objects.create(**publication_values(revision, cast))


def test_a_publication_whose_only_approval_was_revoked_is_refused(cast: Cast, revision: Revision) -> None:
    decision = factories.approve(revision, cast.clinician, notices_shown="[]")
    DecisionRevocation.objects.create(decision=decision, by=cast.clinician, reason="Mistaken.", at=factories.NOW)

    with pytest.raises(Error, match="standing approval"), transaction.atomic():
        Publication.objects.create(**publication_values(revision, cast))


@pytest.mark.parametrize("field", ["content_digest", "html_digest"])
def test_a_publication_of_another_digest_is_refused(field: str, cast: Cast, revision: Revision) -> None:
    factories.approve(revision, cast.clinician, notices_shown="[]")

    with pytest.raises(Error, match="standing approval"), transaction.atomic():
        Publication.objects.create(**publication_values(revision, cast) | {field: "0" * 64})


def test_a_publication_with_the_approval_of_another_article_is_refused(cast: Cast, revision: Revision) -> None:
    factories.approve(revision, cast.clinician, notices_shown="[]")
    other = factories.make_draft(cast.writer, title="Another article")

    with pytest.raises(Error, match="standing approval"), transaction.atomic():
        Publication.objects.create(**publication_values(revision, cast) | {"article": other.article})


def test_an_approved_publication_is_accepted(cast: Cast, revision: Revision) -> None:
    factories.approve(revision, cast.clinician, notices_shown="[]")

    Publication.objects.create(**publication_values(revision, cast))

    assert Publication.objects.count() == 1


@pytest.mark.parametrize("field", ["content_digest", "html_digest"])
def test_a_page_of_another_text_than_its_publication_is_refused(field: str, publication: Publication) -> None:
    with pytest.raises(Error, match="newest publication"), transaction.atomic():
        PublishedPage.objects.update(**{field: "0" * 64})


def test_a_page_without_a_general_notice_is_refused(publication: Publication) -> None:
    with pytest.raises(Error), transaction.atomic():
        PublishedPage.objects.update(general_notice=None)


def test_a_withdrawn_article_cannot_get_a_page(cast: Cast, publication: Publication) -> None:
    page = PublishedPage.objects.get()
    Publication.objects.create(
        **publication_values(publication.revision, cast)
        | {"number": 2, "kind": PublicationKind.WITHDRAWN, "note": "Wrong."}
    )

    with pytest.raises(Error, match="newest publication"), transaction.atomic():
        page.save()


def test_an_article_with_revisions_cannot_be_deleted(publication: Publication) -> None:
    with pytest.raises(Error), transaction.atomic():
        Article.objects.all().delete()
