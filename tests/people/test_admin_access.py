"""Lists of the admin that are searched in."""

from django.test import Client

from people.admin_access import MOST_WORDS
from tests import factories


def test_a_list_is_searched_by_its_first_words_however_many_there_are(as_writer: Client) -> None:
    factories.make_topic("Sleep")

    found = as_writer.get("/admin/articles/topic/", {"q": "sleep " * 2_000})
    unlike = as_writer.get("/admin/articles/topic/", {"q": "sleep " * (MOST_WORDS - 1) + "health"})

    assert [str(topic) for topic in found.context["cl"].result_list] == ["Sleep"]
    assert list(unlike.context["cl"].result_list) == []
