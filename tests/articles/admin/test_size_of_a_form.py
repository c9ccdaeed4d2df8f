"""A text with as many rows as it may have can still be sent from its form."""

from typing import Any

from django.conf import settings
from django.test import Client

from articles.content import ROW_LIMIT, ArticleContent
from articles.models import Draft
from tests.articles.admin.test_draft_form import address


def most_rows(prefix: str) -> int:
    """How many rows of one inline a content can hold."""
    field = ArticleContent.model_fields.get(prefix.removeprefix("draft_"))
    limits = [facts.max_length for facts in field.metadata if hasattr(facts, "max_length")] if field else []
    return limits[0] if limits else ROW_LIMIT


def test_the_form_of_the_longest_text_has_no_more_fields_than_are_read(as_writer: Client, draft: Draft) -> None:
    context: Any = as_writer.get(address(draft)).context
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]

    fields = len(context["adminform"].form.fields) + most_rows("topics")
    fields += sum(len(one.management_form.fields) for one in formsets)
    fields += sum(most_rows(one.prefix) * len(one.empty_form.fields) for one in formsets)

    assert {one.prefix: most_rows(one.prefix) for one in formsets} == {
        "draft_authors": 50,
        "draft_subjects": 50,
        "key_points": 500,
        "questions": 500,
        "files": 200,
        "citations": 500,
    }
    assert fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
