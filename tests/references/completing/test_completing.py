"""Completing records from PubMed and Crossref: what is asked, what is taken over, what happens without an answer."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from medsite.audit.models import AuditEntry
from medsite.lib import fetching
from references import completing, library, styles
from references.completing import Asker, differences
from references.completing.running import FIRST_PAUSE, TRIES
from references.completion import identifiers_of
from references.models import Completion, CompletionState, Reference
from tests import factories
from tests.conftest import Cast

ANSWERS = Path(__file__).parent / "answers"
NOW = factories.NOW
CONTACT = "library@example.org"
TITLE = "Long-term Metformin Use and Vitamin B12 Deficiency in the Diabetes Prevention Program Outcomes Study"
PMID, PMCID, DOI = "26900641", "PMC4880159", "10.1210/jc.2015-3754"


class Recorded:
    """Stands for the internet: recorded answers by a word of the address; what was asked is kept."""

    def __init__(self, **more: str | int | Exception) -> None:
        self.said: dict[str, str | int | Exception] = {
            f"id={PMID}": "pubmed-26900641.xml",
            "efetch": "pubmed-nothing.xml",
            f"ids={PMCID}": f"converter-{PMCID}.json",
            "ids=PMC8311483": "converter-PMC8311483.json",
            "10.4239%2Fwjd.v12.i7.916": "crossref-infante2021.json",
            "10.1056%2Fnejmoa2007621": "crossref-mehra2020-nejm.json",
            "openlibrary": "{}",
            "bibkeys=ISBN%3A9780980200447": "openlibrary-9780980200447.json",
            "/studies/NCT05013879?": "trial-NCT05013879.json",
        } | more
        self.asked: list[str] = []

    def __call__(self, url: str) -> fetching.Download:
        self.asked.append(url)
        said = next((answer for word, answer in reversed(self.said.items()) if word in url), 404)
        if f"id={PMID}" in url and said == "pubmed-nothing.xml":
            said = self.said[f"id={PMID}"]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, int):
            return fetching.Download(said, b"", retry_after=7_200 if said == 429 else None)
        text = (ANSWERS / said).read_bytes() if said.endswith((".xml", ".json")) else said.encode()
        return fetching.Download(200, text)


def bare(name: str, value: str, *, key: str = "bare") -> Reference:
    title = f"{name} {value}"
    return library.put({"id": key, "type": "document", "title": title, name: value, "status": "identifier only"})


def bare_record(values: dict[str, Any]) -> dict[str, Any]:
    return {"id": "bare", "type": "document", "title": "An identifier", "status": "identifier only"} | values


def run(recorded: Recorded, *, now: datetime = NOW, limit: int = 10) -> list[Completion]:
    asker = Asker(contact=CONTACT, download=recorded)
    return list(completing.complete_due(asker=asker, limit=limit, now=lambda: now))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "service", "servers"),
    [
        ("PMID", PMID, "PubMed", ["eutils.ncbi.nlm.nih.gov"]),
        ("PMCID", PMCID, "PubMed", ["pmc.ncbi.nlm.nih.gov", "eutils.ncbi.nlm.nih.gov"]),
        ("DOI", "10.4239/wjd.v12.i7.916", "Crossref", ["api.crossref.org"]),
    ],
)
def test_a_record_of_an_identifier_is_completed(name: str, value: str, service: str, servers: list[str]) -> None:
    reference, recorded = bare(name, value), Recorded()

    (row,) = run(recorded)

    reference.refresh_from_db()
    assert [urlsplit(url).hostname for url in recorded.asked] == servers
    assert (row.state, row.service, row.identifier) == (CompletionState.COMPLETED, service, f"{name} {value}")
    assert row.answered_at == NOW
    assert reference.title.startswith("Long-term")
    assert "status" not in reference.csl
    assert (reference.key, reference.csl["type"]) == ("bare", "article-journal")
    assert reference.year in {2016, 2021}
    entry = AuditEntry.objects.latest("sequence")
    assert entry.act == "reference completed"
    assert service in entry.data
    assert run(recorded) == []


@pytest.mark.django_db
def test_who_asks_is_said_in_the_way_that_each_service_wants() -> None:
    bare("PMCID", PMCID, key="a")
    bare("DOI", "10.4239/wjd.v12.i7.916", key="b")
    recorded = Recorded()
    run(recorded)

    queries = [parse_qs(urlsplit(url).query) for url in recorded.asked]
    assert [query.get("email", query.get("mailto")) for query in queries] == [[CONTACT]] * 3
    assert unquote(urlsplit(recorded.asked[-1]).path) == "/works/10.4239/wjd.v12.i7.916"


@pytest.mark.django_db
def test_a_retraction_that_the_service_tells_of_counts_at_once() -> None:
    reference = bare("DOI", "10.1056/NEJMoa2007621")
    run(Recorded())

    reference.refresh_from_db()
    assert reference.standing == "retracted"


@pytest.mark.django_db
def test_a_work_that_the_service_does_not_know_stays_as_it_is() -> None:
    unknown, elsewhere = bare("DOI", "10.5555/unknown", key="a"), bare("PMID", "99999999", key="b")
    rows = run(Recorded())

    assert {row.state for row in rows} == {CompletionState.UNKNOWN}
    assert {row.problem for row in rows} == {
        "Crossref does not know the DOI 10.5555/unknown.",
        "PubMed has no article 99999999.",
    }
    for reference in (unknown, elsewhere):
        reference.refresh_from_db()
        assert reference.csl["status"] == "identifier only"
    assert run(Recorded(), now=NOW + timedelta(days=400)) == []


@pytest.mark.django_db
def test_an_article_of_pubmed_central_without_a_pmid_is_not_guessed() -> None:
    bare("PMCID", "PMC8311483")

    (row,) = run(Recorded())

    assert (row.state, row.problem) == (CompletionState.UNKNOWN, "PubMed has no article of PMC8311483.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "problem", "pause"),
    [
        (500, "The server says 500.", FIRST_PAUSE),
        (429, "The server says 429.", timedelta(hours=2)),
        (fetching.Unreachable("The server did not answer in time."), "did not answer in time", FIRST_PAUSE),
        (fetching.Forbidden("The server is on a private network."), "private network", FIRST_PAUSE),
        ("<html>Sorry</html>", "cannot be read", FIRST_PAUSE),
        ("", "cannot be read", FIRST_PAUSE),
        ('<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticleSet>&b;</PubmedArticleSet>', "entities", FIRST_PAUSE),
        ("<PubmedArticleSet>" + "<a>" * 5_000, "nested", FIRST_PAUSE),
    ],
)
def test_without_an_answer_it_is_tried_again_later(said: Any, problem: str, pause: timedelta) -> None:
    bare("PMID", PMID)

    (row,) = run(Recorded(efetch=said, **{f"id={PMID}": said}))

    assert row.state == CompletionState.WAITING
    assert problem in row.problem
    assert row.next_try_at == NOW + pause
    assert run(Recorded(), now=NOW + pause - timedelta(seconds=1)) == []
    assert [row.state for row in run(Recorded(), now=NOW + pause)] == [CompletionState.COMPLETED]


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_not_asked_for_the_next_record() -> None:
    bare("PMID", PMID, key="a")
    bare("PMID", "520416", key="b")
    recorded = Recorded(efetch=503)

    assert len(run(recorded)) == 1
    assert len(recorded.asked) == 1
    assert Completion.objects.due(NOW).count() == 1


@pytest.mark.django_db
def test_pauses_grow_and_end() -> None:
    bare("PMID", PMID)
    now, pauses = NOW, []
    for _ in range(TRIES - 1):
        (row,) = run(Recorded(efetch=500, **{f"id={PMID}": 500}), now=now)
        assert row.next_try_at is not None
        pauses.append(row.next_try_at - now)
        now = row.next_try_at
    (row,) = run(Recorded(efetch=500, **{f"id={PMID}": 500}), now=now)

    assert pauses == sorted(pauses)
    assert max(pauses) == timedelta(hours=24)
    assert row.state == CompletionState.GIVEN_UP
    assert run(Recorded(), now=now + timedelta(days=400)) == []


@pytest.mark.django_db
def test_another_machine_does_not_ask_for_what_is_claimed() -> None:
    bare("PMID", PMID)
    inner: list[list[Completion]] = []

    def slow(url: str) -> fetching.Download:
        inner.append(run(Recorded()))
        return Recorded()(url)

    list(completing.complete_due(asker=Asker(contact=CONTACT, download=slow), limit=10, now=lambda: NOW))

    assert inner == [[]]


@pytest.mark.django_db
def test_what_was_completed_by_hand_meanwhile_is_not_asked_for() -> None:
    reference = bare("PMID", PMID)
    library.put({"id": reference.key, "type": "article-journal", "title": TITLE, "PMID": PMID})
    recorded = Recorded()

    assert run(recorded) == []
    assert recorded.asked == []
    assert Completion.objects.count() == 0


@pytest.mark.django_db
def test_a_book_is_completed_from_its_isbn() -> None:
    reference, recorded = library.put(bare_record({"ISBN": "978-0-9802004-4-7"})), Recorded()

    (row,) = run(recorded)

    reference.refresh_from_db()
    assert recorded.asked == [
        "https://openlibrary.org/api/books?bibkeys=ISBN%3A9780980200447&jscmd=data&format=json",
    ]
    assert (row.state, row.service, row.identifier) == (
        CompletionState.COMPLETED,
        "Open Library",
        "ISBN 9780980200447",
    )
    assert reference.csl == {
        "id": "bare",
        "type": "book",
        "title": "Slow reading",
        "author": [{"family": "Miedema", "given": "John"}],
        "publisher": "Litwin Books",
        "publisher-place": "Duluth, Minn",
        "issued": {"date-parts": [[2009, 3]]},
        "number-of-pages": "92",
        "ISBN": "9780980200447",
    }


@pytest.mark.django_db
def test_a_trial_is_completed_from_its_number() -> None:
    reference, recorded = library.put(bare_record({"custom": {"NCT": "NCT05013879"}})), Recorded()

    (row,) = run(recorded)

    reference.refresh_from_db()
    assert (row.state, row.service, row.identifier) == (
        CompletionState.COMPLETED,
        "ClinicalTrials.gov",
        "trial NCT05013879",
    )
    assert urlsplit(recorded.asked[0]).path == "/api/v2/studies/NCT05013879"
    assert styles.as_text(reference.csl, identifiers=True) == (
        "Montefiore Medical Center. Kinesiotape for Edema After Bilateral Total Knee Arthroplasty. In: "
        "ClinicalTrials.gov [Internet]. 2021 Aug 19 [updated 2024 Feb 23]. Identifier: NCT05013879. Available from: "
        "https://clinicaltrials.gov/study/NCT05013879"
    )


@pytest.mark.django_db
def test_the_official_title_of_a_trial_is_no_other_work(cast: Cast, settings: Any) -> None:
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    official = (
        "Effect of Kinesiotaping on Edema Management, Pain and Function on Patients With Bilateral Total Knee "
        "Arthroplasty"
    )
    trial = {"id": "t", "type": "webpage", "genre": "Trial registration", "number": "NCT05013879"}
    one, two = library.put(trial | {"title": official}), library.put(trial | {"id": "u", "title": "A trial of sleep"})
    for reference in (one, two):
        completing.ask_for(reference, by=cast.writer, now=NOW)

    rows = run(Recorded())

    assert [row.state for row in rows] == [CompletionState.COMPLETED, CompletionState.OTHER_WORK]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"ISBN": "9783161484100"}, "Open Library does not know the ISBN 9783161484100."),
        ({"custom": {"NCT": "NCT00000000"}}, "ClinicalTrials.gov has no trial NCT00000000."),
    ],
)
def test_what_a_catalogue_does_not_have_is_said(record: dict[str, Any], problem: str) -> None:
    library.put(bare_record(record))

    (row,) = run(Recorded())

    assert (row.state, row.problem) == (CompletionState.UNKNOWN, problem)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("<html>", "It is no JSON."),
        ("[]", "It is no JSON object."),
        ('{"ISBN:9783161484100": {"title": "Another"}}', "It answered with another book than it was asked for."),
        ('{"ISBN:9780980200447": {"authors": [1, null]}}', "It names no title."),
    ],
)
def test_what_a_catalogue_mixes_up_is_not_taken(said: str, problem: str) -> None:
    reference = library.put(bare_record({"ISBN": "9780980200447"}))

    (row,) = run(Recorded(**{"bibkeys=ISBN%3A9780980200447": said}))

    reference.refresh_from_db()
    assert row.state == CompletionState.WAITING
    assert row.problem == f"The answer of Open Library cannot be used. {problem}"
    assert reference.csl["status"] == "identifier only"


@pytest.mark.django_db
def test_another_trial_than_asked_for_is_not_taken() -> None:
    library.put(bare_record({"custom": {"NCT": "NCT00000000"}}))

    (row,) = run(Recorded(**{"/studies/NCT00000000?": "trial-NCT05013879.json"}))

    assert row.problem.endswith("It answered with another trial than it was asked for.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "asked_about"),
    [
        ({"type": "book", "ISBN": "9780980200447"}, ("ISBN 9780980200447",)),
        ({"type": "chapter", "ISBN": "9780980200447"}, ()),
        ({"type": "article-journal", "custom": {"NCT": "NCT05013879"}}, ()),
        ({"type": "webpage", "number": "NCT05013879"}, ("trial NCT05013879",)),
        ({"type": "document", "title": "NCT05013879", "status": "identifier only", "number": "NCT05013879"},
         ("trial NCT05013879",)),
    ],
)  # fmt: skip
def test_an_identifier_of_something_around_the_work_is_not_asked_about(
    values: dict[str, Any], asked_about: tuple[str, ...]
) -> None:
    assert identifiers_of(library.put({"id": "a", "title": "A"} | values)) == asked_about


def whole(**values: Any) -> dict[str, Any]:
    record = {"id": "whole", "type": "article-journal", "title": TITLE, "PMID": PMID, "volume": "101"}
    return record | {"issued": {"date-parts": [[2016]]}} | values


@pytest.mark.django_db
def test_a_person_can_have_a_whole_record_compared_and_gaps_filled(cast: Cast, settings: Any) -> None:
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    reference = library.put(whole(volume="1"))
    assert Completion.objects.count() == 0
    completing.ask_for(reference, by=cast.writer, now=NOW)

    (row,) = run(Recorded())

    reference.refresh_from_db()
    assert row.state == CompletionState.COMPLETED
    assert (reference.csl["volume"], reference.csl["issue"], reference.pmcid) == ("1", "4", PMCID)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "Sleep and memory in older adults"}, "the title"),
        ({"issued": {"date-parts": [[2012]]}}, "the year"),
        ({"DOI": "10.5555/other"}, "the DOI"),
    ],
)
def test_an_identifier_of_another_work_changes_nothing_and_is_said(
    cast: Cast, settings: Any, values: dict[str, Any], said: str
) -> None:
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    reference = library.put(whole(**values))
    before = reference.csl
    completing.ask_for(reference, by=cast.writer, now=NOW)

    (row,) = run(Recorded())

    reference.refresh_from_db()
    assert (row.state, row.problem) == (CompletionState.OTHER_WORK, f"It differs in {said}.")
    assert reference.csl == before
    assert row.found["title"] == TITLE


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"title": TITLE.upper()}, {}),
        ({"title": "Metformin und Vitamin B12", "original-title": TITLE}, {}),
        ({"title": TITLE}, {"title": f"[{TITLE}]"}),
        ({"issued": {"date-parts": [[2015]]}}, {}),
        ({"issued": {}}, {}),
        ({"PMCID": "PMC4880159.2"}, {"PMCID": PMCID}),
        ({"DOI": DOI.upper()}, {"DOI": DOI}),
        ({"title": "PMID 1", "status": "identifier only", "issued": {"date-parts": [[1999]]}}, {}),
    ],
)
def test_spellings_of_one_work_are_no_difference(record: dict[str, Any], found: dict[str, Any]) -> None:
    assert differences(whole(**record), whole(**found)) == ()


GERMAN = {"title": "Langzeitbehandlung mit Metformin", "language": "de"}
BRACKETS = {"title": "[Long-term treatment with metformin]", "language": "ger", "volume": "101", "page": "7-9"}


@pytest.mark.parametrize(
    ("record", "found", "differs", "unsure"),
    [
        (GERMAN | {"page": "7-9"}, BRACKETS, (), False),
        (GERMAN | {"author": [{"family": "Aroda"}]}, BRACKETS | {"author": [{"family": "Aroda"}]}, (), False),
        (GERMAN, BRACKETS, (), True),
        (GERMAN, {"title": TITLE}, (), True),
        (GERMAN | {"original-title": "Long-term treatment with metformin"}, BRACKETS, (), False),
        (GERMAN, BRACKETS | {"original-title": "Langzeitbehandlung mit Metformin"}, (), False),
        (GERMAN, BRACKETS | {"issued": {"date-parts": [[2011]]}}, ("the year",), False),
        (GERMAN | {"author": [{"family": "Doe"}]}, BRACKETS | {"author": [{"family": "Aroda"}]}, ("the title",), False),
        (GERMAN | {"page": "55"}, BRACKETS, ("the title",), False),
        (GERMAN, {"title": "Schlaf und Gedächtnis", "language": "ger"}, ("the title",), False),
    ],
)
def test_a_title_and_its_translation_are_judged_by_people_and_place(
    record: dict[str, Any], found: dict[str, Any], differs: tuple[str, ...], unsure: bool
) -> None:
    one, two = whole(**record), whole(**found)

    assert (differences(one, two), completing.is_unsure(one, two)) == (differs, unsure)


@pytest.mark.django_db
def test_a_title_in_another_language_is_said_and_holds_nothing_up(as_writer: Client, internet: Recorded) -> None:
    reference = library.put(whole(**GERMAN, volume=""))
    before = reference.csl
    as_writer.post(f"/admin/references/reference/{reference.pk}/ask/")

    (row,) = run(internet)

    reference.refresh_from_db()
    assert row.state == CompletionState.UNSURE
    assert reference.csl == before
    html = form_of(as_writer, reference)
    assert "A title in another language" in html
    assert "The titles are in two languages" in html
    assert "agree with it" not in html
    library.put(before | {"original-title": TITLE})
    assert "Title and year agree with it now." in form_of(as_writer, reference)


@pytest.mark.django_db
def test_only_writers_ask_and_only_for_what_can_be_found(cast: Cast, settings: Any) -> None:
    reference = library.put(whole())
    with pytest.raises(completing.CannotAsk, match="asks nobody"):
        completing.ask_for(reference, by=cast.writer, now=NOW)
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    with pytest.raises(completing.CannotAsk, match="Only a writer"):
        completing.ask_for(reference, by=cast.clinician, now=NOW)
    nowhere = library.put({"id": "leaflet", "type": "webpage", "title": "A leaflet"})
    with pytest.raises(completing.CannotAsk, match="no PMID"):
        completing.ask_for(nowhere, by=cast.writer, now=NOW)
    merged = library.merge(reference, nowhere, by=cast.writer, now=NOW)
    nowhere.refresh_from_db()
    with pytest.raises(completing.CannotAsk, match="merged"):
        completing.ask_for(nowhere, by=cast.writer, now=NOW)
    assert merged.pk == reference.pk


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Recorded:
    """The operator allowed it, and the recorded answers stand for the services."""
    settings.REFERENCE_LOOKUP_CONTACT = CONTACT
    recorded = Recorded()
    asker = Asker(contact=CONTACT, download=recorded)
    monkeypatch.setattr(completing, "polite_asker", lambda: asker)
    return recorded


@pytest.mark.django_db
def test_nobody_is_asked_unless_the_operator_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Asker:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(completing, "polite_asker", refuse)
    bare("PMID", PMID)

    call_command("clock", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="REFERENCE_LOOKUP_CONTACT"):
        call_command("complete_references")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["clock", "complete_references"])
def test_the_clock_and_the_command_ask(internet: Recorded, command: str) -> None:
    reference, out = bare("PMID", PMID), StringIO()

    call_command(command, stdout=out, stderr=StringIO())

    reference.refresh_from_db()
    assert reference.title == TITLE
    assert ("1 completed" if command == "clock" else "bare: Completed.") in out.getvalue()


@pytest.mark.django_db
def test_the_command_asks_for_records_that_nobody_queued(internet: Recorded) -> None:
    reference = library.put(bare_record({"ISBN": "9780980200447"}))
    Completion.objects.all().delete()

    call_command("complete_references", stdout=StringIO())

    reference.refresh_from_db()
    assert reference.title == "Slow reading"


def form_of(client: Client, reference: Reference) -> str:
    return client.get(f"/admin/references/reference/{reference.pk}/change/").content.decode()


@pytest.mark.django_db
def test_the_form_says_where_the_data_came_from_and_a_writer_asks_again(as_writer: Client, internet: Recorded) -> None:
    reference = bare("PMID", "99999999")
    assert "It waits to be asked for." in form_of(as_writer, reference)
    run(internet)
    html = form_of(as_writer, reference)
    assert "PubMed has no article 99999999. Check each digit" in html
    assert "Ask again" in html

    ask = f"/admin/references/reference/{reference.pk}/ask/"
    assert as_writer.get(ask).status_code == 405
    assert "It is asked for within the next minutes." in as_writer.post(ask, follow=True).content.decode()
    assert AuditEntry.objects.latest("sequence").act == "reference asked for"

    library.put({"id": reference.key, "type": "document", "title": "x", "PMID": PMID, "status": "identifier only"})
    run(internet)
    assert "about PMID 26900641: it is this work. What was missing came from there." in form_of(as_writer, reference)
    library.put({"id": reference.key, "type": "article-journal", "title": TITLE, "PMID": "520416"})
    assert "about PMID 26900641, which this record does not have any more." in form_of(as_writer, reference)


@pytest.mark.django_db
def test_nobody_but_writers_has_the_button(client: Client, cast: Cast, internet: Recorded) -> None:
    reference = bare("PMID", "99999999")
    run(internet)
    client.force_login(cast.clinician)

    assert "Ask again" not in form_of(client, reference)
    assert client.post(f"/admin/references/reference/{reference.pk}/ask/").status_code == 403


@pytest.mark.django_db
def test_what_another_work_is_called_cannot_break_the_form(as_writer: Client, internet: Recorded) -> None:
    reference = library.put(whole())
    hostile = {"id": "x", "type": "book", "title": "<script>alert(1)</script> {{ secret }}", "PMID": PMID}
    Completion.objects.create(
        reference=reference,
        state=CompletionState.OTHER_WORK,
        identifier=f"PMID {PMID}",
        service="PubMed",
        found=hostile,
        answered_at=NOW,
        attempts=1,
    )

    html = form_of(as_writer, reference)

    assert "Identifier of another work" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
    library.put(dict(reference.csl) | {"title": str(hostile["title"]), "type": "book"})
    assert "Title and year agree with it now." in form_of(as_writer, reference)
