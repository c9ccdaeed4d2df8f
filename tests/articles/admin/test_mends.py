"""One press in the form: what was typed is saved together with the mend, or nothing of it is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.domain.drafting import mending
from articles.domain.errors import Refused
from articles.models import Draft, UnsavedWork
from tests import factories
from tests.articles.admin.test_draft_form import address, form_data
from tests.conftest import Cast

BODY = "An opening.\n\n## Use\n\nTake  5mg .. He said “5mg” [@sample2020]."


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return factories.make_draft(cast.writer, body=BODY)


def press(client: Client, draft: Draft, rule: str, **typed: Any) -> Any:
    return client.post(address(draft), form_data(client, draft) | {"_mend": rule} | typed, follow=True)


def test_a_press_saves_what_was_typed_with_the_mend_as_a_version_of_its_own(as_writer: Client, draft: Draft) -> None:
    assert 'name="_mend" value="unit without space"' in as_writer.get(address(draft)).content.decode()

    response = press(as_writer, draft, "unit without space", lead="A lead that was just typed.")

    stored = Draft.objects.get(pk=draft.pk)
    assert (stored.body, stored.lead) == (BODY.replace("5mg ..", "5 mg .."), "A lead that was just typed.")
    assert "Saved, and mended: unit without space" in response.content.decode()
    assert 'value="unit without space"' not in response.content.decode()
    assert draft.snapshots.order_by("-version")[0].reason == "Mended: unit without space"


def test_a_press_on_an_older_version_changes_nothing_and_keeps_what_was_typed(
    as_writer: Client, draft: Draft, cast: Cast
) -> None:
    data = form_data(as_writer, draft) | {"_mend": "spaces", "lead": "Mine."}
    factories.save(draft, cast.writer, summary="Theirs [@sample2020].")

    response = as_writer.post(address(draft), data)

    assert response.status_code == 409
    assert Draft.objects.get(pk=draft.pk).body == BODY
    assert "Mine." in response.content.decode()
    assert "Mine." in UnsavedWork.objects.get().form.replace("+", " ")


def test_a_form_with_an_error_is_shown_again_with_everything(as_writer: Client, draft: Draft) -> None:
    response = press(as_writer, draft, "spaces", title="T" * 600)

    assert Draft.objects.get(pk=draft.pk).body == BODY
    assert "T" * 600 in response.content.decode()


@pytest.mark.parametrize("rule", ["heading order", "text lost", "nothing"])
def test_what_cannot_be_mended_is_saved_as_it_was_typed(rule: str, as_writer: Client, draft: Draft) -> None:
    response = press(as_writer, draft, rule, lead="Typed.")

    stored = Draft.objects.get(pk=draft.pk)
    assert (stored.body, stored.lead, response.status_code) == (BODY, "Typed.", 200)
    assert "mended" not in response.content.decode().split('class="messagelist"')[1].split("</ul>")[0]


def test_enter_in_a_field_saves_and_mends_nothing(as_writer: Client, draft: Draft) -> None:
    """Browsers press the first button of a form."""
    html = as_writer.get(address(draft)).content.decode().split('id="draft_form"')[1]

    names = re.findall(r'<(?:input|button)[^>]*type="submit"[^>]*name="(\w+)"', html)
    assert names[0] == "_continue"
    assert "_mend" in names


def test_a_mend_that_would_hold_the_text_up_is_refused(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = Draft.objects.with_rows().get(pk=draft.pk)
    monkeypatch.setattr(
        "articles.domain.drafting.mending.mended", lambda content, rule, house: factories.content(body="")
    )

    with pytest.raises(Refused, match="bring this up"):
        mending.mend(factories.content(), "spaces", draft=loaded)
