"""One article from draft to reader and back, through the verbs."""

from django.test import Client

from medsite.audit import trail
from tests import factories
from tests.conftest import Cast


def test_a_draft_becomes_a_page_and_leaves_again(cast: Cast, approved_notices: None, client: Client) -> None:
    draft = factories.make_draft(cast.writer, subjects=(factories.clonazepam(),))
    revision = factories.submit(draft, cast.writer)
    factories.approve(revision, cast.clinician)
    factories.publish(draft, cast.publisher)

    response = client.get(f"/articles/{draft.article.slug}/")

    assert response.status_code == 200
    html = response.content.decode()
    assert "Do not stop this medicine suddenly" in html
    assert list(trail.verify()) == []
