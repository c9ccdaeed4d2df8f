"""The doors of the second table, whose answer does not depend on the state of an article."""

from collections.abc import Callable
from typing import Any

from articles.domain.drafting import drafts
from articles.models import Draft, Publication
from tests import factories
from tests.articles.matrix.house import House
from tests.articles.matrix.readings import DESK, given

Door = Callable[[House, Any], bool]
ADMIN = "/admin"


def _get(address: Callable[[House], str]) -> Door:
    return lambda house, client: given(client.get(address(house)))


def _choose(app: str, model: str, field: str, term: str = "") -> Door:
    query = {"app_label": app, "model_name": model, "field_name": field, "term": term}

    def choose(house: House, client: Any) -> bool:
        response = client.get(f"{ADMIN}/autocomplete/", query)
        return given(response) and bool(response.json()["results"])

    return choose


def _live(house: House, client: Any) -> bool:
    return given(client.post(f"{DESK}/drafts/{house.draft.pk}/live/", house.form))


def _pulse(house: House, client: Any) -> bool:
    return given(client.post(f"{DESK}/drafts/{house.draft.pk}/pulse/", {"version": "1"}))


def _restore(house: House, client: Any) -> bool:
    response = client.post(f"{ADMIN}/articles/draft/{house.draft.pk}/change/", {"_restore": "1"})
    return b"SECRET NOTE" in response.content


def _unsaved(house: House, client: Any) -> bool:
    return b"SECRET NOTE" in client.get(f"{DESK}/drafts/{house.draft.pk}/unsaved/").content


def _export(house: House, client: Any) -> bool:
    chosen = {"action": "export_ris", "_selected_action": [house.reference], "index": "0"}
    response = client.post(f"{ADMIN}/references/reference/", chosen)
    return "attachment" in response.get("Content-Disposition", "")


def _export_of_article(house: House, client: Any) -> bool:
    response = client.get(f"{DESK}/articles/{house.draft.article_id}/sources/?of=main&format=ris")
    return given(response) and "attachment" in response.get("Content-Disposition", "")


def _ask_again(house: House, client: Any) -> bool:
    """Whoever may ask is led back to the record, with what came of it."""
    record = f"{ADMIN}/references/reference/{house.reference}/"
    return bool(client.post(f"{record}ask/").get("Location", "") == f"{record}change/")


def _probe(house: House, client: Any) -> bool:
    """A filter that no list offers: its answer would tell, letter by letter, what the filtered field holds."""
    probes = (
        "articles/decision/?by__password__startswith=m",
        "articles/article/?created_by__password__startswith=m",
        "articles/article/?drafts__lead__icontains=canary",
        "people/profile/?user__email__startswith=w",
        "people/user/?password__startswith=m",
    )
    return any(given(client.get(f"{ADMIN}/{probe}")) for probe in probes)


def _follow(house: House, client: Any) -> bool:
    """A live translation whose original has another text since."""
    cast = house.cast
    factories.approve_general_notice(cast.clinician, "es")
    original = _live_text(house, factories.make_draft(cast.writer, title="Another song")).article
    translation = _live_text(house, factories.make_translation(original, cast.writer)).article
    newer = drafts.open_draft(original, by=cast.writer, now=factories.NOW)
    _live_text(house, factories.save(newer, cast.writer, lead="Another lead. It says more."))
    client.post(f"{DESK}/articles/{translation.pk}/original/", {"publication": "2"})
    return Draft.objects.open().filter(article=translation).exists()


def _live_text(house: House, draft: Draft) -> Publication:
    factories.approve(factories.submit(draft, house.cast.writer), house.cast.clinician)
    return factories.publish(draft, house.cast.publisher)


def _entry(house: House, client: Any) -> bool:
    return given(client.get(f"{DESK}/audit/1/"))


DOORS: dict[tuple[str, str], Door] = {
    ("see how an article stands", "desk"): _get(lambda house: f"{DESK}/articles/{house.draft.article_id}/"),
    ("see how an article stands", "list of articles"): _get(lambda house: f"{ADMIN}/articles/article/"),
    ("see how an article stands", "admin history"): lambda house, client: all(
        given(client.get(f"{ADMIN}/articles/{model}/{key}/history/"))
        for model, key in (("article", house.draft.article_id), ("draft", house.draft.pk))
    ),
    ("let a translation follow its changed original", "desk"): _follow,
    ("hear what the editor says while one types", "live previews"): _live,
    ("hear what the editor says while one types", "sources to cite"): _get(lambda house: f"{DESK}/sources/?q=sample"),
    ("hear what the editor says while one types", "who else is there"): _pulse,
    ("see what somebody else typed and did not save", "desk"): _unsaved,
    ("see what somebody else typed and did not save", "restored form"): _restore,
    ("choose an author from a list", "autocomplete"): _choose("articles", "draftauthor", "profile", "Wendy"),
    ("choose a source, a subject or a topic from a list", "autocomplete of sources"): _choose(
        "articles", "citation", "reference", "sample"
    ),
    ("choose a source, a subject or a topic from a list", "autocomplete of subjects"): _choose(
        "articles", "draftsubject", "subject", "clonazepam"
    ),
    ("choose a source, a subject or a topic from a list", "autocomplete of topics"): _choose(
        "articles", "draft", "topics", "Song"
    ),
    ("choose an account from a list", "autocomplete of profiles"): _choose("people", "profile", "user", "wendy"),
    ("choose an account from a list", "autocomplete of registrations"): _choose(
        "people", "credential", "holder", "wendy"
    ),
    ("look at accounts", "list"): _get(lambda house: f"{ADMIN}/people/user/"),
    ("look at accounts", "form"): _get(lambda house: f"{ADMIN}/people/user/{house.cast.writer.pk}/change/"),
    ("look at accounts", "history"): _get(lambda house: f"{ADMIN}/people/user/{house.cast.writer.pk}/history/"),
    ("read the audit trail", "screen"): _get(lambda house: f"{DESK}/audit/"),
    ("read the audit trail", "CSV"): _get(lambda house: f"{DESK}/audit/export.csv"),
    ("read the audit trail", "JSON lines"): _get(lambda house: f"{DESK}/audit/export.jsonl"),
    ("read the audit trail", "entry"): _entry,
    ("export references", "admin action"): _export,
    ("export references", "sources of an article"): _export_of_article,
    ("ask again what an identifier means", "record of the library"): _ask_again,
    ("look ahead", "calendar"): _get(lambda house: f"{DESK}/calendar/"),
    ("take a report", "articles"): _get(lambda house: f"{DESK}/reports/articles.csv"),
    ("take a report", "reviews"): _get(lambda house: f"{DESK}/reports/reviews.csv"),
    ("take a report", "overdue"): _get(lambda house: f"{DESK}/reports/overdue.csv"),
    ("filter a list by what it does not show", "admin filter"): _probe,
}
