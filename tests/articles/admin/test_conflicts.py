"""Two people in one draft: both texts are merged and shown, and nothing that was typed is lost."""

from typing import Any

from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode

from articles.content import ArticleContent, BankSource, Citation, KeyPoint, Passage, Question
from articles.domain.drafting import unsaved
from articles.domain.drafting.conversion import file_of, link_to
from articles.domain.drafting.merging import TWO_VERSIONS
from articles.editing import typed
from articles.editing.forms import as_form
from articles.models import Draft, Publication, Snapshot, UnsavedWork
from faq import bank
from faq.models import Question as BankQuestion
from people.roles import Role
from references import library
from tests import factories
from tests.articles.admin.test_draft_form import add_row, address, form_data, stored
from tests.conftest import Cast


def shown(response: Any) -> dict[str, Any]:
    """The values of a form that was answered, as a browser would send them again."""
    data: dict[str, Any] = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        data |= {form[name].html_name: form[name].value() for name in form.fields if form[name].value() is not None}
    return data


def test_what_each_of_two_people_changed_is_merged(as_writer: Client, cast: Cast, draft: Draft) -> None:
    factories.make_reference("other2021")
    picture = factories.make_picture(cast.writer)
    mine = form_data(as_writer, draft) | {"lead": "My lead.", "key_points-0-text": "My sentence."}
    mine = add_row(mine, "questions", question="My question?", answer="My answer.")
    body = "Their opening paragraph.\n\n## What it is\n\nA statement with a source [@sample2020] and [@other2021]."
    theirs = factories.save(
        draft, cast.writer, summary="Their summary.", body=body, files=(file_of(picture, alt="Theirs"),)
    )

    response = as_writer.post(address(draft), mine)
    assert response.status_code == 409
    assert response.context["conflict"].disputed == ()
    assert as_writer.post(address(draft), shown(response)).status_code == 302

    content = stored(draft)
    assert (content.lead, content.summary, content.body) == ("My lead.", "Their summary.", theirs.body)
    assert content.key_points == (KeyPoint(label="First point", text="My sentence."),)
    assert content.questions[-1] == Question(question="My question?", answer="My answer.")
    assert [citation.key for citation in content.citations] == ["sample2020", "other2021"]
    assert [file.alt for file in content.files] == ["Theirs"]
    assert [author.name for author in content.authors] == ["Wendy Writer"]


def test_a_field_that_both_changed_is_shown_three_times_and_keeps_both(
    as_writer: Client, cast: Cast, draft: Draft
) -> None:
    mine = form_data(as_writer, draft) | {"title": "My title", "lead": "My lead."}
    factories.save(draft, cast.writer, title="Their title", lead="Their lead.")

    response = as_writer.post(address(draft), mine)

    disputed = {
        field.label: (field.before, field.theirs, field.mine) for field in response.context["conflict"].disputed
    }
    assert disputed == {
        "Title": ("A sample article", "Their title", "My title"),
        "Lead": ("Two sentences of lead. They say what it is about.", "Their lead.", "My lead."),
    }
    html = response.content.decode()
    assert all(words in html for words in ("Before", "Theirs, stored now", "Yours"))
    again = shown(response)
    assert again["title"] == "My title"
    assert again["lead"] == f"Their lead.\n\n{TWO_VERSIONS}\n\nMy lead."


def test_what_was_typed_is_kept_until_it_is_saved(as_writer: Client, cast: Cast, draft: Draft) -> None:
    mine = form_data(as_writer, draft) | {"lead": "My lead."}
    factories.save(draft, cast.writer, title="Their title")
    response = as_writer.post(address(draft), mine)
    assert "lead=My+lead." in UnsavedWork.objects.get().form
    assert "csrfmiddlewaretoken" not in UnsavedWork.objects.get().form

    as_writer.post(address(draft), shown(response))

    assert not UnsavedWork.objects.exists()


def test_without_the_snapshot_everything_typed_is_mine(as_writer: Client, cast: Cast, draft: Draft) -> None:
    mine = form_data(as_writer, draft) | {"lead": "My lead."}
    factories.save(draft, cast.writer, title="Their title")
    Snapshot.objects.filter(version=1).delete()

    response = as_writer.post(address(draft), mine)

    assert (shown(response)["lead"], shown(response)["title"]) == ("My lead.", "A sample article")
    assert "against the stored text" in response.content.decode()


def test_a_question_of_the_bank_remembers_it_through_a_conflict(as_writer: Client, cast: Cast) -> None:
    version = bank.write(
        BankQuestion.objects.create(), wording="Is it?", answer="It is.", by=cast.writer, now=factories.NOW
    )
    source = BankSource(question=version.question.uuid, version=version.number)
    draft = factories.make_draft(cast.writer, questions=(Question(question="Is it?", answer="It is.", bank=source),))
    mine = form_data(as_writer, draft) | {"lead": "My lead."}
    factories.save(draft, cast.writer, title="Their title")

    as_writer.post(address(draft), shown(as_writer.post(address(draft), mine)))

    assert stored(draft).questions[0].bank == source


def test_text_that_no_page_can_hold_is_still_there_after_a_conflict(
    as_writer: Client, cast: Cast, draft: Draft
) -> None:
    mine = form_data(as_writer, draft) | {"body": "x" * 60_001}
    factories.save(draft, cast.writer, title="Their title")

    response = as_writer.post(address(draft), mine)

    assert response.status_code == 409
    assert shown(response)["body"] == "x" * 60_001


def keep(draft: Draft, cast: Cast, data: dict[str, Any]) -> None:
    text = urlencode({name: value for name, value in data.items() if value is not None}, doseq=True)
    version = int(data["expected_version"])
    unsaved.keep_unsaved(draft, text, version=version, by=cast.writer, now=factories.NOW)


def test_unsaved_work_is_offered_looked_at_and_restored(as_writer: Client, cast: Cast, draft: Draft) -> None:
    keep(draft, cast, form_data(as_writer, draft) | {"lead": "Words before the crash."})
    factories.save(draft, cast.writer, title="Their title")
    assert "There is unsaved work of yours from 25 November, 09:00" in as_writer.get(address(draft)).content.decode()
    look = as_writer.get(f"/admin/desk/drafts/{draft.pk}/unsaved/").content.decode()
    assert "before the crash" in look

    response = as_writer.post(address(draft), {"_restore": "1"})

    assert response.status_code == 200
    assert (shown(response)["lead"], shown(response)["title"]) == ("Words before the crash.", "Their title")
    assert stored(draft).lead.startswith("Two sentences"), "nothing is saved by looking"
    as_writer.post(address(draft), shown(response))
    assert stored(draft).lead == "Words before the crash."
    assert not UnsavedWork.objects.exists()


def test_unsaved_work_of_the_browser_is_restored_the_same_way(as_writer: Client, draft: Draft) -> None:
    kept = urlencode(form_data(as_writer, draft) | {"lead": "From this browser."}, doseq=True)

    response = as_writer.post(address(draft), {"_restore": "1", "form": kept})

    assert shown(response)["lead"] == "From this browser."


def test_nothing_to_restore_is_said(as_writer: Client, draft: Draft) -> None:
    response = as_writer.post(address(draft), {"_restore": "1"}, follow=True)

    assert "There is no unsaved work of yours any more." in response.content.decode()


def test_a_save_leaves_what_was_offered_and_left_for_later(as_writer: Client, cast: Cast, draft: Draft) -> None:
    keep(draft, cast, form_data(as_writer, draft) | {"lead": "Left for later."})
    offered = str(int(UnsavedWork.objects.get().kept_at.timestamp()))

    as_writer.post(address(draft), form_data(as_writer, draft) | {"title": "New", "_offered": offered})

    assert "Left+for+later" in UnsavedWork.objects.get().form


def test_what_was_typed_into_a_locked_text_is_kept_too(as_writer: Client, cast: Cast, draft: Draft) -> None:
    mine = form_data(as_writer, draft) | {"lead": "Too late."}
    factories.submit(draft, cast.writer)

    as_writer.post(address(draft), mine)

    assert "lead=Too+late." in UnsavedWork.objects.get().form


def test_unsaved_work_is_ones_own(client: Client, cast: Cast, draft: Draft) -> None:
    other = factories.make_user("olga", Role.WRITER)
    client.force_login(cast.writer)
    keep(draft, cast, form_data(client, draft) | {"lead": "A canary."})
    client.force_login(other)

    assert client.get(f"/admin/desk/drafts/{draft.pk}/unsaved/").status_code == 404
    assert "There is unsaved work of yours" not in client.get(address(draft)).content.decode()
    assert "canary" not in client.post(address(draft), {"_restore": "1"}, follow=True).content.decode()


def test_a_form_made_of_a_content_says_that_content_and_nothing_less(cast: Cast, publication: Publication) -> None:
    """Every field of a content, so that one that is added later cannot be lost in a conflict. The link to the original
    is no field of the form: it stays the one of the draft."""
    draft = factories.make_draft(cast.writer)
    draft.translation_of = publication
    question = bank.write(
        BankQuestion.objects.create(), wording="Is it?", answer="It is.", by=cast.writer, now=factories.NOW
    )
    reference = factories.make_reference("other2021")
    passage = Passage(quote="It says so.", place="p. 3")
    full = factories.content(
        topics=(factories.topic_fact(factories.make_topic()),),
        subjects=(factories.clonazepam(),),
        questions=(
            Question(
                question="Is it?",
                answer="It is.",
                bank=BankSource(question=question.question.uuid, version=question.number),
            ),
        ),
        citations=(
            Citation(key="other2021", reference=library.frozen(reference), passage=passage, number=4, raw_text="Raw"),
            Citation(number=7, raw_text="Missing"),
        ),
        files=(
            file_of(
                factories.make_picture(cast.writer), alt="A", caption="C", credit="D", kind="chart", text_version="- 1"
            ),
        ),
        funding="sponsored",
        funding_note="Somebody, for it.",
        translation_of=link_to(publication),
    )
    empty = ArticleContent(locale=full.locale)
    same = [name for name in ArticleContent.model_fields if getattr(full, name) == getattr(empty, name)]
    assert same == ["schema_version", "locale"], "a field of the sample is empty, so it is not tested"

    read_back = typed.read(as_form(full, QueryDict(), version=1), draft).content

    assert read_back == full
