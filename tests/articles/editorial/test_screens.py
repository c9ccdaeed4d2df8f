"""What every staff screen does with a form."""

import pytest
from django.test import Client

from articles.models import Publication
from tests.conftest import Cast


@pytest.mark.parametrize(
    ("door", "sent", "kept"),
    [
        ("address", {"slug": "not an address!"}, "not an address!"),
        ("withdraw", {"reason": ""}, ""),
        ("stop", {"kind": "withdrawn", "reason": ""}, "withdrawn"),
    ],
)
def test_a_form_with_mistakes_is_answered_with_400_and_what_was_typed(
    client: Client, cast: Cast, publication: Publication, door: str, sent: dict[str, str], kept: str
) -> None:
    client.force_login(cast.publisher)
    where = f"/admin/desk/articles/{publication.article_id}/{door}/"

    answer = client.post(where, sent)

    assert answer.status_code == 400
    assert kept in answer.content.decode()
    assert 'role="alert"' in answer.content.decode() or 'class="ed-error"' in answer.content.decode()


def test_a_form_that_nobody_sent_is_no_mistake(client: Client, cast: Cast, publication: Publication) -> None:
    client.force_login(cast.publisher)

    assert client.get(f"/admin/desk/articles/{publication.article_id}/address/").status_code == 200
