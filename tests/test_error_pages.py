"""What somebody reads whose request Django refused before a view saw it."""

import pytest
from django.conf import LazySettings
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from django.utils import translation

from medsite import error_pages


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "allowed"), [("DATA_UPLOAD_MAX_MEMORY_SIZE", 100), ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 1)]
)
def test_whoever_sends_too_much_is_told_so_and_what_to_do(
    limit: str, allowed: int, client: Client, settings: LazySettings
) -> None:
    setattr(settings, limit, allowed)

    answer = client.post("/admin/login/", {"username": "a" * 200, "password": "b"})

    assert answer.status_code == 413
    assert "Nothing of it was stored" in answer.content.decode()
    assert "Go back" in answer.content.decode()


def test_the_page_speaks_the_language_of_the_address(rf: RequestFactory) -> None:
    with translation.override("es"):
        answer = error_pages.bad_request(rf.post("/es/"), RequestDataTooBig())

    assert answer.status_code == 413
    assert "Se envió demasiado de una vez" in answer.content.decode()


def test_what_cannot_be_read_for_another_reason_is_a_bad_request(client: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]

    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "could not be understood" in answer.content.decode()
